"""Writes pages as an .xlsx workbook, by XlsxWriter.

With a faster way in for blocks of data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from simulation.arrays import objects
from simulation.listing import Listing
from simulation.pages import Formula, Line, Page, Rows, column_letter

_CREATED = datetime(2017, 1, 1)  # in every file, so that the same city gives the same bytes
_CHUNK = 4096  # rows whose text is held at once
_EPOCH = date(1899, 12, 30)


class BulkWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter comes without types
    """A worksheet that also takes whole blocks of cells, column by column.

    XlsxWriter spends about 7 microseconds on a cell; BDT has 6.6 million. A block is turned into XML a column at a
    time, for a twentieth of that, and written among the ordinary rows when the sheet is closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[int, list[tuple[int, list[Any]]]]] = []
        self._ends: dict[Any, str] = {None: "", "": ""}  # a value's cell element, from after the row number on

    def write_block(self, first_row: int, columns: list[tuple[int, list[Any]]], day_format: Format) -> None:
        """Writes cells of `columns` (column number, values) from `first_row` down.

        Empty text and None leave a cell out.
        """
        height = len(columns[0][1])
        if not height:
            return
        self._blocks.append((first_row, columns))
        self._check_dimensions(first_row, columns[0][0])
        self._check_dimensions(first_row + height - 1, columns[-1][0])
        for _, values in columns:  # strings have to be in the shared table before the first sheet is written
            for value in dict.fromkeys(values):
                if value not in self._ends:
                    self._ends[value] = self._cell_end(value, day_format)

    def _write_rows(self) -> None:
        inside = {row for first, columns in self._blocks for row in range(first, first + len(columns[0][1]))}
        ordinary = sorted({row for row, cells in self.table.items() if cells} | set(self.row_info) - inside)
        waiting = list(self._blocks)
        for row in ordinary:
            while waiting and waiting[0][0] < row:
                self._write_block_rows(*waiting.pop(0))
            self._write_row(row, None, self.row_info.get(row))
            for column in sorted(self.table[row]):
                self._write_cell(row, column, self.table[row][column])
            self._xml_end_tag("row")
        for block in waiting:
            self._write_block_rows(*block)

    def _write_block_rows(self, first_row: int, columns: list[tuple[int, list[Any]]]) -> None:
        height = len(columns[0][1])
        for start in range(0, height, _CHUNK):
            numbers = range(first_row + start + 1, first_row + min(start + _CHUNK, height) + 1)
            cells = [self._cells(column_letter(at), numbers, values[start : start + _CHUNK]) for at, values in columns]
            opening = [f'<row r="{row}"{self._hidden(row - 1)}>' for row in numbers]
            self.fh.write("</row>".join(map("".join, zip(opening, *cells, strict=True))) + "</row>")

    def _hidden(self, row: int) -> str:
        info = self.row_info.get(row)
        return ' hidden="1"' if info is not None and info.hidden else ""

    def _cells(self, letter: str, rows: range, values: list[Any]) -> list[str]:
        ends = map(self._ends.__getitem__, values)
        return [f'<c r="{letter}{row}{end}' if end else "" for row, end in zip(rows, ends, strict=True)]

    def _cell_end(self, value: Any, day_format: Format) -> str:
        if isinstance(value, str):
            return f'" t="s"><v>{self.str_table._get_shared_string_index(value)}</v></c>'
        if isinstance(value, date):
            return f'" s="{day_format._get_xf_index()}"><v>{(value - _EPOCH).days}</v></c>'
        return f'"><v>{value!r}</v></c>'

    def _xml_formula_element(self, formula: str, result: Any, attributes: Any = ()) -> None:
        """As XlsxWriter's, but a formula without a stored value has no value element at all."""
        if result is not None:
            super()._xml_formula_element(formula, result, attributes)
            return
        written = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{written}><f>{self._escape_data(formula)}</f></c>")


def write_xlsx(path: Path, pages: Sequence[Page], listing: Listing) -> None:
    """Writes `pages` to `path`."""
    workbook = xlsxwriter.Workbook(str(path))
    workbook.set_properties({"created": _CREATED})
    formats = {
        "title": workbook.add_format({"bold": True, "align": "center"}),
        "header": workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        "total": workbook.add_format({"bold": True, "border": 1}),
        "day": workbook.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for kind, same in (("repeated_header", "header"), ("column_numbers", "header"), ("subtotal", "total")):
        formats[kind] = formats[same]
    for page in pages:
        sheet = workbook.add_worksheet(page.name, BulkWorksheet)
        _fill(sheet, page, listing, formats)
    first_visible = next(index for index, page in enumerate(pages) if not page.hidden)
    workbook.worksheets()[first_visible].activate()
    if pages[0].hidden:
        workbook.worksheets()[first_visible].set_first_sheet()
    workbook.close()


def _fill(sheet: BulkWorksheet, page: Page, listing: Listing, formats: dict[str, Format]) -> None:
    if page.hidden:
        sheet.hide()
    for index, column in enumerate(page.columns):
        sheet.set_column(page.left + index, page.left + index, column.width, None, {"hidden": column.hidden})
    for first_row, first_column, last_row, last_column in page.merges:
        sheet.merge_range(first_row, first_column, last_row, last_column, "")
    row = 0
    for item in page.items:
        if isinstance(item, Line):
            for index, cell in enumerate(item.cells):
                if cell is not None:
                    _write_cell(sheet, row, index, cell, formats.get(item.kind))
            row += 1
        else:
            if item.hidden:
                for hidden in range(row, row + len(item.records)):
                    sheet.set_row(hidden, None, None, {"hidden": True})
            filled = [(page.left + at, column.field) for at, column in enumerate(page.columns) if column.field]
            cells = [(at, column_values(field, item, listing)) for at, field in filled]
            sheet.write_block(row, cells, formats["day"])
            row += len(item.records)


def column_values(name: str, rows: Rows, listing: Listing) -> list[Any]:
    """Cells of one column of data; the field `#` is the running number."""
    if name == "#":
        return list(range(rows.first_number, rows.first_number + len(rows.records)))
    values: list[Any] = objects(listing.cells[name])[rows.records].tolist()
    return values


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Any, style: Format | None) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, style, cell.value)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, style)
    else:
        sheet.write_number(row, column, cell, style)
