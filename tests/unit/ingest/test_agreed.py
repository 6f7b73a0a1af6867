"""The agreement is a contract: what differs from it is told with hashes and letter; only a newer letter amends it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.acceptance.agreed import Agreed, booked
from ingest.acceptance.agreement import agreed_sources, read_agreement
from ingest.declarations.catalogue import CatalogueError, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission

SEMESTER, TODAY = "2017-S1", date(2017, 7, 20)
HASH, OTHER, THIRD = "ab" * 32, "cd" * 32, "12" * 32
LETTER = {"semester": SEMESTER, "snapshot": "BDT-2015", "agreed_by": "TKPK", "letter_no": "050/1",
          "letter_date": "2017-02-15"}  # fmt: skip


class Home:
    """A home with an inbox, a book, and files of the source as they were read."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.ledger = Ledger(self.store.ledger_url)
        self.codes = load_catalogue(agency_roots=()).issue_codes

    def agree(self, semester: str = SEMESTER, **more: Any) -> Path:
        path = self.store.inbox / semester / "agreed_source.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump({**LETTER, "semester": semester, **more}), "utf-8")
        return path

    def come(self, sha256: str = HASH, semester: str = SEMESTER, **more: Any) -> Submission:
        submission = Submission(
            submission_id=f"{semester}-bappeda-bdt-{sha256[:4]}", semester=semester, agency_id="bappeda",
            table_id="bdt_2015", entity="reference_records", programme_code="", file_name="BDT.xlsx",
            file_sha256=sha256, received_at="", snapshot_id="BDT-2015", rows_accepted=9, rows_rejected=1,
            columns={"NIK": "nik", "NAMA": "full_name"},
        )  # fmt: skip
        submission = replace(submission, **{"status": "admitted", **more})
        submission.save(self.store)
        self.ledger.record(submission, 1)
        return submission

    def agreed(self, semester: str = SEMESTER, today: date = TODAY) -> Agreed:
        return Agreed(self.store, self.ledger, self.codes, semester, today)

    def faults(self, semester: str = SEMESTER, today: date = TODAY) -> list[str]:
        return [each.code for each in self.agreed(semester, today).faults()]

    def publish(self) -> None:
        for agreement in agreed_sources(self.store):
            self.ledger.book_agreement(booked(agreement))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"file_sha256": HASH}, []),
        ({"file_sha256": HASH.upper()}, []),
        ({"files": [{"sha256": HASH, "rows": 10}]}, []),
        ({"files": [{"sha256": HASH, "rows": 11}]}, ["SEP-009"]),
        ({"files": [{"sha256": HASH}, {"sha256": OTHER}]}, ["SEP-007"]),
        ({"file_sha256": OTHER}, ["SEP-008"]),
        ({"snapshot": "DTSEN-2017-S1", "file_sha256": HASH}, ["SEP-007"]),
        ({"file_sha256": HASH, "columns": ["nik", "full_name"]}, []),
        ({"file_sha256": HASH, "columns": ["nik"]}, ["SEP-010"]),
        ({"file_sha256": HASH, "valid_from": "2017-07-01"}, ["SEP-004"]),
        ({"file_sha256": HASH, "valid_until": "2017-06-30"}, []),
        ({"file_sha256": HASH, "valid_until": "2017-06-29"}, ["SEP-005"]),
        ({"file_sha256": HASH, "permit": {"expires": "2017-07-20"}}, []),
        ({"file_sha256": HASH, "permit": {"expires": "2017-07-19"}}, ["SEP-006"]),
    ],
)
def test_what_came_is_what_was_agreed(home: Home, more: Mapping[str, Any], codes: list[str]) -> None:
    home.come()
    home.agree(**more)
    assert home.faults() == codes


def test_another_file_is_told_with_both_hashes_and_the_letter(home: Home) -> None:
    home.come(OTHER)
    home.agree(file_sha256=HASH)
    (told,) = home.agreed().faults()
    assert HASH in told.sentence()
    assert OTHER in told.sentence()
    assert "surat 050/1 tanggal 2017-02-15" in told.sentence()


def test_a_source_that_was_held_is_not_there(home: Home) -> None:
    home.come(status="held")
    home.agree(file_sha256=HASH)
    assert home.faults() == ["SEP-007"]


