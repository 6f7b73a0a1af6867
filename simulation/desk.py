"""Gives an office its desk: what it knows, and how it writes.

It knows people, addresses and cards of its own age.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from ingest.semester import Semester
from simulation.arrays import Days, Ints, Mask, Objects, date_parts, digits, objects
from simulation.city import MALE, City
from simulation.listing import Listing
from simulation.names import BUGIS_TITLES
from simulation.programmes import Enrolments
from simulation.randomness import draw
from simulation.reference import Reference
from simulation.truth import TruthBook
from simulation.wordlists import words

if TYPE_CHECKING:
    from simulation.lifelike import LifeRates
    from simulation.strange.wardrobe import Wardrobe

Faults = Literal["light", "normal", "heavy", "life"]
LEVELS: dict[str, float] = {"light": 0.35, "normal": 1.0, "heavy": 2.5, "life": 1.0}
MONTHS = words("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember")
_STALE = 0.5  # of the families that moved or got a new card, those whose office has not heard of it


@dataclass(frozen=True)
class Receipts:
    """The people on a programme's list, and who of them truly received.

    With how many rupiah (None = not in the list).
    """

    person: Ints
    is_receipt: Mask
    amount_idr: Ints | None = None
    graduates: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # the list says that they left
    nominees: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # named, and not yet decided


@dataclass
class Desk:
    """Everything an office needs to write its files of one semester."""

    city: City
    semester: Semester
    enrolments: Enrolments
    reference: Reference
    out: Path
    book: TruthBook
    faults: Faults
    receipts: dict[str, Receipts] = field(default_factory=dict)
    life: LifeRates | None = None  # of the faults that no check of form sees; None = none of them
    wardrobe: Wardrobe | None = None  # the strange city's; None = every office writes as in the ordinary city

    @property
    def level(self) -> float:
        """Multiplier of all fault rates."""
        return LEVELS[self.faults] if self.wardrobe is None else self.wardrobe.draw.level

    def level_of(self, agency: str, table: str) -> float:
        """Multiplier of the fault rates of one list."""
        return self.level if self.wardrobe is None else self.wardrobe.draw.level_of(agency, table)

    @property
    def titles(self) -> tuple[list[str], list[str]]:
        """Titles before the names of older men and women."""
        return BUGIS_TITLES if self.wardrobe is None else self.wardrobe.draw.titles

    @property
    def period(self) -> str:
        """`SEMESTER I TAHUN 2017`, as titles have it."""
        return f"SEMESTER {'I' * self.semester.half} TAHUN {self.semester.year}"

    @property
    def closing_day(self) -> str:
        """`30 Juni 2017`, the day on which lists are signed."""
        return f"{self.semester.last_day.day} {MONTHS[self.semester.last_day.month - 1]} {self.semester.year}"

    def folder(self, agency: str) -> Path:
        """The folder into which `agency` puts its files."""
        return self.out / "inbox" / str(self.semester) / agency

    def list_people(self, agency: str, table: str, person: Ints, is_receipt: Mask | None = None) -> Listing:
        """A list of `person` in this office's words, still without faults of writing.

        Some families' cards and addresses are those from before their last change: that is marked (fault 8).
        """
        people, families, regions = self.city.people, self.city.families, self.city.regions
        family = people.family[person]
        stale = has_old_card = draw(family, self.city.seed, agency, table, "stale") < _STALE
        if self.life is not None:
            stale, has_old_card = self.life.unheard(family, person, self.city.seed, agency, table)
        card = np.where(
            has_old_card & (families.old_card[family] > 0), families.old_card[family], families.card[family]
        )
        village = np.where(stale, families.old_village[family], families.village[family])
        cells = {
            "nik": digits(people.nik[person], 16),
            "family_card_no": digits(card, 16),
            "full_name": people.name[person].copy(),
            "head_name": people.name[families.head[family]].copy(),
            "mother_name": people.mother[person].copy(),
            "father_name": people.father[person].copy(),
            "sex": np.where(people.sex[person] == MALE, "L", "P").astype(object),
            "birth_place": people.birth_place[person].copy(),
            "address": np.where(stale, families.old_street[family], families.street[family]),
            "rt": digits(np.where(stale, families.old_rt[family], families.rt[family]), 3),
            "rw": digits(np.where(stale, families.old_rw[family], families.rw[family]), 3),
            "village_name": upper(regions.name[village]),
            "district_name": upper(regions.district_name[regions.district[village]]),
        }
        received = np.ones(len(person), dtype=bool) if is_receipt is None else is_receipt
        listing = Listing(cells, person, family, received, village)
        self._mark_changes(listing, card)
        return listing

    def _mark_changes(self, listing: Listing, card: Ints) -> None:
        """Marks rows whose person died or left, or whose card number is an old one."""
        people, person = self.city.people, listing.person
        now = self.city.families.card[listing.family]
        old = np.flatnonzero(card != now)
        listing.mark("family_card_no", old, 8, None, digits(now[old], 16))
        for days, word in ((people.died, "meninggal"), (people.left, "pindah")):
            rows = np.flatnonzero(~np.isnat(days[person]))
            listing.mark("full_name", rows, 8, None, objects([f"{word} {day}" for day in days[person[rows]]]))
        listing.taken.clear()  # an old number can be damaged as well as a new one


def upper(names: Objects) -> Objects:
    """Every text in capitals."""
    return objects([name.upper() for name in names.tolist()])


def day_first(days: Days, separator: str = "-") -> Objects:
    """Dates as `17-08-1980`."""
    parts = zip(*(part.tolist() for part in date_parts(days)), strict=True)
    return objects([f"{d:02d}{separator}{m:02d}{separator}{y}" for y, m, d in parts])


def iso(days: Days) -> Objects:
    """Dates as `1980-08-17`."""
    return objects([str(day) for day in days.tolist()])


def in_words(days: Days) -> Objects:
    """Dates as `17 Agustus 1980`."""
    parts = zip(*(part.tolist() for part in date_parts(days)), strict=True)
    return objects([f"{d} {MONTHS[m - 1]} {y}" for y, m, d in parts])
