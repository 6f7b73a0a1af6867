"""`sinergi agree`, `admit` and `hold`: what they write, what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from ingest.acceptance.agreement import read_agreement
from ingest.drafting.file_check import FileCheck
from ingest.ledger import Ledger
from ingest.store import Store, write_text
from ingest.submission import Submission
from orchestration.cli import agree
from orchestration.cli.app import app

SEMESTER = "2017-S1"
SAID = ("--by", "TKPK", "--letter", "050", "--date", "2017-02-15")


def call(home: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--home", str(home)])
    return done.exit_code, done.output


def submission(**more: object) -> Submission:
    fields: dict[str, object] = {
        "submission_id": "2017-S1-bappeda-bdt-1", "semester": SEMESTER, "agency_id": "bappeda", "table_id": "bdt_2015",
        "entity": "reference_records", "programme_code": "", "file_name": "BDT.xlsx", "file_sha256": "12" * 32,
        "received_at": "", "snapshot_id": "BDT-2015", "rows_accepted": 9, "rows_rejected": 1,
        "columns": {"NIK (81)": "nik", "Nama": "full_name", "Cap": "ignored"},
    }  # fmt: skip
    return Submission(**(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one file of the source in its inbox; what reading it gives is told at once."""
    (tmp_path / "inbox" / SEMESTER / "bappeda").mkdir(parents=True)
    (tmp_path / "inbox" / SEMESTER / "bappeda" / "BDT.xlsx").write_bytes(b"x")
    read = submission()
    found = FileCheck("BDT.xlsx", SEMESTER, "bappeda", "bdt_2015", read, (), ())
    monkeypatch.setattr(agree, "check_file", lambda *_: found)
    return tmp_path


def letter_of(home: Path) -> Path:
    return home / "inbox" / SEMESTER / "agreed_source.yml"


def test_a_draft_holds_hash_rows_and_columns_and_is_read_back_as_text(home: Path) -> None:
    code, _ = call(home, "agree", "draft", SEMESTER, *SAID)
    assert code == 0
    drafted = read_agreement(letter_of(home))
    assert [(each.sha256, each.rows) for each in drafted.files] == [("12" * 32, 10)]
    assert (drafted.columns, drafted.letter_no, drafted.snapshot) == (("full_name", "nik"), "050", "BDT-2015")


def test_a_draft_with_blanks_says_which_and_does_not_count(home: Path) -> None:
    code, screen = call(home, "agree", "draft", SEMESTER)
    assert code == 3
    assert "agreed_by, letter_no, letter_date" in screen
    assert call(home, "agree", "show")[0] == 4


@pytest.mark.parametrize(
    "words", [(), ("--letter", "050", "--date", "2017-03-01"), ("--letter", "9", "--date", "2017-02-14")]
)
def test_a_draft_over_an_agreement_needs_a_newer_letter(home: Path, words: tuple[str, ...]) -> None:
    call(home, "agree", "draft", SEMESTER, *SAID)
    before = letter_of(home).read_bytes()
    assert call(home, "agree", "draft", SEMESTER, *words)[0] == 2
    assert letter_of(home).read_bytes() == before


def test_an_amended_agreement_keeps_what_it_does_not_change_and_the_old_one_aside(home: Path) -> None:
    call(home, "agree", "draft", SEMESTER, *SAID)
    content = yaml.safe_load(letter_of(home).read_text("utf-8"))
    write_text(yaml.safe_dump(content | {"target": {"KKS": {"max_percentile": 25}}}), letter_of(home))
    assert call(home, "agree", "draft", SEMESTER, "--letter", "051", "--date", "2017-03-01")[0] == 0
    now = read_agreement(letter_of(home))
    assert (now.letter_no, now.agreed_by, now.target["KKS"].max_percentile) == ("051", "TKPK", 25)
    (aside,) = (home / "agreements").iterdir()
    assert read_agreement(aside).letter_no == "050"


def test_an_agreement_is_ended_by_a_newer_letter(home: Path) -> None:
    call(home, "agree", "draft", SEMESTER, *SAID)
    ending = ("agree", "end", SEMESTER, "--on", "2017-05-01", "--letter")
    assert call(home, *ending, "049", "--date", "2017-01-01")[0] == 2
    assert call(home, *ending, "051", "--date", "2017-03-01")[0] == 0
    ended = read_agreement(letter_of(home))
    assert (str(ended.valid_until), ended.letter_no, ended.newest_letter.letter_no) == ("2017-05-01", "050", "051")


@pytest.fixture
def booked(tmp_path: Path) -> Ledger:
    """A ledger with two files of one name, and one that could not be read."""
    store = Store(tmp_path)
    ledger = Ledger(store.ledger_url)
    for number, agency in enumerate(("dinsos", "dinkes")):
        one = submission(submission_id=f"s{number}", agency_id=agency, table_id="kks", file_name="data.xlsx")
        write_text("rows", one.parquet(store))
        one.save(store)
        ledger.record(one, 1)
    broken = submission(submission_id="s9", table_id="kks", file_name="rusak.xlsx", rows_accepted=0)
    broken.save(store)
    ledger.record(broken, 1)
    return ledger


WHO = ("--by", "Ibu Kepala", "--reason", "sudah diperiksa, lihat 7772010107750009")


def test_a_decision_is_kept_with_name_and_reason_and_no_number(booked: Ledger, tmp_path: Path) -> None:
    assert call(tmp_path, "admit", "dinsos/data.xlsx", *WHO)[0] == 0
    assert call(tmp_path, "hold", "s0", *WHO)[0] == 0
    (kept,) = booked.decisions().values()
    assert (kept.submission_id, kept.decision, kept.decided_by) == ("s0", "hold", "Ibu Kepala")
    assert "7772010107750009" not in kept.reason


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("admit", "data.xlsx", *WHO), "lebih dari satu"),
        (("admit", "tidak ada.xlsx", *WHO), "tidak ada berkas itu"),
        (("admit", "rusak.xlsx", *WHO), "tidak ada baris"),
        (("hold", "s0", "--by", " ", "--reason", "x"), "tanpa nama"),
    ],
)
def test_what_cannot_be_decided_is_refused(booked: Ledger, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    code, screen = call(tmp_path, *words)
    assert code == 2
    assert told in screen
    assert booked.decisions() == {}
