"""New families: who lives together, of what age, where, and how well off. Used for the first city and for newcomers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.arrays import NO_DAY, Days, Floats, Ints, Mask, Objects, ages, append, date_parts, objects
from simulation.city import CHILD, FEMALE, HEAD, MALE, MARRIED, PARENT, SINGLE, SPOUSE, WIDOWED, City, Families, People
from simulation.identifiers import issue_cards, issue_niks, registration_places
from simulation.names import make_birth_places, make_names
from simulation.randomness import draw, draw_integers
from simulation.regions import Regions
from simulation.wordlists import phrases

# Kinds of families and how common they are; mean size comes to about 3.4 (family cards, not kitchens).
_COUPLE_CHILDREN, _COUPLE, _MOTHER, _FATHER, _ALONE, _THREE_GENERATIONS = range(6)
_KIND_WEIGHTS = [0.58, 0.12, 0.13, 0.02, 0.08, 0.07]
_CHILDREN = 7  # slots for children per family
_SLOTS = 3 + _CHILDREN
_CHILD_WEIGHTS = [0.0, 0.22, 0.33, 0.24, 0.12, 0.06, 0.02, 0.01]
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


@dataclass
class _Draft:
    """Families as matrices: one row per family, one column per slot (head, spouse, parent, children)."""

    present: Mask
    age: Floats  # years, with fraction
    sex: Ints
    marital: Ints


def found_families(rng: np.random.Generator, count: int, day: date, regions: Regions, local: float) -> City:
    """A small city of `count` new families as of `day`; `local` is the share of people first registered here.

    Persons and families are numbered from 0; NIK and card numbers are still 0 (see `join`).
    """
    draft = _draft(rng, count)
    families = _settle(rng, draft, regions)
    people = _people(rng, draft, day)
    city = City(0, day, regions, people, families)
    families.head = np.flatnonzero(people.relation == HEAD)
    luck = rng.random(len(people)) < local
    years = ages(people.birth, day)
    place = registration_places(rng, regions.district[families.village[people.family]], years, luck.astype(np.int64))
    people.nik = place  # stands in until `join` knows which serials are taken
    return city


def join(city: City, arrivals: City, issued: Days) -> Ints:
    """Adds `arrivals` to `city`, giving them NIK and family cards issued on `issued`; the new persons' numbers."""
    first_person, first_family = len(city.people), len(city.families)
    new, families = arrivals.people, arrivals.families
    new.nik = issue_niks(new.nik, new.birth, new.sex, city.people.nik)
    new.birth = _corrected(new.birth, new.nik)
    used = np.r_[city.families.card, city.families.old_card]
    families.card = issue_cards(city.regions.district[families.village], issued, used)
    new.family = new.family + first_family
    families.head = families.head + first_person
    families.household = families.household + (city.household_count() if first_family else 0)
    city.people = append(city.people, new)
    city.families = append(city.families, families)
    return np.arange(first_person, len(city.people))


def _corrected(birth: Days, nik: Ints) -> Days:
    """Birth dates after a court corrected some of them: the NIK keeps the old date for life (domain notes 2.1)."""
    shift = draw_integers(nik, 400, "corrected by") + 1
    return np.where(draw(nik, "corrected") < _CORRECTED, birth - shift.astype("timedelta64[D]"), birth)


def _draft(rng: np.random.Generator, count: int) -> _Draft:
    kind = rng.choice(len(_KIND_WEIGHTS), size=count, p=np.asarray(_KIND_WEIGHTS) / sum(_KIND_WEIGHTS))
    head_age = np.select(
        [kind == _COUPLE, kind == _MOTHER, kind == _ALONE, kind == _THREE_GENERATIONS],
        [
            np.where(rng.random(count) < 0.4, rng.normal(28, 4, count), rng.normal(64, 8, count)),
            rng.normal(49, 11, count),
            rng.uniform(20, 84, count),
            rng.normal(38, 6, count),
        ],
        rng.normal(42, 9.5, count),
    )
    head_age = np.clip(head_age, 20.5, 88)
    wife_age = np.clip(head_age - rng.normal(3.2, 3.2, count), 18.2, 86)
    parent_age = np.clip(head_age + rng.uniform(20, 32, count), 45, 93)
    has_spouse = np.isin(kind, [_COUPLE_CHILDREN, _COUPLE, _THREE_GENERATIONS])
    mother_age = np.where(kind == _MOTHER, head_age, np.where(has_spouse, wife_age, head_age - 3))
    child_age, child_here = _children(rng, mother_age, np.isin(kind, [_COUPLE, _ALONE]))
    age = np.column_stack([head_age, wife_age, parent_age, child_age])
    present = np.column_stack([np.ones(count, bool), has_spouse, kind == _THREE_GENERATIONS, child_here])
    sex = np.where(rng.random((count, _SLOTS)) < 0.503, MALE, FEMALE)
    sex[:, 0] = np.where(kind == _MOTHER, FEMALE, np.where(kind == _ALONE, sex[:, 0], MALE))
    sex[:, 1] = FEMALE
    sex[:, 2] = np.where(rng.random(count) < 0.3, MALE, FEMALE)
    marital = np.full((count, _SLOTS), SINGLE)
    alone = np.where(head_age > 45, WIDOWED, SINGLE)
    marital[:, 0] = np.where(
        has_spouse, MARRIED, np.where(kind == _ALONE, alone, np.where(rng.random(count) < 0.7, 4, 3))
    )
    marital[:, 1], marital[:, 2] = MARRIED, WIDOWED
    return _Draft(present, age, sex, marital)


