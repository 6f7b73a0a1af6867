"""The attack on published counts: everything that a reader knows, as linear conditions, and what it leaves possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from delivery.release.small_cells import NOISE, SMALL_CELL


def possible(shown: int | None, largest: int) -> tuple[int, int]:
    """The counts that may stand behind what is shown, for one who knows how it was made."""
    if shown is None:
        return 0, largest
    kept = [count for count in range(shown + max(NOISE, SMALL_CELL) + 1) if shown in outcomes(count)]
    return min(kept), min(max(kept), largest)


def outcomes(count: int) -> range | tuple[int, ...]:
    """All that may be shown for a count."""
    if count == 0:
        return (0,)
    if count < SMALL_CELL:
        return (0, SMALL_CELL)
    room = min(NOISE, count - SMALL_CELL)
    return range(count - room, count + room + 1)


# What the search says: found, stopped after so many seconds, and none that fits.
_FOUND, _STOPPED, _NONE = 0, 1, 2
_SECONDS = 3.0
# Conditions on more unknowns are totals over parts of the city; those on fewer tie what is said of one part together.
_TOTAL = 9
# Another city is looked for first in what is said of the count's part and of so many others, then of more of them.
_OTHERS, _NEAR = (4, 16, 64), 1500


@dataclass(frozen=True)
class _System:
    """What is known of some unknowns, and their true numbers."""

    conditions: LinearConstraint
    bounds: Bounds
    truth: NDArray[np.int64]

    def city(self, goal: NDArray[np.float64], bounds: Bounds | None = None) -> NDArray[np.int64] | None:
        """Whole numbers that fit, `goal` low rather than high; None when none was found in time."""
        constraints = [self.conditions] if self.conditions.A.shape[0] else []
        # any city that fits is as good as the one with the lowest goal
        found = milp(
            goal, integrality=np.ones(len(goal)), bounds=bounds or self.bounds, constraints=constraints,
            options={"mip_rel_gap": 10.0, "time_limit": _SECONDS},
        )  # fmt: skip
        assert found.status in {_FOUND, _STOPPED, _NONE}, found.message
        return None if found.x is None else np.rint(found.x).astype(np.int64)

    def other(self, at: int) -> bool:
        """True when another number than the truth fits for one of the unknowns.

        First in cities that differ from the true one near it only: what fits there fits.
        """
        return any(
            self._with_the_rest_true(near)._other(int(np.searchsorted(near, at))) for near in self._near(at)
        ) or self._other(at)

    def _near(self, at: int) -> Iterator[NDArray[np.intp]]:
        """What is said of the part of the city that `at` is of, and of the others that share most totals with it."""
        matrix, part = self.conditions.A, self.parts
        if not matrix.shape[0]:
            return
        own = np.flatnonzero(part == part[at])
        totals = matrix[np.flatnonzero(np.diff(matrix[:, own].tocsr().indptr))]
        shared = np.bincount(part[totals.indices], minlength=part.max() + 1)
        shared[part[at]] = 0
        others = np.argsort(-shared, kind="stable")[: np.count_nonzero(shared)]
        for most in _OTHERS:
            near = np.flatnonzero((part == part[at]) | np.isin(part, others[:most]))
            if len(near) > _NEAR:
                return
            yield near

    def _other(self, at: int) -> bool:
        low, high = self.bounds.lb, self.bounds.ub
        below, above = high.copy(), low.copy()
        below[at], above[at] = self.truth[at] - 1, self.truth[at] + 1
        goal = np.zeros(len(low))
        tried = (Bounds(low, below), below[at] >= low[at]), (Bounds(above, high), above[at] <= high[at])
        return any(is_there and self.city(goal, bounds) is not None for bounds, is_there in tried)

    @cached_property
    def parts(self) -> NDArray[np.int32]:
        """A number for each unknown: the same where conditions that are no totals tie them together."""
        matrix = self.conditions.A
        tied = matrix[np.flatnonzero(np.diff(matrix.indptr) < _TOTAL)]
        _, number = connected_components(tied.T @ tied)
        return np.asarray(number)

    def _with_the_rest_true(self, among: NDArray[np.intp]) -> _System:
        rows = np.flatnonzero(np.diff(self.conditions.A[:, among].tocsr().indptr))
        of_rows = self.conditions.A[rows]
        part = of_rows[:, among]
        rest = of_rows @ self.truth - part @ self.truth[among]
        tied = LinearConstraint(part, self.conditions.lb[rows] - rest, self.conditions.ub[rows] - rest)
        return _System(tied, Bounds(self.bounds.lb[among], self.bounds.ub[among]), self.truth[among])


@dataclass
class Attack:
    """Unknown whole numbers between bounds, and conditions that tie them together."""

    truth: list[int] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    conditions: list[tuple[Mapping[int, int], float, float]] = field(default_factory=list)

    def unknown(self, name: str, truth: int, between: tuple[int, int]) -> int:
        """A new unknown; its number."""
        assert between[0] <= truth <= between[1], (name, truth, between)
        self.names.append(name)
        self.truth.append(truth)
        self.bounds.append(between)
        return len(self.truth) - 1

    def tie(self, terms: Mapping[int, int], least: float, most: float) -> None:
        """A condition on a sum of unknowns that holds in truth."""
        assert least <= sum(self.truth[at] * factor for at, factor in terms.items()) <= most, "the reader knows less"
        self.conditions.append((terms, least, most))

    def recovered(self, asked: Container[str] | None = None) -> list[str]:
        """The counts of 1 to 4 that only one whole number fits; of those named in `asked` alone, where it is given."""
        matrix = self._matrix()
        _, group = connected_components(matrix.A.T @ matrix.A) if self.conditions else (0, np.arange(len(self.truth)))
        groups: dict[int, list[int]] = defaultdict(list)
        for at, number in enumerate(group):
            groups[int(number)].append(at)
        return sorted(
            self.names[at] for among in groups.values() for at in self._unique(matrix, np.array(among), asked)
        )

    def _unique(self, matrix: LinearConstraint, among: NDArray[np.intp], asked: Container[str] | None) -> list[int]:
        """Of the unknowns `among`, which nothing ties to others, the small counts that have one value."""
        rows = np.flatnonzero(np.diff(matrix.A[:, among].tocsr().indptr))
        system = _System(
            LinearConstraint(matrix.A[rows][:, among], matrix.lb[rows], matrix.ub[rows]),
            Bounds(*np.array([self.bounds[at] for at in among], dtype=float).T),
            np.array([self.truth[at] for at in among], dtype=np.int64),
        )
        truth = system.truth
        is_asked = np.array([asked is None or self.names[at] in asked for at in among.tolist()])
        closed = np.flatnonzero(is_asked & (truth > 0) & (truth < SMALL_CELL))
        if not len(closed):
            return []
        # one city that fits answers for all counts that are otherwise in it
        for sign in (1, -1):
            goal = np.zeros(len(among))
            goal[closed] = sign
            found = system.city(goal)
            closed = closed if found is None else closed[found[closed] == truth[closed]]
        closed = np.array([at for at in closed.tolist() if not system.other(at)], dtype=int)
        return [int(among[at]) for at in closed]

    def _matrix(self) -> LinearConstraint:
        places = [
            (row, at, factor) for row, (terms, _, _) in enumerate(self.conditions) for at, factor in terms.items()
        ]
        rows, columns, factors = zip(*places, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self.conditions), len(self.truth)))
        _, least, most = zip(*self.conditions, strict=True)
        return LinearConstraint(matrix, np.array(least, dtype=float), np.array(most, dtype=float))
