"""Excel 2003 XML ("SpreadsheetML"), by the expat of the standard library with entity declarations refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from xml.parsers import expat

from ingest.formats.archive import damaged, too_large
from ingest.formats.model import (
    Cell,
    CellError,
    Limits,
    Range,
    Sheet,
    UnreadableFile,
    Visibility,
    rectangle,
    without_result,
)

_NS = "urn:schemas-microsoft-com:office:spreadsheet|"
_VISIBLE: dict[str, Visibility] = {"SheetHidden": "hidden", "SheetVeryHidden": "very_hidden"}


def read_spreadsheetml(data: bytes, limits: Limits) -> list[Sheet]:
    """All sheets of the document, in order."""
    reader = _Reader(limits)
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged() from error
    return reader.sheets


def _refuse(*_: object) -> None:
    raise UnreadableFile("FIL-009", "Berkas memuat deklarasi XML berbahaya. Simpan ulang dari Excel, lalu kirim lagi.")


class _Reader:
    """Handles the events of one document; positions are counted, `ss:Index` jumps ahead."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._rows: list[list[Cell]] = []
        self._merged: list[Range] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._name = ""
        self._visible: Visibility = "visible"
        self._row = self._column = self._at = self._next_column = -1
        self._type = ""
        self._text: list[str] | None = None
        self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = tag.removeprefix(_NS)

        def get(name: str) -> str | None:
            return attributes.get(_NS + name)

        if element == "Worksheet":
            self._name, self._visible = get("Name") or "", "visible"
            self._rows, self._merged, self._row, self._next_column = [], [], -1, -1
            self._hidden_rows, self._hidden_columns = set(), set()
        elif element == "Column":
            first = int(get("Index") or self._next_column + 2) - 1
            self._next_column = first + int(get("Span") or 0)
            if get("Hidden") == "1":
                self._hidden_columns.update(range(first, min(self._next_column, 16_383) + 1))
        elif element == "Row":
            self._start_row(int(get("Index") or self._row + 2) - 1, get("Hidden") == "1")
        elif element == "Cell":
            self._start_cell(get)
        elif element == "Data" or tag.endswith("|Visible"):
            self._type, self._text = get("Type") or "String", []

    def _start_row(self, index: int, hidden: bool) -> None:
        self._row, self._column = index, -1
        self._grow(0)
        if hidden:
            self._hidden_rows.add(index)

    def _start_cell(self, get: Callable[[str], str | None]) -> None:
        self._column = int(get("Index") or self._column + 2) - 1
        across, down = int(get("MergeAcross") or 0), int(get("MergeDown") or 0)
        if across or down:
            self._merged.append((self._row, self._column, self._row + down, self._column + across))
        self._at = self._column
        self._column += across
        if formula := get("Formula"):
            self._put(without_result(formula))  # replaced when a stored value follows

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        element = tag.removeprefix(_NS)
        held, read = "".join(self._text or ()), self._text is not None
        if element == "Data" and read:
            self._text = None
            self._put(_value(self._type, held))
        elif tag.endswith("|Visible") and read:
            self._text = None
            self._visible = _VISIBLE.get(held.strip(), "visible")
        elif element == "Worksheet":
            rows = rectangle(self._rows)
            inside = tuple(span for span in self._merged if span[0] < len(rows))
            self.sheets.append(
                Sheet(
                    self._name,
                    self._visible,
                    rows,
                    inside,
                    frozenset(self._hidden_rows),
                    frozenset(self._hidden_columns),
                )
            )

    def _put(self, cell: Cell) -> None:
        self._grow(self._at + 1)
        self._rows[self._row][self._at] = cell

    def _grow(self, width: int) -> None:
        if self._row > 1_048_575 or width > 16_384:
            raise damaged()
        while len(self._rows) <= self._row:
            self._rows.append([])
        row = self._rows[self._row]
        self._cells += max(0, width - len(row))
        if self._cells > self._limits.max_cells:
            raise too_large()
        row.extend([None] * (width - len(row)))


def _value(kind: str, text: str) -> Cell:
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        return datetime.fromisoformat(text)
    return CellError(text) if kind == "Error" else text
