"""Writes the tables of chapters as a workbook, trace codes on the last sheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from delivery.pack.blocks import Column, Link, Part, Table
from delivery.pack.figures import Figure
from delivery.workbook.palette import FILLS
from delivery.workbook.summary import Page, set_up_print
from ingest.store import replacing

TRACES = "Kode telusur"
_HEADER_ROW = 4
_WIDTHS = {"text": 22.0, "wide": 46.0, "bar": 13.0, "number": 16.0}
_TRACE_COLUMNS = (
    ("Lembar", 20),
    ("Sel", 8),
    ("Kode telusur", 84),
    ("Penyebut", 38),
    ("Rentang", 18),
    ("Data per", 20),
    ("Tanda", 22),
)
_MARKS = {"moved": "dilindungi (≈)", "hidden": "dilindungi (∗)", "missing": "daftar tidak ada"}
_POINTS = "poin"
_FORMATS = (("%", "0.0%"), (_POINTS, '+0.0" poin";-0.0" poin";0.0" poin"'))
_MOVED = '"≈"'


def write_tables(path: Path, heading: str, tables: Iterable[Table]) -> None:
    """Writes one sheet for each table that names one, then the sheet of trace codes."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    traced: list[tuple[str, str, Figure]] = []
    for table in tables:
        if table.sheet:
            traced += _write_table(book.create_sheet(table.sheet), heading, table)
    _write_traces(book.create_sheet(TRACES), traced)
    with replacing(path) as target:
        book.save(target)


def _write_table(sheet: Any, heading: str, table: Table) -> list[tuple[str, str, Figure]]:
    """Writes one table; gives its figures with their cells."""
    page = Page(sheet)
    page.put(1, table.title, "title")
    page.next(24)
    page.put(1, heading, "subtitle")
    page.next(rows=2)
    for at, column in enumerate(table.columns, 1):
        page.put(at, f"{column.title} ({column.of})" if column.of else column.title, "header")
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[column.kind]
        sheet.cell(_HEADER_ROW, at).alignment = _header_alignment(column)
    page.next(32)
    traced: list[tuple[str, str, Figure]] = []
    for row in table.rows:
        for at, part in enumerate(row, 1):
            _put(page, sheet, at, part)
            if isinstance(part, Figure) and (part.trace or part.of):
                traced.append((sheet.title, f"{get_column_letter(at)}{page.row}", part))
        page.next(_height(row, table.columns))
    page.next()
    page.put(1, " ".join(filter(None, (table.note, table.marks))), "note")
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 2)
    sheet.sheet_view.showGridLines = False
    set_up_print(sheet, repeat_row=_HEADER_ROW)
    return traced


def _header_alignment(column: Column) -> Any:
    from openpyxl.styles import Alignment

    side = "left" if column.kind in ("text", "wide") else "right"
    return Alignment(horizontal=side, vertical="center", wrap_text=True)


def _put(page: Page, sheet: Any, at: int, part: Part) -> None:
    if not isinstance(part, Figure):
        page.put(at, part.text if isinstance(part, Link) else part, "wrapped")
        return
    if part.value is None:
        page.put(at, part.text, "wrapped", FILLS["info"] if part.state in ("missing", "hidden") else "")
        return
    value = float(part.value) if isinstance(part.value, Decimal) else part.value
    page.put(at, value * 100 if part.text.endswith(_POINTS) else value, "number")
    sheet.cell(page.row, at).number_format = _number_format(part)


def _number_format(figure: Figure) -> str:
    """The format of a number's cell; moved ones are marked."""
    plain = "#,##0" if float(figure.value or 0).is_integer() else "#,##0.0"
    if figure.shown_in > 1:
        plain = "#,##0.0,,"
    found = next((number_format for ending, number_format in _FORMATS if figure.text.endswith(ending)), plain)
    return found + _MOVED if figure.state == "moved" else found


def _height(row: tuple[Part, ...], columns: tuple[Column, ...]) -> float:
    """The height that the longest text of a row needs."""
    lines = 1
    for part, column in zip(row, columns, strict=True):
        if isinstance(part, str):
            lines = max(lines, -(-len(part) // int(_WIDTHS[column.kind] - 2)))
    return 5 + 15 * lines


def _write_traces(sheet: Any, traced: list[tuple[str, str, Figure]]) -> None:
    page = Page(sheet)
    for at, (words, width) in enumerate(_TRACE_COLUMNS, 1):
        page.put(at, words, "header")
        sheet.column_dimensions[get_column_letter(at)].width = width
    page.next(20)
    for name, cell, figure in traced:
        values = (name, cell, figure.trace, figure.of, figure.interval, figure.as_of, _MARKS.get(figure.state, ""))
        for at, value in enumerate(values, 1):
            sheet.cell(page.row, at).value = value
        page.next()
    sheet.freeze_panes = "A2"
    set_up_print(sheet, repeat_row=1)
