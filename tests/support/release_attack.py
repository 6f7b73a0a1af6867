"""One who has only a release gets back to small counts, or does not; and how much of the release is left to read."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from math import inf

import pandas as pd

from delivery.release.small_cells import SMALL_CELL
from tests.support.cell_attack import Attack
from tests.support.cell_reader import CHANGES, PROFILE, Reader
from tests.support.set_reader import learn_sets

Frames = Mapping[str, pd.DataFrame]
Exact = Callable[[str], pd.DataFrame]
Seen = tuple[Frames, Exact]
BY_KELURAHAN = ("mart_targeting_village", CHANGES, PROFILE)


@dataclass(frozen=True)
class Learnt:
    """What a reader gets from a release: systems of parts of the city, and of combinations of programmes."""

    parts: Attack
    sets: Attack

    @classmethod
    def of(cls, tables: Frames, exact: Exact, *, is_blind: bool = False) -> Learnt:
        """All that the tables say; one who is blind looks at no number below the city."""
        sets = Attack()
        learn_sets(sets, tables, exact, is_blind=is_blind)
        return cls(Reader(tables, exact, is_blind=is_blind).learn(), sets)

    @classmethod
    def of_two(cls, before: Seen, after: Seen, *, is_blind: bool = False) -> Learnt:
        """What two releases in a row say together, to one who is told more than anybody could know.

        Of each count that stands in both: whether it is the same as before, or has grown, or shrunk.
        """
        parts, sets = Attack(), Attack()
        cells, combinations = [], []
        for name, (tables, exact) in (("before", before), ("after", after)):
            reader = Reader(tables, exact, name, is_blind=is_blind, attack=parts)
            reader.learn()
            cells.append(reader.cells)
            combinations.append(learn_sets(sets, tables, exact, is_blind=is_blind, release=name))
        _tell_changes(parts, *cells)
        _tell_changes(sets, *combinations)
        return cls(parts, sets)

    def small(self) -> tuple[int, int]:
        """The counts of 1 to 4 below the city, and the combinations of so few families."""
        parts, sets = (sum(0 < truth < SMALL_CELL for truth in one.truth) for one in (self.parts, self.sets))
        return parts, sets

    def recovered(self, asked: Container[str] | None = None) -> set[str]:
        """The small counts that the reader gets back to; of those in `asked` alone, where it is given."""
        return {*self.parts.recovered(asked), *self.sets.recovered(asked)}


def _tell_changes(attack: Attack, before: Mapping[object, int], after: Mapping[object, int]) -> None:
    for key in before.keys() & after.keys():
        change = attack.truth[after[key]] - attack.truth[before[key]]
        least, most = (0.0, 0.0) if change == 0 else (1.0, inf) if change > 0 else (-inf, -1.0)
        attack.tie({after[key]: 1, before[key]: -1}, least, most)


def shown_and_hidden(tables: Frames, *names: str) -> tuple[int, int]:
    """Counts of kelurahan in the tables that show a number, and those that are hidden."""
    frames = [tables[name] for name in names or BY_KELURAHAN]
    hidden = [name for frame in frames for text in frame["hidden_columns"].dropna() for name in text.split(", ")]
    shown = sum(int(frame.filter(like="_count").notna().sum().sum()) for frame in frames)
    return shown, sum(name.endswith("_count") for name in hidden)
