"""Lays one sheet out, from its titles to its signatures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Ints, Objects
from simulation.desk import Desk
from simulation.listing import Listing
from simulation.strange.columns import Placed
from simulation.strange.grid import DATA, Cell, Sheet
from simulation.strange.habits import Habits
from simulation.strange.titles import Wording, add_legend
from simulation.strange.totals import Totals

_SECTION_FORMS: tuple[str, ...] = (
    "KELURAHAN {upper}",
    "KELURAHAN : {upper}",
    "{letter}. {upper}",
    "Kel. {name}",
    "{upper}",
    "{roman}. KELURAHAN {upper}",
)
_DISTRICT_FORMS: tuple[str, ...] = (
    "KECAMATAN {upper}",
    "KECAMATAN : {upper}",
    "{letter}. KECAMATAN {upper}",
    "Kec. {name}",
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CONTINUED = ("DAFTAR TAMBAHAN", "LANJUTAN", "DATA SUSULAN", "TAMBAHAN PENERIMA")


@dataclass
class Layout:
    """Everything that is the same on all sheets of one list."""

    desk: Desk
    habits: Habits
    wording: Wording
    listing: Listing
    columns: list[Placed]
    band: int  # rows of the header band
    cells: dict[str, Objects]  # by key of the columns
    sums: dict[str, Ints]  # what can be added up: for every row of the listing

    def sheet(self, name: str, records: Ints, places: list[str], head: str) -> Sheet:
        """One sheet with `records`, in their order; `places` are said in the titles."""
        sheet = Sheet(name, self.columns, self.habits.left)
        self._titles(sheet, places)
        self.header(sheet, "header")
        self._numbering(sheet)
        totals = Totals(self, sheet)
        later = len(records) // 8 if self.habits.second_table == "continued" and len(records) > 40 else 0
        self._sections(sheet, records[: len(records) - later], totals)
        totals.total(records[: len(records) - later], places)
        if later:
            self._continued(sheet, records[len(records) - later :])
        if self.habits.second_table == "legend":
            add_legend(sheet)
        if self.habits.second_table in ("below", "beside"):
            totals.recap_on_sheet(records, beside=self.habits.second_table == "beside")
        if self.habits.signature != "none":
            self.wording.signature(sheet, self.habits.signature, head)
        return sheet

    def values(self, key: str, records: Ints, first: int) -> list[Cell]:
        """Cells of one column for `records`, numbered from `first`."""
        if key == "#":
            return list(range(first, first + len(records)))
        if not key:
            return [None] * len(records)
        cells: list[Cell] = self.cells[key][records].tolist()
        return cells

    def counts(self, records: Ints) -> list[tuple[str, int]]:
        """Each kelurahan and the number of its rows, in the order of the vocabulary."""
        village, names = self.listing.village[records], self.desk.city.regions.name
        return [(str(names[at]), int((village == at).sum())) for at in np.unique(village).tolist()]

    def _titles(self, sheet: Sheet, places: list[str]) -> None:
        lines = self.wording.titles(self.habits.titles, places)
        at_left = self.habits.file_type == "csv" or self.habits.file_name % 3 == 0
        for line in lines:
            label, _, place = line.partition(" : ")
            if place and self.habits.file_name % 7 == 0:
                sheet.add("title", [label, None, f": {place}"])
                continue
            if not at_left:
                sheet.merge(len(sheet.rows), 0, 1, min(len(self.columns), 9))
            sheet.add("title", [line])
        if lines:
            for _ in range(self.habits.sheet_name % 3):
                sheet.add("blank", [])

    def header(self, sheet: Sheet, kind: str) -> None:
        """The header band; equal groups and the cells below an unparted heading are merged."""
        top = len(sheet.rows)
        for level in range(self.band):
            texts = [column.headings[level] for column in self.columns]
            shown = [None if self._continues(at, level) else text or None for at, text in enumerate(texts)]
            sheet.add(kind, list(shown))
        if kind == "header" and sheet.header_row is None:
            sheet.header_row = len(sheet.rows)
        for level in range(self.band):
            self._merge_level(sheet, top, level)

    def _continues(self, at: int, level: int) -> bool:
        """True when the cell's group began in a column to the left."""
        if at == 0 or level == self.band - 1:
            return False
        here, before = self.columns[at].headings, self.columns[at - 1].headings
        return bool(here[level]) and here[: level + 1] == before[: level + 1] and any(here[level + 1 :])

    def _merge_level(self, sheet: Sheet, top: int, level: int) -> None:
        at = 0
        while at < len(self.columns):
            end = at + 1
            while end < len(self.columns) and self._continues(end, level):
                end += 1
            headings = self.columns[at].headings
            below = 1
            while level + below < self.band and not headings[level + below]:
                below += 1
            if headings[level] and end - at > 1:
                sheet.merge(top + level, at, 1, end - at)
            elif headings[level] and below > 1 and not any(headings[level + below :]):
                sheet.merge(top + level, at, below, 1)
            at = end

    def _numbering(self, sheet: Sheet) -> None:
        form = self.habits.numbering
        if form:
            numbers = range(1, len(self.columns) + 1)
            sheet.add("column_numbers", [n if form == "number" else form.format(n) for n in numbers])

    def _sections(self, sheet: Sheet, records: Ints, totals: Totals) -> None:
        if self.habits.sections == "none":
            self._data(sheet, records, 1)
            return
        regions = self.desk.city.regions
        place = self.listing.village[records]
        names, forms = regions.name, _SECTION_FORMS
        if self.habits.sections == "district":
            place, names, forms = regions.district[place], regions.district_name, _DISTRICT_FORMS
        starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]]).tolist()
        number = 1
        for section, (start, end) in enumerate(zip(starts, [*starts[1:], len(records)], strict=True)):
            name = str(names[int(place[start])])
            form = forms[self.habits.place_form % len(forms)]
            text = form.format(
                name=name, upper=name.upper(), letter=chr(65 + section % 26), roman=_ROMAN[section % len(_ROMAN)]
            )
            sheet.merge(len(sheet.rows), 0, 1, len(self.columns) if self.habits.sheet_name % 2 else 1)
            sheet.add("place_band", [text])
            self._data(sheet, records[start:end], number)
            number = 1 if self.habits.file_name % 2 else number + end - start
            if self.habits.subtotals:
                totals.subtotal(name, records[start:end])

    def _data(self, sheet: Sheet, records: Ints, first: int) -> None:
        step = self.habits.header_every or max(1, len(records))
        for start in range(0, len(records), step):
            if start:
                self.header(sheet, "repeated_header")
            part = records[start : start + step]
            columns = [self.values(column.key, part, first + start) for column in self.columns]
            for record, cells in zip(part.tolist(), zip(*columns, strict=True), strict=True):
                sheet.add(DATA, list(cells), record)
        if self.habits.hidden_rows and len(records) > 30 and self.habits.file_type in ("xlsx", "xls"):
            for row in sheet.rows[-9:-5]:
                row.hidden = True

    def _continued(self, sheet: Sheet, records: Ints) -> None:
        """Adds the rest of the list as a second table with title and heading."""
        sheet.add("blank", [])
        sheet.add("title", [_CONTINUED[self.habits.file_name % len(_CONTINUED)]])
        self.header(sheet, "repeated_header")
        self._data(sheet, records, 1)
