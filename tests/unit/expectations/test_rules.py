"""Each rule fails on exactly the rows that break it, and on nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from expectations import Verdict, judge_all, judge_alone, judging
from expectations.rules import Rule, rules_for
from ingest.submission import StatedTotalCheck, Submission
from tests.unit.expectations.conftest import Changes, Desk
from tests.unit.expectations.lists import healthy_rows, nik, record_id, submission_of

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Example:
    """A list that breaks rules: code -> (failed, checked, failing (row, field))."""

    table_id: str
    broken: Mapping[str, tuple[int, int, list[tuple[int | None, str]]]]
    changes: Changes = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    before: int | None = None


def every(rows: range, **change: Any) -> Changes:
    return dict.fromkeys(rows, change)


NO_NIK = {"nik": None, "nik_status": "damaged"}
NO_CARD = {"family_card_no": None, "family_card_status": "missing"}
TOTALS = (
    StatedTotalCheck("Lembar1", 9, "JUMLAH", "rows", 6.0, 6.0),
    StatedTotalCheck("Lembar1", 10, "JUMLAH", "quota_kg", 600.0, 590.0),
)
UNDATED = {"sex": None, "birth_date": None}  # so that only the NIK itself is asked
ALONE = {place: {"household_id": f"H{place}"} for place in range(6)}
OTHER_VILLAGE = {"village_text": "Entah", "village_code": None}
EXAMPLES = {
    "rows in do not add up": Example("persons", {"ROW-001": (1, 1, [])}, report={"rows_in": 9}),
    "rows stored are not rows accepted": Example(
        "persons", {"ROW-002": (1, 1, [])}, report={"rows_in": 9, "rows_accepted": 7}
    ),
    "two records of one sheet row count once": Example(
        "persons", {"ROW-002": (1, 1, [])}, changes={1: {"row_number": 3}}
    ),
    "row key twice and missing": Example(
        "persons",
        {"ROW-003": (3, 6, [(None, "record_id"), (4, "record_id"), (4, "record_id")])},
        changes={5: {"record_id": record_id(4)}, 2: {"record_id": None}},
    ),
    "most rows rejected": Example("persons", {"BAR-101": (1, 1, [])}, report={"rows_in": 15, "rows_rejected": 7}),
    "half of the rows rejected is kept": Example("persons", {}, report={"rows_in": 14, "rows_rejected": 6}),
    "key of the list twice": Example(
        "pupils",
        {"BAR-102": (2, 5, [(1, "nisn"), (4, "nisn")])},
        changes={4: {"nisn": "0000000001"}, 5: {"nisn": None}},
    ),
    "key of the list with an empty part": Example(
        "areas",
        {"BAR-102": (2, 6, [(0, "area_code"), (3, "area_code")])},
        changes={0: {"period_label": None}, 3: {"period_label": None}},
    ),
    "serial missing cannot be compared": Example(
        "reference", {}, changes={0: {"member_no": None}, 1: {"member_no": None}}
    ),
    "person of the source twice": Example(
        "reference",
        {"BAR-103": (2, 5, [(0, "source_person_id"), (2, "source_person_id")])},
        changes={2: {"source_person_id": "F100"}, 5: {"source_person_id": None}},
    ),
    "too many rows": Example(  # the report says 31; six are stored
        "persons", {"ROW-002": (1, 1, []), "VOL-002": (1, 1, [])}, report={"rows_in": 33, "rows_accepted": 31}
    ),
    "half as many rows again is kept": Example("persons", {}, before=4),
    "twice as many rows": Example("persons", {"VOL-003": (1, 1, [])}, before=3),
    "a third of the rows": Example("persons", {"VOL-003": (1, 1, [])}, before=13),
    "stated total differs": Example("persons", {"TAB-006": (1, 2, [])}, report={"totals": TOTALS}),
    "required field mostly empty": Example(
        "registry",
        {
            "ISI-101": (4, 12, [(i, "registry_status") for i in range(4)]),
            "ISI-102": (5, 12, [(5, "full_name"), *((i, "registry_status") for i in range(4))]),
        },
        changes={**every(range(4), registry_status=None), 5: {"full_name": None}},
    ),
    "required field half empty": Example(
        "registry",
        {"ISI-102": (3, 12, [(i, "registry_status") for i in range(3)])},
        changes=every(range(3), registry_status=None),
    ),
    "required field under another name": Example(
        "areas", {"ISI-102": (1, 12, [(2, "area_text")])}, changes={2: {"area_text": None}}
    ),
    "NIK of 15 digits and of letters": Example(
        "persons",
        {"NIK-101": (2, 6, [(1, "nik"), (2, "nik")])},
        changes={1: {"nik": "777201170880000"}, 2: {"nik": "77720117O8800003"}},
    ),
    "NIK that is not valid is not kept": Example(
        "persons",
        {"NIK-101": (3, 6, [(1, "nik"), (2, "nik"), (3, "nik")])},
        changes={1: {"nik_status": "dummy"}, 2: {"nik": None}, 3: {"nik_status": None}},
    ),
    "impossible dates in NIK": Example(
        "persons",
        {"NIK-102": (6, 6, [(i, "nik") for i in range(6)])},
        changes={
            0: UNDATED | {"nik": nik(1, day=0)},
            1: UNDATED | {"nik": nik(2, day=32)},
            2: UNDATED | {"nik": nik(3, day=72)},
            3: UNDATED | {"nik": nik(4, month=13)},
            4: UNDATED | {"nik": nik(5, day=70, month=2)},
            5: UNDATED | {"nik": nik(6, day=31, month=4)},
        },
    ),
    "possible dates in NIK": Example(
        "persons",
        {},
        changes={
            0: UNDATED | {"nik": nik(1, day=1, month=1, year=0)},
            1: UNDATED | {"nik": nik(2, day=71, month=12)},
            2: UNDATED | {"nik": nik(3, day=69, month=2)},
            3: UNDATED | {"nik": nik(4, day=41, month=10)},
            4: UNDATED | {"nik": nik(5, day=30, month=11)},
            5: UNDATED | {"nik": nik(6, day=31, month=7)},
        },
    ),
    "most NIK not valid": Example(
        "persons",
        {"NIK-103": (5, 6, [(i, "nik") for i in range(5)]), "NIK-104": (5, 6, [(i, "nik") for i in range(5)])},
        changes=every(range(5), **NO_NIK),
    ),
    "most NIK of a few rows not valid": Example(
        "persons", {"NIK-104": (4, 6, [(i, "nik") for i in range(4)])}, changes=every(range(4), **NO_NIK)
    ),
    "half of the NIK not valid": Example(
        "persons", {"NIK-104": (3, 6, [(i, "nik") for i in range(3)])}, changes=every(range(3), **NO_NIK)
    ),
    "one NIK in six not valid is kept": Example("persons", {}, changes={3: NO_NIK}),
    "most NIK not valid where NIK is not required": Example(
        "reference", {"NIK-104": (5, 6, [(i, "nik") for i in range(5)])}, changes=every(range(5), **NO_NIK)
    ),
    "NIK twice": Example(
        "persons", {"NIK-105": (2, 5, [(1, "nik"), (3, "nik")])}, changes={3: {"nik": nik(2)}, 5: NO_NIK}
    ),
    "NIK once for each component": Example(
        "components",
        {"NIK-105": (2, 6, [(0, "nik"), (2, "nik")])},
        changes={1: {"nik": nik(1), "component": "SMP"}, 2: {"nik": nik(1)}},
    ),
    "family card of 15 digits": Example(
        "persons", {"KK-101": (1, 6, [(4, "family_card_no")])}, changes={4: {"family_card_no": "777201170880105"}}
    ),
    "a third of the family cards missing": Example(
        "persons",
        {"KK-102": (2, 6, [(0, "family_card_no"), (1, "family_card_no")])},
        changes=every(range(2), **NO_CARD),
    ),
    "one family card in six missing is kept": Example("persons", {}, changes={0: NO_CARD}),
    "no family card where the file has none": Example(
        "persons", {}, changes=every(range(6), **NO_CARD), report={"columns": {"NIK": "nik"}}
    ),
    "status not known": Example(
        "pupils", {"KODE-001": (1, 6, [(2, "status_text")])}, changes={2: {"enrolment_status": "unknown"}}
    ),
    "codes outside their lists": Example(
        "persons",
        {"KODE-101": (3, 24, [(1, "benefit_type"), (2, "programme_code"), (0, "sex")])},
        changes={0: {"sex": "W"}, 1: {"benefit_type": "gold"}, 2: {"programme_code": "XYZ"}},
    ),
    "kelurahan not known": Example(
        "persons",
        {"WIL-001": (3, 6, [(i, "village_text") for i in range(3)])},
        changes=every(range(3), **OTHER_VILLAGE),
    ),
    "most kelurahan not known": Example(
        "persons",
        {
            "WIL-001": (4, 5, [(i, "village_text") for i in range(4)]),
            "WIL-102": (4, 5, [(i, "village_text") for i in range(4)]),
        },
        changes={**every(range(4), **OTHER_VILLAGE), 4: {"village_text": None, "village_code": None}},
    ),
    "area not known": Example(
        "areas", {"WIL-001": (1, 6, [(3, "area_text")])}, changes={3: {"area_text": "Entah", "area_code": None}}
    ),
    "region codes outside the list": Example(
        "persons",
        {"WIL-101": (2, 12, [(1, "district_code"), (0, "village_code")])},
        changes={0: {"village_code": "73.72.01.9999"}, 1: {"district_code": "73.72.99"}},
    ),
    "rank outside its range": Example(
        "reference",
        {"RNK-101": (3, 8, [(4, "welfare_decile"), (0, "welfare_percentile"), (1, "welfare_percentile")])},
        changes={
            0: ALONE[0] | {"welfare_percentile": 0},
            1: ALONE[1] | {"welfare_percentile": 101},
            2: ALONE[2] | {"welfare_percentile": 100},
            4: ALONE[4] | {"welfare_decile": 11},
            5: ALONE[5] | {"welfare_decile": 10},
        },
    ),
    "rank missing": Example(
        "reference",
        {"RNK-102": (2, 6, [(0, "welfare_percentile"), (1, "welfare_percentile")])},
        changes={
            **every(range(2), welfare_percentile=None),
            2: ALONE[2] | {"welfare_percentile": None, "welfare_decile": 1},
        },
    ),
    "one rank in six missing is kept": Example("reference", {}, changes={0: {"welfare_percentile": None}}),
    "dates out of reason": Example(
        "registry",
        {"TGL-004": (4, 11, [(0, "birth_date"), (1, "birth_date"), (3, "status_date"), (4, "status_date")])},
        changes={
            0: {"nik": None, "nik_status": "missing", "birth_date": dt.date(2017, 7, 1)},
            1: {"birth_date": dt.date(1899, 12, 31), "birth_date_quality": "year_only"},
            2: {
                "birth_date": dt.date(2017, 6, 30),
                "birth_date_quality": "heaped",
                "status_date": dt.date(2017, 12, 31),
            },
            3: {"status_date": dt.date(2018, 1, 1)},
            4: {"status_date": dt.date(1944, 12, 31)},
            5: {"status_date": None},
        },
    ),
    "age out of reason": Example(
        "reference",
        {"UMR-101": (2, 6, [(1, "age_years"), (2, "age_years")])},
        changes={1: {"age_years": 121}, 2: {"age_years": -1}, 3: {"age_years": 120}, 4: {"age_years": 0}},
    ),
    "negative amounts": Example(
        "areas",
        {"ANG-101": (2, 23, [(0, "quota_count"), (1, "realised_kg")])},
        changes={0: {"quota_count": -1, "recipient_count": None}, 1: {"realised_kg": -1}},
    ),
    "realised above the plan": Example(
        "areas",
        {"ALO-101": (2, 12, [(0, "recipient_count"), (1, "realised_kg")])},
        changes={0: {"recipient_count": 11}, 1: {"realised_kg": 101}},
    ),
}


@dataclass(frozen=True)
class Judged:
    desk: Desk
    submission: Submission
    alone: Verdict


def near(broken: Collection[str], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of the same kind as the broken ones; all where none is."""
    kinds = {code.partition("-")[0] for code in broken}
    return tuple(rule for rule in rules if not kinds or rule.code.partition("-")[0] in kinds)


