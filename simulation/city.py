"""Describes the city at one moment.

People, families and households as they truly are, gone ones kept.

A person's number is the position in `People`, a family's in `Families`; both stay for ever, so they are the truth that
answers refer to. NIK and family card numbers are whole numbers here (all start with 77) and become text in the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.arrays import Days, Floats, Ints, Mask, Objects, ages
from simulation.regions import Regions

MALE, FEMALE = 1, 2
HEAD, SPOUSE, CHILD, CHILD_IN_LAW, GRANDCHILD, PARENT, SERVANT, OTHER = range(1, 9)  # codes of BDT
SINGLE, MARRIED, DIVORCED, WIDOWED = range(1, 5)  # codes of BDT


@dataclass
class People:
    """Everybody who ever lived in the city; one element per person."""

    nik: Ints
    family: Ints
    relation: Ints
    sex: Ints
    birth: Days
    name: Objects
    mother: Objects
    father: Objects
    birth_place: Objects
    marital: Ints
    died: Days
    left: Days

    def __len__(self) -> int:
        return len(self.nik)


@dataclass
class Families:
    """Every family card group that ever was.

    `old_*` is what stood before the last move or change of card.
    """

    card: Ints
    household: Ints
    head: Ints
    village: Ints
    rt: Ints
    rw: Ints
    street: Objects
    welfare: Floats
    old_card: Ints
    old_village: Ints
    old_rt: Ints
    old_rw: Ints
    old_street: Objects

    def __len__(self) -> int:
        return len(self.card)


@dataclass
class City:
    """People and families on `day`."""

    seed: int
    day: date
    regions: Regions
    people: People
    families: Families

    def present(self) -> Mask:
        """Who lives in the city now."""
        return np.asarray(np.isnat(self.people.died) & np.isnat(self.people.left))

    def age(self) -> Ints:
        """Age of everybody in whole years, of the dead as if they lived."""
        return ages(self.people.birth, self.day)

    def family_sizes(self) -> Ints:
        """Present members of every family."""
        return np.bincount(self.people.family[self.present()], minlength=len(self.families))

    def household_count(self) -> int:
        """One more than the greatest household number."""
        return int(self.families.household.max()) + 1

    def welfare_percentiles(self) -> Ints:
        """Rank of every family among the present residents, 1 (poorest) to 100."""
        return rank_percentiles(self.families.welfare, self.family_sizes())


def rank_percentiles(score: Floats, weight: Ints) -> Ints:
    """Percentile 1-100 of every element by ascending score, where elements count by weight."""
    order = np.argsort(score, kind="stable")
    reached = np.cumsum(weight[order])
    share = reached / max(1, int(reached[-1]))
    percentile = np.empty(len(score), dtype=np.int64)
    percentile[order] = np.clip(np.ceil(share * 100), 1, 100).astype(np.int64)
    return percentile