def test_a_semester_is_held_to_the_newest_agreement_before_it(home: Home) -> None:
    home.come()
    home.agree(file_sha256=HASH, valid_until="2017-12-30")
    assert home.faults("2017-S1") == []
    assert home.faults("2017-S2") == ["SEP-005"]
    home.agree("2017-S2", file_sha256=HASH)
    assert home.faults("2017-S2") == []


def test_an_old_semester_counted_against_another_file_stops_a_new_one_too(home: Home) -> None:
    home.come(OTHER)
    home.agree(file_sha256=HASH)
    home.come(THIRD, "2017-S2")
    home.agree("2017-S2", file_sha256=THIRD)
    assert home.faults("2017-S2") == ["SEP-008"]


def test_a_mended_source_waits_for_a_letter(home: Home) -> None:
    before = home.come(status="superseded")
    home.come(OTHER, corrects=(before.submission_id,))
    home.agree(file_sha256=HASH)
    assert home.faults() == ["SEP-011"]
    home.agree(file_sha256=OTHER)
    assert home.faults() == []


def test_only_a_newer_letter_amends_an_agreement_that_was_used(home: Home) -> None:
    home.come()
    path = home.agree(file_sha256=HASH)
    home.publish()
    path.write_text("# dilihat lagi\n" + path.read_text("utf-8"), "utf-8")
    assert home.faults() == []  # laid out anew, the same agreement
    home.agree(file_sha256=HASH, target={"KKS": {"max_percentile": 40}})
    assert home.faults() == ["SEP-002"]
    home.agree(file_sha256=HASH, letter_no="050/2", letter_date="2017-02-14")
    assert home.faults() == ["SEP-002"]
    home.agree(file_sha256=HASH, letter_no="050/2", letter_date="2017-03-01")
    assert home.faults() == []
    home.publish()
    home.agree(file_sha256=HASH)  # the first wording comes back without a letter
    assert home.faults() == ["SEP-002"]
    assert [row.letter_no for row in home.ledger.agreements(SEMESTER)] == ["050/1", "050/2"]


def test_an_agreement_that_was_used_cannot_be_taken_away(home: Home) -> None:
    home.come()
    path = home.agree(file_sha256=HASH)
    home.publish()
    path.unlink()
    assert home.faults() == ["SEP-003"]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (f"file_sha256: {THIRD}", "file_sha256", THIRD),
        ("letter_no: 050", "letter_no", "050"),
        ("agreed_by: 2017-01-01", "agreed_by", "2017-01-01"),
        ("file_sha256: null", "file_sha256", None),
        ("purpose:", "purpose", ""),
    ],
)
def test_text_is_read_as_text(home: Home, line: str, field: str, value: object) -> None:
    path = home.agree()
    kept = [each for each in path.read_text("utf-8").splitlines() if not each.startswith(f"{field}:")]
    path.write_text("\n".join([*kept, line]) + "\n", "utf-8")
    assert getattr(read_agreement(path), field) == value


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"semester: 2017-S1\nagreed_by: Kota \xe9\n", "UTF-8"),
        (b"semester: [\n", "YAML"),
        (b"- a\n", "kunci: isi"),
        (b"a: &x 1\nb: *x\n", "rujukan"),
        (b"semester: 2017-S1\nsnapsot: x\n", "mungkin maksudnya 'snapshot'"),
    ],
)
def test_what_is_no_agreement_is_told_by_place(home: Home, content: bytes, told: str) -> None:
    path = home.agree()
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        agreed_sources(home.store)
    assert told in str(caught.value)
    assert "2017-S1/agreed_source.yml" in str(caught.value)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_of_its_own_is_not_followed(home: Home, kind: str) -> None:
    path = home.agree()
    path.rename(home.store.home / "elsewhere.yml")
    if kind == "link":
        path.symlink_to(home.store.home / "elsewhere.yml")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(CatalogueError, match="SEP-001"):
        agreed_sources(home.store)


def test_the_file_of_families_is_part_of_what_was_agreed(home: Home) -> None:
    families = {"table_id": "dtsen_families", "entity": "reference_families", "submission_id": f"{SEMESTER}-families"}
    home.agree(files=[{"sha256": HASH, "rows": 10}, {"sha256": OTHER, "rows": 10}])
    home.come()
    home.come(OTHER, **families)
    assert home.faults() == []
    home.come(THIRD, **{**families, "submission_id": f"{SEMESTER}-altered"})
    assert home.faults() != []
