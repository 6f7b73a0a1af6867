"""Decides whether an unread column holds its list, and keeps what stands in it.

A header that nobody knows holds the list where it may be a field that the list needs and lacks, or had before. One
that nobody needs is set aside by name: its cells are kept beside the submission, and people are asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from ingest.fold import fold_header, fold_place
from ingest.parsers.masking import mask, without_long_numbers
from ingest.parsers.texts import as_words, words_of
from ingest.parsers.value_shapes import is_possible, shape_of
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.gather import Gathered, TableHeaders
from ingest.sheets.layout.header import has_word
from ingest.sheets.locate import HeaderColumn, nearest
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.said_otherwise import with_said_otherwise
from ingest.submission import Problem, SlippedColumn, Submission, UnreadColumn
from ingest.workbook import Cell, count_filled, is_blank

UNREAD_SCHEMA = pa.schema([("record_id", pa.string()), ("header", pa.string()), ("cell", pa.string())])
# A header this like a spelling is a slip of the pen; below, it may be another word.
_SLIP = 0.8
_SAME = 0.95
_FREE_TEXT = frozenset({"note"})
_SHORTEST_INSIDE = 4
_BY_SHAPE, _INSIDE = 0.5, 0.6
# Shapes that few fields have: such values under a header that nobody knows may be the field that is missed.
_TELLING_SHAPES: dict[str, tuple[str, ...]] = {
    "nik": ("nik", "family_card_no"), "sex": ("sex",), "date": ("birth_date",), "rupiah": ("benefit_amount_idr",),
}  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A field that a header may be, by which spelling, and how sure (0-1)."""

    field: str
    spelling: str
    sure: float


def likely_fields(header: str, shape: str, book: HeaderBook, fields: Iterable[str]) -> list[Likely]:
    """The `fields` that a column may be, the surest and needed first."""
    found = []
    for name in fields:
        if name in book.schema.fields and not is_possible(book.schema.fields[name].type, shape):
            continue
        likely = _by_words(header, name, book) or _by_shape(shape, name, book)
        if likely is not None:
            found.append(likely)
    return sorted(found, key=lambda each: (-each.sure, each.field not in book.table.required, each.field))


def _by_words(header: str, name: str, book: HeaderBook) -> Likely | None:
    spellings = book.spellings_of(name)
    near = nearest(header, spellings)
    if near is not None:
        return Likely(name, *near)
    whole = [text for text in spellings if _stands_in(text, header) or _stands_in(header, text)]
    if not whole:
        return None
    longest = max(whole, key=lambda text: (len(text), text))
    shares = sorted((len(fold_header(longest)), len(fold_header(header))))
    return Likely(name, longest, round(_INSIDE + 0.25 * shares[0] / max(1, shares[1]), 2))


def _stands_in(words: str, text: str) -> bool:
    folded = fold_header(words)
    return len(folded) >= _SHORTEST_INSIDE and has_word(text, (folded,))


def _by_shape(shape: str, name: str, book: HeaderBook) -> Likely | None:
    if name not in _TELLING_SHAPES.get(shape, ()):
        return None
    return Likely(name, next(iter(book.spellings_of(name)), name), _BY_SHAPE)


def usual(likely: Likely, book: HeaderBook) -> str:
    """The usual header of the field that a column may be."""
    return book.spelling(fold_header(likely.spelling))


def holding(headers: TableHeaders, gathered: Gathered, declared: DeclaredList) -> dict[int, Likely]:
    """Unknown columns that may be a field which this table lacks, by place."""
    found = {}
    places = {index: header for header, index in headers.columns.unread.items()}
    for column in headers.columns.unknown:
        shape = shape_of(gathered.unread.get(places[column.index], ()))
        header = column.child or column.text
        needed = likely_fields(header, shape, declared.book, headers.columns.missing)
        deciding = likely_fields(header, shape, declared.book, _deciding(headers, declared))
        certain = [*needed, *(likely for likely in deciding if likely.sure >= _SLIP)]
        if certain:
            found[column.index] = certain[0]
    return found


def _deciding(headers: TableHeaders, declared: DeclaredList) -> list[str]:
    """Fields that no column fills though figures hang on them: receipt status, place."""
    filled = with_said_otherwise(headers.columns.fields)
    wanted = []
    if any(declared.table.receipt.status.values()):
        wanted.append("status_text")
    if "column" in declared.table.place_from and "village_code" in declared.schema.columns:
        wanted.append("village_name")
    return [name for name in wanted if name not in filled]


