"""Plants the faults of domain notes 3.2 into a listing.

Each is remembered with its row, field and expected code.

Rates are those of level `normal`; light and heavy multiply them. Which row is hit depends on the person and the office:
most faults of one semester stand in the next as well, as nobody mended them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.arrays import Ints, Mask, Objects, ages, objects
from simulation.city import MALE
from simulation.desk import Desk
from simulation.listing import Listing
from simulation.names import respell
from simulation.randomness import draw, draw_integers

_LASTING = 0.85  # share of faults that stand in every semester
_WORTH_ONE = 30  # lists at least this long get every fault they can have at least once
_SAME_NIK_RUN = 8  # rows of the run with one number dragged down a column; more than 5 tell a dummy
_ZEROS = "7772000000000000"  # the simulated city's `7372000000000000`


@dataclass(frozen=True)
class IdentifierFaults:
    """The shares of a list's rows whose numbers an office spoils."""

    empty: float = 0.01
    number: float = 0.004  # numeric cell or scientific text: the last digits are lost (faults 1 and 2)
    marked: float = 0.02  # apostrophe, blanks, dots, dashes, `.0` around a right number (3)
    dummy: float = 0.005  # (4)
    length: float = 0.004  # (5)
    other_persons: float = 0.002  # (6)


Kind = tuple[int, str | None]  # number of the fault in domain notes 3.2, code that the reader should give
Change = Callable[[Any, int], object]  # the cell and a number below 1000 that decides between ways


