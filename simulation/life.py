"""Moves the city on by half a year.

Births, deaths, weddings, moves, new family cards, better and worse fortune.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.semester import Semester
from simulation.arrays import NO_DAY, Days, Ints, Mask, append, date_parts, first_of_each, take
from simulation.city import CHILD, FEMALE, HEAD, MALE, MARRIED, OTHER, SINGLE, SPOUSE, WIDOWED, City, Families, People
from simulation.identifiers import issue_cards, issue_niks
from simulation.names import make_names
from simulation.population import found_families, join, make_streets
from simulation.randomness import stream
from simulation.regions import load_regions

# Chances in half a year (the whole city grows by about 1 % a year, as Parepare does).
_BIRTH = 0.050  # of a married woman of 19 to 41
_WEDDING = 0.0032  # of a resident
_WITH_PARENTS = 0.4  # of new couples
_FAMILY_LEAVES, _YOUNG_LEAVES, _ARRIVAL = 0.006, 0.006, 0.0075
_MOVE_WITHIN, _NEW_CARD = 0.012, 0.012
_ANNUAL_GROWTH = 0.01

FIRST_DAY = date(2015, 6, 30)  # the city begins when BDT 2015 was collected


def first_city(population: int, seed: int, until: Semester, regency: int = 0) -> City:
    """The city on 30 June 2015, or a `regency` of a land.

    Of such a size that about `population` people live in it at the end of `until`.
    """
    years = (until.last_day - FIRST_DAY).days / 365.25
    wanted = max(20, round(population / (1 + _ANNUAL_GROWTH) ** years))
    rng = stream(seed, "first city")
    regions = load_regions(regency)
    settlers = found_families(rng, int(wanted / 3) + 5, FIRST_DAY, regions, local=0.78)
    sizes = settlers.family_sizes()
    kept = int(np.searchsorted(np.cumsum(sizes), wanted, side="right"))
    persons = settlers.people.family < kept
    settlers.people = take(settlers.people, persons)
    settlers.families = take(settlers.families, np.arange(len(sizes)) < kept)
    empty = found_families(rng, 0, FIRST_DAY, regions, local=0.78)
    empty.seed = seed
    join(empty, settlers, days_between(rng, date(2008, 1, 1), FIRST_DAY, kept))
    empty.families.old_card = empty.families.card.copy()
    return empty


def live_through(city: City, semester: Semester) -> None:
    """Moves `city` on from the end of the semester before to the end of `semester`."""
    rng = stream(city.seed, "life", semester)
    _die(city, rng, semester)
    _leave(city, rng, semester)
    _bear(city, rng, semester)
    _marry(city, rng, semester)
    _arrive(city, rng, semester)
    _move_within(city, rng, semester)
    _reissue(city, rng.random(len(city.families)) < _NEW_CARD, semester, rng)
    lot = rng.normal(0, 1, len(city.families))
    city.families.welfare = city.families.welfare * 0.985 + lot * 0.17
    city.day = semester.last_day


def days_between(rng: np.random.Generator, first: date, last: date, count: int) -> Days:
    """`count` days drawn from `first` to `last`."""
    span = (last - first).days + 1
    return np.datetime64(first, "D") + rng.integers(0, span, count).astype("timedelta64[D]")


def _die(city: City, rng: np.random.Generator, semester: Semester) -> None:
    people, age = city.people, city.age()
    hazard = np.minimum(0.5, 0.00006 * np.exp(0.083 * age)) + np.where(age < 1, 0.006, 0)
    dying = np.flatnonzero(city.present() & (rng.random(len(people)) < hazard))
    people.died[dying] = days_between(rng, semester.first_day, semester.last_day, len(dying))
    bereaved = np.zeros(len(city.families), dtype=bool)
    bereaved[people.family[dying[np.isin(people.relation[dying], [HEAD, SPOUSE])]]] = True
    widowed = bereaved[people.family] & np.isin(people.relation, [HEAD, SPOUSE]) & city.present()
    people.marital[widowed & (people.marital == MARRIED)] = WIDOWED
    _reseat(city, semester, rng)


def _reseat(city: City, semester: Semester, rng: np.random.Generator) -> None:
    """Gives a new head and a new card to families whose head is gone.

    The spouse becomes head, or else the oldest.
    """
    people, present = city.people, city.present()
    headless = ~present[city.families.head] & (city.family_sizes() > 0)
    candidates = np.flatnonzero(present & headless[people.family])
    if not len(candidates):
        return
    rank = np.lexsort((people.birth[candidates], people.relation[candidates] != SPOUSE))
    heads = candidates[first_of_each(people.family[candidates], rank)]
    others = np.setdiff1d(candidates, heads)
    new_head_is_child = np.zeros(len(city.families), dtype=bool)
    new_head_is_child[people.family[heads[people.relation[heads] != SPOUSE]]] = True
    people.relation[others[new_head_is_child[people.family[others]]]] = OTHER
    people.relation[heads] = HEAD
    city.families.head[people.family[heads]] = heads
    _reissue(city, headless, semester, rng)


def _leave(city: City, rng: np.random.Generator, semester: Semester) -> None:
    people = city.people
    goes = rng.random(len(city.families)) < _FAMILY_LEAVES
    age = city.age()
    young = (people.relation == CHILD) & (age >= 18) & (age < 30) & (rng.random(len(people)) < _YOUNG_LEAVES)
    leaving = np.flatnonzero(city.present() & (goes[people.family] | young))
    people.left[leaving] = days_between(rng, semester.first_day, semester.last_day, len(leaving))


def _bear(city: City, rng: np.random.Generator, semester: Semester) -> None:
    people, age = city.people, city.age()
    fertile = (people.sex == FEMALE) & (people.marital == MARRIED) & (age >= 19) & (age <= 41)
    fertile &= np.isin(people.relation, [HEAD, SPOUSE]) & city.present()
    mothers = np.flatnonzero(
        fertile & (rng.random(len(people)) < _BIRTH * np.interp(age, [19, 25, 32, 41], [1, 1.6, 1.2, 0.2]))
    )
    count = len(mothers)
    birth = days_between(rng, semester.first_day, semester.last_day, count)
    sex = np.where(rng.random(count) < 0.51, MALE, FEMALE)
    family = people.family[mothers]
    heads = people.name[city.families.head[family]]
    year, _, _ = date_parts(birth)
    places = np.where(rng.random(count) < 0.93, "PAREPARE", "MAKASSAR").astype(object)
    nobody = np.full(count, NO_DAY)
    nik = issue_niks(city.regions.registry(city.families.village[family]), birth, sex, people.nik)
    babies = People(
        nik,
        family,
        np.full(count, CHILD),
        sex,
        birth,
        make_names(rng, sex == MALE, year),
        people.name[mothers],
        heads,
        places,
        np.full(count, SINGLE),
        nobody,
        nobody.copy(),
    )
    city.people = append(people, babies)


def _marry(city: City, rng: np.random.Generator, semester: Semester) -> None:
    people = city.people
    grooms, brides = _couples(city, rng)
    new = _young_families(city, rng, semester, grooms)
    parents_of_bride = city.families.welfare[people.family[brides]]
    new.welfare = (new.welfare + parents_of_bride) / 2 + rng.normal(0, 0.4, len(new))
    number = len(city.families) + np.arange(len(new))
    city.families = append(city.families, new)
    for side, relation in ((grooms, HEAD), (brides, SPOUSE)):
        people.family[side], people.relation[side], people.marital[side] = number, relation, MARRIED


def _couples(city: City, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Grooms and brides of the semester, of about the same age, none of one family."""
    people, age, present = city.people, city.age(), city.present()
    free = present & (people.marital == SINGLE) & (people.relation != HEAD)
    men = np.flatnonzero(free & (people.sex == MALE) & (age >= 20) & (age <= 38))
    women = np.flatnonzero(free & (people.sex == FEMALE) & (age >= 18) & (age <= 35))
    count = min(int(present.sum() * _WEDDING), len(men), len(women))
    grooms, brides = (_by_age(city, rng.permutation(side)[:count]) for side in (men, women))
    strangers = people.family[grooms] != people.family[brides]
    return grooms[strangers], brides[strangers]