def unread_columns(gathered: Gathered) -> tuple[UnreadColumn, ...]:
    """Every column to decide about, with its looks over all rows."""
    columns = []
    for header, cells in gathered.unread.items():
        headers, index = next(
            (headers, headers.columns.unread[header]) for headers in gathered.tables if header in headers.columns.unread
        )
        column = headers.columns.fates[index][0]
        if column in headers.columns.aside:  # people have answered
            continue
        field = next((field for field, _, second in headers.columns.outdone if second == column), "")
        if field and not says_more(field, header, gathered):
            continue
        columns.append(UnreadColumn(header, headers.sheet, *_looks(column, headers, cells), outdone=field))
    return tuple(columns)


def says_more(field: str, header: str, gathered: Gathered) -> bool:
    """True when the column under `header` tells what the column read as `field` does not."""
    cells = gathered.unread.get(header, ())
    return not (all(map(is_blank, cells)) or say_the_same(gathered.fields.get(field, ()), cells))


def say_the_same(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """True when a second column adds nothing but its spelling and its gaps."""
    told = [(one, other) for one, other in zip(first, second, strict=False) if not is_blank(other)]
    same = sum(fold_place(as_words(one)) == fold_place(as_words(other)) for one, other in told)
    return bool(told) and same >= _SAME * len(told)


def contradicts(field: str, header: str, gathered: Gathered) -> bool:
    """True when a second column of a field says what the first does not."""
    return field not in _FREE_TEXT and not say_the_same(gathered.fields.get(field, ()), gathered.unread.get(header, ()))


def slipped_columns(gathered: Gathered) -> tuple[SlippedColumn, ...]:
    """Every column read though it is asked about, each header once.

    Its header has a slip, or it is the first of two that one field could be read from: either may be another field.
    """
    found: dict[str, SlippedColumn] = {}
    for headers in gathered.tables:
        for column, field in (*headers.columns.slipped, *_firsts_of_two(headers, gathered)):
            text = without_long_numbers(column.text)
            looks = _looks(column, headers, gathered.fields.get(field, ()))
            found.setdefault(text, SlippedColumn(text, headers.sheet, *looks, field=field))
    return tuple(found.values())


def _firsts_of_two(headers: TableHeaders, gathered: Gathered) -> list[tuple[HeaderColumn, str]]:
    """The first of two columns of one field that contradict each other.

    Not of two that are called the same: a question is known by its heading.
    """
    headings = {index: heading for heading, index in headers.columns.unread.items()}
    return [
        (first, field)
        for field, first, second in headers.columns.doubled
        if first.folded[-1] != second.folded[-1] and contradicts(field, headings.get(second.index, ""), gathered)
    ]


def _looks(column: HeaderColumn, headers: TableHeaders, cells: Sequence[Cell]) -> tuple[str, float, str, str]:
    """The header's cell, share filled, first value masked, and shape of values."""
    share, sample = glimpse(cells)
    return f"{column.letter}{headers.header_row + 1}", round(share, 4), sample, shape_of(cells)


def glimpse(cells: Sequence[Cell]) -> tuple[float, str]:
    """The share of cells that are filled, and the first of these, masked."""
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return (0.0, "") if first is None else (count_filled(cells) / len(cells), mask(first))


def unread_table(gathered: Gathered, record_ids: pa.Array) -> pa.Table | None:
    """The filled cells of unread columns, for the vault; None without any."""
    kept = []
    for header, cells in gathered.unread.items():
        words = words_of(cells)
        table = pa.table([record_ids, pa.repeat(header, len(words)), words], schema=UNREAD_SCHEMA)
        kept.append(table.filter(pc.not_equal(words, "")))
    filled = pa.concat_tables(kept) if kept else None
    return filled if filled else None


def renamed(submission: Submission, earlier: Sequence[Submission], declared: DeclaredList) -> Submission:
    """The submission, held where an unread column may be a field of before.

    `earlier`: what stood of the same list; only its newest semester before this one is looked at.
    """
    before = [each for each in earlier if each.semester < submission.semester]
    newest = max((each.semester for each in before), default="")
    had = {field for each in before if each.semester == newest for field in each.columns.values()}
    gone = had - with_said_otherwise(submission.columns.values()) - {"ignored", "unknown"}
    asked = {problem.found for problem in submission.problems if problem.code == "KOL-008"}
    problems = []
    for column in submission.unread if gone else ():
        likely = likely_fields(column.header, column.shape, declared.book, sorted(gone))
        if column.header in asked and likely and not column.outdone:
            expected = f"mungkin {usual(likely[0], declared.book)!r} ({likely[0].sure:.0%}), ada di kiriman {newest}"
            place = {"sheet": column.sheet, "cell": column.cell, "found": column.header, "expected": expected}
            problems.append(Problem.of(declared.catalogue.issue_codes, "KOL-009", **place))
    return replace(submission, problems=(*problems, *submission.problems)) if problems else submission
