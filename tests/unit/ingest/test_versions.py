"""Versions of one list: what a correction changed, in rows, and last semester's list sent again under a new title."""

from __future__ import annotations

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


def send(house: House, name: str, rows: Rows, semester: str = "2017-S1", title: str = "") -> list[Submission]:
    half = "I" if semester.endswith("S1") else "II"
    sheet = kks_sheet([list(row) for row in rows], title=title or f"SEMESTER {half} TAHUN {semester[:4]}")
    write_xlsx(house.inbox(semester=semester) / name, {"Lumpue": sheet})
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
