"""Founds new families: who lives together, of what age, where, and how well off.

Used for the first city and for newcomers.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.arrays import NO_DAY, Days, Floats, Ints, Objects, ages, append, date_parts, objects
from simulation.city import CHILD, FEMALE, HEAD, MALE, SPOUSE, City, Families, People
from simulation.drafts import Draft, draft_families
from simulation.identifiers import issue_cards, issue_niks, registration_places
from simulation.names import make_birth_places, make_names
from simulation.randomness import draw, draw_integers
from simulation.regions import Regions
from simulation.wordlists import phrases

_CORRECTED = 0.004  # persons whose birth date is no longer that of their NIK
_JOINING_SHARE = 0.09  # families that share another family's kitchen
_STREETS = phrases("""JENDERAL SUDIRMAN|BAU MASSEPE|ANDI MAKKASAU|LASINRANG|KEBUN SAYUR|MUHAMMADIYAH|PELITA
AHMAD YANI|VETERAN|LAHALEDE|KIJANG|MATTIROTASI|PINGGIR LAUT|ABUBAKAR LAMBOGO|INDUSTRI KECIL|TAKKALAO|LAUPE|JAMBU
MANGGA|SAWO|BAMBU RUNCING|PETTANA RAJENG|WEKKE'E|GELATIK|MERPATI|HANDAYANI|LASIMING|BUMI HARAPAN|POROS PINRANG
LAPESONA|TEBU|KESUMA|NURUSSAMAWATI|SULTAN HASANUDDIN|CALLAKARA|DAMIS|DATU MUSENG|GUNUNG TOLONG|HARAPAN|ULU WATU
SAMPARAJA|TIRASA|SIBALI|SULAWESI|BELIBIS|RAMBUTAN|PASAR LAKESSI""").tolist()
_BLOCKS = "ABCDEFGH"
_STREET_FORMS = [
    "JL. {street} NO. {number}",
    "JL. {street} NO. {number}",
    "JL. {street}",
    "JL. {street} LR. {small} NO. {number}",
    "BTN {street} BLOK {block} NO. {number}",
    "PERUMNAS BLOK {block} NO. {number}",
]


def found_families(rng: np.random.Generator, count: int, day: date, regions: Regions, local: float) -> City:
    """A small city of `count` new families as of `day`.

    `local` is the share of people first registered here.

    Persons and families are numbered from 0; NIK and card numbers are still 0 (see `join`).
    """
    draft = draft_families(rng, count)
    families = _settle(rng, draft, regions)
    people = _people(rng, draft, day)
    city = City(0, day, regions, people, families)
    families.head = np.flatnonzero(people.relation == HEAD)
    luck = rng.random(len(people)) < local
    years = ages(people.birth, day)
    place = registration_places(rng, regions, families.village[people.family], years, luck.astype(np.int64))
    people.nik = place  # stands in until `join` knows which serials are taken
    return city


def join(city: City, arrivals: City, issued: Days) -> Ints:
    """Adds `arrivals` to `city`, with NIK and family cards issued on `issued`.

    Gives the new persons' numbers.
    """
    new = arrivals.people
    new.nik = issue_niks(new.nik, new.birth, new.sex, city.people.nik)
    new.birth = _corrected(new.birth, new.nik)
    return settle(city, arrivals, issued)


def settle(city: City, arrivals: City, issued: Days) -> Ints:
    """Adds `arrivals`, who have their NIK, to `city`, with family cards issued on `issued`.

    Gives the new persons' numbers.
    """
    first_person, first_family = len(city.people), len(city.families)
    new, families = arrivals.people, arrivals.families
    used = np.r_[city.families.card, city.families.old_card]
    families.card = issue_cards(city.regions.registry(families.village), issued, used)
    new.family = new.family + first_family
    families.head = families.head + first_person
    families.household = families.household + (city.household_count() if first_family else 0)
    city.people = append(city.people, new)
    city.families = append(city.families, families)
    return np.arange(first_person, len(city.people))


def _corrected(birth: Days, nik: Ints) -> Days:
    """Birth dates after a court corrected some of them.

    The NIK keeps the old date for life (domain notes 2.1).
    """
    shift = draw_integers(nik, 400, "corrected by") + 1
    return np.where(draw(nik, "corrected") < _CORRECTED, birth - shift.astype("timedelta64[D]"), birth)


def _settle(rng: np.random.Generator, draft: Draft, regions: Regions) -> Families:
    """Gives the families a kelurahan, a household and a welfare."""
    count = len(draft.present)
    village = rng.choice(len(regions.share), size=count, p=regions.share)
    serial = rng.integers(0, 10_000, count)
    street = make_streets(rng, count)
    joins = rng.random(count) < _JOINING_SHARE
    joins[:1] = False
    joins &= ~np.r_[False, joins[:-1]]  # a family that joined another is not joined in turn
    host = np.where(joins, np.arange(count) - 1, np.arange(count))
    village, serial, street = village[host], serial[host], street[host]
    rt, rw = regions.rt_rw(village, serial)
    children = draft.present[:, 3:].sum(axis=1)
    alone = ~draft.present[:, 1] & (children > 0)
    welfare = rng.normal(0, 1, count) + regions.wealth[village] - 0.16 * children - 0.35 * alone
    welfare = np.where(joins, 0.6 * welfare + 0.4 * welfare[host] - 0.2, welfare)
    none = np.zeros(count, dtype=np.int64)
    return Families(
        none,
        host.astype(np.int64),
        none.copy(),
        village,
        rt,
        rw,
        street,
        welfare,
        none.copy(),
        village.copy(),
        rt.copy(),
        rw.copy(),
        street.copy(),
    )


def make_streets(rng: np.random.Generator, count: int) -> Objects:
    """Addresses without RT and RW."""
    picks = zip(
        rng.integers(0, len(_STREETS), count).tolist(),
        rng.integers(0, len(_STREET_FORMS), count).tolist(),
        rng.integers(1, 180, count).tolist(),
        strict=True,
    )
    return objects([
        _STREET_FORMS[form].format(street=_STREETS[at], number=number, small=number % 9 + 1, block=_BLOCKS[number % 8])
        for at, form, number in picks
    ])  # fmt: skip


def _people(rng: np.random.Generator, draft: Draft, day: date) -> People:
    family, slot = np.nonzero(draft.present)
    sex, age = draft.sex[family, slot], draft.age[family, slot]
    birth = np.datetime64(day, "D") - np.round(age * 365.25).astype("timedelta64[D]")
    birth = _heap(rng, birth, age)
    year, _, _ = date_parts(birth)
    name = make_names(rng, sex == MALE, year)
    people = People(
        nik=np.zeros(len(family), dtype=np.int64),
        family=family.astype(np.int64),
        relation=draft.relation[slot],
        sex=sex,
        birth=birth,
        name=name,
        mother=name,
        father=name,
        birth_place=make_birth_places(rng, len(family)),
        marital=draft.marital[family, slot],
        died=np.full(len(family), NO_DAY),
        left=np.full(len(family), NO_DAY),
    )
    _name_parents(rng, people, len(draft.present))
    return people


def _heap(rng: np.random.Generator, birth: Days, age: Floats) -> Days:
    """Birth dates where some of the old are registered on 1 January or 31 December.

    Their day is not known.
    """
    luck = rng.random(len(birth))
    years = birth.astype("datetime64[Y]")
    first = years.astype("datetime64[D]")
    last = (years + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    unknown = (age > 45) & (luck < 0.1)
    return np.where(unknown, np.where(luck < 0.03, first, last), birth)


def _name_parents(rng: np.random.Generator, people: People, count: int) -> None:
    """Names of mother and father: of children those of the family, of the others somebody's."""
    size, family = len(people), people.family
    people.mother = make_names(rng, np.zeros(size, dtype=bool), np.full(size, 1950))
    people.father = make_names(rng, np.ones(size, dtype=bool), np.full(size, 1950))
    child = people.relation == CHILD
    for parents, wanted in ((people.mother, FEMALE), (people.father, MALE)):
        known = np.full(count, -1)
        grown = np.isin(people.relation, [HEAD, SPOUSE]) & (people.sex == wanted)
        known[family[grown]] = np.flatnonzero(grown)
        orphan = child & (known[family] < 0)  # brothers and sisters share the absent parent's name
        first = np.zeros(count, dtype=np.int64)
        first[family[orphan][::-1]] = np.flatnonzero(orphan)[::-1]
        parents[orphan] = parents[first[family[orphan]]]
        parents[child & ~orphan] = people.name[known[family[child & ~orphan]]]
