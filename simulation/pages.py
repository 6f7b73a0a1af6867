"""Lays out sheets as offices do: titles, header bands, data, totals, signatures.

Built top down, row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from simulation.arrays import Ints
from simulation.listing import Listing


@dataclass(frozen=True)
class Formula:
    """A formula and the value that Excel stored with it; None = none stored."""

    text: str
    value: int | float | None


Cell = None | str | int | float | date | Formula


@dataclass(frozen=True)
class Column:
    """One column: what stands above it, and which field of the listing stands in it.

    The field `#` is the running number of the sheet; an empty field leaves the column empty.
    """

    header: str
    field: str = ""
    group: str = ""
    width: float = 13.0
    hidden: bool = False


@dataclass(frozen=True)
class Line:
    """One row of furniture."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Rows:
    """Rows of the listing, in this order."""

    records: Ints
    first_number: int
    hidden: bool = False


@dataclass
class Page:
    """A sheet.

    With `furniture_kind` all its rows are furniture (a recap, a hidden sheet), also the data.
    """

    name: str
    columns: tuple[Column, ...]
    items: list[Line | Rows] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # rows and columns from 0, inclusive
    hidden: bool = False
    furniture_kind: str | None = None
    left: int = 0  # empty columns to the left of the table


def column_letter(index: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters


class PageBuilder:
    """Builds a page from the top; knows at every moment which row comes next."""

    def __init__(self, name: str, columns: Sequence[Column], listing: Listing, *, left: int = 0) -> None:
        self.page = Page(name, tuple(columns), left=left)
        self.listing = listing
        self._next_row = 0
        self._number = 1
        self._spans: list[tuple[int, int]] = []  # first and last row of each run of data since the last full total

    @property
    def next_row(self) -> int:
        """The row that comes next, from 1 as Excel shows it."""
        return self._next_row + 1

    def line(self, kind: str, cells: Sequence[Cell], *, merge: int = 0) -> None:
        """One row of furniture; `merge` joins that many cells from the left of the table."""
        blanks: tuple[Cell, ...] = (None,) * self.page.left
        self.page.items.append(Line(kind, blanks + tuple(cells)))
        if merge > 1:
            self.page.merges.append((self._next_row, self.page.left, self._next_row, self.page.left + merge - 1))
        self._next_row += 1

    def titles(self, *texts: str) -> None:
        """Title rows over the whole width."""
        for text in texts:
            self.line("title", [text], merge=min(len(self.page.columns), 9))

    def blank(self, count: int = 1) -> None:
        """Empty rows."""
        for _ in range(count):
            self.line("blank", [])

    def header(self, kind: str = "header") -> None:
        """The header band: one row, or two where columns stand in groups."""
        columns, top, left = self.page.columns, self._next_row, self.page.left
        if not any(column.group for column in columns):
            self.line(kind, [column.header for column in columns])
            return
        upper = [column.group if column.group else column.header for column in columns]
        first = [
            index == 0 or upper[index] != upper[index - 1] or not columns[index].group for index in range(len(columns))
        ]
        self.line(kind, [text if is_first else None for text, is_first in zip(upper, first, strict=True)])
        self.line(kind, [column.header if column.group else None for column in columns])
        for index, column in enumerate(columns):
            if not column.group:
                self.page.merges.append((top, left + index, top + 1, left + index))
            elif first[index]:
                last = index + sum(1 for _ in self._run(index)) - 1
                if last > index:
                    self.page.merges.append((top, left + index, top, left + last))

    def _run(self, index: int) -> Sequence[Column]:
        columns = self.page.columns
        end = index
        while end < len(columns) and columns[end].group == columns[index].group:
            end += 1
        return columns[index:end]

    def column_numbers(self, form: str = "({})") -> None:
        """A row of column numbers under the header."""
        self.line("column_numbers", [form.format(index + 1) for index in range(len(self.page.columns))])

    def rows(self, records: Ints, *, header_every: int = 0, hidden: bool = False) -> None:
        """Adds data rows.

        After every `header_every` of them comes the header again, as on a new printed page.
        """
        step = header_every or max(1, len(records))
        for start in range(0, len(records), step):
            if start:
                self.header("repeated_header")
            part = records[start : start + step]
            self.page.items.append(Rows(part, self._number, hidden))
            self._spans.append((self._next_row + 1, self._next_row + len(part)))
            self._number += len(part)
            self._next_row += len(part)

    def restart_numbers(self) -> None:
        """The running number begins again at 1."""
        self._number = 1

    def total(self, label: str, sums: Mapping[str, int | float], *, kind: str = "total", stored: bool = True) -> None:
        """Adds a `JUMLAH` row.

        Its label is on the left, under each field of `sums` a SUM formula with its value.

        A subtotal sums the data since the last one; a field that is not a column of numbers gets the bare value.
        """
        cells: list[Cell] = [label] + [None] * (len(self.page.columns) - 1)
        for index, column in enumerate(self.page.columns):
            if column.field in sums:
                cells[index] = self._sum(index, sums[column.field], stored)
        if kind == "subtotal":
            self._spans.clear()
        self.line(kind, cells, merge=2)

    def _sum(self, index: int, value: int | float, stored: bool) -> Cell:
        letter = column_letter(self.page.left + index)
        is_number = all(not isinstance(cell, str) for cell in self.listing.cells[self.page.columns[index].field])
        if not is_number or not self._spans or len(self._spans) > 20:
            return value
        ranges = ",".join(f"{letter}{first}:{letter}{last}" for first, last in self._spans)
        return Formula(f"=SUM({ranges})", value if stored else None)

    def signature(self, place_and_date: str, role: str) -> None:
        """Adds the signature on the right below the table.

        Place and date, whose signature, a gap, name and NIP.
        """
        at = max(0, len(self.page.columns) - 3)
        gap: list[Cell] = [None] * at
        self.blank()
        for text in (place_and_date, "Mengetahui,", role):
            self.line("signature", [*gap, text])
        self.blank(3)
        for text in ("....................................", "NIP. ................................"):
            self.line("signature", [*gap, text])


def every_record(listing: Listing) -> Ints:
    """All rows of the listing in their order."""
    return np.arange(len(listing))
