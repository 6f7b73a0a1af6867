"""Marks a small workbook of the office in its own look.

Opened with its styles, and nothing kept that could be live.

Formulas give way to their last results; links, macros, names, tables, charts, pictures, conditional formats and
validations are left behind. Fonts, borders, widths, merged cells, frozen rows and page set-up stay.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.filters import AutoFilter

from delivery.workbook.palette import FILLS, dress
from delivery.workbook.sheets import Marks, add_columns
from delivery.workbook.summary import set_up_print
from delivery.workbook.xml import NO_RESULT, clean_text, is_live, plain
from ingest.answers.returned import KEY_HEADER, PROBLEM_HEADER
from ingest.workbook import Sheet, UncachedFormula, is_blank

MOST_CELLS = 50_000
_OURS = frozenset(FILLS.values())


def open_styled(path: Path) -> Any:
    """The workbook at `path` with its look and its values.

    Raises whatever openpyxl finds it cannot read.
    """
    with path.open("rb") as source:  # a landed file has no ending, which openpyxl insists on
        book: Any = openpyxl.load_workbook(source, data_only=True, keep_links=False, rich_text=False)
    book.defined_names.clear()
    book._external_links = []  # keep_links leaves the list; only this empties it
    book.security = None
    for sheet in list(book._sheets):
        if sheet not in book.worksheets:
            book.remove(sheet)
    for sheet in book.worksheets:
        _make_inert(sheet)
    return book


def _make_inert(sheet: Any) -> None:
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.data_validations = DataValidationList()
    sheet.auto_filter = AutoFilter()
    sheet._hyperlinks, sheet._charts, sheet._images, sheet._pivots = [], [], [], []
    sheet._comments, sheet.legacy_drawing = [], None
    sheet._tables.clear()
    sheet.defined_names.clear()
    sheet.protection.sheet = False
    sheet.print_area = None
    for row in sheet.iter_rows():
        for cell in row:
            if type(cell).__name__ == "MergedCell":
                continue
            cell._hyperlink = None
            cell._comment = None
            if isinstance(cell.value, str):
                set_text(cell, cell.value)


def set_text(cell: Any, text: str) -> None:
    """Puts text into a cell so that it stays text, whatever it begins with."""
    cell.value = clean_text(text)
    cell.data_type = "s"
    if is_live(text):
        cell.quotePrefix = True


def mark_styled(target: Any, sheet: Sheet, marks: Marks) -> None:
    """Colours the wrong cells of an opened sheet and adds our two columns.

    The office's new values are put in.
    """
    _take_off(target)
    width = len(sheet.rows[0]) if sheet.rows else 0
    _open_hiding_places(target, sheet)
    _put_values(target, sheet, marks, width)
    for number, fill in marks.row_fills.items():
        for column in range(width):
            marks.fills.setdefault((number, column), fill)
    for (number, column), fill in marks.fills.items():
        if number not in marks.removed:
            target.cell(number, column + 1).fill = PatternFill("solid", fgColor=fill)
    _write_ours(target, width, marks)
    add_columns(target, width, marks)
    if not target.sheet_properties.pageSetUpPr or not target.sheet_properties.pageSetUpPr.fitToPage:
        set_up_print(target, repeat_row=marks.header_row)


def _open_hiding_places(target: Any, sheet: Sheet) -> None:
    """Takes apart merged cells that hide values below their first one.

    Those count, and openpyxl drops them.
    """
    for top, left, bottom, right in sheet.merged:
        hidden = {
            (row, column): sheet.rows[row][column]
            for row in range(top, min(bottom + 1, len(sheet.rows)))
            for column in range(left, min(right + 1, len(sheet.rows[row])))
            if (row, column) != (top, left) and not is_blank(sheet.rows[row][column])
        }
        merged = CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1)
        if hidden and merged.coord in target.merged_cells:
            target.unmerge_cells(merged.coord)
            for (row, column), value in hidden.items():
                cell = target.cell(row + 1, column + 1)
                cell._style = copy(target.cell(top + 1, left + 1)._style)
                if isinstance(value, str):
                    set_text(cell, str(plain(value)))
                else:
                    cell.value = plain(value)


def _put_values(target: Any, sheet: Sheet, marks: Marks, width: int) -> None:
    for number, cells in enumerate(sheet.rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, UncachedFormula):
                _put(target, number, column, NO_RESULT)
    for (number, column), text in marks.values.items():
        _put(target, number, column, text)
    for number in marks.removed:
        for column in range(width):
            _put(target, number, column, None)


def _write_ours(target: Any, width: int, marks: Marks) -> None:
    if not marks.header_row:
        return
    lines = {row: (marks.notes.get(row, ""), key) for row, key in marks.keys.items() if row not in marks.removed}
    for column, text in enumerate((PROBLEM_HEADER, KEY_HEADER), width + 1):
        cell = target.cell(marks.header_row, column)
        dress(cell, face="header", number_format="@")
        set_text(cell, text)
    for number, texts in lines.items():
        for column, text in enumerate(texts, width + 1):
            if text:
                cell = target.cell(number, column)
                dress(cell, face="list", number_format="@")
                set_text(cell, text)


def _put(target: Any, number: int, column: int, text: str | None) -> None:
    cell = target.cell(number, column + 1)
    if type(cell).__name__ == "MergedCell":
        return
    if text is None:
        cell.value = None
    else:
        set_text(cell, text)
        cell.number_format = "@"


def _take_off(target: Any) -> None:
    """Removes what we put on before: our columns and our colours."""
    ours: dict[int, bool] = {}
    for row in target.iter_rows():
        for cell in row:
            if cell.value in (PROBLEM_HEADER, KEY_HEADER):
                ours[cell.column] = True
            if cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[-6:] in _OURS:
                cell.fill = PatternFill()
    for row in target.iter_rows():
        for cell in row:
            if cell.column in ours and type(cell).__name__ != "MergedCell":
                cell.value = None
                cell.style = "Normal"
    for column in ours:
        target.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = False
