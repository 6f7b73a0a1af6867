"""Takes down the cells of the BDT sheet, as PBDT 2015's enumerators did.

They are taken while the city is as it was in 2015.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.arrays import Floats, Ints, Mask, Objects, ages, digits, objects
from simulation.city import CHILD, FEMALE, HEAD, MALE, MARRIED, OTHER, PARENT, City
from simulation.desk import upper
from simulation.listing import Listing, constant
from simulation.randomness import choose_weighted, draw, draw_integers
from simulation.reference import Reference
from simulation.traits import chronic_illness, disability, education, phone, pregnant, schooling, working

FIELD_WORK = date(2015, 10, 31)  # the end of PBDT 2015; ages are those of this day
_ASSETS = 15
_HOUSEHOLDS_OF_A_REGENCY = 1_000_000  # their numbers are the land's: no two regencies share one
_CODES = objects([str(number) for number in range(200)])


def take_survey(city: City, reference: Reference) -> Listing:
    """One row per listed person: household by household, the head first."""
    people = city.people
    listed = np.flatnonzero(reference.percentile > 0)
    household = city.families.household[people.family[listed]]
    host = (
        np.minimum.reduceat
    )  # families of a household are numbered upwards; the first holds the head of the household
    family = people.family[listed]
    order = np.lexsort((people.birth[listed], people.relation[listed], family, household))
    person, family, household = listed[order], family[order], household[order]
    start = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])
    size = np.diff(np.r_[start, len(household)])
    first_family = np.repeat(host(family, start), size)
    village = city.families.village[family]
    none = np.ones(len(person), dtype=bool)
    listing = Listing({}, person, family, none, village)
    listing.is_receipt = np.zeros(len(person), dtype=bool)
    member = np.arange(len(person)) - np.repeat(start, size) + 1
    head = people.name[city.families.head[first_family]]
    listing.cells |= _household_cells(city, listing, household, head, np.repeat(size, size))
    listing.cells |= _dwelling_cells(city, household)
    listing.cells |= _member_cells(city, listing, member, first_family)
    listing.cells |= _card_cells(household, reference.percentile[person])
    return listing


def _household_cells(city: City, listing: Listing, household: Ints, head: Objects, size: Ints) -> dict[str, Objects]:
    families, regions, village = city.families, city.regions, listing.village
    count = len(household)
    family = listing.family
    rt, rw = digits(families.rt[family], 3).tolist(), digits(families.rw[family], 3).tolist()
    codes = [str(code) for code in regions.bps_code.tolist()]
    changes = np.r_[True, family[1:] != family[:-1]]
    starts = np.r_[True, household[1:] != household[:-1]]
    serial = np.cumsum(changes) - np.maximum.accumulate(np.where(starts, np.cumsum(changes), 0)) + 1
    last = np.append(np.flatnonzero(starts)[1:] - 1, count - 1)
    families_in = np.repeat(serial[last], np.diff(np.r_[np.flatnonzero(starts), count]))
    return {
        "household_id": _ruta(household + regions.serial * _HOUSEHOLDS_OF_A_REGENCY),
        "source_family_id": _household_ids(household, regions.prefix),
        "province_name": constant("SULAWESI SELATAN", count),
        "province_code_source": constant(regions.city_code[:2], count),
        "regency_name": constant("KOTA PAREPARE", count),
        "regency_code_source": constant(regions.city_code[3:], count),
        "district_name": upper(regions.district_name[regions.district[village]]),
        "district_code_source": objects([code[4:7] for code in codes])[village],
        "village_name": upper(regions.name[village]),
        "village_code_source": objects([code[7:] for code in codes])[village],
        "sls_name": objects([f"RT {a} RW {b}" for a, b in zip(rt, rw, strict=True)]),
        "address": families.street[family].copy(), "head_name": head.copy(), "household_size": _CODES[size],
        "family_count_in_household": _CODES[families_in], "family_no_in_household": _CODES[serial],
        "phone": np.where(draw(household, "has phone") < 0.4, phone(household), "0"),
    }  # fmt: skip


def _household_ids(household: Ints, prefix: int) -> Objects:
    """IDBDT: ten digits of place, six of serial.

    The place is made up, as some BPS codes would look like a real NIK.
    """
    return digits(prefix * 10**12 + household, 16)


def _ruta(household: Ints) -> Objects:
    letters = objects(list("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"))
    mixed = household * 7_368_787 % 32**6  # a prime step, so that no two households share a code
    code = np.full(len(household), "", dtype=object)
    for place in range(6):
        code = code + letters[mixed // 32**place % 32]
    return code


def _dwelling_cells(city: City, household: Ints) -> dict[str, Objects]:
    """Codes of house and assets; the poorer the household, the worse."""
    welfare = _household_welfare(city)[household]
    cells = {}
    for name, better, worse in _DWELLING:
        lean = np.clip(0.5 - 0.22 * welfare, 0.05, 0.95)
        is_worse = draw(household, name) < lean
        good = draw_integers(household, better, name, "good") + 1
        bad = better + 1 + draw_integers(household, worse, name, "bad")
        cells[name] = _CODES[np.where(is_worse, bad, good)]
    cells["floor_area_m2"] = _CODES[np.clip(48 + welfare * 12 + draw(household, "m2") * 20, 12, 190).astype(np.int64)]
    for asset in range(1, _ASSETS + 1):
        has = draw(household, "asset", asset) < np.clip(0.6 - 0.04 * asset + 0.1 * welfare, 0.02, 0.95)
        cells[f"asset_{asset}"] = _one_two(has)
    return cells


# Name, number of good codes, number of poor codes after them (BDT's own code lists are longer).
_DWELLING = [
    ("house_status", 1, 3), ("land_status", 1, 3), ("floor_type", 5, 4), ("wall_type", 3, 3),
    ("wall_condition", 1, 1), ("roof_type", 5, 4), ("roof_condition", 1, 1), ("bedrooms", 3, 1), ("water", 5, 5),
    ("water_how", 1, 2), ("light", 1, 2), ("power", 4, 2), ("fuel", 3, 4), ("toilet", 1, 3), ("closet", 1, 3),
    ("septic", 1, 4),
]  # fmt: skip


def _household_welfare(city: City) -> Floats:
    sizes = city.family_sizes()
    count = city.household_count()
    persons = np.bincount(city.families.household, weights=sizes, minlength=count)
    return np.bincount(city.families.household, weights=sizes * city.families.welfare, minlength=count) / np.maximum(
        persons, 1
    )


def _one_two(answers: Mask) -> Objects:
    return np.where(answers, "1", "2").astype(object)


def _member_cells(city: City, listing: Listing, member: Ints, first_family: Ints) -> dict[str, Objects]:
    """Columns of the person: relation, age, school, work, health.

    There is no birth date and no family card.
    """
    people, person = city.people, listing.person
    age, sex = ages(people.birth[person], FIELD_WORK), people.sex[person]
    relation = people.relation[person]
    school, learned = schooling(city), education(city)[person]
    at_school = school.level[person] > 0
    works = working(city)[person]
    married_woman = (sex == FEMALE) & (people.marital[person] == MARRIED)
    in_first = listing.family == first_family
    to_household_head = np.where(
        in_first, relation, np.where(relation == HEAD, CHILD, np.where(relation == PARENT, PARENT, OTHER))
    )
    hours = np.where(works, 20 + draw_integers(person, 40, "hours"), 0)
    return {
        "member_no": _CODES[member], "full_name": people.name[person].copy(), "nik": digits(people.nik[person], 16),
        "relation_head": _CODES[to_household_head], "relation_family_head": _CODES[relation],
        "sex": _CODES[np.where(sex == MALE, 1, 2)], "age_years": _CODES[np.maximum(age, 0)],
        "marital_status": _CODES[people.marital[person]], "marriage_book": _CODES[np.where(married_woman, 1, 2)],
        "in_family_card": _one_two(draw(person, "in card") < 0.97),
        "identity_card": _CODES[np.where(age >= 17, 2, 0)],
        "is_pregnant": np.where(married_woman & (age < 50), _one_two(pregnant(city)[person]), "0"),
        "disability_code": _CODES[disability(city)[person]],
        "chronic_illness_code": _CODES[chronic_illness(city)[person]],
        "school_participation": _CODES[np.where(at_school, 1, np.where(age < 7, 0, 2))],
        "education_level": _CODES[np.where(at_school, school.level[person], learned)],
        "grade": _CODES[school.grade[person]], "certificate": _CODES[learned],
        "is_working": np.where(age >= 5, _one_two(works), "0"), "hours": _CODES[hours],
        "trade": _CODES[np.where(works, 1 + draw_integers(person, 20, "trade"), 0)],
        "occupation": _CODES[np.where(works, 1 + draw_integers(person, 7, "position"), 0)],
    }  # fmt: skip


_CARDS = {
    "has_kks": 0.45,
    "has_kip": 0.3,
    "has_kis": 0.6,
    "bpjs_own": 0.1,
    "jamsostek": 0.05,
    "other_insurance": 0.03,
    "has_pkh": 0.18,
    "has_rastra": 0.7,
    "has_kur": 0.03,
}


def _card_cells(household: Ints, percentile: Ints) -> dict[str, Objects]:
    cells = {
        "welfare_percentile": _CODES[percentile],
        "dash": constant("-", len(household)),
        "zero": constant("0", len(household)),
    }
    for name, share in _CARDS.items():
        cells[name] = _one_two(draw(household, name) < share * np.where(percentile <= 20, 1.3, 0.8))
    kind = choose_weighted(household, [0.6, 0.3, 0.1], "livestock")
    return cells | {"cattle": _CODES[np.where(kind == 0, 0, draw_integers(household, 4, "cattle"))]}
