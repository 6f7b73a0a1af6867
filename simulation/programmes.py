"""Chooses who truly receives what in a semester.

Aimed at the poor listed in the reference, with errors of both kinds.

Each programme draws its receivers from three pools: those the reference lists within the target, those it lists above
the cut-off, and those it does not list at all. So all three outcomes of targeting occur, in known numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ingest.semester import Semester
from simulation.arrays import Ints, Mask, first_of_each
from simulation.city import FEMALE, HEAD, PARENT, SPOUSE, City
from simulation.randomness import draw, stream
from simulation.reference import Reference
from simulation.traits import SD, SMP, disability, pregnant, schooling, working

FULL_SIZE = 163_000  # residents for whom the quotas below hold


@dataclass(frozen=True)
class Programme:
    """A programme and the way it chooses.

    `mix` = share of receivers in target, listed above the cut-off, not listed.
    """

    code: str
    unit: str  # family | person | pupil | house
    quota: int  # at 163 000 residents (domain notes 5.3; UMKM, RTLH and training by Parepare 2022, rounded)
    max_percentile: int
    mix: tuple[float, float, float]
    leaving: float  # share that leaves within a semester, besides the dead and gone


PROGRAMMES = {
    programme.code: programme
    for programme in (
        Programme("KKS", "family", 8_000, 25, (0.78, 0.13, 0.09), 0.04),
        Programme("PKH", "family", 3_200, 25, (0.84, 0.09, 0.07), 0.06),
        Programme("BPNT", "family", 6_400, 25, (0.80, 0.12, 0.08), 0.05),
        Programme("RASTRA", "family", 8_500, 25, (0.70, 0.16, 0.14), 0.03),
        Programme("CBP", "family", 6_000, 25, (0.58, 0.22, 0.20), 0.15),
        Programme("PIP", "pupil", 14_000, 40, (0.60, 0.03, 0.37), 0.12),
        Programme("PBI_JK", "person", 50_000, 40, (0.76, 0.04, 0.20), 0.03),
        Programme("TRAINING", "person", 600, 40, (0.55, 0.05, 0.40), 0.97),
        Programme("UMKM", "person", 500, 40, (0.50, 0.06, 0.44), 0.98),
        Programme("RTLH", "house", 300, 40, (0.76, 0.08, 0.16), 0.98),
    )
}
_HELPS_ONCE = 0.9  # programmes that more than this share leaves take new people each time; a repeat is a finding
_OFFICE_HEARS = 0.45  # of deaths and departures within the semester: the rest stay on the lists (fault 8)
_MOTHER_NAMED = {"KKS": 0.55, "PKH": 0.97, "BPNT": 0.55}  # share of families whose list names the mother, not the head
_NO_LONGER_POOR = {"KKS": 45, "PKH": 45}  # leavers above this percentile are told to have graduated, not dropped
_POOR_FIRST = 0.035  # how much a percentile point lowers the chance within a pool


@dataclass
class Enrolments:
    """The named receivers of every programme.

    Persons, also where the unit is the family they stand for.
    """

    receivers: dict[str, Ints]
    helped: dict[str, Ints]  # receivers of this and all earlier semesters, of programmes that help once
    graduated: dict[str, Ints] = field(default_factory=dict)  # left in this semester, and its list says so


def first_enrolments(city: City, reference: Reference, semester: Semester) -> Enrolments:
    """Receivers at the end of `semester`, as if the programmes had long been running."""
    nobody = {code: np.zeros(0, dtype=np.int64) for code in PROGRAMMES}
    return next_enrolments(Enrolments(nobody, nobody), city, reference, semester)


def next_enrolments(before: Enrolments, city: City, reference: Reference, semester: Semester) -> Enrolments:
    """Receivers at the end of `semester`.

    Most of those before, some left, new ones up to the quota.
    """
    receivers: dict[str, Ints] = {}
    helped: dict[str, Ints] = {}
    graduated: dict[str, Ints] = {}
    for code, programme in PROGRAMMES.items():
        rng = stream(city.seed, "enrol", code, semester)
        kept = _stay(programme, before.receivers[code], city, rng)
        barred = np.union1d(kept, before.helped[code]) if programme.leaving > _HELPS_ONCE else kept
        quota = max(3, round(programme.quota * int(city.present().sum()) / FULL_SIZE))
        choice = _Round(programme, city, reference, rng)
        new = choice.receivers(_candidates(programme, city), barred, quota - len(kept))
        receivers[code] = np.sort(np.r_[kept, new])
        helped[code] = np.union1d(before.helped[code], receivers[code])
        graduated[code] = _graduates(programme, before.receivers[code], receivers[code], city)
    return Enrolments(receivers, helped, graduated)


def _stay(programme: Programme, persons: Ints, city: City, rng: np.random.Generator) -> Ints:
    luck = rng.random((len(persons), 2))
    stays = luck[:, 0] >= programme.leaving
    gone = ~city.present()[persons]
    kept = persons[stays & ~(gone & (luck[:, 1] < _OFFICE_HEARS))]
    if programme.code in ("PKH", "PIP"):  # a PKH family without a component graduates; a pupil leaves school
        eligible = np.zeros(len(city.people), dtype=bool)
        eligible[_candidates(programme, city)] = True
        families = np.bincount(city.people.family[eligible], minlength=len(city.families)) > 0
        still = families[city.people.family[kept]] if programme.code == "PKH" else eligible[kept]
        kept = kept[still | ~city.present()[kept]]
    return kept


def _graduates(programme: Programme, before: Ints, now: Ints, city: City) -> Ints:
    """The receivers who leave and did not come back.

    Their family is no longer poor or, in PKH, has nobody of the age any more.
    """
    if programme.code not in _NO_LONGER_POOR:
        return np.zeros(0, dtype=np.int64)
    family = city.people.family
    left = before[~np.isin(family[before], family[now]) & city.present()[before]]
    is_better_off = city.welfare_percentiles()[family[left]] > _NO_LONGER_POOR[programme.code]
    if programme.code == "PKH":
        is_better_off |= ~has_component(city)[family[left]]
    graduates: Ints = left[is_better_off]
    return graduates


def _candidates(programme: Programme, city: City) -> Ints:
    """One person per family that may be chosen, or every person that may."""
    people, age, present = city.people, city.age(), city.present()
    if programme.code == "PIP":
        school = schooling(city)
        return np.flatnonzero(np.isin(school.level, [SD, SMP]) & ~school.is_madrasah)
    if programme.code == "PBI_JK":
        return np.flatnonzero(present)
    if programme.unit == "person":
        low, high = (18, 45) if programme.code == "TRAINING" else (22, 65)
        works = working(city) if programme.code == "UMKM" else ~working(city)
        return np.flatnonzero(present & (age >= low) & (age <= high) & works)
    named = _named_receivers(programme.code, city)
    if programme.code == "PKH":
        return named[has_component(city)[people.family[named]]]
    return named


def _named_receivers(code: str, city: City) -> Ints:
    """The person of each family whom the list of `code` names.

    It is a mother or the head.
    """
    people = city.people
    adults = city.present() & np.isin(people.relation, [HEAD, SPOUSE, PARENT]) & (city.age() >= 16)
    rows = np.flatnonzero(adults | (city.present() & (people.relation == HEAD)))
    motherly = draw(people.family[rows], city.seed, code, "mother named") < _MOTHER_NAMED.get(code, 0.0)
    first = np.where(motherly & (people.sex[rows] == FEMALE), 0, people.relation[rows])
    return rows[first_of_each(people.family[rows], np.lexsort((people.birth[rows], first)))]


def component_codes(city: City) -> Ints:
    """PKH component of every present person.

    0 none, 1 bumil, 2 balita, 3 SD, 4 SMP, 5 SMA, 6 lansia, 7 disabilitas.
    """
    age, level = city.age(), schooling(city).level
    severe = np.isin(disability(city), [4, 9, 12])
    code = np.select([severe, pregnant(city), age < 6, level > 0, age >= 70], [7, 1, 2, 2 + level, 6], 0)
    return np.where(city.present(), code, 0)


def has_component(city: City) -> Mask:
    """Families with at least one PKH component."""
    return np.bincount(city.people.family[component_codes(city) > 0], minlength=len(city.families)) > 0


@dataclass
class _Round:
    """One programme's choice of new receivers in one semester."""

    programme: Programme
    city: City
    reference: Reference
    rng: np.random.Generator

    @property
    def by_person(self) -> bool:
        return self.programme.unit in ("person", "pupil")

    def receivers(self, candidates: Ints, barred: Ints, missing: int) -> Ints:
        """`missing` new receivers of the candidates, none of whom (or of whose family) is barred."""
        if self.programme.code == "PBI_JK":
            candidates = np.setdiff1d(candidates, barred)
            return self._draw(candidates, self._families_first(candidates, barred), missing)
        family = self.city.people.family
        is_new = ~np.isin(candidates, barred) if self.by_person else ~np.isin(family[candidates], family[barred])
        return self._draw(candidates[is_new], self._poor_first(candidates[is_new]), missing)

    def _draw(self, candidates: Ints, order: Ints, missing: int) -> Ints:
        """The first candidates in `order` of each of the three pools, in the programme's mix."""
        ranked = self._ranks(candidates)[order]
        listed, cut = ranked > 0, self.programme.max_percentile
        pools = (listed & (ranked <= cut), ranked > cut, ~listed)
        shares = zip(pools, self.programme.mix, strict=True)
        taken = [order[np.flatnonzero(pool)[: max(0, round(missing * share))]] for pool, share in shares]
        chosen: Ints = candidates[np.concatenate(taken)]
        return chosen

    def _ranks(self, persons: Ints) -> Ints:
        ranks = (
            self.reference.of_people(len(self.city.people)) if self.by_person else self.reference.of_families(self.city)
        )
        ranked: Ints = ranks[persons] if self.by_person else ranks[self.city.people.family[persons]]
        return ranked

    def _poor_first(self, candidates: Ints) -> Ints:
        """The poorest somewhat earlier, and the families that reach every list."""
        family = self.city.people.family[candidates]
        wealth = self.city.welfare_percentiles()[family]
        network = draw(family, self.city.seed, "network")
        chance = -np.log(self.rng.random(len(candidates)) + 1e-12)
        return np.argsort(wealth * _POOR_FIRST + 1.2 * network + 1.5 * chance, kind="stable")

    def _families_first(self, candidates: Ints, kept: Ints) -> Ints:
        """Family by family, first who is new in a family that has it already.

        Newborns are.
        """
        family = self.city.people.family
        has = np.zeros(len(self.city.families), dtype=bool)
        has[family[kept]] = True
        score = draw(family[candidates], self.city.seed, "pbi", self.rng.integers(0, 1 << 40))
        return np.lexsort((candidates, score - 2.0 * has[family[candidates]]))
