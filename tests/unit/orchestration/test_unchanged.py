"""Nothing changed, nothing done: each thing that a run depends on, changed, makes it run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery.release.free_text import keep_passed
from ingest.ledger import DecisionRow
from ingest.store import Store, write_json, write_text
from linkage.decisions.kept import Decision, keep
from orchestration import unchanged
from orchestration.cli import run as run_command
from orchestration.cli.app import app
from orchestration.health.identity_key import key_path
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.unchanged import Stands, ingredients, note_run, what_stands

SEMESTER, RELEASE = "2017-S1", "2017-S1-20170701T000000-aaaaaaaa"
AGREEMENT = """
semester: 2017-S1
snapshot: BDT-2015
agreed_by: Rapat koordinasi
letter_no: 050/1
letter_date: 2017-06-21
"""


def opened(home: Path, **said: str) -> Installation:
    """As the command opens it, in the environment of the tests, unless something else is said."""
    return Installation.open(Settings.from_environment(home, said or None))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose last run published, and a small tree in place of the program."""
    monkeypatch.setattr(unchanged, "CODE", tmp_path / "code")
    write_text("x = 1", tmp_path / "code" / "ingest" / "one.py")
    home = tmp_path / "home"
    site = opened(home)
    site.settings.identity_key()
    for name in ("inbox/2017-S1/dinsos/kks.xlsx", "accepted/x/part.parquet", "packs/2017-S1/one.xlsx"):
        write_text(name, home / name)
    write_text(AGREEMENT, home / "inbox" / SEMESTER / "agreed_source.yml")
    release = home / "published" / RELEASE
    manifest = {
        "release": RELEASE,
        "semester": SEMESTER,
        "created_at": "",
        "content_hash": "",
        "tables": {},
        "files": {},
    }
    write_json(manifest, release / "manifest.json")
    (home / "published" / "current").symlink_to(RELEASE)
    note_run(site, SEMESTER, ingredients(site, SEMESTER), 3)
    return home


def test_what_did_not_change_stands_as_it_ended(home: Path) -> None:
    assert what_stands(opened(home), SEMESTER) == Stands(RELEASE, 3)
    write_text("people put files beside ours", home / "packs" / SEMESTER / "notes.txt")
    assert what_stands(opened(home), SEMESTER) == Stands(RELEASE, 3)
    assert what_stands(opened(home), "2017-S2") is None, "another semester was not run"


def decide(home: Path) -> None:
    opened(home).ledger.decide(DecisionRow("2017-S1-a", "hold", "Ani", "salah", "2017-07-01T00:00:00Z"))


def touch(path: Path) -> None:
    path.write_text(path.read_text("utf-8"), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a new file": lambda home: write_text("x", home / "inbox" / SEMESTER / "dinsos" / "new.xlsx"),
    "a file written again": lambda home: touch(home / "inbox" / SEMESTER / "dinsos" / "kks.xlsx"),
    "a file taken away": lambda home: (home / "inbox" / SEMESTER / "dinsos" / "kks.xlsx").unlink(),
    "the agreement": lambda home: write_text(AGREEMENT.replace("050/1", "050/2"),
                                             home / "inbox" / SEMESTER / "agreed_source.yml"),
    "the city's declarations": lambda home: write_text("# x", home / "agencies" / "notes" / "x.yml"),
    "the program": lambda home: write_text("x = 2", home.parent / "code" / "ingest" / "one.py"),
    "the key": lambda home: key_path(home).write_bytes(bytes(32)),
    "a decision about a pair": lambda home: keep(home / "linkage", [Decision(1, 2, "same", "Ani", "", "")]),
    "a decision about a file": decide,
    "a text let pass": lambda home: keep_passed(Store(home), {"T-0000000000": {"passed": True}}),
    "an accepted part": lambda home: touch(home / "accepted" / "x" / "part.parquet"),
    "a workbook taken away": lambda home: (home / "packs" / SEMESTER / "one.xlsx").unlink(),
    "the release": lambda home: (home / "published" / "current").unlink(),
    "the record": lambda home: write_text("{}", home / "last_run.json"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_run(home: Path, change: str) -> None:
    CHANGES[change](home)
    assert what_stands(opened(home), SEMESTER) is None


def test_another_engine_or_setting_is_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert what_stands(opened(home, SINERGI_READ_SECONDS="7"), SEMESTER) is None
    monkeypatch.setattr(unchanged, "version", lambda name: "9" if name == "duckdb" else "1")
    assert what_stands(opened(home), SEMESTER) is None


def test_an_agreement_that_ran_out_meanwhile_is_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended:
        def faults(self) -> list[object]:
            return []

        notes = faults

    assert what_stands(opened(home), SEMESTER) is not None
    monkeypatch.setattr(unchanged, "agreed_now", lambda *_: Ended())
    assert what_stands(opened(home), SEMESTER) is None


def test_the_command_says_which_release_stands_without_dagster(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run_and_show(*_: object, **__: object) -> tuple[int, bool]:
        asked.append("run")
        return 0, True

    monkeypatch.setattr(run_command, "_run_and_show", run_and_show)
    imported = {name for name in ("dagster", "dbt", "splink", "great_expectations") if name in sys.modules}
    done = CliRunner().invoke(app, ["run", SEMESTER, "--home", str(home)])
    assert (done.exit_code, RELEASE in done.output, asked) == (3, True, [])
    assert imported == {name for name in ("dagster", "dbt", "splink", "great_expectations") if name in sys.modules}
    again = CliRunner().invoke(app, ["run", SEMESTER, "--home", str(home), "--again"])
    assert (again.exit_code, asked) == (0, ["run"])