def _young_families(city: City, rng: np.random.Generator, semester: Semester, grooms: Ints) -> Families:
    """A new family with a new card for each groom.

    Two in five live on with his parents, in one household.
    """
    count, old = len(grooms), take(city.families, city.people.family[grooms])
    stays = rng.random(count) < _WITH_PARENTS
    village = np.where(stays, old.village, rng.choice(len(city.regions.share), size=count, p=city.regions.share))
    rt, rw = city.regions.rt_rw(village, rng.integers(0, 10_000, count))
    used = np.r_[city.families.card, city.families.old_card]
    issued = days_between(rng, semester.first_day, semester.last_day, count)
    return Families(
        card=issue_cards(city.regions.registry(village), issued, used),
        household=np.where(stays, old.household, city.household_count() + np.arange(count)),
        head=grooms,
        village=village,
        rt=np.where(stays, old.rt, rt),
        rw=np.where(stays, old.rw, rw),
        street=np.where(stays, old.street, make_streets(rng, count)),
        welfare=old.welfare,
        old_card=old.card,
        old_village=old.village,
        old_rt=old.rt,
        old_rw=old.rw,
        old_street=old.street,
    )


def _by_age(city: City, persons: Ints) -> Ints:
    return persons[np.argsort(city.people.birth[persons], kind="stable")]


def _arrive(city: City, rng: np.random.Generator, semester: Semester) -> None:
    count = int(len(city.families) * _ARRIVAL)
    arrivals = found_families(rng, count, semester.last_day, city.regions, local=0.15)
    join(city, arrivals, days_between(rng, semester.first_day, semester.last_day, count))
    fresh = slice(len(city.families) - count, None)
    city.families.old_card[fresh] = city.families.card[fresh]


def _move_within(city: City, rng: np.random.Generator, semester: Semester) -> None:
    """Moves some families to another address in the city.

    They get a household of their own, and a new card.
    """
    families = city.families
    moves = (rng.random(len(families)) < _MOVE_WITHIN) & (city.family_sizes() > 0)
    count = int(moves.sum())
    for field in ("village", "rt", "rw", "street"):
        getattr(families, f"old_{field}")[moves] = getattr(families, field)[moves]
    families.village[moves] = rng.choice(len(city.regions.share), size=count, p=city.regions.share)
    families.rt[moves], families.rw[moves] = city.regions.rt_rw(families.village[moves], rng.integers(0, 10_000, count))
    families.street[moves] = make_streets(rng, count)
    families.household[moves] = city.household_count() + np.arange(count)
    _reissue(city, moves, semester, rng)


def _reissue(city: City, which: Mask, semester: Semester, rng: np.random.Generator) -> None:
    """A new family card number for the families in `which`; the one before is remembered."""
    families = city.families
    used = np.r_[families.card, families.old_card]
    families.old_card[which] = families.card[which]
    issued = days_between(rng, semester.first_day, semester.last_day, int(which.sum()))
    families.card[which] = issue_cards(city.regions.registry(families.village[which]), issued, used)
