"""Reads HTML tables that a web system named `.xls`; nested ones laid out inside.

Cells stay text. Excel itself would turn `7772...` into a number and `001` into 1 when it opens such a file;
read here, identifiers arrive whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from ingest.formats.archive import too_big
from ingest.formats.delimited import unwrapped
from ingest.formats.model import Cell, Limits, Range, Sheet, rectangle

_BREAKS = frozenset(("br", "p", "div", "li", "tr"))
_MAX_SPAN = 16_384
_MAX_DEPTH = 20
_MAX_SPANNED = 2_000_000  # cells below row spans; a browser's table of a whole city stays below


@dataclass
class _Grid:
    """Cells placed at (row, column), with merged ranges; it may exceed the last filled cell."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    height: int = 0
    width: int = 0

    def put(self, other: _Grid, row: int, column: int) -> None:
        """Lays `other` into this grid with its top left at (row, column)."""
        for (r, c), text in other.cells.items():
            self.cells[row + r, column + c] = text
        self.merged.extend((row + a, column + b, row + c, column + d) for a, b, c, d in other.merged)
        self.height = max(self.height, row + other.height)
        self.width = max(self.width, column + other.width)


@dataclass
class _TableCell:
    rows: int = 1
    columns: int = 1
    text: list[str] = field(default_factory=list)
    tables: list[_Grid] = field(default_factory=list)

    def grid(self) -> _Grid:
        """The cell as a grid: its own text, or its tables one below the other."""
        text = _collapse(self.text)
        if not self.tables:
            merged = [(0, 0, self.rows - 1, self.columns - 1)] if self.rows * self.columns > 1 else []
            return _Grid({(0, 0): text} if text else {}, merged, self.rows, self.columns)
        stacked = _Grid({(0, 0): text}, [], 1, 1) if text else _Grid()
        for table in self.tables:
            stacked.put(table, stacked.height, 0)
        return stacked


class _Reader(HTMLParser):
    """Collects the outermost tables as grids; tolerant of missing end tags, as browsers are."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Grid] = []
        self._limits = limits
        self._open: list[list[list[_TableCell]]] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._skip += 1
        elif tag == "table":
            if len(self._open) >= _MAX_DEPTH:
                raise too_big()
            self._open.append([])
        elif tag == "tr" and self._open:
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            if not self._open[-1]:
                self._open[-1].append([])
            spans = dict(attrs)
            self._open[-1][-1].append(_TableCell(_span(spans.get("rowspan")), _span(spans.get("colspan"))))
        elif tag in _BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._skip = max(0, self._skip - 1)
        elif tag == "table" and self._open:
            self._close_table()

    def handle_data(self, data: str) -> None:
        if self._skip or not self._open or not self._open[-1] or not self._open[-1][-1]:
            return
        self._open[-1][-1][-1].text.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._close_table()

    def _close_table(self) -> None:
        grid = _lay_out(self._open.pop(), self._limits)
        if not self._open:
            self.tables.append(grid)
        elif self._open[-1] and self._open[-1][-1]:
            self._open[-1][-1][-1].tables.append(grid)
        else:
            # a table directly inside a table: what browsers move out in front of it
            self._open[-1].append([_TableCell(tables=[grid])])


def read_html(text: str, limits: Limits) -> Sheet:
    """The tables of an HTML page as one sheet, an empty row between each."""
    reader = _Reader(limits)
    reader.feed(text)
    reader.close()
    page = _Grid()
    for table in reader.tables:
        if table.cells:
            page.put(table, page.height + (1 if page.height else 0), 0)
    rows = _rows(page, limits)
    return Sheet("", "visible", rows, tuple(span for span in page.merged if span[0] < len(rows)))


def _rows(page: _Grid, limits: Limits) -> list[list[Cell]]:
    height = 1 + max((row for row, _ in page.cells), default=-1)
    width = 1 + max((column for _, column in page.cells), default=-1)
    if height * width > limits.max_cells:
        raise too_big()
    rows: list[list[Cell]] = [[None] * width for _ in range(height)]
    for (row, column), text in page.cells.items():
        rows[row][column] = text
    return rectangle(unwrapped(rows))


def _lay_out(source: list[list[_TableCell]], limits: Limits) -> _Grid:
    """A table's rows on a grid; a nested table takes all rows that it needs."""
    table = _Grid()
    taken: set[tuple[int, int]] = set()
    top = 0
    for cells in source:
        column = 0
        row_height = 1
        for cell in cells:
            while (top, column) in taken:
                column += 1
            grid = cell.grid()
            table.put(grid, top, column)
            if len(taken) + cell.rows * cell.columns > min(limits.max_cells, _MAX_SPANNED):
                raise too_big()
            if cell.rows > 1 and not cell.tables:
                taken.update((top + r, column + c) for r in range(1, cell.rows) for c in range(cell.columns))
            elif cell.tables:
                row_height = max(row_height, grid.height)
            column += max(grid.width, cell.columns)
        top += row_height
    return table


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isascii() and text.isdigit() else 1


def _collapse(parts: list[str]) -> str:
    return " ".join("".join(parts).replace("\u00a0", " ").split())
