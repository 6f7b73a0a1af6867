"""Books of sheets of cells, as they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from simulation.strange.columns import Placed

Cell = None | str | int | float | date

DATA = "data"


@dataclass
class Row:
    """One row; `record` = the row of the listing that it shows, -1 for furniture."""

    kind: str
    cells: list[Cell]
    record: int = -1
    hidden: bool = False


@dataclass
class Sheet:
    """One sheet; merges are first row, first column, last row, last column, from 0."""

    name: str
    columns: list[Placed]
    left: int = 0
    rows: list[Row] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    header_row: int | None = None  # last row of the first header band, from 1
    beside: tuple[int, int] | None = None  # first and last column of a table beside the list, from 0
    stated_total: int | None = None
    wrong_total_row: int | None = None  # from 1

    def add(self, kind: str, cells: list[Cell], record: int = -1) -> None:
        """Puts a row below the last; data and headings stand `left` columns to the right."""
        self.rows.append(Row(kind, [None] * self.left + cells if cells else [], record))

    def merge(self, row: int, column: int, height: int, width: int) -> None:
        """Joins cells; `row` counts in the sheet, `column` in the table, both from 0."""
        if height > 1 or width > 1:
            self.merges.append((row, self.left + column, row + height - 1, self.left + column + width - 1))

    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass
class Book:
    """One file: its name with the ending, how it is written, its sheets."""

    name: str
    file_type: str
    sheets: list[Sheet]
    delimiter: str = ","
    encoding: str = "utf-8"
    has_sep_line: bool = False
