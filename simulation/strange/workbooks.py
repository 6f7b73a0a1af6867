"""Writes books as .xlsx and old .xls workbooks; the same book gives the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from simulation.strange.grid import DATA, Book, Sheet

_CREATED = datetime(2017, 1, 1)
_DAY = "dd/mm/yyyy"
_BOLD = ("title", "header", "repeated_header", "column_numbers", "total", "subtotal", "place_band")


def write_xlsx(path: Path, book: Book) -> None:
    """Writes `book` to `path`."""
    workbook = xlsxwriter.Workbook(str(path))
    workbook.set_properties({"created": _CREATED})
    styles = {
        "bold": workbook.add_format({"bold": True, "text_wrap": True}), "plain": None,
        "day": workbook.add_format({"num_format": _DAY}),
    }  # fmt: skip
    for sheet in book.sheets:
        page = workbook.add_worksheet(sheet.name)
        _fill_xlsx(page, sheet, styles)
    workbook.close()


def _fill_xlsx(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    for at, column in enumerate(sheet.columns):
        page.set_column(sheet.left + at, sheet.left + at, column.width, None, {"hidden": column.hidden})
    for area in sheet.merges:
        page.merge_range(*area, "")
    for number, row in enumerate(sheet.rows):
        if row.hidden:
            page.set_row(number, None, None, {"hidden": True})
        style = styles["bold"] if row.kind in _BOLD else None
        for at, cell in enumerate(row.cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                page.write_string(number, at, cell, style)
            elif isinstance(cell, date):
                page.write_datetime(number, at, cell, styles["day"])
            else:
                page.write_number(number, at, cell, style)


def write_xls(path: Path, book: Book) -> None:
    """Writes `book` to `path`, in BIFF8."""
    workbook = xlwt.Workbook(encoding="utf-8")
    bold, plain = xlwt.easyxf("font: bold on"), xlwt.easyxf()
    day = xlwt.easyxf(num_format_str=_DAY)
    for sheet in book.sheets:
        page = workbook.add_sheet(sheet.name)
        spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for number, row in enumerate(sheet.rows):
            if row.hidden:
                page.row(number).hidden = True
            style = bold if row.kind in _BOLD else plain
            for at, cell in enumerate(row.cells):
                if cell is None or cell == "":
                    continue
                chosen = day if isinstance(cell, date) else style
                if row.kind != DATA and (number, at) in spans:
                    bottom, right = spans[number, at]
                    page.write_merge(number, bottom, at, right, cell, chosen)
                else:
                    page.write(number, at, cell, chosen)
    workbook.save(str(path))
