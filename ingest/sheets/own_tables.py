"""Tables of a sheet that belong to the list; others are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.sheets.column_map import ColumnMap
from ingest.sheets.locate import FoundTable, Furniture, column_letter, nearest
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.slips import read_headings
from ingest.workbook import Sheet, is_blank

_READ = 200  # rows that tell whether a column fits a field


@dataclass(frozen=True)
class SheetNote:
    """A remark on a sheet: issue code, count of rows (columns), cells, first row."""

    code: str
    sheet: str
    rows: int
    cell: str = ""
    row: int = 0


@dataclass(frozen=True)
class MappedTable:
    """One found table with its sheet and what its headers mean."""

    sheet: Sheet
    found: FoundTable
    columns: ColumnMap


def own_tables(
    sheet: Sheet, found: Sequence[FoundTable], book: HeaderBook
) -> tuple[list[MappedTable], list[SheetNote]]:
    """The tables of the list with their columns, and a note on each other table.

    A table is of another kind when it lacks needed fields, no unknown header of it resembles one of those (a renamed
    column must hold the list), and another table has them all. Its rows become furniture.
    """
    mapped = [
        MappedTable(
            sheet, table, read_headings(table.header, book, [sheet.rows[row] for row in table.data_rows[:_READ]])
        )
        for table in found
    ]
    is_own = [not _is_foreign(each.columns, book) for each in mapped]
    if all(each.columns.missing for each in mapped):
        is_own = [True] * len(mapped)
    kept = [each for each, own in zip(mapped, is_own, strict=True) if own]
    foreign = [_as_furniture(each.found) for each, own in zip(mapped, is_own, strict=True) if not own]
    kept[-1] = replace(kept[-1], found=_with(kept[-1].found, [piece for pieces in foreign for piece in pieces]))
    rests = [[piece for piece in each.found.furniture if piece.kind == "other_table"] for each in mapped]
    return kept, [_note(sheet, pieces) for pieces in (*rests, *foreign) if pieces]


def _is_foreign(columns: ColumnMap, book: HeaderBook) -> bool:
    fields = book.schema.fields
    wanted = {text for name in columns.missing for text in book.table.columns.get(name, ())}
    wanted |= {text for name in columns.missing if name in fields for text in fields[name].spellings}
    is_renamed = any(column.folded and nearest(column.folded[-1], wanted) for column in columns.unknown)
    return bool(columns.missing) and not is_renamed


def _as_furniture(table: FoundTable) -> list[Furniture]:
    """The rows of a table of another kind, from its header on."""
    rows = [Furniture(row, "other_table") for row in table.data_rows]
    heads = [replace(piece, kind="other_table") if piece.kind == "header" else piece for piece in table.furniture]
    return sorted([*rows, *heads], key=lambda piece: piece.row)


def _with(table: FoundTable, furniture: Sequence[Furniture]) -> FoundTable:
    return replace(table, furniture=[*table.furniture, *furniture]) if furniture else table


def _note(sheet: Sheet, pieces: Sequence[Furniture]) -> SheetNote:
    """The note on another table: its cells from the header, its count of rows."""
    rows = [piece.row for piece in pieces if piece.kind == "other_table"]
    filled = {row: [at for at, cell in enumerate(sheet.rows[row]) if not is_blank(cell)] for row in rows}
    header = next((row for row in rows if len(filled[row]) > 1), rows[0])
    columns = [at for row in rows if row >= header for at in filled[row]] or [0]
    cells = f"{column_letter(min(columns))}{header + 1}:{column_letter(max(columns))}{rows[-1] + 1}"
    return SheetNote("TAB-010", sheet.name, len(rows), cells, header)
