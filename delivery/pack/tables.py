"""Writes the tables of chapters as a workbook, trace codes on the last sheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
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
_WIDTHS = {"text": 22.0, "wide": 46.0, "bar": 13.0, "number": 18.0}
_TRACE_COLUMNS = (
    ("Lembar", 24),
    ("Sel", 8),
    ("Kode telusur", 84),
    ("Penyebut", 44),
    ("Rentang", 18),
    ("Data per", 20),
    ("Tanda", 22),
)
_CODE_WIDTH, _OF_WIDTH = 80, 40
"""Letters of a code and of a denominator that stand in one line."""
_ONE_PAGE = 24
"""Rows of a table that still can be read where it is printed on one page."""
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
        page.put(at, _words(column), "header")
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[column.kind]
        sheet.cell(_HEADER_ROW, at).alignment = _header_alignment(column)
    page.next(_lines_high(zip(map(_words, table.columns), _widths(table.columns), strict=True)))
    traced: list[tuple[str, str, Figure]] = []
    for row in table.rows:
        for at, part in enumerate(row, 1):
            _put(page, sheet, at, part)
            if isinstance(part, Figure) and (part.trace or part.of):
                traced.append((sheet.title, f"{get_column_letter(at)}{page.row}", part))
        page.next(_height(row, table.columns))
    page.next()
    _put_note(page, sheet, table)
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 2)
    sheet.sheet_view.showGridLines = False
    set_up_print(sheet, repeat_row=_HEADER_ROW, one_page=len(table.rows) <= _ONE_PAGE)
    return traced


def _put_note(page: Page, sheet: Any, table: Table) -> None:
    """Puts the note below the table, and as wide.

    A line of its own would make the printed page tiny.
    """
    from openpyxl.styles import Alignment

    words = " ".join(filter(None, (table.note, table.marks)))
    page.put(1, words, "note", across=len(table.columns))
    sheet.cell(page.row, 1).alignment = Alignment(vertical="top", wrap_text=True)
    page.next(_lines_high([(words, sum(_widths(table.columns)))]))


def _words(column: Column) -> str:
    return f"{column.title} ({column.of})" if column.of else column.title


def _widths(columns: Iterable[Column]) -> list[float]:
    # a heading is bold, and stands with a space beside the line
    return [_WIDTHS[column.kind] - 3 for column in columns]


def _header_alignment(column: Column) -> Any:
    from openpyxl.styles import Alignment

    side = "left" if column.kind in ("text", "wide") else "right"
    return Alignment(horizontal=side, vertical="center", wrap_text=True, indent=1)


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
    return _lines_high((part, _WIDTHS[column.kind] - 2) for part, column in zip(row, columns, strict=True))


def _lines_high(cells: Iterable[tuple[Part, float]]) -> float:
    """The height of a row of texts, each in its width of letters."""
    return 5 + 15 * max((len(wrap(part, int(width))) for part, width in cells if isinstance(part, str)), default=1)


def _write_traces(sheet: Any, traced: list[tuple[str, str, Figure]]) -> None:
    from openpyxl.styles import Alignment

    page, upright = Page(sheet), Alignment(vertical="top", wrap_text=True)
    for at, (words, width) in enumerate(_TRACE_COLUMNS, 1):
        page.put(at, words, "header")
        sheet.column_dimensions[get_column_letter(at)].width = width
    page.next(20)
    for name, cell, figure in traced:
        values = (name, cell, figure.trace, figure.of, figure.interval, figure.as_of, _MARKS.get(figure.state, ""))
        for at, value in enumerate(values, 1):
            sheet.cell(page.row, at).value = value
            sheet.cell(page.row, at).alignment = upright
        page.next(15 * max(1, -(-len(figure.trace) // _CODE_WIDTH), -(-len(figure.of) // _OF_WIDTH)))
    sheet.freeze_panes = "A2"
    set_up_print(sheet, repeat_row=1)
