"""Styles the workbook that goes back.

Colours by severity, and the style of every kind of cell.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from openpyxl.cell import Cell as WorkbookCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from delivery.workbook.xml import is_live
from ingest.workbook import Cell

# One colour each; they are ours alone, so that they can be taken off again when the workbook comes back.
FILLS = {"reject": "F8A5A5", "warning": "FFE08A", "info": "E3EEF9"}
INK, PAPER, ACCENT, PALE, INPUT, THANKS = "1F2A37", "FFFFFF", "1F4E5F", "EEF3F5", "FFFDF0", "D9EFDF"
Face = Literal[
    "", "title", "subtitle", "section", "header", "label", "number", "note", "wrapped", "link", "input", "list"
]
_LONG_NUMBER = 1e11
_EDGE = Side(style="thin", color="C9D3DA")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_FONTS: dict[str, Font] = {
    "title": Font(name="Calibri", size=16, bold=True, color=ACCENT),
    "subtitle": Font(name="Calibri", size=11, color="5B6B78"),
    "section": Font(name="Calibri", size=12, bold=True, color=ACCENT),
    "header": Font(name="Calibri", size=11, bold=True, color=PAPER),
    "number": Font(name="Calibri", size=12, bold=True, color=INK),
    "note": Font(name="Calibri", size=10, italic=True, color="5B6B78"),
    "link": Font(name="Calibri", size=11, color="0B5394", underline="single"),
}
_BOXED = ("header", "label", "number", "wrapped", "link", "input", "list")


@dataclass
class Palette:
    """Styles of one workbook, each made once and known by number.

    `scratch` is any sheet of it.
    """

    scratch: Any
    _known: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def of(self, value: Cell, fill: str = "", face: Face = "") -> int:
        """The style for a value: its number format, its colour, its role on the page."""
        quoted = isinstance(value, str) and is_live(value)
        key = (_format(value, face), fill, face, quoted)
        style_id = self._known.get(key)
        if style_id is None:
            cell = WorkbookCell(self.scratch, row=1, column=1)
            dress(cell, fill, face, key[0])
            cell.quotePrefix = quoted
            style_id = self._known[key] = int(cell.style_id)
        return style_id


def dress(cell: Any, fill: str = "", face: Face = "", number_format: str = "General") -> None:
    """Gives a cell the look of its role."""
    cell.number_format = number_format
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    elif face == "header":
        cell.fill = PatternFill("solid", fgColor=ACCENT)
    elif face == "input":
        cell.fill = PatternFill("solid", fgColor=INPUT)
    if face:
        cell.font = _FONTS.get(face, Font(name="Calibri", size=11, color=INK))
    if face in _BOXED:
        cell.border = _BOX
    if face in ("header", "wrapped", "list", "label", "input"):
        # without the indent, text touches the line and the text at its left
        upright = "center" if face == "header" else "top"
        cell.alignment = Alignment(wrap_text=True, vertical=upright, horizontal="left", indent=1)
    elif face in ("number", "link"):
        cell.alignment = Alignment(vertical="top", horizontal="right" if face == "number" else "left", indent=1)


def _format(value: Cell, face: Face) -> str:
    if isinstance(value, dt.datetime):
        return "dd-mm-yyyy hh:mm" if (value.hour or value.minute or value.second) else "dd-mm-yyyy"
    if isinstance(value, dt.time | dt.timedelta):
        return "[h]:mm:ss"
    if face == "number":
        return "#,##0"
    if isinstance(value, str) or face == "input":
        return "@"
    if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= _LONG_NUMBER:
        return "0"
    return "General"