def _children(rng: np.random.Generator, mother_age: Floats, childless: Mask) -> tuple[Floats, Mask]:
    """Age and presence of up to seven children per family; now and then twins, born on the same day."""
    count = len(mother_age)
    born = rng.choice(_CHILDREN + 1, size=count, p=np.asarray(_CHILD_WEIGHTS))
    gaps = 1.2 + rng.gamma(2.0, 1.4, size=(count, _CHILDREN))
    gaps[:, 0] = 18.5 + rng.gamma(2.2, 2.0, count)
    gaps[:, 1:][rng.random((count, _CHILDREN - 1)) < 0.012] = 0.0
    age_at_birth = np.cumsum(gaps, axis=1)
    age = mother_age[:, None] - age_at_birth
    stays = np.interp(age, [0, 19, 24, 30, 40], [1, 0.97, 0.7, 0.3, 0.08])
    twin_stays = rng.random((count, _CHILDREN))
    here = (np.arange(_CHILDREN) < born[:, None]) & (age >= 0.02) & (age_at_birth < 44) & (twin_stays < stays)
    here[childless] = False
    return age, here


def _settle(rng: np.random.Generator, draft: _Draft, regions: Regions) -> Families:
    """Where the families live, in which household, and how well off they are."""
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


def _people(rng: np.random.Generator, draft: _Draft, day: date) -> People:
    family, slot = np.nonzero(draft.present)
    sex = draft.sex[family, slot]
    age = draft.age[family, slot]
    birth = np.datetime64(day, "D") - np.round(age * 365.25).astype("timedelta64[D]")
    birth = _heap(rng, birth, age)
    year, _, _ = date_parts(birth)
    name = make_names(rng, sex == MALE, year)
    relation = np.array([HEAD, SPOUSE, PARENT] + [CHILD] * _CHILDREN)[slot]
    mother, father = _parents(rng, family, relation, sex, name, len(draft.present))
    nobody = np.full(len(family), NO_DAY)
    return People(
        np.zeros(len(family), dtype=np.int64),
        family.astype(np.int64),
        relation,
        sex,
        birth,
        name,
        mother,
        father,
        make_birth_places(rng, len(family)),
        draft.marital[family, slot],
        nobody,
        nobody.copy(),
    )


def _heap(rng: np.random.Generator, birth: Days, age: Floats) -> Days:
    """Birth dates where some of the old are registered on 1 January or 31 December, as their day is not known."""
    luck = rng.random(len(birth))
    years = birth.astype("datetime64[Y]")
    first = years.astype("datetime64[D]")
    last = (years + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    unknown = (age > 45) & (luck < 0.1)
    return np.where(unknown, np.where(luck < 0.03, first, last), birth)


def _parents(
    rng: np.random.Generator, family: Ints, relation: Ints, sex: Ints, name: Objects, count: int
) -> tuple[Objects, Objects]:
    """Names of mother and father: of children those of the family, of the others somebody's."""
    size = len(family)
    mother = make_names(rng, np.zeros(size, dtype=bool), np.full(size, 1950))
    father = make_names(rng, np.ones(size, dtype=bool), np.full(size, 1950))
    child = relation == CHILD
    for parents, wanted in ((mother, FEMALE), (father, MALE)):
        known = np.full(count, -1)
        grown = np.isin(relation, [HEAD, SPOUSE]) & (sex == wanted)
        known[family[grown]] = np.flatnonzero(grown)
        orphan = child & (known[family] < 0)  # brothers and sisters share the absent parent's name
        first = np.zeros(count, dtype=np.int64)
        first[family[orphan][::-1]] = np.flatnonzero(orphan)[::-1]
        parents[orphan] = parents[first[family[orphan]]]
        parents[child & ~orphan] = name[known[family[child & ~orphan]]]
    return mother, father
