"""The attack on published counts: everything that a reader knows, as linear conditions, and what it leaves possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from delivery.release.small_cells import NOISE, SMALL_CELL

_ROUNDED = 1e-6


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

    def recovered(self) -> list[str]:
        """The counts of 1 to 4 that only one whole number fits."""
        matrix = self._matrix()
        small = [at for at, truth in enumerate(self.truth) if 0 < truth < SMALL_CELL]
        return [self.names[at] for at in small if self._is_unique(matrix, at)]

    def _is_unique(self, matrix: LinearConstraint, at: int) -> bool:
        low, high = (self._extreme(matrix, at, sign, whole=False) for sign in (1, -1))
        # with fractions allowed more is possible: only what is narrow then needs whole numbers
        if np.floor(high + _ROUNDED) - np.ceil(low - _ROUNDED) > 1:
            return False
        low, high = (self._extreme(matrix, at, sign, whole=True) for sign in (1, -1))
        return round(low) == round(high)

    def _extreme(self, matrix: LinearConstraint, at: int, sign: int, *, whole: bool) -> float:
        goal = np.zeros(len(self.truth))
        goal[at] = sign
        low, high = np.array(self.bounds, dtype=float).T
        found = milp(goal, integrality=np.full(len(goal), int(whole)), bounds=Bounds(low, high), constraints=matrix)
        assert found.success, found.message
        return float(sign * found.fun)

    def _matrix(self) -> LinearConstraint:
        places = [
            (row, at, factor) for row, (terms, _, _) in enumerate(self.conditions) for at, factor in terms.items()
        ]
        rows, columns, factors = zip(*places, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self.conditions), len(self.truth)))
        _, least, most = zip(*self.conditions, strict=True)
        return LinearConstraint(matrix, np.array(least, dtype=float), np.array(most, dtype=float))
