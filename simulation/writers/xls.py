"""Writes pages as an old .xls workbook, by xlwt (BIFF8).

Formulas are written as their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlwt

from simulation.listing import Listing
from simulation.pages import Formula, Line, Page
from simulation.writers.xlsx import column_values


def write_xls(path: Path, pages: Sequence[Page], listing: Listing) -> None:
    """Writes `pages` to `path`."""
    book = xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyxf("font: bold on")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for page in pages:
        sheet = book.add_sheet(page.name)
        sheet.visibility = 1 if page.hidden else 0
        merged = {
            (first_row, first_column): (last_row, last_column)
            for first_row, first_column, last_row, last_column in page.merges
        }
        row = 0
        for item in page.items:
            if isinstance(item, Line):
                _write_line(sheet, row, item.cells, merged, bold)
                row += 1
                continue
            columns = [column_values(column.field, item, listing) if column.field else [] for column in page.columns]
            for index, values in enumerate(columns):
                for offset, value in enumerate(values):
                    if value is not None and value != "":
                        style = [day] if isinstance(value, date) else []
                        sheet.write(row + offset, page.left + index, value, *style)
            row += len(item.records)
    book.save(str(path))


def _write_line(
    sheet: Any, row: int, cells: Sequence[Any], merged: dict[tuple[int, int], tuple[int, int]], bold: Any
) -> None:
    for index, cell in enumerate(cells):
        value = cell.value if isinstance(cell, Formula) else cell
        if value is None:
            continue
        if (row, index) in merged:
            last_row, last_column = merged[row, index]
            sheet.write_merge(row, last_row, index, last_column, value, bold)
        else:
            sheet.write(row, index, value, bold)
