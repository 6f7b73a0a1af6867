"""`sinergi review`, `decide`, `explain`, `why-not`: a pair asked about, decided in the workbook, and followed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from ingest.store import Store
from linkage import resolve
from linkage.decisions import kept
from orchestration.cli.app import app
from orchestration.settings import Settings
from tests.unit.delivery.test_review_workbook import answer, line, make_warehouse
from tests.unit.linkage import town
from tests.unit.linkage.town import card, nik, row

pytestmark = pytest.mark.slow

SEMESTER = "2017-S2"
BORN = date(1980, 8, 17)
NIKS = [nik(BORN, "L", number) for number in (1, 2, 3)]


def call(home: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)], env={"COLUMNS": "200"})


def persons(home: Path) -> int:
    return len({each["person_id"] for each in town.links(home / "linkage").values()})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three rows with one name and card under three NIKs, linked, and the list of their pairs."""
    rows = [row("RAHMAN", nik=each, family_card_no=card(1), birth_date=BORN, table_id=f"list{n}")
            for n, each in enumerate(NIKS)]  # fmt: skip
    town.accept(tmp_path / "accepted", SEMESTER, enrolment=rows)
    link(tmp_path)
    with duckdb.connect() as connection:
        pairs = connection.execute(
            "select pair_id, fingerprint_a, fingerprint_b from read_parquet($path) order by pair_id",
            {"path": str(tmp_path / "linkage" / "review_queue.parquet")},
        ).fetchall()
    names = ("pair_id", "fingerprint_a", "fingerprint_b")
    lines = [line(number, **dict(zip(names, pair, strict=True))) for number, pair in enumerate(pairs, 1)]
    assert len(lines) == 3
    make_warehouse(Store(tmp_path), lines)
    return tmp_path


def link(home: Path) -> None:
    resolve(home / "accepted", home / "linkage", SEMESTER, Settings(home=home).identity_key())


def fill(home: Path, *answers: tuple[int, str]) -> Path:
    """The workbook of the home with these pairs answered."""
    done = call(home, "review", SEMESTER)
    assert done.exit_code == 0, done.output
    assert "3 pasangan untuk diputuskan" in done.output
    path = home / "packs" / SEMESTER / "tinjauan-orang.xlsx"
    book = openpyxl.load_workbook(path)
    for pair, verdict in answers:
        answer(book, pair, verdict)
    book.save(path)
    return path


def test_a_decision_is_kept_told_and_followed_by_the_next_run(home: Path) -> None:
    assert persons(home) == 3
    done = call(home, "decide", str(fill(home, (1, "Sama"), (2, "Tidak tahu"))))
    assert done.exit_code == 0, done.output
    assert "2 keputusan disimpan: 1 sama, 0 bukan, 1 tidak tahu." in done.output
    assert "1 pasangan belum diisi, 0 tidak berubah." in done.output
    assert f"sinergi run {SEMESTER}" in done.output
    history = kept.load(home / "linkage")
    assert [(one.verdict, one.decided_by, one.reason) for one in history] == [
        ("same", "Besse", "KK"), ("cannot_say", "Besse", "KK"),
    ]  # fmt: skip
    link(home)
    assert persons(home) == 2


def test_a_later_workbook_replaces_and_overrules_and_says_so(home: Path) -> None:
    call(home, "decide", str(fill(home, (1, "Sama"), (2, "Sama"))))
    done = call(home, "decide", str(fill(home, (3, "Bukan"))))
    assert "0 mengganti keputusan lama tentang pasangan yang sama; 1 keputusan lama lain" in done.output
    done = call(home, "decide", str(fill(home, (3, "Sama"))))
    assert "1 mengganti keputusan lama tentang pasangan yang sama; 0 keputusan lama lain" in done.output
    link(home)
    assert persons(home) == 1


def test_answers_that_contradict_one_another_are_refused_whole(home: Path) -> None:
    done = call(home, "decide", str(fill(home, (1, "Sama"), (2, "Sama"), (3, "Bukan"))))
    assert done.exit_code == 3
    assert "[TIN-007] lembar Tinjauan, sel L3" in done.output
    assert "1 hal perlu diperbaiki; tidak ada keputusan yang disimpan." in done.output
    assert kept.load(home / "linkage") == []


def test_why_rows_are_one_person_is_shown_masked(home: Path) -> None:
    record_id = min(town.links(home / "linkage"))
    done = call(home, "explain", record_id)
    assert done.exit_code == 0, done.output
    assert "tidak tertaut" in done.output
    assert not [secret for secret in ("RAHMAN", *NIKS, card(1)) if secret in done.output]
    assert "RAHMAN" in call(home, "explain", record_id, "--show-names").output
    family = next(iter(town.links(home / "linkage").values()))["family_id"]
    shown = call(home, "explain", family).output
    assert "3 orang" in shown
    assert card(1) not in shown


def test_why_rows_are_two_persons_is_told_with_what_would_help(home: Path) -> None:
    one, other, _ = sorted(town.links(home / "linkage"))
    done = call(home, "why-not", one, other)
    assert done.exit_code == 0, done.output
    assert "Dilarang: kedua orang punya NIK sah yang berbeda" in done.output
    assert "NIK di baris A: lalu NIK sama, nama cocok" in done.output


def test_what_is_not_there_is_wrong_usage(home: Path, tmp_path: Path) -> None:
    for arguments, told in (
        (("explain", "Pffffffffffffffff"), "tidak ada orang, keluarga, atau baris"),
        (("why-not", "a", "b"), "baris tidak ditemukan: a"),
        (("decide", str(tmp_path / "none.xlsx")), "berkas tidak ada"),
    ):
        done = call(home, *arguments)
        assert done.exit_code == 2
        assert told in done.output
    done = call(tmp_path / "empty", "explain", "P1")
    assert (done.exit_code, "jalankan dahulu: sinergi run" in done.output) == (2, True)
