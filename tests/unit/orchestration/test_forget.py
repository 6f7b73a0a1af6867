"""`sinergi forget`: a person gone from every store of a home, the others as they were, and the search that proves."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from ingest.formats.kept_cells import as_bytes
from ingest.ledger.rows import ProposalRow
from ingest.store import Store, write_parquet
from ingest.workbook import Sheet
from linkage.decisions.kept import Decision, keep, load
from orchestration.access_log import access_log
from orchestration.cli import run as whole_run
from orchestration.cli.app import app
from orchestration.health.ailments import HomeError
from orchestration.health.forgetting import find, take_out
from orchestration.health.left_behind import left_behind
from tests.support.sheets import write_xlsx
from tests.unit.orchestration.test_sick_homes import TITLES, healthy, home, opened, rows_of, run

__all__ = ["healthy", "home"]  # fixtures
pytestmark = pytest.mark.slow

NIK, NAME = "7772010107000003", "Andi Baso D"


@pytest.fixture
def person_id(home: Path) -> str:
    (found,) = find(Store(home), nik=NIK).ids
    return found


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The semesters that the command runs again, as far as the linkage."""
    done: list[str] = []

    def run_one(home: Path, semester: str, **_: bool) -> int:
        run(opened(home), semester)
        done.append(semester)
        return 0

    monkeypatch.setattr(whole_run, "run_one", run_one)
    return done


def forget(home: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    told = CliRunner().invoke(app, ["forget", *arguments, "--home", str(home)], input=typed)
    return told.exit_code, told.output


def test_nothing_of_the_person_is_left_and_the_others_are_as_they_were(
    home: Path, person_id: str, runs: list[str]
) -> None:
    before = rows_of(Store(home))
    own = [row for row in before if len(row) > 1 and row[2] == NIK]
    print_of = pq.read_table(home / "linkage" / "ledger" / "2017-S2.parquet").to_pylist()
    mine = next(row["member"] for row in print_of if row["part"] == "row" and f"P{row['id']:016x}" == person_id)
    keep(home / "linkage", [Decision(*sorted((1, mine)), "same", "Ani", "2017-07-01T00:00:00Z", "KTP-el")])
    write_xlsx(home / "packs" / "2017-S1" / "tinjauan-orang.xlsx", {"A": [[NAME]]})
    (home / "linkage" / "persons.parquet.rusak-1").write_bytes(person_id.encode())
    book = opened(home).ledger
    book.book_proposals(
        [
            ProposalRow(name, "number", about, "2017-S1", "bdt", "-")
            for name, about in (("mine", person_id), ("theirs", "P1"))
        ]
    )
    write_parquet(pa.table({"person_id": [person_id]}), home / "linkage" / "across" / "tokens.parquet")
    code, said = forget(home, "--nik", "--yes", typed=f"{NIK}\n")
    assert (code, runs) == (0, list(TITLES)), said
    assert left_behind(home, [NIK, NAME, person_id]) == []
    assert NIK not in said
    assert "2017-S1/dinsos/kks: 1 baris" in said
    assert rows_of(Store(home)) == [row for row in before if row not in own]
    assert [each.pair for each in load(home / "linkage")] == [(1, 2)]
    assert list(opened(home).ledger.proposals()) == ["theirs"]
    assert '"command": "forget", "about": "satu orang", "rows": 2' in access_log(home).read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["doctor", "--home", str(home)]).exit_code == 0


def test_what_people_filled_in_is_told_and_left(home: Path, person_id: str, runs: list[str]) -> None:
    minutes = write_xlsx(home / "packs" / "2017-S1" / "rakor" / "notulen.xlsx", {"A": [[f"Aduan {NAME}"]]})
    code, said = forget(home, person_id, "--yes")
    assert (code, len(runs)) == (4, 2)
    assert "masih ada di packs/2017-S1/rakor/notulen.xlsx" in said
    assert left_behind(home, [NIK, NAME, person_id]) == [minutes]


def test_stopped_after_the_list_was_written_the_next_run_leaves_the_person_out(
    home: Path, person_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.health.forgetting.forget_persons", stopped)
    site = opened(home)
    with pytest.raises(KeyboardInterrupt):
        take_out(site, find(site.store, person_id=person_id))
    for semester in TITLES:
        run(opened(home), semester)
    assert [row for row in rows_of(Store(home)) if NIK in row] == []


def test_a_file_that_is_gone_stops_it_before_anything_is_changed(home: Path, person_id: str) -> None:
    for folder in ("landing", "inbox"):
        for path in (home / folder).rglob("*"):
            if path.is_file():
                path.unlink()
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    site = opened(home)
    with pytest.raises(HomeError, match="RUM-021"):
        take_out(site, find(site.store, person_id=person_id))
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        ((), "", "sebutkan satu orang"),
        (("P0000000000000000", "--nik"), f"{NIK}\n", "sebutkan satu orang"),
        (("P123",), "", "16 angka heksadesimal"),
        (("P0000000000000000",), "", "tidak ada baris"),
        (("--nik",), "123\n", "NIK harus 16 angka"),
    ],
)
def test_what_is_asked_must_be_one_person(home: Path, arguments: tuple[str, ...], typed: str, said: str) -> None:
    code, output = forget(home, *arguments, typed=typed)
    assert (code, said in output) == (2, True), output


def test_it_asks_before_and_no_is_no(home: Path, person_id: str) -> None:
    code, _ = forget(home, person_id, typed="n\n")
    assert code == 1
    assert pq.read_table(home / "forgotten.parquet").num_rows == 1


WORD = "Kanariwati Burungnuri"


def in_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("create table t as select range as n, 'x' || range as text from range(9000)")
        database.execute("insert into t values (1, ?)", [WORD * 3])


def in_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("create table t (text)")
        database.execute("insert into t values (?)", ["x" * 9000 + WORD])


PLANTED: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text(f"..{WORD.upper()}.."),
    "utf-16": lambda path: path.write_text(WORD, encoding="utf-16-le"),
    "gzip": lambda path: path.write_bytes(gzip.compress(WORD.encode())),
    "parquet": lambda path: pq.write_table(pa.table({"a": ["x", WORD]}), path, compression="zstd"),
    "list in parquet": lambda path: pq.write_table(pa.table({"a": [[WORD]]}), path, compression="zstd"),
    "duckdb": in_duckdb,
    "sqlite": in_sqlite,
    "xlsx": lambda path: write_xlsx(path, {"A": [["x"], [WORD]]}),
    "kept cells": lambda path: path.write_bytes(
        as_bytes(("xls", ("A",), lambda: iter([Sheet("A", "visible", [[WORD]])]), (), False), "0" * 64, b"k")
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_the_search_finds_a_word_in_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "stores" / "file"
    path.parent.mkdir()
    PLANTED[kind](path)
    assert left_behind(tmp_path, [WORD]) == [path]
    assert left_behind(tmp_path, ["Kanariwati Burungnuri B"]) == []


def test_the_search_finds_a_word_in_a_name(tmp_path: Path) -> None:
    (tmp_path / f"PKH {WORD}.xlsx").write_bytes(b"")
    assert [path.name for path in left_behind(tmp_path, [WORD])] == [f"PKH {WORD}.xlsx"]
