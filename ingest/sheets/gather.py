"""Gathers the tables of all sheets into one set of columns, rows with origin.

Every row of every sheet is counted here, once: as data, or as furniture of a named kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.declarations.catalogue import EntitySchema
from ingest.declarations.contract import Table
from ingest.parsers.places import Regions
from ingest.sheets.column_map import ColumnMap
from ingest.sheets.headless import headless_table
from ingest.sheets.layout.model import Beside
from ingest.sheets.locate import FoundTable, column_letter, find_tables
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.own_tables import MappedTable, SheetNote, own_tables
from ingest.sheets.place_hints import band_cells, place_hints
from ingest.sheets.recap import sums_up
from ingest.sheets.reconcile import reconcile
from ingest.sheets.skipping import filled_range, is_form, kind_without_table, skipped, top_of
from ingest.submission import StatedTotalCheck
from ingest.workbook import Cell, Sheet, Workbook, is_blank

_NEAR_ROWS = 256


@dataclass(frozen=True)
class TableHeaders:
    """The remains of a found table without its sheet: its headers and their meaning."""

    sheet: str
    header_row: int
    columns: ColumnMap
    untitled: tuple[str, ...]
    beside: tuple[Beside, ...] = ()


@dataclass
class Gathered:
    """All data rows of a list by field, with origin; the rest counted."""

    fields: dict[str, list[Cell]] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    place_hint: list[str | None] = field(default_factory=list)
    district_hint: list[str | None] = field(default_factory=list)
    table_of: list[int] = field(default_factory=list)
    letters: list[dict[str, str]] = field(default_factory=list)
    furniture: Counter[str] = field(default_factory=Counter)
    rows_in: int = 0
    data_rows: int = 0
    titles: list[str] = field(default_factory=list)
    tables: list[TableHeaders] = field(default_factory=list)
    totals: list[StatedTotalCheck] = field(default_factory=list)
    notes: list[SheetNote] = field(default_factory=list)
    left: list[Sheet] = field(default_factory=list)  # the tops of tables that are not of the list
    summing: set[str] = field(default_factory=set)  # sheets with a table that say of themselves that they sum up
    unread: dict[str, list[Cell]] = field(default_factory=dict)  # by header: cells of columns that fill no field
    loose: Gathered | None = None  # what stands under other known headers, where none are those of the list
    is_headless: bool = False  # no row names the columns: their letters do
    has_status_in_remark: bool = False  # the status stood under the heading of a remark

    def __len__(self) -> int:
        return len(self.row_numbers)

    def letter(self, at: int, name: str) -> str:
        """The column letter of field `name` in row `at`; '' without such a column."""
        return self.letters[self.table_of[at]].get(name, "")

    def keep(self, positions: Sequence[int]) -> None:
        """Leaves only the rows at these positions, in this order."""
        for columns in (self.fields, self.unread):
            for name, cells in columns.items():
                columns[name] = [cells[at] for at in positions]
        for name in ("sheets", "row_numbers", "parts", "place_hint", "district_hint", "table_of"):
            column = getattr(self, name)
            setattr(self, name, [column[at] for at in positions])


def gather(workbook: Workbook, table: Table, book: HeaderBook, regions: Regions) -> Gathered:
    """Everything that `workbook` holds of `table`.

    Where no sheet has the header words of the list, `loose` has what stands under any known headers, or under none,
    read in the same pass: a file is never opened twice to say what is wrong with it.
    """
    gathered, loose, headless = Gathered(), Gathered(), Gathered(is_headless=True)
    for found_sheet in workbook.sheets():
        sheet = replace(found_sheet, name="") if workbook.kind == "csv" else found_sheet  # a text file has no sheets
        reason = skipped(sheet, table)
        found = [] if reason else find_tables(sheet, book.anchors)
        _take(gathered, sheet, found, reason, table, book, regions)
        if not gathered.tables:
            others = [] if reason else find_tables(sheet, book.loose_anchors)
            _take(loose, sheet, others, reason, table, book, regions)
            bare = None if reason or others else headless_table(sheet, book.loose_anchors)
            _take(headless, sheet, [bare] if bare else [], reason, table, book, regions)
    if not gathered.tables:
        gathered.loose = headless if headless.tables and not loose.tables else loose
    return gathered


def _take(
    gathered: Gathered,
    sheet: Sheet,
    found: Sequence[FoundTable],
    reason: str,
    table: Table,
    book: HeaderBook,
    regions: Regions,
) -> None:
    """Adds the tables found on a sheet, or the reason why it has none."""
    gathered.rows_in += len(sheet.rows)
    if not found:
        kind = "form" if not reason and is_form(sheet, book.known) else kind_without_table(sheet)
        _count_skipped(gathered, sheet, reason or kind)
        return
    if sums_up(sheet):
        gathered.summing.add(sheet.name)
    mapped_tables, notes = own_tables(sheet, found, book)
    gathered.notes += notes
    gathered.left += [top_of(sheet, note.row) for note in notes]
    _count_rows(gathered, sheet, [mapped.found for mapped in mapped_tables])
    hidden = set[int]()
    for mapped in mapped_tables:
        _append(gathered, mapped, table, regions, book.schema)
        gathered.totals += reconcile(sheet, mapped.found, mapped.columns, book.schema)
        gathered.tables.append(_headers(mapped))
        hidden |= sheet.hidden_columns.intersection(mapped.columns.fields.values())
    if hidden:
        gathered.notes.append(SheetNote("KOL-005", sheet.name, len(hidden)))


def _count_skipped(gathered: Gathered, sheet: Sheet, reason: str) -> None:
    if sheet.rows:
        gathered.furniture["note" if reason == "form" else reason] += len(sheet.rows)
    codes = {"recap_sheet": "TAB-004", "hidden_sheet": "TAB-003", "no_table": "TAB-001", "form": "TAB-014"}
    if reason == "other_sheet" and kind_without_table(sheet) == "no_table":
        codes["other_sheet"] = "TAB-011"
    if reason in codes and sheet.rows:
        cells = filled_range(sheet) if reason in ("no_table", "other_sheet", "form") else ""
        gathered.notes.append(SheetNote(codes[reason], sheet.name, len(sheet.rows), cells))
        if cells:
            gathered.left.append(top_of(sheet, 0))


def _count_rows(gathered: Gathered, sheet: Sheet, found: Sequence[FoundTable]) -> None:
    """Each row of the sheet once: data in any table goes before furniture."""
    data = {row for table in found for row in table.data_rows}
    if hidden := data & sheet.hidden_rows:
        gathered.notes.append(SheetNote("TAB-007", sheet.name, len(hidden)))
    kinds: dict[int, str] = {}
    for table in found:
        for piece in table.furniture:
            kinds.setdefault(piece.row, piece.kind)
    gathered.data_rows += len(data)
    for row in range(len(sheet.rows)):
        if row not in data:
            gathered.furniture[kinds.get(row, "blank")] += 1


def _append(gathered: Gathered, mapped: MappedTable, table: Table, regions: Regions, schema: EntitySchema) -> None:
    """Appends the rows of a table, each once or, where wide, once for each figure."""
    rows, parts = _picks(mapped)
    before = len(gathered)
    columns = _turned([mapped.sheet.rows[row] for row in rows])
    gathered.letters.append({})
    for name, index in mapped.columns.fields.items():
        cells = list(columns[index]) if columns else []
        if before:
            gathered.fields.setdefault(name, [None] * before).extend(cells)
        else:
            gathered.fields[name] = cells
        gathered.letters[-1][name] = column_letter(index)
    for header, index in mapped.columns.unread.items():
        gathered.unread.setdefault(header, [None] * before).extend(columns[index] if columns else [])
    if mapped.columns.unpivots:
        _append_unpivoted(gathered, mapped, rows, parts, before)
    for name, cells in band_cells(mapped.found, rows, schema.fields).items():
        if name not in gathered.letters[-1]:  # a column says more than the band above it
            gathered.fields.setdefault(name, [None] * before).extend(cells)
    gathered.table_of += [len(gathered.letters) - 1] * len(rows)
    gathered.sheets += [mapped.sheet.name] * len(rows)
    gathered.row_numbers += [row + 1 for row in rows]
    gathered.parts += [mapped.columns.unpivots[part].text for part in parts] if parts else [""] * len(rows)
    villages, districts = place_hints(mapped.sheet.name, mapped.found, rows, table, regions)
    gathered.place_hint += villages
    gathered.district_hint += districts
    gathered.titles += [title for title in mapped.found.titles if title not in gathered.titles]
    for filled in (*gathered.fields.values(), *gathered.unread.values()):
        filled.extend([None] * (len(gathered) - len(filled)))


def _turned(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """The columns of rows of one length, few rows at a time: twice as fast."""
    columns: list[list[Cell]] = [[] for _ in rows[0]] if rows else []
    for start in range(0, len(rows), _NEAR_ROWS):
        for column, cells in zip(columns, zip(*rows[start : start + _NEAR_ROWS], strict=True), strict=True):
            column.extend(cells)
    return columns


def _headers(mapped: MappedTable) -> TableHeaders:
    """The headers of a table, and the letters of columns with data but no header."""
    untitled = tuple(column.letter for column in mapped.found.header if not column.text)
    header_rows = [piece.row for piece in mapped.found.furniture if piece.kind == "header"]
    top = max(header_rows, default=0)
    return TableHeaders(mapped.sheet.name, top, mapped.columns, untitled, mapped.found.beside)


def _picks(mapped: MappedTable) -> tuple[list[int], list[int]]:
    """Row and, in wide tables, unpivoted column of each record; blank rows stay once."""
    unpivots = mapped.columns.unpivots
    if not unpivots:
        return mapped.found.data_rows, []
    picks: list[tuple[int, int]] = []
    for row in mapped.found.data_rows:
        cells = mapped.sheet.rows[row]
        filled: list[int] = [n for n, unpivot in enumerate(unpivots) if not is_blank(cells[unpivot.index])]
        picks += [(row, n) for n in filled] or [(row, 0)]
    return [row for row, _ in picks], [part for _, part in picks]


def _append_unpivoted(
    gathered: Gathered, mapped: MappedTable, picked: Sequence[int], parts: Sequence[int], before: int
) -> None:
    rows, unpivots = mapped.sheet.rows, mapped.columns.unpivots
    names = {unpivot.into for unpivot in unpivots} | {name for unpivot in unpivots for name in unpivot.constants}
    for name in sorted(names):
        cells = gathered.fields.setdefault(name, [None] * before)
        del cells[before:]
        for row, part in zip(picked, parts, strict=True):
            unpivot = unpivots[part]
            cells.append(rows[row][unpivot.index] if name == unpivot.into else unpivot.constants.get(name))
        gathered.letters[-1][name] = column_letter(unpivots[0].index)
