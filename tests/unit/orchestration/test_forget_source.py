"""`sinergi forget --source`: a source whose time is over, gone from every store; what other lists say stays."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from ingest.acceptance.accept import accept
from ingest.acceptance.agreed import booked
from ingest.acceptance.agreement import AGREEMENT
from ingest.acceptance.intake import conform_agency
from ingest.ledger import Ledger
from ingest.store import Store
from orchestration import stages
from orchestration.access_log import access_log
from orchestration.cli import run as whole_run
from orchestration.cli.app import app
from orchestration.health.forgetting_source import agreements_of, find_source, take_out_source
from orchestration.health.left_behind import left_behind
from orchestration.health.made_ready import make_ready
from orchestration.inbox import agreed_now
from orchestration.installation import Installation
from simulation import simulate
from tests.unit.ingest.test_intake import Verdict
from tests.unit.orchestration.test_sick_homes import opened

pytestmark = pytest.mark.slow

SEMESTER = "2017-S1"
OTHERS = "select semester, record_id, full_name from read_parquet('{}/*/part.parquet') order by all"
LINKED = """
select record_id, person_id from read_parquet('{home}/linkage/person_links.parquet')
where record_id in (select record_id from read_parquet('{home}/accepted/enrolment_records/*/part.parquet')) order by all
"""


def run(site: Installation) -> None:
    """A run of the semester as far as the linkage."""
    make_ready(site, SEMESTER)
    submissions = [
        submission
        for agency_id in site.catalogue.agencies
        if site.store.inbox_of(SEMESTER, agency_id).is_dir()
        for submission in conform_agency(site.store, site.ledger, site.catalogue, SEMESTER, agency_id)
    ]
    verdicts = [Verdict(each.submission_id) for each in submissions if each.table_id]
    report = accept(site.store, site.ledger, site.catalogue, SEMESTER, submissions, verdicts)
    site.ledger.book_standing(SEMESTER, {each.submission_id for each in report.submissions})
    stages.link(site, SEMESTER)
    site.ledger.keep_twin()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("source") / "home"
    simulate(home, 200, (SEMESTER,), seed=7)
    site = opened(home)
    run(site)
    site.ledger.close()
    return home


@pytest.fixture
def home(read: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read, tmp_path / "home", symlinks=True))


@pytest.fixture(autouse=True)
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The semesters that the command runs again, as far as the linkage."""
    done: list[str] = []

    def run_one(home: Path, semester: str, **_: bool) -> int:
        run(opened(home))
        done.append(semester)
        return 0

    monkeypatch.setattr(whole_run, "run_one", run_one)
    return done


def forget(home: Path, semester: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["forget", "--source", semester, "--yes", "--home", str(home)])
    return told.exit_code, told.output


def test_nothing_of_the_source_is_left_and_the_other_lists_are_as_they_were(home: Path, runs: list[str]) -> None:
    site = opened(home)
    source = find_source(site, agreements_of(site)[SEMESTER])
    (file,) = source.files
    people = duckdb.sql(LINKED.format(home=home)).fetchall()
    rows = duckdb.sql(OTHERS.format(home / "accepted" / "enrolment_records")).fetchall()
    assert len(source.words) > 20
    assert {path.parts[len(home.parts)] for path in left_behind(home, source.words)} >= {"landing", "inbox", "linkage"}
    code, said = forget(home, SEMESTER)
    assert (code, runs) == (0, [SEMESTER]), said
    assert left_behind(home, source.words | source.only_here) == []
    assert not Store(home).landed(file.file_sha256).exists()
    assert [row for row in opened(home).ledger.submissions() if row.submission_id == file.submission_id] == []
    assert duckdb.sql(OTHERS.format(home / "accepted" / "enrolment_records")).fetchall() == rows
    assert duckdb.sql(LINKED.format(home=home)).fetchall() == people
    assert '"command": "forget", "about": "sumber 2017-S1"' in access_log(home).read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["doctor", "--home", str(home)]).exit_code == 0


def test_its_agreements_are_kept_aside_and_their_absence_stops_nothing(home: Path) -> None:
    site, later = opened(home), home / "inbox" / "2017-S2" / AGREEMENT
    first = later.parents[1] / SEMESTER / AGREEMENT
    later.parent.mkdir()
    text = first.read_text(encoding="utf-8").replace(f"semester: {SEMESTER}", "semester: 2017-S2")
    later.write_text(text.replace("050/101/", "050/102/"), encoding="utf-8")
    for agreement in agreements_of(site).values():
        site.ledger.book_agreement(booked(agreement))
    assert forget(home, SEMESTER)[0] == 0
    assert agreements_of(site) == {}
    assert sorted(path.name[:7] for path in (home / "agreements").iterdir()) == [SEMESTER, "2017-S2"]
    assert [agreed_now(site, each, date(2018, 1, 1)).faults() for each in (SEMESTER, "2017-S2")] == [[], []]
    assert forget(home, SEMESTER)[0] == 2


def test_stopped_half_way_the_command_finds_it_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "forget_submissions", stopped)
        site = opened(home)
        source = find_source(site, agreements_of(site)[SEMESTER])
        with pytest.raises(KeyboardInterrupt):
            take_out_source(site, source)
    code, said = forget(home, SEMESTER)
    assert (code, left_behind(home, source.words)) == (0, []), said
    assert [row.submission_id for row in opened(home).ledger.submissions() if row in source.files] == []


@pytest.mark.parametrize("until", ["2037-12-31", ""])
def test_a_source_that_may_still_be_used_is_not_forgotten(home: Path, until: str) -> None:
    path = home / "inbox" / SEMESTER / "agreed_source.yml"
    text = path.read_text(encoding="utf-8").replace("2018-12-31", until).replace("2037-12-31", until)
    path.write_text(text, encoding="utf-8")
    before = {each: each.stat().st_mtime_ns for each in home.rglob("*") if each.is_file()}
    code, said = forget(home, SEMESTER)
    assert (code, "masih boleh dipakai menurut perjanjian 2017-S1" in said) == (2, True), said
    assert {each: each.stat().st_mtime_ns for each in home.rglob("*") if each.is_file()} == before
