"""Totals, subtotals and small recaps of a sheet, by whatever name the office gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.arrays import Ints
from simulation.strange.grid import Cell, Sheet

if TYPE_CHECKING:
    from simulation.strange.layout import Layout

SUMMED = (
    "benefit_amount_idr", "benefit_quantity", "quota_count", "quota_kg", "realised_kg", "deposit_idr", "balance_kg",
    "budget_idr", "realised_idr",
)  # fmt: skip
_SUB_LABELS = ("Jumlah", "Sub Total", "SUB JUMLAH", "Jumlah {name}", "JML KEL. {upper}", "{name}", "Subtotal {name}")
_COUNTED = ("{}", "{} KPM", "{} orang", "{}")


class Totals:
    """The totals of one sheet of a list."""

    def __init__(self, layout: Layout, sheet: Sheet) -> None:
        self._layout, self._sheet = layout, sheet
        self._summed = {
            at: column.key
            for at, column in enumerate(layout.columns)
            if column.key in SUMMED and column.key in layout.sums
        }

    def subtotal(self, name: str, records: Ints) -> None:
        """A row below a section."""
        label = _SUB_LABELS[self._layout.habits.file_name % len(_SUB_LABELS)].format(name=name, upper=name.upper())
        self._sheet.add("subtotal", self._cells(label, records, 0))

    def total(self, records: Ints, places: list[str]) -> None:
        """Adds the last row of the list; one too many where the office counts badly."""
        style = self._layout.habits.total
        if style == "none" or not len(records):
            return
        place = places[0].replace(" : ", " ").title() if places else f"Kota {self._layout.wording.city.title()}"
        label = {"place": place, "bare": None}.get(style, style)
        too_many = int(self._layout.habits.wrong_total and not self._summed)
        self._sheet.add("total", self._cells(label, records, too_many))
        first = next(iter(self._summed.values()), None)
        self._sheet.stated_total = self._sum(first, records) if first else len(records) + too_many
        if too_many:
            self._sheet.wrong_total_row = len(self._sheet.rows)

    def _cells(self, label: str | None, records: Ints, too_many: int) -> list[Cell]:
        cells: list[Cell] = [None] * len(self._layout.columns)
        cells[0] = label
        if self._summed:
            for at, key in self._summed.items():
                cells[at] = self._sum(key, records)
        else:
            form = _COUNTED[self._layout.habits.sheet_name % len(_COUNTED)]
            count = len(records) + too_many
            cells[1 + self._layout.habits.file_name % 2] = count if form == "{}" else form.format(count)
        return cells

    def _sum(self, key: str, records: Ints) -> int:
        return int(self._layout.sums[key][records].sum())

    def recap_on_sheet(self, records: Ints, *, beside: bool) -> None:
        """Adds a table of counts by kelurahan below the list or beside it."""
        counts = self._layout.counts(records)
        lines: list[list[Cell]] = [["No", "Kelurahan", "Jumlah"]]
        lines += [[number, name, count] for number, (name, count) in enumerate(counts, start=1)]
        lines.append([None, "Jumlah", sum(count for _, count in counts)])
        if not beside:
            self._sheet.add("blank", [])
            self._sheet.add("recap_table", ["REKAPITULASI PER KELURAHAN"])
            for line in lines:
                self._sheet.add("recap_table", line)
            return
        sheet, top = self._sheet, (self._sheet.header_row or 1) - 1
        first = sheet.left + len(sheet.columns) + 1
        for offset, line in enumerate(lines):
            if top + offset == len(sheet.rows):
                sheet.add("recap_table", [None])
            row = sheet.rows[top + offset]
            row.cells = row.cells + [None] * (first - len(row.cells)) + line
        sheet.beside = (first, first + 2)
