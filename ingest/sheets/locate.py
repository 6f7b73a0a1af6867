"""Finds the tables in a sheet: header bands, records, totals, and other rows named.

Two readings of a row. The quick one: all anchor columns filled, enough cells filled, no word that begins like a total
or a header: a record. Only what fails it is looked at closely, in the context of the rows before. When in doubt a
row is a record: a record that is none will be rejected with a code, furniture that is a record would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import Indel

from ingest.fold import fold_header
from ingest.sheets.layout.beside import differing_parts, equal_parts
from ingest.sheets.layout.header import Band, find_band
from ingest.sheets.layout.model import (
    Anchors,
    FoundTable,
    Furniture,
    FurnitureKind,
    HeaderColumn,
    StatedTotal,
    column_letter,
)
from ingest.sheets.layout.rows import RowReader
from ingest.workbook import Cell, Sheet, is_blank

__all__ = [
    "Anchors",
    "FoundTable",
    "Furniture",
    "FurnitureKind",
    "HeaderColumn",
    "StatedTotal",
    "column_letter",
    "find_tables",
    "nearest",
    "only_columns",
]

_NEAR_ENOUGH = 0.72


def find_tables(sheet: Sheet, anchors: Anchors) -> list[FoundTable]:
    """The tables of a sheet, downwards; [] when no header holds every anchor (TAB-001).

    Over the tables returned, each row of the sheet is either furniture once, or a data row: of one table, or, when
    tables stand side by side, of each table that has a record in that row. Text that is merged down over several
    records (a kecamatan, a family card number, never an amount) is written into each of them, in `sheet.rows`.
    """
    tables: list[FoundTable] = []
    start = 0
    while (band := find_band(sheet, start, anchors)) is not None:
        found, start = _read_band(sheet, band, anchors, start)
        tables.extend(found)
    if tables:
        rest = enumerate(sheet.rows[start:], start)  # below a header that is none of ours
        tables[-1].furniture.extend(
            Furniture(row, "blank" if all(map(is_blank, cells)) else "other_table") for row, cells in rest
        )
    return tables


def nearest(header: str, spellings: Iterable[str]) -> tuple[str, float] | None:
    """The known spelling most like `header`, and how much (0-1); None without any close.

    >>> nearest("DESA/KELUARAHAN", ["kecamatan", "desakelurahan"])[0]
    'desakelurahan'
    >>> nearest("Zodiak", ["kecamatan", "desakelurahan"]) is None
    True
    """
    ordered = sorted(spellings)
    found = process.extractOne(
        fold_header(header),
        [fold_header(spelling) for spelling in ordered],
        scorer=Indel.normalized_similarity,
        score_cutoff=_NEAR_ENOUGH,
    )
    return (ordered[found[2]], round(found[1], 4)) if found else None


def _read_band(sheet: Sheet, band: Band, anchors: Anchors, start: int) -> tuple[list[FoundTable], int]:
    """The tables under one band, and the row where what follows starts."""
    groups = equal_parts(band)
    if len(groups) > 1:
        return _read_beside(sheet, groups, anchors, start)
    table, end = RowReader(sheet, band, anchors, start).read()
    cut = differing_parts(sheet, band, anchors, table.data_rows, end)
    if cut.lists == groups:
        return [_with_unnamed_columns(sheet, replace(table, beside=cut.beside))], end
    tables, end = _read_beside(sheet, cut.lists, anchors, start)
    return [replace(tables[0], beside=cut.beside), *tables[1:]], end


def _read_beside(
    sheet: Sheet, groups: Sequence[tuple[int, int]], anchors: Anchors, start: int
) -> tuple[list[FoundTable], int]:
    """Tables side by side, each read as if alone, and the row that follows.

    A row is furniture, once, only when none of them has a record in it.
    """
    parts = [only_columns(sheet, first, last) for first, last in groups]
    bands = [find_band(part, start, anchors) for part in parts]
    read = [
        RowReader(part, band, anchors, start).read()
        for part, band in zip(parts, bands, strict=True)
        if band is not None
    ]
    end = max(stop for _, stop in read)
    data = {row for table, _ in read for row in table.data_rows}
    kinds: dict[int, Furniture] = {}
    for table, _ in read:
        for item in table.furniture:
            # what one side calls blank may be a total or a note of another
            if kinds.get(item.row, item).kind in ("blank", item.kind):
                kinds[item.row] = item
    for row, item in kinds.items():
        if item.kind == "blank" and not all(map(is_blank, sheet.rows[row])):
            kinds[row] = Furniture(row, "note")  # of a recap beside them
    furniture = [kinds.get(row, Furniture(row, "note")) for row in range(start, end) if row not in data]
    tables = [
        _with_unnamed_columns(part, replace(table, furniture=furniture if position == 0 else []))
        for position, (part, (table, _)) in enumerate(zip(parts, read, strict=False))
    ]
    return tables, end


def only_columns(sheet: Sheet, first: int, last: int) -> Sheet:
    """`sheet` with the cells of these columns alone, each in its place."""
    rows: list[list[Cell]] = [
        [cell if first <= column <= last else None for column, cell in enumerate(row)] for row in sheet.rows
    ]
    merged = tuple(each for each in sheet.merged if first <= each[1] and each[3] <= last)
    return replace(sheet, rows=rows, merged=merged)


def _with_unnamed_columns(sheet: Sheet, table: FoundTable) -> FoundTable:
    """`table` with a nameless header column for every column that holds data below no header."""
    named = {column.index for column in table.header if column.text}
    width = len(sheet.rows[0]) if sheet.rows else 0
    others = [column for column in range(width) if column not in named]
    found = [c for c in others if any(not is_blank(sheet.rows[row][c]) for row in table.data_rows)]
    unnamed = [HeaderColumn(c, column_letter(c), "", (), None, "") for c in found]
    header = sorted([column for column in table.header if column.text] + unnamed, key=lambda column: column.index)
    return replace(table, header=tuple(header))
