"""Describes an undeclared workbook: each shape of sheet, its header, its columns' likely fields.

Every header is put to the spellings of every entity, the whole spelling first, then the nearest, then a spelling inside
it; the shape of the values confirms or suggests. How sure is said with each. No value leaves here unmasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.declarations.catalogue import Catalogue, EntitySchema
from ingest.declarations.contract import Table
from ingest.drafting.header_guess import SURE, HeaderSeen, fit, guess, once_each, with_status
from ingest.fold import fold_header
from ingest.parsers.codes import CodeList
from ingest.parsers.masking import mask, without_long_numbers
from ingest.parsers.value_shapes import shape_of
from ingest.reading.issues import shown
from ingest.sheets.layout.beside import pieces_of
from ingest.sheets.layout.furniture import is_numeric
from ingest.sheets.layout.header import Band, band_around, find_band, may_be_header
from ingest.sheets.layout.model import Anchors, HeaderColumn, text_of
from ingest.sheets.layout.rows import RowReader
from ingest.sheets.locate import only_columns
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.recap import is_recap_sheet
from ingest.workbook import Cell, Sheet, Workbook, is_blank, open_workbook

_SEARCHED = 60
_TITLE_ABOVE = 3
_SAMPLED = 400


@dataclass(frozen=True)
class SheetShape:
    """Sheets with the same header, and their most likely entity ("" if none)."""

    sheets: tuple[str, ...]
    header_row: int
    entity: str
    headers: tuple[HeaderSeen, ...]
    rows: int
    titles: tuple[str, ...] = ()

    def field_of(self, *names: str) -> HeaderSeen | None:
        """The surest column of the first of these fields that there is."""
        for name in names:
            found = [header for header in self.headers if header.field == name and header.sure >= SURE]
            if found:
                return max(found, key=lambda header: header.sure)
        return None


@dataclass(frozen=True)
class FirstLook:
    """A whole workbook; `others` are sheets without a table, or repeating others, with the reason."""

    kind: str
    shapes: tuple[SheetShape, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> FirstLook:
        """The look that a reader's process gave as JSON."""
        shapes = (
            SheetShape(**{
                **shape, "sheets": tuple(shape["sheets"]), "titles": tuple(shape["titles"]),
                "headers": tuple(HeaderSeen(**each) for each in shape["headers"]),
            })
            for shape in content["shapes"]
        )  # fmt: skip
        return cls(content["kind"], tuple(shapes), content["others"])


def look_at(path: Path, catalogue: Catalogue) -> dict[str, Any]:
    """The first look at the file as JSON: the task of a bounded reader.

    Raises UnreadableFile as `open_workbook` does.
    """
    return asdict(first_look(open_workbook(path), catalogue))


def first_look(workbook: Workbook, catalogue: Catalogue) -> FirstLook:
    """The first look at an opened workbook."""
    books = {name: _book(schema, catalogue) for name, schema in catalogue.entities.items()}
    spellings = frozenset().union(*(book.known for book in books.values()))
    codes = CodeList.of(catalogue.vocabularies["enrolment_status"].spelled)
    shapes: dict[tuple[str, ...], SheetShape] = {}
    others: dict[str, str] = {}
    for sheet in workbook.sheets():
        skipped = is_recap_sheet(sheet.name) or sheet.visible != "visible"
        tables = [] if skipped else _tables(sheet, spellings)
        if not tables:
            others[sheet.name] = _reason(sheet)
        for part, band, anchors in tables:
            signature = tuple(column.folded[0] for column in band.columns if column.folded)
            before = shapes.get(signature)
            if before is None:
                shapes[signature] = _shape(part, band, anchors, books, codes)
            else:
                rows = before.rows + _count(part, band, anchors)
                shapes[signature] = replace(before, sheets=(*before.sheets, sheet.name), rows=rows)
    return FirstLook(workbook.kind, tuple(shapes.values()), others)


def _book(schema: EntitySchema, catalogue: Catalogue) -> HeaderBook:
    return HeaderBook(Table(feeds=schema.entity.entity, files=()), schema, catalogue.ignored_headers)


def _reason(sheet: Sheet) -> str:
    if sheet.visible != "visible":
        return "hidden"
    return "recap" if is_recap_sheet(sheet.name) else "no_table"


def _tables(sheet: Sheet, spellings: frozenset[str]) -> list[tuple[Sheet, Band, Anchors]]:
    """The table of a sheet, or those parted by an empty column."""
    found = _band(sheet, spellings)
    if found is None:
        return []
    band, anchors = found
    below = range(band.bottom + 1, len(sheet.rows))
    pieces = pieces_of(sheet, band, below)
    if len(pieces) < 2 or not all(_is_table_of_its_own(sheet, piece, pieces[0], below) for piece in pieces[1:]):
        return [(sheet, band, anchors)]
    parts = [only_columns(sheet, piece[0].index, piece[-1].index) for piece in pieces]
    bands = [_band(part, spellings) for part in parts]
    return [(part, *each) for part, each in zip(parts, bands, strict=True) if each is not None]