@pytest.fixture(scope="module")
def judged(new_desk: Callable[[], Desk]) -> dict[str, Judged]:
    """Every example by all rules alone; by those near the broken ones with Great Expectations too, started once.

    Were the two to differ on a rule, `judge_all` would raise.
    """
    desk = new_desk()
    submissions = {
        name: desk.put(one.table_id, one.changes, submission_id=f"s{place}", **one.report)
        for place, (name, one) in enumerate(EXAMPLES.items())
    }
    broken = {submissions[name].submission_id: one.broken for name, one in EXAMPLES.items()}
    before = [None if one.before is None else submission_of(one.table_id, one.before) for one in EXAMPLES.values()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            judging, "rules_for", lambda one, catalogue: near(broken[one.submission_id], rules_for(one, catalogue))
        )
        judge_all(desk.store, desk.catalogue, zip(submissions.values(), before, strict=True))
    return {
        name: Judged(desk, one, judge_alone(desk.catalogue, one, one.parquet(desk.store), rows_before=rows))
        for (name, one), rows in zip(submissions.items(), (b and b.rows_accepted for b in before), strict=True)
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_exactly_the_broken_rules_fail(name: str, judged: dict[str, Judged]) -> None:
    found = {result.code: (result.failed, result.checked) for result in judged[name].alone.failed}
    expected = {code: (failed, checked) for code, (failed, checked, _) in EXAMPLES[name].broken.items()}
    assert found == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_failing_row_is_kept(name: str, judged: dict[str, Judged]) -> None:
    one = judged[name]
    expected = [
        (code, None if place is None else record_id(place), field)
        for code, (_, _, rows) in EXAMPLES[name].broken.items()
        for place, field in rows
    ]
    found = one.desk.failing(one.submission)
    assert sorted(found, key=str) == sorted(expected, key=str)


# What the healthy lists do not fill, and a limit that their declarations do not set.
EVER = {"TAB-006", "VOL-104"}
RECEIVERS = EVER | {"KODE-001", "UMR-101", "UMR-102", "UMR-103", "NIK-108", "ANG-101", "PDK-101", "KEL-103", "NAM-101"}
SNAPSHOT = {"NIK-108", "UMR-102", "VOL-002", "ANG-101", "PDK-101", "JK-101", "UMR-103", "NAM-101"}
SNAPSHOT |= {"VOL-101", "VOL-102", "VOL-103", "WIL-103", "WIL-104", "WIL-105", "KEL-106", "KEL-101", "KEL-102"}
SNAPSHOT |= {"KEL-103", *(f"RNK-10{n}" for n in range(4, 9))}
NOTHING_TO_CHECK = {
    "persons": RECEIVERS,
    "components": RECEIVERS | {"VOL-002"},
    "pupils": (RECEIVERS | {"VOL-002"}) - {"KODE-001"},
    "reference": EVER | SNAPSHOT,
    "areas": EVER | {"VOL-002", "ALO-102"},
    "registry": EVER | {"VOL-002", "PDK-101", "JK-101", "KEL-103", "NAM-101"},
    "progress": EVER | {"VOL-002"},
    "issues": EVER | {"VOL-002", "KODE-101", "KODE-102"},
}


@pytest.mark.parametrize(
    "table_id", ["persons", "components", "pupils", "reference", "areas", "registry", "progress", "issues"]
)
def test_a_healthy_list_breaks_no_rule(table_id: str, desk: Desk) -> None:
    submission = desk.put(table_id)
    (verdict,) = judge_all(desk.store, desk.catalogue, [(submission, submission)])
    assert verdict.failed == ()
    assert verdict.admitted
    assert {result.code for result in verdict.results if result.outcome == "not_asked"} == NOTHING_TO_CHECK[table_id]
    assert {result.checked for result in verdict.results if result.outcome == "not_asked"} == {0}
    assert desk.failing(submission) == []


def test_the_parts_of_a_list_are_counted_together(desk: Desk) -> None:
    rows = healthy_rows("persons", 4)
    parts = [desk.put("persons", rows=rows[at : at + 2], submission_id=f"part{at}") for at in (0, 2)]
    assert [verdict.admitted for verdict in judge_all(desk.store, desk.catalogue, [(one, None) for one in parts])] == [
        True, True,
    ]  # fmt: skip
    again = desk.put("persons", rows=rows[:2], submission_id="again")
    twice = judge_all(desk.store, desk.catalogue, [(parts[0], None), (again, None)])
    assert [verdict.hold_codes for verdict in twice] == [("VOL-001",), ("VOL-001",)], "two versions are no two parts"


def test_too_few_rows_hold_and_just_enough_do_not(desk: Desk) -> None:
    few = desk.put("persons", rows=healthy_rows("persons", 2), submission_id="few")
    enough = desk.put("persons", rows=healthy_rows("persons", 3), submission_id="enough")
    first, second = judge_all(desk.store, desk.catalogue, [(few, None), (enough, None)])
    assert [(result.code, result.observed) for result in first.failed] == [("VOL-001", "2 baris; paling sedikit 3")]
    assert (first.admitted, first.hold_codes) == (False, ("VOL-001",))
    assert (second.admitted, second.failed) == (True, ())
