"""Ugly sheets as files: xlsx, xls, ods and text, each cell as that format can hold it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ingest.workbook import CellError, UncachedFormula
from tests.properties.layouts import UglySheet
from tests.properties.people import WAYS, Person, Written

FORMATS = ("xlsx", "xls", "ods", "csv", "tsv", "semicolon-1252", "utf-16")


def write(path: Path, kind: str, sheets: Sequence[UglySheet]) -> None:
    """Writes `sheets` to `path` in one of `FORMATS`; text formats take the first sheet."""
    if kind == "xlsx":
        _write_xlsx(path, sheets)
    elif kind == "xls":
        _write_xls(path, sheets)
    elif kind == "ods":
        _write_ods(path, sheets)
    else:
        _write_text(path, kind, sheets[0])


def as_the_format_holds_it(kind: str, sheet: UglySheet) -> UglySheet:
    """The sheet with what `kind` cannot hold left empty: a formula without result exists in xlsx alone."""
    if kind == "xlsx":
        return sheet
    rows = [[None if isinstance(cell, UncachedFormula) else cell for cell in row] for row in sheet.rows]
    records = []
    for record in sheet.records:
        written = {
            name: WAYS[name]["empty"](Person(0)) if isinstance(one.cell, UncachedFormula) else one
            for name, one in record.written.items()
        }
        records.append(replace(record, written=written))
    plain = {"hidden_rows": set(), "hidden_columns": set(), "styled_to": None} if kind != "xls" else {}
    return replace(sheet, rows=rows, records=records, **plain)


def _write_xlsx(path: Path, sheets: Sequence[UglySheet]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.sheet_state = "visible" if sheet.visible else "hidden"
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is None:
                    continue
                cell = page.cell(row, column)
                cell.value = str(value) if isinstance(value, CellError | UncachedFormula) else value
                if isinstance(value, str) and not isinstance(value, CellError | UncachedFormula):
                    cell.data_type = "s"
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for row in sheet.hidden_rows:
            page.row_dimensions[row + 1].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(column + 1)].hidden = True
        if sheet.styled_to:
            page.cell(*sheet.styled_to).font = Font(bold=True)
    book.save(path)


def _write_xls(path: Path, sheets: Sequence[UglySheet]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.visibility = 0 if sheet.visible else 1
        inside = {(r, c) for top, left, bottom, right in sheet.merged for r in range(top, bottom + 1)
                  for c in range(left, right + 1)}  # fmt: skip
        for top, left, bottom, right in sheet.merged:
            label = sheet.rows[top][left] if left < len(sheet.rows[top]) else None
            page.write_merge(top, bottom, left, right, label)
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if value is not None and (row, column) not in inside:
                    style = [day] if isinstance(value, dt.date) else []
                    page.write(row, column, str(value) if isinstance(value, CellError) else value, *style)
        for row in sheet.hidden_rows:
            page.row(row).hidden = True
        for column in sheet.hidden_columns:
            page.col(column).hidden = True
    book.save(str(path))


def _write_ods(path: Path, sheets: Sequence[UglySheet]) -> None:
    book = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        for cells in sheet.rows:
            row = TableRow()
            for value in cells or [None]:
                row.addElement(_ods_cell(value))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=repr(value))
    else:
        cell = TableCell(valuetype="string")
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


def _write_text(path: Path, kind: str, sheet: UglySheet) -> None:
    mark = {"csv": ",", "tsv": "\t", "semicolon-1252": ";", "utf-16": ";"}[kind]
    lines = io.StringIO()
    width = max((len(row) for row in sheet.rows), default=0)
    writer = csv.writer(lines, delimiter=mark)
    for row in sheet.rows:
        writer.writerow([_as_text(cell) for cell in row] + [""] * (width - len(row)))
    text = lines.getvalue()
    if kind == "semicolon-1252":
        path.write_bytes(text.encode("cp1252"))
    elif kind == "utf-16":
        path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    else:
        path.write_bytes(text.encode("utf-8"))


def _as_text(cell: Any) -> str:
    """A cell as Excel saves it to text; a number of 16 digits is rounded and loses its end."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell >= 1e15:
        return f"{cell:.5E}".replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


__all__ = ["FORMATS", "Written", "as_the_format_holds_it", "write"]
