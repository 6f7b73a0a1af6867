"""Facts that python-calamine leaves out of an ods: its used area and its error values.

Error values are written as empty text with a type of LibreOffice's own (`calcext:value-type="error"`); calamine gives
''. The sheet's XML is streamed once, row by row; cells are looked at only in rows that hold an error.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.archive import too_big, too_large
from ingest.formats.facts import SheetFacts
from ingest.formats.model import Limits
from ingest.formats.xlsx_scan import refuse_entities

_ROWS = re.compile(rb'<table:table-row\b[^>]*number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'<table:(?:covered-)?table-cell\b[^>]*number-columns-repeated="(\d+)"')
_NAME = re.compile(rb'<table:table [^>]*?table:name="([^"]*)"')
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL)
_REPEATED = re.compile(rb'number-columns-repeated="(\d+)"')
_SHOWN = re.compile(rb"<text:p[^>]*>([^<]*)<")
_ERROR = b'calcext:value-type="error"'
_ROW_END = b"</table:table-row>"
_MAX_ROW_BYTES = 64 * 2**20


@dataclass
class OdsFacts:
    """The used area, how many cells it fills, and the facts of each sheet."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    sheets: dict[str, SheetFacts] = field(default_factory=dict)


def scan_ods(chunks: Iterator[bytes], limits: Limits) -> OdsFacts:
    """The facts of a document's content; FIL-009 when repeats unfold beyond any list."""
    facts, name = OdsFacts(), ""
    number_of_row = 0
    rest = b""
    for number, chunk in enumerate(chunks):
        if number == 0:
            refuse_entities(chunk)
        *parts, rest = (rest + chunk).split(_ROW_END)
        for part in parts:
            _, is_new_sheet, inside = part.rpartition(b"<table:table ")
            if is_new_sheet:
                name = _name_of(is_new_sheet + inside)
            number_of_row = (0 if is_new_sheet else number_of_row) + _repeated(inside, b"row")
            last_row = inside[max(inside.rfind(b"<table:table-row"), 0) :]
            if _ERROR in last_row:
                _note_errors(facts.sheets.setdefault(name, SheetFacts()), last_row, number_of_row)
            if b"value-type=" not in part:
                continue
            width = _repeated(inside[: inside.rfind(b"value-type=")], b"cell")
            facts.rows, facts.columns = max(facts.rows, number_of_row), max(facts.columns, width)
            facts.filled += _repeated(last_row, b"row") * _repeated(last_row, b"cell")
        if len(rest) > _MAX_ROW_BYTES:
            raise too_big()
        if facts.filled > limits.max_cells:
            raise too_large()
    return facts


def _name_of(table: bytes) -> str:
    found = _NAME.match(table)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _note_errors(facts: SheetFacts, row: bytes, number_of_row: int) -> None:
    """Notes the error cells of one row element, which may stand for several rows."""
    column = 0
    for attributes, inside in _CELL.findall(row):
        times = _REPEATED.search(attributes)
        width = int(times[1]) if times else 1
        if _ERROR in attributes:
            shown = _SHOWN.search(inside)
            text = html.unescape(shown[1].decode("utf-8", "replace")) if shown else "#N/A"
            for at in range(number_of_row - _repeated(row, b"row"), number_of_row):
                facts.errors.update({(at, column + offset): text for offset in range(width)})
        column += width


def _repeated(xml: bytes, what: bytes) -> int:
    """The number of rows or cells that a piece of an ods stands for."""
    count = xml.count(b"<table:table-" + what) + xml.count(b"<table:covered-table-" + what)
    pattern = _ROWS if what == b"row" else _COLUMNS
    return count + sum(int(found) - 1 for found in pattern.findall(xml))
