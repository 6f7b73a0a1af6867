"""Holds a list as an office has it.

Cells by canonical field, and beside each row who is truly meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.arrays import Ints, Mask, Objects, objects


@dataclass(frozen=True)
class Mark:
    """One fault as planted.

    It says where, what kind, what the reader should say, what would have been right.
    """

    fault_no: int
    field: str
    rows: Ints
    code: str | None
    true_values: Objects


@dataclass
class Listing:
    """Rows of one list.

    `person` is -1 where a row names nobody (an aggregate, an issue).
    """

    cells: dict[str, Objects]
    person: Ints
    family: Ints
    is_receipt: Mask
    village: Ints
    marks: list[Mark] = field(default_factory=list)
    taken: dict[str, Mask] = field(default_factory=dict)
    rejected: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __post_init__(self) -> None:
        if not len(self.rejected):
            self.rejected = np.zeros(len(self), dtype=bool)

    def __len__(self) -> int:
        return len(self.person)

    def free(self, name: str) -> Mask:
        """Rows whose cell of `name` is still as the office meant it."""
        return ~self.taken.setdefault(name, np.zeros(len(self), dtype=bool))

    def spoil(self, name: str, rows: Ints, values: Objects, fault_no: int, code: str | None) -> None:
        """Puts `values` into the cells of field `name`, and remembers what stood there."""
        column = self.cells[name]
        self.mark(name, rows, fault_no, code, column[rows])
        column[rows] = values

    def mark(self, name: str, rows: Ints, fault_no: int, code: str | None, true_values: Objects) -> None:
        """Remembers a fault that stands in the cells of field `name` already."""
        if len(rows):
            self.free(name)
            self.taken[name][rows] = True
            self.marks.append(Mark(fault_no, name, rows, code, true_values))

    def leave_out(self, name: str) -> None:
        """The list has no such column: neither its cells nor faults in them."""
        self.cells.pop(name)
        self.marks = [mark for mark in self.marks if mark.field != name]

    def repeat(self, rows: Ints) -> Ints:
        """Adds copies of `rows` at the end, with the faults that they carry.

        Gives the numbers of the copies.
        """
        first = len(self)
        copy_of = dict(zip(rows.tolist(), range(first, first + len(rows)), strict=True))
        for mark in list(self.marks):
            at = [place for place, row in enumerate(mark.rows.tolist()) if row in copy_of]
            if at:
                copies = np.array([copy_of[int(mark.rows[place])] for place in at])
                self.marks.append(Mark(mark.fault_no, mark.field, copies, mark.code, mark.true_values[at]))
        order = np.r_[np.arange(first), rows]
        self.cells = {name: column[order] for name, column in self.cells.items()}
        self.person, self.family = self.person[order], self.family[order]
        self.is_receipt, self.village, self.rejected = self.is_receipt[order], self.village[order], self.rejected[order]
        self.taken = {name: np.r_[mask, np.ones(len(rows), dtype=bool)] for name, mask in self.taken.items()}
        return np.arange(first, first + len(rows))


def constant(value: object, count: int) -> Objects:
    """A column that holds `value` in every row."""
    column: Objects = np.full(count, value, dtype=object)
    return column


def of_nobody(cells: dict[str, list[object]]) -> Listing:
    """A list that names no persons: aggregates, progress, issues."""
    count = len(next(iter(cells.values())))
    none = np.full(count, -1)
    columns = {name: objects(values) for name, values in cells.items()}
    return Listing(columns, none, none.copy(), np.zeros(count, dtype=bool), none.copy())
