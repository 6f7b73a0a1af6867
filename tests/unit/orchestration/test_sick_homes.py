"""Every store of a home, damaged in four ways: made anew as it was before, or one message that says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from ingest.acceptance.accept import accept
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import CatalogueError
from ingest.declarations.rulings import Ruling, keep_rulings
from ingest.forgotten import add as add_forgotten
from ingest.inbox.receive import receive
from ingest.ledger import Ledger
from ingest.ledger_upgrade import LedgerError
from ingest.scraps import scrap_prefix
from ingest.store import Store, write_json
from ingest.whole import twin_of, write_twice
from linkage.decisions.kept import Decision, keep, load, path_of
from orchestration import stages
from orchestration.cli.app import app
from orchestration.cli.review import keep_decisions
from orchestration.health.ailments import HomeError
from orchestration.health.kept_by_people import changing
from orchestration.health.made_ready import make_ready
from orchestration.installation import Installation
from orchestration.run_book import open_run_book
from orchestration.settings import Settings
from tests.support.damage import WAYS, flip, halve
from tests.support.sheets import write_xlsx
from tests.unit.ingest.test_intake import Verdict, kks_row, kks_sheet

pytestmark = pytest.mark.slow

FIRST, SECOND = "2017-S1", "2017-S2"
RULING = Ruling("heading", "disdik", "pip", "", "KOLOM LAIN", "aside", "Ani", "2017-07-01T00:00:00Z", "rapat")
TITLES = {FIRST: "SEMESTER I TAHUN 2017", SECOND: "SEMESTER II TAHUN 2017"}


def opened(home: Path) -> Installation:
    return Installation.open(Settings.from_environment(home, {}))


def run(site: Installation, semester: str) -> None:
    """A run as far as the linkage: what is published is another test's."""
    make_ready(site, semester)
    submissions = conform_agency(site.store, site.ledger, site.catalogue, semester, "dinsos")
    verdicts = [Verdict(each.submission_id) for each in submissions]
    report = accept(site.store, site.ledger, site.catalogue, semester, submissions, verdicts)
    site.ledger.book_standing(semester, {each.submission_id for each in report.submissions})
    stages.link(site, semester)
    site.ledger.keep_twin()


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = opened(tmp_path_factory.mktemp("healthy") / "home")
    for semester, title in TITLES.items():
        people = [kks_row(n, f"Andi Baso {chr(65 + n)}", f"7772010107{n:06}") for n in range(1, 11)]
        folder = site.store.inbox_of(semester, "dinsos")
        folder.mkdir(parents=True)
        write_xlsx(folder / "kks.xlsx", {"Lumpue": kks_sheet(people[: 10 - (semester == SECOND)], title=title)})
        run(site, semester)
    with changing(site.store, site.ledger):
        keep(site.store.linkage, [Decision(1, 2, "same", "Ani", "2017-07-01T00:00:00Z", "KTP-el")])
        add_forgotten(site.store, [("nik", "7772010107999999")])
        keep_rulings(site.store.rulings, [RULING])
    with open_run_book(site.settings.home):
        pass
    site.ledger.close()
    return site.settings.home


@pytest.fixture
def home(healthy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(healthy, tmp_path / "home", symlinks=True))


def rows_of(store: Store) -> list[tuple[object, ...]]:
    """What the release would be made of: rows with their persons, and the decisions."""
    query = """
        SELECT semester, record_id, nik, full_name, person_id, family_id
        FROM read_parquet('{a}/enrolment_records/semester=20*/part.parquet') AS accepted
        JOIN read_parquet('{l}/person_links.parquet') AS links USING (record_id, semester) ORDER BY ALL
    """
    found = duckdb.sql(query.format(a=store.accepted, l=store.linkage)).fetchall()
    return [*found, *((each.pair,) for each in load(store.linkage))]


@dataclass(frozen=True)
class Sick:
    """A store to be damaged: which files, and the code that tells of it."""

    files: str
    code: str


