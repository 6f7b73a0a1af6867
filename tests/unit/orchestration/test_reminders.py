"""Which lists are missing, since when, and the letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from orchestration.reminders import due_date, letter, missing_lists, write_letters

FIRST, SECOND = Semester(2017, 1), Semester(2017, 2)


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def received(ledger: Ledger, semester: Semester, agency_id: str, table_id: str, status: str = "admitted") -> None:
    submission = Submission(
        submission_id=f"{semester}-{agency_id}-{table_id}", semester=str(semester), agency_id=agency_id,
        table_id=table_id, entity="enrolment_records", programme_code="", file_name="a.xlsx",
        file_sha256="0", received_at="",
    )  # fmt: skip
    ledger.record(submission, 1)
    ledger.set_status(submission.submission_id, status)


def names(catalogue: Catalogue, ledger: Ledger, semester: Semester) -> set[str]:
    return {f"{one.agency_id}/{one.table_id}" for one in missing_lists(catalogue, ledger, semester, date(2017, 7, 1))}


def test_an_awaited_list_is_missing_until_a_file_lies_in_the_inbox(catalogue: Catalogue, ledger: Ledger) -> None:
    assert "dinsos/kks" in names(catalogue, ledger, FIRST)
    received(ledger, FIRST, "dinsos", "kks")
    assert "dinsos/kks" not in names(catalogue, ledger, FIRST)
    assert "dinsos/pkh" in names(catalogue, ledger, FIRST)
    assert "dinsos/kks" in names(catalogue, ledger, SECOND), "each semester awaits its own"
    ledger.mark_absent(str(FIRST), "dinsos", set())
    assert "dinsos/kks" in names(catalogue, ledger, FIRST), "a file that was taken away again is missing"


def test_a_held_list_is_not_missing(catalogue: Catalogue, ledger: Ledger) -> None:
    received(ledger, FIRST, "dinsos", "kks", "held")
    assert "dinsos/kks" not in names(catalogue, ledger, FIRST)


def test_a_list_sent_once_is_awaited_until_it_was_admitted(catalogue: Catalogue, ledger: Ledger) -> None:
    assert "bappeda/bdt_2015" in names(catalogue, ledger, SECOND)
    received(ledger, FIRST, "bappeda", "bdt_2015")
    assert "bappeda/bdt_2015" not in names(catalogue, ledger, SECOND)


def test_a_list_of_a_later_time_is_not_awaited(catalogue: Catalogue, ledger: Ledger) -> None:
    assert "bappeda/dtsen" not in names(catalogue, ledger, FIRST)


def test_a_list_is_not_awaited_where_its_alternative_came(catalogue: Catalogue, ledger: Ledger) -> None:
    """DTSEN comes as one file, or as a file of families and one of members."""
    semester, other = Semester(2026, 1), Semester(2026, 2)
    assert "bappeda/dtsen" in names(catalogue, ledger, semester)
    received(ledger, semester, "bappeda", "dtsen_families")
    assert "bappeda/dtsen" in names(catalogue, ledger, semester), "families alone are no source"
    received(ledger, semester, "bappeda", "dtsen_members")
    assert "bappeda/dtsen" not in names(catalogue, ledger, semester)
    assert "bappeda/dtsen" in names(catalogue, ledger, other)


def test_lateness_counts_from_the_due_date(catalogue: Catalogue, ledger: Ledger) -> None:
    assert due_date(FIRST) == date(2017, 7, 14)
    on_time = missing_lists(catalogue, ledger, FIRST, date(2017, 7, 14))
    late = missing_lists(catalogue, ledger, FIRST, date(2017, 7, 20))
    assert not any(one.is_late for one in on_time)
    assert {one.days_late for one in late} == {6}


def test_one_letter_for_each_agency_that_owes(catalogue: Catalogue, ledger: Ledger, tmp_path: Path) -> None:
    store = Store(tmp_path)
    missing = missing_lists(catalogue, ledger, FIRST, date(2017, 7, 20))
    agencies = write_letters(store, missing)
    folder = tmp_path / "packs" / "2017-S1" / "reminders"
    assert agencies == sorted({one.agency_id for one in missing})
    assert sorted(path.stem for path in folder.glob("*.txt")) == agencies
    text = (folder / "dinsos.txt").read_text("utf-8")
    assert "Dinas Sosial" in text
    assert all(f"- {table}:" in text for table in ("bpnt", "kks", "pkh"))
    assert "terlambat 6 hari" in text
    assert "14-07-2017" in text


def test_a_letter_goes_when_the_lists_have_come(catalogue: Catalogue, ledger: Ledger, tmp_path: Path) -> None:
    store = Store(tmp_path)
    write_letters(store, missing_lists(catalogue, ledger, FIRST, date(2017, 7, 1)))
    received(ledger, FIRST, "perkim", "rtlh")
    agencies = write_letters(store, missing_lists(catalogue, ledger, FIRST, date(2017, 7, 1)))
    assert "perkim" not in agencies
    assert not (tmp_path / "packs" / "2017-S1" / "reminders" / "perkim.txt").exists()


def test_a_letter_in_time_reproaches_nobody(catalogue: Catalogue, ledger: Ledger) -> None:
    missing = missing_lists(catalogue, ledger, FIRST, date(2017, 7, 1))
    assert "terlambat" not in letter("Dinas Sosial", missing)
