"""Rules that compare rows, families, kelurahan and snapshots: a source of sixty households, whole and ruined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import Background, judge_all, judge_alone
from expectations.parts import Parts
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store
from tests.unit.expectations.conftest import Desk
from tests.unit.expectations.lists import Row, nik, submission_of, write_list

HOUSEHOLDS, MEMBERS = 60, 3


def source() -> list[Row]:
    """Sixty households of three in two kelurahan; the better the rank, the better the floor and the larger."""
    rows = []
    for home in range(HOUSEHOLDS):
        for member in range(MEMBERS):
            serial, woman, year = home * MEMBERS + member + 1, member == 1, 70 + (home + member * 7) % 30
            rows.append(
                {
                    "nik": nik(serial, day=57 if woman else 17, year=year), "nik_status": "valid",
                    "full_name": f"NAMA {serial}", "name_key": f"NAMA {serial}", "sex": "P" if woman else "L",
                    "age_years": 115 - year, "as_of_date": dt.date(2015, 10, 31), "snapshot_id": "BDT-2015",
                    "household_id": f"H{home}", "source_family_id": f"F{home}", "family_no_in_household": 1,
                    "member_no": member + 1, "household_size": MEMBERS, "family_count_in_household": 1,
                    "relation_head": ("head", "spouse", "child")[member], "welfare_percentile": home % 40 + 1,
                    "floor_area_m2": 20 + home % 40, "floor_type": str(9 - home % 40 // 5),
                    "village_text": "x", "village_code": f"73.72.01.100{4 + home % 2}", "district_code": "73.72.01",
                }
            )  # fmt: skip
    return rows


def each(**change: object) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [row | change for row in rows]


def reversed_ranks(rows: list[Row]) -> list[Row]:
    return [row | {"welfare_percentile": 41 - row["welfare_percentile"]} for row in rows]


def shifted(name: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [row | {name: after[name]} for row, after in zip(rows, [*rows[1:], rows[0]], strict=True)]


def without_members(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["member_no"] == 1]


RUINS = {
    "ranks reversed": (reversed_ranks, {"RNK-106", "RNK-107"}),
    "everybody a head": (each(relation_head="head"), {"KEL-103"}),
    "relations one row too high": (shifted("relation_head"), set()),
    "NIK one row too high": (shifted("nik"), {"NIK-106", "NIK-108"}),
    "heads alone": (without_members, {"KEL-101", "JK-101", "VOL-103"}),
    "half of the rows": (lambda rows: rows[: len(rows) // 2], {"VOL-103"}),
    "rank filled down": (each(welfare_percentile=7), {"RNK-104", "RNK-107"}),
    "ranks one row too high": (shifted("welfare_percentile"), {"RNK-103"}),
    "kelurahan filled down": (each(village_code="73.72.01.1004"), {"WIL-104", "WIL-105"}),
    "one household": (
        each(household_id="A", source_family_id="A"),
        {"BAR-102", "KEL-101", "KEL-103", "KEL-105", "KEL-107", "RNK-103", "WIL-105"},
    ),
    "families of the household filled down": (each(family_count_in_household=3), {"KEL-102"}),
    "age filled down": (each(age_years=30), {"NIK-108", "UMR-103"}),
    "name filled down": (each(name_key="SITI"), {"NAM-101"}),
}


@pytest.fixture
def judged(tmp_path: Path, catalogue: Catalogue) -> Callable[[Sequence[Row]], dict[str, tuple[str, str]]]:
    """Code -> (outcome, severity) of a source beside the whole one, accepted before."""
    store = Store(tmp_path)
    whole = submission_of("reference", HOUSEHOLDS * MEMBERS, submission_id="before")
    write_list(store, catalogue, whole, source())

    def judge(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
        submission = replace(submission_of("reference", len(rows)), snapshot_id="BDT-2015", columns={"NIK": "nik"})
        write_list(store, catalogue, submission, rows)
        known = Background(before=whole.parquet(store), residents={"73.72": 1000})
        verdict = judge_alone(catalogue, submission, submission.parquet(store), known)
        return {result.code: (result.outcome, result.severity) for result in verdict.results}

    return judge


def holding(results: dict[str, tuple[str, str]]) -> set[str]:
    return {code for code, found in results.items() if found == ("failed", "critical")}


@pytest.mark.parametrize("name", RUINS)
def test_a_ruined_source_is_held_by_the_rule_about_it(
    name: str, judged: Callable[[Sequence[Row]], dict[str, tuple[str, str]]]
) -> None:
    ruin, codes = RUINS[name]
    assert holding(judged(ruin(source()))) == codes


def test_codes_that_stand_for_several_floors_do_not_reverse_the_order(
    judged: Callable[[Sequence[Row]], dict[str, tuple[str, str]]],
) -> None:
    coarse = [
        row | {"floor_area_m2": 30, "floor_type": "10" if row["welfare_percentile"] > 20 else row["floor_type"]}
        for row in source()
    ]
    assert judged(coarse)["RNK-106"] == ("passed", "critical")


def test_the_whole_source_is_held_by_nothing_and_was_asked(
    judged: Callable[[Sequence[Row]], dict[str, tuple[str, str]]],
) -> None:
    results = judged(source())
    assert {code for code, (outcome, _) in results.items() if outcome == "failed"} == set()
    asked = {code for code, (outcome, _) in results.items() if outcome == "passed"}
    assert asked >= {code for _, codes in RUINS.values() for code in codes}
    assert {"RNK-107", "RNK-108", "WIL-105", "VOL-103"} <= asked
    assert results["PDK-101"] == ("not_asked", "warning")


@pytest.mark.slow
def test_the_files_of_a_source_are_asked_about_its_city_together(desk: Desk) -> None:
    """A file for each kelurahan: alone each is a source of one kelurahan, together they are the source."""
    rows = source()
    parts = [
        desk.put("reference", rows=[row for row in rows if row["village_code"] == village], submission_id=village[-4:])
        for village in ("73.72.01.1004", "73.72.01.1005")
    ]
    alone = judge_all(desk.store, desk.catalogue, [(parts[0], None)])
    assert [verdict.hold_codes for verdict in alone] == [("WIL-104",)]
    together = judge_all(desk.store, desk.catalogue, [(part, None) for part in parts])
    assert [verdict.hold_codes for verdict in together] == [(), ()]


def test_of_two_versions_of_a_part_the_list_has_the_later_alone(desk: Desk) -> None:
    rows = source()
    first, second = (rows[: len(rows) // 2], rows[len(rows) // 2 :])
    files = [desk.put("reference", rows=each, submission_id=name)
             for name, each in (("a", first), ("b", second), ("b_rev", second))]  # fmt: skip
    found = Parts(desk.store, files)
    beside = [[part.submission_id for part in found.beside(file)] for file in files]
    assert beside == [["b_rev"], ["a"], ["a"]]
