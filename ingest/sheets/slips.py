"""Reads a heading with a slip of the pen as the only field possible.

The rule and its limits: docs/decisions/0012.

Everything less sure stays unknown: it is held or set aside as before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from ingest.fold import fold_header, fold_long_header, words_of
from ingest.sheets.column_map import ColumnMap
from ingest.sheets.locate import HeaderColumn
from ingest.sheets.mapping import Fits, HeaderBook
from ingest.workbook import Cell, is_blank

_SHORTEST_SPELLING, _SHORTEST_WORD = 6, 5
_TWO_EDITS_FROM = 12
_FEWEST_VALUES = 3


def read_headings(header: Sequence[HeaderColumn], book: HeaderBook, rows: Sequence[list[Cell]]) -> ColumnMap:
    """The columns of a table, slips in headings read as meant, less those set aside."""
    columns = book.map(header)
    read = columns if book.fits is None else _with_slips(columns, book, book.fits, rows)
    return read.without(book.aside)


def _with_slips(columns: ColumnMap, book: HeaderBook, fits: Fits, rows: Sequence[list[Cell]]) -> ColumnMap:
    """`columns` with each slip as a field that no other heading has."""
    fields = dict(columns.fields)
    meant: dict[str, list[HeaderColumn]] = {}
    for column in _misspelt(columns, book):
        # `ANGGARAN / REAISASI`: the group says which of two fields
        field = (slip_of(column.text, book) if column.parent else "") or slip_of(column.child or column.text, book)
        if field and field not in fields:
            meant.setdefault(field, []).append(column)
    slipped = {
        found[0].index: (found[0], field)
        for field, found in meant.items()
        if len(found) == 1 and fits(field, [row[found[0].index] for row in rows])
    }
    slipped |= _told_by_values(columns, {*fields, *(field for _, field in slipped.values())}, book, fits, rows)
    if not slipped:
        return columns
    fields |= {field: index for index, (_, field) in slipped.items()}
    return replace(
        columns,
        fields=fields,
        fates={**columns.fates, **slipped},
        unknown=tuple(column for column in columns.unknown if column.index not in slipped),
        slipped=tuple(slipped.values()),
        missing=book.missing(fields, columns.unpivots),
    )


def _told_by_values(
    columns: ColumnMap, filled: Collection[str], book: HeaderBook, fits: Fits, rows: Sequence[list[Cell]]
) -> dict[int, tuple[HeaderColumn, str]]:
    """The only unknown column of programmes, where the list lacks one."""
    found: dict[int, tuple[HeaderColumn, str]] = {}
    for field in () if book.table.programme else book.table.required:
        if field in filled or field not in book.schema.fields or book.schema.fields[field].type != "programme":
            continue
        cells = {column: [row[column.index] for row in rows] for column in columns.unknown}
        naming = [column for column, values in cells.items() if _says_enough(values) and fits(field, values)]
        found |= {naming[0].index: (naming[0], field)} if len(naming) == 1 else {}
    return found


def _says_enough(cells: Sequence[Cell]) -> bool:
    return len({cell for cell in cells if not is_blank(cell)}) >= _FEWEST_VALUES


def _misspelt(columns: ColumnMap, book: HeaderBook) -> Iterator[HeaderColumn]:
    """The headings that nobody knows, or that only a pattern leaves out."""
    yield from columns.unknown
    for column, fate in columns.fates.values():
        if fate == "ignored" and column.parent is None and not book.known.intersection(column.folded):
            yield column


def slip_of(header: str, book: HeaderBook) -> str:
    """The one field that `header` is but for a slip; else ''.

    A slip is one letter, two in a long heading, within long words: `NO KIP` and `NO KIS` are two things, and so are
    `KKS2016` and `KKS2017`. A heading may be shortened as well, `pend. terakir`: there it is one letter.
    """
    whole, long = fold_header(header), fold_long_header(header, book.schema.abbreviations)
    return _slip_of(whole, book, 2) or (_slip_of(long, book, 1) if long != whole else "")


def _slip_of(folded: str, book: HeaderBook, most: int) -> str:
    spellings = book.spellings
    found = process.extract(folded, spellings.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    near = [(known, distance) for known, distance, _ in found if _is_near(known, distance)]
    fields = {book.field_named(known) for known, _ in near}
    if len(fields) != 1 or not all(_is_within_words(known, spellings[known], folded) for known, _ in near):
        return ""
    return fields.pop()


def _is_near(known: str, distance: float) -> bool:
    return len(known) >= _SHORTEST_SPELLING and distance <= (2 if len(known) >= _TWO_EDITS_FROM else 1)


def _is_within_words(known: str, spelling: str, folded: str) -> bool:
    """True when all edits lie in long words and touch no digit."""
    ends = [0, *accumulate(map(len, words_of(spelling)))]
    for edit in Levenshtein.opcodes(known, folded):
        if edit.tag == "equal":
            continue
        if any(map(str.isdigit, known[edit.src_start : edit.src_end] + folded[edit.dest_start : edit.dest_end])):
            return False
        first, last = edit.src_start, max(edit.src_start, edit.src_end - 1)
        if edit.tag == "insert":  # between two letters, each of which may be the one that it belongs to
            first = edit.src_start - 1
        if any(end - start < _SHORTEST_WORD for start, end in pairwise(ends) if start <= last and first < end):
            return False
    return True
