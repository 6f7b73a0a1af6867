"""Admitted or held, kept and reused, and an error in a check told as an error."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import CheckError, judge, judge_all, load_verdict
from expectations.asking import Question
from expectations.questions import QUESTIONS
from ingest.submission import Problem
from tests.unit.expectations.conftest import Desk
from tests.unit.expectations.lists import healthy_rows, nik, record_id

pytestmark = pytest.mark.slow

NO_NIK = {"nik": None, "nik_status": "damaged"}


def broken(counts: str, failing: str = "select record_id, 'nik' as field from $rows") -> dict[str, object]:
    return {**QUESTIONS, "NIK-102": lambda listing: Question(counts, failing)}


def test_a_failed_critical_rule_holds_and_a_warning_does_not(desk: Desk) -> None:
    held = desk.put("persons", dict.fromkeys(range(5), NO_NIK), submission_id="held")
    noted = desk.put("persons", dict.fromkeys(range(3), NO_NIK), submission_id="noted")
    first, second = judge_all(desk.store, desk.catalogue, [(held, None), (noted, None)])
    assert (first.submission_id, first.admitted, first.hold_codes) == ("held", False, ("NIK-103",))
    assert (second.submission_id, second.admitted, second.hold_codes) == ("noted", True, ())
    assert [(r.code, r.severity, r.observed) for r in second.failed] == [
        ("NIK-104", "warning", "3 dari 6 baris (50,0 %)")
    ]


def test_failing_rows_name_the_row_the_rule_and_the_list_and_no_value(desk: Desk) -> None:
    submission = desk.put("persons", {3: {"nik": nik(2)}})
    judge(desk.store, desk.catalogue, submission, None)
    found = pq.read_table(submission.failures(desk.store))
    expected = {
        "rule_code": "NIK-105",
        "field": "nik",
        "semester": "2017-S1",
        "agency_id": "uji",
        "table_id": "persons",
    }
    assert found.to_pylist() == [{"record_id": record_id(place), **expected} for place in (1, 3)]
    assert submission.failures(desk.store).stat().st_mode & 0o077 == 0


def test_what_the_reading_held_is_held_without_a_check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expectations.judging._judge_cases", pytest.fail)
    problems = (
        Problem("KOL-001", "hold", "", ""),
        Problem("KOL-001", "hold", "", ""),
        Problem("NIK-001", "warning", "", ""),
    )
    held = desk.put("persons", problems=problems)
    again = desk.put("persons", submission_id="again", status="duplicate")
    unclaimed = (Problem("FIL-005", "hold", "", ""),)
    nobody = replace(again, submission_id="nobody", status="conformed", table_id="", entity="", problems=unclaimed)
    verdicts = judge_all(desk.store, desk.catalogue, [(held, None), (again, None), (nobody, None)])
    assert [(v.admitted, v.hold_codes, v.results) for v in verdicts] == [
        (False, ("KOL-001",), ()),
        (False, ("FIL-004",), ()),
        (False, ("FIL-005",), ()),
    ]
    assert desk.failing(held) == []
    assert load_verdict(desk.store, held) == verdicts[0]


def test_a_verdict_stays_until_something_that_it_depends_on_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = desk.put("persons")
    first = judge(desk.store, desk.catalogue, submission, submission)
    with monkeypatch.context() as patched:
        patched.setattr("expectations.judging._judge_cases", pytest.fail)
        assert judge(desk.store, desk.catalogue, submission, submission) == first
    fewer = replace(submission, rows_accepted=2, rows_in=4)
    assert [r.code for r in judge(desk.store, desk.catalogue, submission, fewer).failed] == ["VOL-003"]
    desk.put("persons", {3: {"nik": nik(2)}})
    assert [r.code for r in judge(desk.store, desk.catalogue, submission, submission).failed] == ["NIK-105"]
    submission.failures(desk.store).unlink()
    judge(desk.store, desk.catalogue, submission, submission)
    assert len(desk.failing(submission)) == 2


def test_the_same_lists_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    submission = desk.put("persons", {3: {"nik": nik(2)}, 5: {"sex": "X"}})
    judge(desk.store, desk.catalogue, submission, None)
    first = submission.failures(desk.store).read_bytes()
    in_order = [("KODE-101", record_id(5), "sex"), ("NIK-105", record_id(1), "nik"), ("NIK-105", record_id(3), "nik")]
    assert desk.failing(submission) == in_order
    submission.failures(desk.store).unlink()
    judge(desk.store, desk.catalogue, submission, None)
    assert submission.failures(desk.store).read_bytes() == first


def test_a_check_that_raises_is_an_error_and_the_others_are_judged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "expectations.rules.QUESTIONS", broken("select count(nothing) as failed, 1 as checked from $rows")
    )
    persons, areas = desk.put("persons"), desk.put("areas")
    with pytest.raises(CheckError) as error:
        judge_all(desk.store, desk.catalogue, [(persons, None), (areas, None)])
    (failure, other) = error.value.failures
    assert (failure.submission_id, failure.code) == (persons.submission_id, "NIK-102")
    assert failure.reason.startswith('BinderException: Binder Error: Referenced column "nothing" not found')
    assert other.submission_id == areas.submission_id


def test_others_are_kept_when_one_check_raises(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    only_persons = broken("select count(*) filter (where nik > error('no')) as failed, 1 as checked from $rows")
    ask = only_persons["NIK-102"]
    only_persons["NIK-102"] = lambda listing: ask(listing) if listing.has("nik") else None  # type: ignore[operator]
    monkeypatch.setattr("expectations.rules.QUESTIONS", only_persons)
    persons, areas = desk.put("persons"), desk.put("areas")
    with pytest.raises(CheckError):
        judge_all(desk.store, desk.catalogue, [(persons, None), (areas, None)])
    kept = load_verdict(desk.store, areas)
    assert kept is not None
    assert kept.admitted
    assert load_verdict(desk.store, persons) is None


def test_an_error_never_quotes_a_value(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    quoting = broken("select count(*) filter (where full_name::int > 0) as failed, count(*) as checked from $rows")
    monkeypatch.setattr("expectations.rules.QUESTIONS", quoting)
    with pytest.raises(CheckError) as error:
        judge(desk.store, desk.catalogue, desk.put("persons"), None)
    assert [failure.reason for failure in error.value.failures] == ["ConversionException"]
    assert "NAMA" not in str(error.value) + caplog.text + "".join(capfd.readouterr())


def test_a_rule_that_counts_other_rows_than_it_lists_is_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = "select count(*) as failed, count(*) as checked from $rows"
    monkeypatch.setattr(
        "expectations.rules.QUESTIONS", broken(counts, "select record_id, 'nik' as field from $rows limit 5")
    )
    with pytest.raises(CheckError, match="NIK-102: failing rows counted and listed differ"):
        judge(desk.store, desk.catalogue, desk.put("persons"), None)


def test_no_personal_value_leaves_the_judging(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    rows = healthy_rows("persons")
    submission = desk.put(
        "persons", {3: {"nik": nik(2), "sex": "W", "village_code": None, "village_text": "Entah Berantah"}}
    )
    verdict = judge(desk.store, desk.catalogue, submission, None)
    assert len(verdict.failed) == 3
    written = (
        repr(verdict) + str(pq.read_table(submission.failures(desk.store)).to_pylist()) + "".join(capfd.readouterr())
    )
    for row in rows:
        assert row["nik"] not in written
        assert row["full_name"] not in written
    assert "Entah Berantah" not in written


def test_a_file_without_its_rows_is_an_error(desk: Desk) -> None:
    submission = desk.put("persons")
    submission.parquet(desk.store).unlink()
    with pytest.raises(FileNotFoundError):
        judge(desk.store, desk.catalogue, submission, None)


HEAVY = {"great_expectations", "duckdb_sqlalchemy", "sqlalchemy", "dagster", "splink"}
JUDGE_A_HELD_LIST = """
import pathlib, sys
from expectations import judge
from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store
from ingest.submission import Problem, Submission
unread = (Problem("FIL-001", "hold", "", ""),)
held = Submission("s", "2017-S1", "dinsos", "kks", "enrolment_records", "KKS", "f", "0", "2017", problems=unread)
assert judge(Store(pathlib.Path(sys.argv[1])), load_catalogue(), held, None).hold_codes == ("FIL-001",)
"""


@pytest.mark.parametrize("code", ["import expectations", JUDGE_A_HELD_LIST])
def test_no_heavy_library_is_imported_before_it_is_needed(code: str, tmp_path: Path) -> None:
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "expectations.rules" in done.stdout.split()
    assert HEAVY & set(done.stdout.split()) == set()