MENDED = {
    "rows": Sick("conformed/dinsos__kks/semester=2017-S1/*.parquet", "RUM-010"),
    "issues": Sick("conformed/dinsos__kks/semester=2017-S2/issues/*.parquet", "RUM-010"),
    "report": Sick("conformed/dinsos__kks/semester=2017-S1/*.json", "RUM-010"),
    "accepted": Sick("accepted/enrolment_records/semester=2017-S1/part.parquet", "RUM-012"),
    "state": Sick("linkage/ledger/2017-S1.parquet", "RUM-013"),
    "decisions": Sick("linkage/decisions.parquet", "RUM-023"),
    "forgotten": Sick("forgotten.parquet", "RUM-027"),
    "landing": Sick("landing/*", "RUM-020"),
    "ledger": Sick("ledger.sqlite", "RUM-005"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", MENDED)
def test_what_can_be_made_anew_is_as_it_was(home: Path, name: str, way: str) -> None:
    files = sorted(home.glob(MENDED[name].files))
    before, book = [path.read_bytes() for path in files], opened(home).ledger.submissions()
    assert files
    for path in files:
        WAYS[way](path)
    site = opened(home)
    make_ready(site, SECOND)
    for semester in TITLES:
        receive(site.store, semester, "dinsos")  # mends what is landed
    if name != "ledger":
        assert [path.read_bytes() for path in files] == before
    assert site.ledger.submissions() == book


@pytest.mark.parametrize("name", MENDED)
def test_the_doctor_tells_each_sick_home(home: Path, name: str) -> None:
    for path in home.glob(MENDED[name].files):
        flip(path)
    told = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (told.exit_code, f"{MENDED[name].code} " in told.output) == (3, True), told.output


def test_a_home_without_all_that_was_read_reads_it_again(home: Path) -> None:
    before = rows_of(Store(home))
    for folder in ("conformed", "accepted"):
        shutil.rmtree(home / folder)
    heard: list[str] = []
    site = opened(home)
    make_ready(site, SECOND, heard.append)
    assert [line[:7] for line in heard] == ["RUM-010", "RUM-012"]
    run(site, SECOND)
    assert rows_of(Store(home)) == before


def test_states_lost_with_their_twins_are_linked_again_with_the_same_ids(home: Path) -> None:
    before = rows_of(Store(home))
    shutil.rmtree(home / "linkage" / "ledger" / ".salinan")
    halve(home / "linkage" / "ledger" / "2017-S1.parquet")
    heard: list[str] = []
    make_ready(opened(home), SECOND, heard.append)
    assert [line[:7] for line in heard] == ["RUM-014"]
    run(opened(home), SECOND)
    assert rows_of(Store(home)) == before


def test_rows_that_stand_and_whose_file_is_gone_everywhere_stop_the_run(home: Path) -> None:
    for folder in ("conformed", "landing", "inbox/2017-S1"):
        shutil.rmtree(home / folder)
    with pytest.raises(HomeError, match=r"RUM-011 2017-S1/dinsos/kks.xlsx: .*kotak masuk"):
        make_ready(opened(home), SECOND)


@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_without_a_twin_is_not_begun_anew(home: Path, way: str) -> None:
    shutil.rmtree(home / ".salinan")
    WAYS[way](home / "ledger.sqlite")
    with pytest.raises(LedgerError, match=r"RUM-004 .*sinergi restore"):
        Ledger(Store(home).ledger_url)
    told = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (told.exit_code, "RUM-004 " in told.output) == (4, True)


DECIDED = {
    "decisions": ("linkage/decisions.parquet", "RUM-015"), "forgotten": ("forgotten.parquet", "RUM-028"),
    "answers": ("rulings.parquet", "RUM-006"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DECIDED)
def test_what_people_decided_lost_with_its_twin_stops_all_until_it_is_given_up(home: Path, name: str, way: str) -> None:
    path, code = home / DECIDED[name][0], DECIDED[name][1]
    ask = ["give-up", name, "--yes", "--home", str(home)]
    assert CliRunner().invoke(app, ask).exit_code == 2, "nothing is lost yet"
    twin_of(path).unlink()
    WAYS[way](path)
    with pytest.raises((HomeError, CatalogueError), match=rf"{code} .*sinergi give-up {name}"):
        make_ready(opened(home), SECOND)
    told = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (told.exit_code, f"{code} " in told.output) == (4, True), told.output
    assert CliRunner().invoke(app, ask).exit_code == 0
    make_ready(opened(home), SECOND)
    assert not path.exists()


def test_nothing_is_decided_on_top_of_a_loss(home: Path) -> None:
    path, site = home / "linkage" / "decisions.parquet", opened(home)
    path.unlink()
    twin_of(path).unlink()
    with pytest.raises(HomeError, match="RUM-015"):
        keep_decisions(site, [Decision(3, 4, "same", "Ani", "2017-07-02T00:00:00Z", "KTP-el")])
    assert not path.exists()


def test_an_older_copy_in_the_place_of_decisions_gives_way_to_the_twin(home: Path) -> None:
    path, site = home / "linkage" / "decisions.parquet", opened(home)
    older = path.read_bytes()
    keep_decisions(site, [Decision(3, 4, "same", "Ani", "2017-07-02T00:00:00Z", "KTP-el")])
    path.write_bytes(older)
    heard: list[str] = []
    make_ready(opened(home), SECOND, heard.append)
    assert [line[:7] for line in heard] == ["RUM-023"]
    assert len(load(home / "linkage")) == 2
    for each in (path, twin_of(path)):
        each.write_bytes(older)
    with pytest.raises(HomeError, match="RUM-015"):
        make_ready(opened(home), SECOND)


def test_a_twin_that_a_stopped_write_left_behind_is_renewed(home: Path) -> None:
    path, site = home / "linkage" / "decisions.parquet", opened(home)
    older = path.read_bytes()
    keep_decisions(site, [Decision(3, 4, "same", "Ani", "2017-07-02T00:00:00Z", "KTP-el")])
    twin_of(path).write_bytes(older)
    make_ready(opened(home), SECOND)
    assert twin_of(path).read_bytes() == path.read_bytes()


def test_decisions_gone_with_somebody_forgotten_are_no_loss_wherever_that_was_stopped(home: Path) -> None:
    site = opened(home)
    path = path_of(site.store.linkage)
    stopped = changing(site.store, site.ledger, to_less=True)
    stopped.__enter__()  # and never left
    write_twice(pq.read_table(path).slice(0, 0), path)
    make_ready(opened(home), SECOND)
    assert load(home / "linkage") == []


def test_a_key_that_is_lost_or_another_stops_the_run(home: Path) -> None:
    site, path = opened(home), home / "identity.key"
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(HomeError, match=r"RUM-007 .*sinergi key import"):
        make_ready(site, SECOND)
    path.write_bytes(bytes(32))
    with pytest.raises(HomeError, match="RUM-008"):
        site.settings.identity_key()
    path.write_bytes(kept)
    assert site.settings.identity_key() == kept


@pytest.mark.parametrize("way", ["damaged", "half"])
def test_dagsters_book_is_begun_anew(home: Path, way: str) -> None:
    path = home / "dagster" / "history" / "runs.db"
    path.write_bytes(b"\0" * 100 if way == "half" else b"no database" * 100)
    (home / "dagster" / "dagster.yaml").write_bytes(b"")
    told = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (told.exit_code, "RUM-016 " in told.output) == (3, True)
    with open_run_book(home) as book:
        assert book.get_runs() == []
    assert (home / "dagster" / "history.rusak-1" / "runs.db").exists()


def test_a_healthy_home_is_said_to_be_and_left_alone(home: Path) -> None:
    make_ready(opened(home), SECOND)
    before = {path: path.stat().st_mtime_ns for path in sorted(home.rglob("*")) if path.is_file()}
    told = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (told.exit_code, "Sehat" in told.output) == (0, True), told.output
    heard: list[str] = []
    make_ready(opened(home), SECOND, heard.append)
    assert heard == []
    after = {path: path.stat().st_mtime_ns for path in sorted(home.rglob("*")) if path.is_file()}
    assert after == before


def test_a_report_with_one_letter_changed_is_noticed(home: Path) -> None:
    report = next((home / "conformed" / "dinsos__kks").glob("semester=2017-S1/*.json"))
    report.write_text(report.read_text(encoding="utf-8").replace('"rows_accepted": 10', '"rows_accepted": 90'), "utf-8")
    heard: list[str] = []
    make_ready(opened(home), SECOND, heard.append)
    assert [line[:7] for line in heard] == ["RUM-010"]


def test_a_prepared_project_that_was_changed_by_hand_is_prepared_again(home: Path) -> None:
    from orchestration.dbt.prepared import has_damaged_manifest, is_prepared

    settings = Settings.from_environment(home, {})
    write_json({}, home / "dbt" / "manifest.json")
    (home / "dbt" / "prepared.txt").write_text("x y")
    assert has_damaged_manifest(settings)
    assert not is_prepared(settings)


def test_what_a_dead_process_was_writing_is_cleared_away(home: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    number, below = int(dead.stdout), home / "accepted" / "enrolment_records"
    living = below / f"{scrap_prefix('part.parquet').replace(f'.{os.getpid()}-', f'.{os.getppid()}-')}abc.part"
    # of another machine, whose process of that number may well be alive
    elsewhere = [below / f".part.parquet.{'0' * 8}.{number}-{name}.part" for name in ("today", "yesterday")]
    theirs = home / "inbox" / FIRST / "dinsos" / "kks.xlsx.part"  # a browser's
    here = scrap_prefix().replace(f".{os.getpid()}-", f".{number}-")
    gone = [below / f".part.parquet{here[1:]}abc.part", home / "landing" / f"..{number}-x_y.part"]  # now, and once
    for path in (living, theirs, *gone, *elsewhere):
        path.write_bytes(b"7772010107000001")
    os.utime(elsewhere[1], (0, 0))
    folder = home / "packs" / f"..{number}-abc.part"
    (folder / "sheets").mkdir(parents=True)
    make_ready(opened(home), SECOND)
    left = [path for path in (*gone, folder, *elsewhere, living, theirs) if path.exists()]
    assert left == [elsewhere[0], living, theirs]