class Planter:
    """Plants faults into one listing of one office."""

    def __init__(self, desk: Desk, agency: str, table: str, listing: Listing, *, is_workbook: bool = True) -> None:
        self.desk, self.listing, self.is_workbook = desk, listing, is_workbook
        self._labels = (desk.city.seed, agency, table)
        self._level = desk.level_of(agency, table)

    def pick(self, field: str, fault: object, rate: float, among: Mask | None = None) -> Ints:
        """Rows for a fault in `field`.

        A share `rate` of those still free, at least one of a list of 30 or more.
        """
        keys = self.listing.person
        lasting = draw(keys, *self._labels, field, fault)
        passing = draw(keys, *self._labels, field, fault, self.desk.semester)
        share = min(0.9, rate * self._level)
        free = self.listing.free(field) & ~self.listing.rejected
        if among is not None:
            free = free & among
        rows = np.flatnonzero(free & ((lasting < share * _LASTING) | (passing < share * (1 - _LASTING))))
        if not len(rows) and rate and len(keys) >= _WORTH_ONE and free.any():
            rows = np.flatnonzero(free)[[int(np.argmin(lasting[free]))]]
        return rows

    def luck(self, rows: Ints, count: int, *labels: object) -> Ints:
        """For each of `rows` a number below `count`."""
        return draw_integers(self.listing.person[rows], count, *self._labels, *labels)

    def spoil(self, field: str, fault: str, rate: float, kind: Kind, change: Change) -> None:
        """Replaces cells of `field` by `change(cell, luck)`, luck below 1000."""
        rows = self.pick(field, fault, rate)
        cells = self.listing.cells[field][rows].tolist()
        luck = self.luck(rows, 1000, field, fault, "how").tolist()
        values = objects([change(cell, number) for cell, number in zip(cells, luck, strict=True)])
        self.listing.spoil(field, rows, values, *kind)

    def identifiers(self, field: str, rates: IdentifierFaults) -> None:
        """All faults of a 16-digit number: in `nik` or in `family_card_no`."""
        prefix = "NIK" if field == "nik" else "KK"
        if field == "nik":
            self._same_number_run()
        self.spoil(field, "empty", rates.empty, (4, f"{prefix}-001"), lambda _, luck: None)
        self.spoil(field, "scientific", rates.number / 2, (1, f"{prefix}-003"), self._scientific)
        if self.is_workbook:
            self.spoil(
                field, "typed as number", rates.number, (2, f"{prefix}-003"), lambda cell, _: int(cell[:15] + "0")
            )
        self.spoil(field, "marks", rates.marked, (3, f"{prefix}-009"), _marked)
        self.spoil(field, "dummy", rates.dummy, (4, f"{prefix}-004"), lambda _, luck: _DUMMIES[luck % len(_DUMMIES)])
        self.spoil(field, "length", rates.length, (5, f"{prefix}-002"), _wrong_length)
        if field == "nik":
            self._equal_to_card(rates.dummy / 4)
            self._of_another(rates.other_persons)

    def _scientific(self, cell: str, luck: int) -> object:
        rounded = f"{cell[0]}.{cell[1:6]}E+15"
        if self.is_workbook and luck % 2:
            return int(cell[:6] + "0" * 10)
        return rounded if luck % 3 else rounded.replace(".", ",")

    def _equal_to_card(self, rate: float) -> None:
        cards = self.listing.cells.get("family_card_no")
        if cards is None:
            return
        whole = np.array([isinstance(card, str) and len(card) == 16 and card.isdigit() for card in cards.tolist()])
        rows = self.pick("nik", "equal to card", rate, whole)
        self.listing.spoil("nik", rows, cards[rows], 4, "NIK-006")
        self.listing.free("family_card_no")
        self.listing.taken["family_card_no"][rows] = True  # or the two would no longer be equal

    def _of_another(self, rate: float) -> None:
        """Gives rows the number that the row above has rightly."""
        above = np.r_[False, self.listing.free("nik")[:-1]] & (
            self.listing.person != np.r_[-1, self.listing.person[:-1]]
        )
        rows = self.pick("nik", "another's", rate, above)
        rows = rows[np.r_[True, np.diff(rows) > 1]] if len(rows) else rows
        self.listing.spoil("nik", rows, self.listing.cells["nik"][rows - 1], 6, "NIK-008")
        self.listing.taken["nik"][rows - 1] = True

    def _same_number_run(self) -> None:
        """One number dragged down a column over eight rows, in long lists only.

        Where the list has births, they show whose number it is: the first row's is no fault.
        """
        count = len(self.listing)
        if count < 400 or self.desk.level < 1:
            return
        start = int(draw_integers(np.array([count]), count - _SAME_NIK_RUN, *self._labels, "run")[0])
        rows = np.arange(start + ("birth_date" in self.listing.cells), start + _SAME_NIK_RUN)
        dragged = np.full(len(rows), self.listing.cells["nik"][start], dtype=object)
        self.listing.spoil("nik", rows, dragged, 4, "NIK-004")
        self.listing.taken["nik"][start] = True

    def double_entries(self, rate: float, fault: str = "double entry") -> None:
        """Repeats rows at the end of the list.

        The same person with the same number and name (fault 6).
        """
        rows = self.pick("nik", fault, rate)
        copies = self.listing.repeat(rows)
        self.listing.mark("nik", copies, 6, "NIK-007", self.listing.cells["nik"][copies])
        for taken in self.listing.taken.values():
            taken[rows] = True

    def two_budgets(self, field: str, other: dict[str, str], rate: float) -> None:
        """Repeats rows at the end of the list under the other budget of `field`.

        Paid twice, a double entry as well.
        """
        before = len(self.listing)
        self.double_entries(rate, "two budgets")
        column = self.listing.cells[field]
        column[before:] = [other[cell] for cell in column[before:].tolist()]

    def names(self, field: str, rate: float) -> None:
        """Spelling variants, titles and slips (fault 7)."""
        rows = self.pick(field, "spelling", rate)
        people, person = self.desk.city.people, self.listing.person[rows]
        luck = draw(person, *self._labels, field, "variant")
        of_man = people.sex[person] == MALE if field == "full_name" else np.full(len(rows), field != "mother_name")
        age = ages(people.birth[person], self.desk.city.day) if field == "full_name" else np.full(len(rows), 30)
        written = respell(self.listing.cells[field][rows], of_man, age, luck, self.desk.titles)
        self.listing.spoil(field, rows, written, 7, None)

    def nameless(self, rate: float) -> None:
        """Empties name and NIK of some rows, the rest of the form filled.

        They are to be rejected.
        """
        rows = self.pick("nik", "nameless", rate, self.listing.free("full_name"))
        self.listing.spoil("full_name", rows, objects([None] * len(rows)), 13, "BAR-001")
        self.listing.cells["nik"][rows] = None
        for taken in self.listing.taken.values():
            taken[rows] = True
        self.listing.rejected[rows] = True


_DUMMIES = ["0", "-", "9999999999999999", _ZEROS, "0000000000000000", "1234567890123456"]


def _marked(cell: str, luck: int) -> str:
    forms = [
        "'" + cell, " " + cell, cell + "  ", "\u00a0" + cell, f"{cell[:6]}.{cell[6:12]}.{cell[12:]}", cell + ".0",
        f"{cell[:6]} {cell[6:12]} {cell[12:]}", f"{cell[:4]}-{cell[4:8]}-{cell[8:12]}-{cell[12:]}", cell + " " * 4,
    ]  # fmt: skip
    return forms[luck % len(forms)]


def _wrong_length(cell: str, luck: int) -> str:
    at = 1 + luck % 14
    return cell[:at] + cell[at + 1 :] if luck % 2 else cell[:at] + cell[at - 1] + cell[at:]


def whole_numbers(cells: Objects) -> Mask:
    """A mask of the cells that hold a plain 16-digit text."""
    return np.array([isinstance(cell, str) and len(cell) == 16 for cell in cells.tolist()], dtype=bool)