def _is_table_of_its_own(
    sheet: Sheet, piece: Sequence[HeaderColumn], left: Sequence[HeaderColumn], below: Sequence[int]
) -> bool:
    """True for columns that begin with labels and share a header with the left ones."""
    labels = [cell for row in below if not is_blank(cell := sheet.rows[row][piece[0].index])]
    has_labels = 2 * sum(not is_numeric(cell) for cell in labels) > len(labels)
    return has_labels and bool({column.child for column in piece} & {column.child for column in left} - {""})


def _band(sheet: Sheet, known_spellings: frozenset[str]) -> tuple[Band, Anchors] | None:
    """The header band by known headers; else, or where a row is wider, by shape."""
    anchors = Anchors((), known_spellings)
    found = find_band(sheet, 0, anchors)
    by_words = (found, anchors) if found else None
    row = _widest_text_row(sheet)
    if row is None or (found and found.top <= row <= found.bottom):
        return by_words
    width = sum(not is_blank(cell) for cell in sheet.rows[row])
    if found and 2 * len([column for column in found.columns if column.text]) > width:
        return by_words
    spellings = frozenset(fold_header(text_of(cell)) for cell in sheet.rows[row] if not is_blank(cell))
    anchors = Anchors((), known_spellings | spellings)
    by_shape = band_around(sheet, row, anchors)
    return (by_shape, anchors) if by_shape else by_words


def _widest_text_row(sheet: Sheet) -> int | None:
    """The first row of distinct texts that nearly fills the width, none above as full.

    A title of many cells is passed over for a fuller row below it, when no record stands between the two.
    """
    rows = sheet.rows[:_SEARCHED]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    widest = max(filled, default=0)
    found: int | None = None
    for number, row in enumerate(rows):
        if found is not None and number > found + _TITLE_ABOVE:
            break
        texts = [text_of(cell) for cell in row if not is_blank(cell)]
        if 2 * len(texts) <= widest or len(texts) < 2:
            continue
        is_text = all(is_blank(cell) or may_be_header(cell) for cell in row)
        if not is_text or len(set(texts)) < len(texts):
            break  # a record: what comes after it is no header
        if max(filled[number + 1 : number + 4], default=0) >= 2 and (found is None or number > found + 1):
            found = number if found is None or filled[number] > filled[found] else found
    return found


def _shape(sheet: Sheet, band: Band, anchors: Anchors, books: Mapping[str, HeaderBook], codes: CodeList) -> SheetShape:
    named = [column for column in band.columns if column.text]
    cells = {column.index: _cells_below(sheet, band, column.index) for column in named}
    guesses = {
        name: [guess(column, book, shape_of(cells[column.index])) for column in named] for name, book in books.items()
    }
    entity = max(guesses, key=lambda name: fit(guesses[name], named, books[name].schema))
    is_fitting = fit(guesses[entity], named, books[entity].schema) > 0
    schema = books[entity].schema
    found_in = with_status(guesses[entity], [cells[column.index] for column in named], schema, codes)
    titles = (text_of(cell) for row in sheet.rows[: band.top] for cell in row if not is_blank(cell))
    headers = once_each(
        replace(
            found,
            letter=column.letter,
            text=without_long_numbers(column.text),
            shape=shape_of(cells[column.index]),
            filled=_filled(cells[column.index]),
            sample=_sample(cells[column.index], found, schema),
        )
        for column, found in zip(named, found_in, strict=True)
    )
    return SheetShape(
        (sheet.name,),
        band.bottom + 1,
        entity if is_fitting else "",
        tuple(headers),
        _count(sheet, band, anchors),
        tuple(without_long_numbers(title) for title in titles)[:6],
    )


def _cells_below(sheet: Sheet, band: Band, index: int) -> list[Cell]:
    return [row[index] for row in sheet.rows[band.bottom + 1 : band.bottom + 1 + _SAMPLED]]


def _count(sheet: Sheet, band: Band, anchors: Anchors) -> int:
    """The number of records of this table and of those below it."""
    rows = start = 0
    below: Band | None = band
    while below is not None:
        table, start = RowReader(sheet, below, anchors, start).read()
        rows += len(table.data_rows)
        below = find_band(sheet, start, anchors)
    return rows


def _filled(cells: Sequence[Cell]) -> float:
    return round(sum(not is_blank(cell) for cell in cells) / len(cells), 3) if cells else 0.0


def _sample(cells: Sequence[Cell], found: HeaderSeen, schema: EntitySchema) -> str:
    """A first value, masked unless the field it surely fills holds nothing personal."""
    value = next((cell for cell in cells if not is_blank(cell)), None)
    field = schema.fields.get(found.field) if found.sure >= SURE else None
    return shown(value, field) if field else mask(value)
