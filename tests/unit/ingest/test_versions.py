"""Versions of one list: what a correction changed, in rows, and last semester's list sent again under a new title."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.acceptance.accept import AcceptReport, accept
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import Rows, write_xlsx
from tests.unit.ingest.test_intake import House, Verdict, codes, kks_row, kks_sheet

PEOPLE = [kks_row(n, f"Andi Baso {chr(65 + n % 26)}", f"7772010107{n:06}") for n in range(1, 61)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    store = Store(tmp_path)
    return House(store, Ledger(store.ledger_url), load_catalogue())


def put(house: House, name: str, rows: Rows, semester: str = "2017-S1", title: str = "") -> Path:
    half = "I" if semester.endswith("S1") else "II"
    sheet = kks_sheet([list(row) for row in rows], title=title or f"SEMESTER {half} TAHUN {semester[:4]}")
    return write_xlsx(house.inbox(semester=semester) / name, {"Lumpue": sheet})


def send(house: House, name: str, rows: Rows, semester: str = "2017-S1", title: str = "") -> list[Submission]:
    put(house, name, rows, semester, title)
    return conform_agency(house.store, house.ledger, house.catalogue, semester, "dinsos")


def admit(house: House, submissions: list[Submission]) -> AcceptReport:
    verdicts = [Verdict(one.submission_id) for one in submissions]
    return accept(house.store, house.ledger, house.catalogue, submissions[0].semester, submissions, verdicts)


def corrected() -> list[list[object]]:
    """Of 60 rows: the first 2 gone, 3 say something else, 1 new."""
    rows = [list(row) for row in PEOPLE[2:]]
    for row in rows[:3]:
        row[5] = "Jl. Kenari"
    return [*rows, kks_row(61, "I Becce", "7772014107800099")]


def test_a_correction_beside_the_old_file_tells_what_it_changed(house: House) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE))
    report = admit(house, send(house, "kks_REV.xlsx", corrected()))
    old, new = sorted(report.submissions, key=lambda one: one.file_name)
    assert (old.status, new.status, report.rows["enrolment_records"]) == ("superseded", "admitted", 59)
    assert (dict(old.changes), dict(new.changes)) == ({}, {"new": 1, "gone": 2, "changed": 3})
    told = next(problem for problem in new.problems if problem.code == "FIL-010")
    assert (told.severity, told.found) == ("info", "1 baris baru, 2 hilang, 3 berubah, dibanding kks.xlsx")
    assert Submission.load(new.report(house.store)) == new


def test_a_correction_put_in_the_place_of_the_old_file_does_so_too_and_once(house: House) -> None:
    (old,) = send(house, "kks.xlsx", PEOPLE)
    admit(house, [old])
    for taken in (send(house, "kks.xlsx", corrected()), None):
        again = taken or conform_agency(house.store, house.ledger, house.catalogue, "2017-S1", "dinsos")
        (new,) = admit(house, again).submissions
        assert dict(new.changes) == {"new": 1, "gone": 2, "changed": 3}
        assert codes(new).count("FIL-010") == 1
    assert Submission.load(old.report(house.store)).status == "superseded", "its workbook is compared with it later"
    assert {row.submission_id: row.status for row in house.ledger.submissions()} == {
        old.submission_id: "superseded",
        new.submission_id: "admitted",
    }


def statuses(report: AcceptReport) -> dict[str, str]:
    return {one.file_name: one.status for one in report.submissions}


def take_again(house: House) -> list[Submission]:
    return conform_agency(house.store, house.ledger, house.catalogue, "2017-S1", "dinsos")


def test_a_version_taken_away_again_leaves_the_old_one_standing(house: House) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE))
    admit(house, send(house, "kks baru.xlsx", corrected()))
    (house.inbox() / "kks baru.xlsx").unlink()
    for _ in range(2):  # and it stays so
        report = admit(house, take_again(house))
        (old,) = report.submissions
        assert (old.file_name, old.status, report.rows["enrolment_records"]) == ("kks.xlsx", "admitted", 60)
        assert [p.found for p in old.problems if p.code == "FIL-012"] == ["kks baru.xlsx"]
        assert {row.file_name: row.status for row in house.ledger.submissions()} == {
            "kks.xlsx": "admitted",
            "kks baru.xlsx": "withdrawn",
        }
    report = admit(house, send(house, "kks baru.xlsx", corrected()))
    assert statuses(report) == {"kks.xlsx": "superseded", "kks baru.xlsx": "admitted"}


def test_a_part_taken_away_again_counts_no_more(house: House) -> None:
    admit(house, send(house, "kks a.xlsx", PEOPLE[:30]))
    admit(house, send(house, "kks b.xlsx", PEOPLE[30:]))
    (house.inbox() / "kks a.xlsx").unlink()
    report = admit(house, take_again(house))
    assert report.rows["enrolment_records"] == 30
    assert {row.file_name: row.status for row in house.ledger.submissions()}["kks a.xlsx"] == "withdrawn"


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("kks.xlsx", "kks_REV2.xlsx"), ("kks_v1.xlsx", "kks_v2.xlsx"), ("kks lama.xlsx", "kks.xlsx"),
        ("kks_rev.xlsx", "kks_rev rev 1.xlsx"),  # an office that calls every file so
    ],
)  # fmt: skip
def test_of_two_versions_put_in_together_the_name_tells_the_later(house: House, older: str, newer: str) -> None:
    put(house, newer, corrected())
    report = admit(house, send(house, older, PEOPLE))
    assert statuses(report) == {older: "superseded", newer: "admitted"}
    assert report.rows["enrolment_records"] == 59
    told = next(one for one in report.submissions if one.file_name == newer)
    assert [p.found for p in told.problems if p.code == "FIL-010"] == [
        f"1 baris baru, 2 hilang, 3 berubah, dibanding {older}"
    ]


@pytest.mark.parametrize(("minutes", "expected"), [(90, ["admitted", "superseded"]), (30, ["held", "held"])])
def test_else_the_time_of_the_last_change_tells_it(house: House, minutes: int, expected: list[str]) -> None:
    for number, (name, rows) in enumerate((("kks a.xlsx", corrected()), ("kks b.xlsx", PEOPLE))):
        os.utime(put(house, name, rows), (1_500_000_000 - number * minutes * 60,) * 2)
    assert list(statuses(admit(house, take_again(house))).values()) == expected


def test_a_good_file_takes_the_place_of_the_held_one_before_it(house: House) -> None:
    held = send(house, "kks.xlsx", PEOPLE, title="SEMESTER II TAHUN 2015")
    admit(house, held)
    (house.inbox() / "pkh.xlsx").write_bytes(b"PK no workbook")
    report = admit(house, send(house, "kks_FIX.xlsx", corrected()))
    assert statuses(report) == {"kks.xlsx": "superseded", "kks_FIX.xlsx": "admitted", "pkh.xlsx": "held"}
    report = admit(house, send(house, "pkh (rev).xlsx", PEOPLE))
    assert statuses(report)["pkh.xlsx"] == "superseded", "it gave no rows, but its name is the same"


def test_a_held_file_after_a_good_one_waits(house: House) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE))
    report = admit(house, send(house, "kks_REV.xlsx", corrected(), title="SEMESTER II TAHUN 2015"))
    assert statuses(report) == {"kks.xlsx": "admitted", "kks_REV.xlsx": "held"}
    assert report.rows["enrolment_records"] == 60


def test_the_first_list_and_parts_of_a_list_replace_nothing(house: House) -> None:
    admit(house, send(house, "kks a.xlsx", PEOPLE[:30]))
    report = admit(house, send(house, "kks b.xlsx", PEOPLE[30:]))
    assert [(one.status, dict(one.changes)) for one in report.submissions] == [("admitted", {})] * 2


def test_last_semesters_list_saved_anew_under_a_new_title_is_held(house: House) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE))
    again = [list(row) for row in PEOPLE]
    again[7][5] = "Jl. Kenari"
    (one,) = send(house, "KKS semester II.xlsx", again, "2017-S2")
    assert one.holding == ("FIL-008",)
    assert one.problems[0].found == "98,3% baris sama persis dengan kiriman 2017-S1"
    assert [row.holding for row in send(house, "KKS semester II.xlsx", again, "2017-S2")] == [("FIL-008",)]


def test_a_list_that_was_replaced_last_semester_is_known_again_too(house: House) -> None:
    other = [kks_row(n, f"I Becce {chr(65 + n % 26)}", f"7772014107{n:06}") for n in range(1, 61)]
    first = PEOPLE[:31] + other[:29]  # the correction says another thing in nearly every second row
    admit(house, send(house, "kks.xlsx", first))
    report = admit(house, send(house, "kks_REV.xlsx", PEOPLE))
    assert sorted(one.status for one in report.submissions) == ["admitted", "superseded"]
    (one,) = send(house, "KKS semester II.xlsx", first, "2017-S2")
    assert one.holding == ("FIL-008",)
    assert one.problems[0].found == "100,0% baris sama persis dengan kiriman 2017-S1"


def test_a_list_that_was_held_last_semester_may_come_now(house: House) -> None:
    submissions = send(house, "kks.xlsx", PEOPLE)
    accept(house.store, house.ledger, house.catalogue, "2017-S1", submissions, [])  # no verdict admits it
    assert [row.status for row in house.ledger.submissions()] == ["held"]
    (one,) = send(house, "kks.xlsx", PEOPLE, "2017-S2")
    assert one.holding == ()


@pytest.mark.parametrize("touched", [2, 20])
def test_a_list_that_changed_a_little_is_a_new_list(house: House, touched: int) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE))
    rows = [list(row) for row in PEOPLE]
    for row in rows[:touched]:
        row[5] = "Jl. Kenari"
    (one,) = send(house, "kks.xlsx", rows, "2017-S2")
    assert one.holding == ()


def test_a_handful_of_rows_may_stand_as_they_were(house: House) -> None:
    admit(house, send(house, "kks.xlsx", PEOPLE[:29]))
    (one,) = send(house, "kks.xlsx", PEOPLE[:29], "2017-S2")
    assert one.holding == ()
