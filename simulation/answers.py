"""The right answers, from true persons and families, never from rows: receipts, targeting, overlap, allocations."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow as pa

from simulation.arrays import Ints, objects
from simulation.desk import Desk, Receipts
from simulation.offices.bag_ekonomi import rastra_allocations
from simulation.programmes import PROGRAMMES
from simulation.reference import decile
from simulation.traits import LEVEL_NAMES, schooling
from simulation.truth import family_key, person_key

MAX_DECILE = 4  # target where the reference gives deciles (domain notes 4.4)
_OF_PERSONS = ("person", "pupil")


def uses_deciles(snapshot_id: str) -> bool:
    """True when the snapshot ranks by decile instead of percentile."""
    return snapshot_id.startswith("DTSEN")


def target_rule(snapshot_id: str) -> dict[str, dict[str, int]]:
    """Target of every programme, as the letter of agreement states it."""
    if uses_deciles(snapshot_id):
        return {code: {"max_decile": MAX_DECILE} for code in PROGRAMMES}
    return {code: {"max_percentile": programme.max_percentile} for code, programme in PROGRAMMES.items()}


def record_answers(desk: Desk) -> None:
    """Adds the answers of the desk's semester to its book."""
    semester = str(desk.semester)
    for code, receipts in desk.receipts.items():
        desk.book.add("receipts", _receipts(desk, semester, code, receipts))
        desk.book.add("answers_targeting", _targeting(desk, semester, code, receipts))
    desk.book.add("answers_overlap", _overlap(desk, semester))
    desk.book.add("answers_allocations", _allocations(desk, semester))


def _units(desk: Desk, code: str, receipts: Receipts) -> Ints:
    """Distinct units that truly received: persons, or families."""
    person = receipts.person[receipts.is_receipt]
    units: Ints = np.unique(person if PROGRAMMES[code].unit in _OF_PERSONS else desk.city.people.family[person])
    return units


def _receipts(desk: Desk, semester: str, code: str, receipts: Receipts) -> pa.Table:
    count, person = len(receipts.person), receipts.person
    amounts = pa.nulls(count, pa.int64()) if receipts.amount_idr is None else pa.array(receipts.amount_idr, pa.int64())
    return pa.table({
        "semester": pa.repeat(semester, count), "programme_code": pa.repeat(code, count),
        "unit": pa.repeat(PROGRAMMES[code].unit, count), "true_person_id": person_key(person),
        "true_family_id": family_key(desk.city.people.family[person]),
        "amount_idr": amounts,
        "is_receipt": receipts.is_receipt, "is_graduated": np.isin(person, receipts.graduates),
        "is_nominated": np.isin(person, receipts.nominees),
    })  # fmt: skip


def _targeting(desk: Desk, semester: str, code: str, receipts: Receipts) -> pa.Table:
    """Distinct receiving units by outcome.

    Also how many units of the reference are in the target at all.
    """
    reference, city = desk.reference, desk.city
    by_person = PROGRAMMES[code].unit in _OF_PERSONS
    rank = reference.of_people(len(city.people)) if by_person else reference.of_families(city)
    cut = PROGRAMMES[code].max_percentile
    if uses_deciles(reference.snapshot_id):
        rank, cut = decile(rank), MAX_DECILE
    unranked = reference.unranked_people(len(city.people)) if by_person else reference.unranked_families(city)
    units = _units(desk, code, receipts)
    received, is_unranked = rank[units], unranked[units]
    here = city.present() if by_person else city.family_sizes() > 0
    counts = {
        "in_target": (received > 0) & (received <= cut), "out_of_target": (received > cut) | is_unranked,
        "not_found": (received == 0) & ~is_unranked,
        "target_units": (rank > 0) & (rank <= cut) & here,
    }  # fmt: skip
    return pa.table(
        {"semester": [semester], "programme_code": [code]} | {name: [int(mask.sum())] for name, mask in counts.items()}
    )


def _overlap(desk: Desk, semester: str) -> pa.Table:
    """For every two programmes the families in which somebody receives each of them."""
    families = {
        code: np.unique(desk.city.people.family[receipts.person[receipts.is_receipt]])
        for code, receipts in sorted(desk.receipts.items())
    }
    pairs = list(combinations(families, 2))
    shared = [len(np.intersect1d(families[first], families[second], assume_unique=True)) for first, second in pairs]
    return pa.table({
        "semester": [semester] * len(pairs), "programme_a": [pair[0] for pair in pairs],
        "programme_b": [pair[1] for pair in pairs], "families": pa.array(shared, pa.int64()),
    })  # fmt: skip


def _allocations(desk: Desk, semester: str) -> pa.Table:
    figures = rastra_allocations(desk)
    codes = desk.city.regions.code.tolist()
    columns = {"semester": [semester] * len(codes), "programme_code": ["RASTRA"] * len(codes), "village_code": codes}
    return pa.table(columns | {name: values.tolist() for name, values in figures.items()})


def record_persons(desk: Desk) -> None:
    """Adds everybody who ever lived in the city to the book.

    They are as at the end of the semester.
    """
    city, people, families, regions = desk.city, desk.city.people, desk.city.families, desk.city.regions
    family, count = people.family, len(people)
    village, percentile = families.village[family], city.welfare_percentiles()[family]
    school = schooling(city)
    listed = desk.reference.of_people(count)
    desk.book.add("persons", pa.table({
        "semester": pa.repeat(str(desk.semester), count), "true_person_id": person_key(np.arange(count)),
        "true_family_id": family_key(family),
        "true_household_id": objects([f"TH{number:07d}" for number in families.household[family].tolist()]),
        "nik": pa.array(people.nik).cast(pa.string()),
        "family_card_no": pa.array(families.card[family]).cast(pa.string()), "full_name": people.name,
        "sex": pa.array(objects(["", "L", "P"])[people.sex]), "birth_date": pa.array(people.birth),
        "birth_place": people.birth_place, "mother_name": people.mother,
        "head_person_id": person_key(families.head[family]), "relation": pa.array(people.relation),
        "village_code": regions.code[village], "district_code": regions.district_code[regions.district[village]],
        "rt": pa.array(families.rt[family]), "rw": pa.array(families.rw[family]), "address": families.street[family],
        "welfare_percentile": pa.array(percentile), "welfare_decile": pa.array(decile(percentile)),
        "is_alive": np.isnat(people.died), "died_on": pa.array(people.died), "moved_out": ~np.isnat(people.left),
        "left_on": pa.array(people.left), "school_level": LEVEL_NAMES[school.level],
        "reference_percentile": pa.array(np.where(listed > 0, listed, -1)),
    }))  # fmt: skip
