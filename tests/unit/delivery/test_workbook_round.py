"""Which files of a semester get a workbook, and which of them are made anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from delivery import SentBack, back_path, sent_back, write_back_all
from delivery.workbook import rounds
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import write_csv, write_xlsx

pytestmark = pytest.mark.slow

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "ALAMAT", "RT"]
GOOD = [1, "Hj. Sitti Aminah", "7772014107800001", "Jl. Melati", "1"]
NO_NIK, NOBODY = [2, "La Tang", None, "Jl. Melati", "1"], [3, None, None, "Jl. Melati", "1"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    inbox = store.inbox_of(SEMESTER, "dinsos")
    write_xlsx(inbox / "kks.xlsx", {"Lumpue": [HEADER, GOOD, NO_NIK, NOBODY]})
    write_csv(inbox / "pkh.csv", [HEADER, GOOD])
    return store


def take_in(store: Store) -> list[Submission]:
    return conform_agency(store, Ledger(store.ledger_url), load_catalogue(), SEMESTER, "dinsos")


def write_all(store: Store) -> dict[str, SentBack]:
    taken = take_in(store)
    return {one.path: one for one in write_back_all(store, load_catalogue(), SEMESTER, taken)}


KKS, PKH = "dinsos/kks_perbaikan.xlsx", "dinsos/pkh_csv_perbaikan.xlsx"


def test_each_standing_file_gets_one_workbook_with_its_counts(store: Store) -> None:
    shutil.copy(store.inbox_of(SEMESTER, "dinsos") / "pkh.csv", store.inbox_of(SEMESTER, "dinsos") / "pkh (1).csv")
    done = write_all(store)
    assert {path: (one.to_fix, one.rejected, one.problem) for path, one in done.items()} == {
        KKS: (2, 1, ""), "dinsos/pkh (1)_csv_perbaikan.xlsx": (0, 0, ""),
    }  # fmt: skip
    assert all((store.packs / SEMESTER / path).exists() for path in done)
    assert sent_back(store, SEMESTER) == list(done.values())


def test_a_workbook_that_would_say_the_same_is_not_made_again(store: Store) -> None:
    first = write_all(store)
    paths = [store.packs / SEMESTER / path for path in first]
    for path in paths:
        os.utime(path, (1, 1))
    write_csv(store.inbox_of(SEMESTER, "dinsos") / "pkh.csv", [HEADER, GOOD, NO_NIK])
    second = write_all(store)
    assert {path.name: path.stat().st_mtime == 1 for path in paths} == {
        "kks_perbaikan.xlsx": True, "pkh_csv_perbaikan.xlsx": False,
    }  # fmt: skip
    assert (second[KKS], second[PKH].to_fix) == (first[KKS], 1)


def test_the_workbook_of_a_file_that_is_gone_is_taken_away_and_no_other_file(store: Store) -> None:
    write_all(store)
    mine = store.packs / SEMESTER / "dinsos" / "catatan_perbaikan.xlsx"
    mine.write_text("of the operator")
    (store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx").unlink()
    assert set(write_all(store)) == {PKH}
    assert sorted(path.name for path in mine.parent.iterdir()) == [mine.name, "pkh_csv_perbaikan.xlsx"]


def test_one_that_cannot_be_made_is_told_without_values_and_the_others_are_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rounds.write_back

    def fail(store: Store, catalogue: object, one: Submission) -> object:
        if one.table_id == "kks":
            raise ValueError("7772014107800001")
        return real(store, catalogue, one)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "write_back", fail)
    done = write_all(store)
    assert done[PKH].problem == ""
    assert done[KKS].problem.startswith("ValueError, test_workbook_round.py baris ")
    assert "777" not in done[KKS].problem
    monkeypatch.undo()
    assert write_all(store)[KKS].problem == "", "it is tried again"


def test_a_file_that_the_reader_refused_is_not_opened_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx"
    path.write_bytes(path.read_bytes()[:500])
    taken = take_in(store)
    monkeypatch.setattr("delivery.workbook.build.open_workbook", lambda path: pytest.fail("opened again"))
    (broken,) = [one for one in taken if one.table_id == "kks"]
    (done,) = write_back_all(store, load_catalogue(), SEMESTER, [broken])
    assert (done.problem, back_path(store, broken).exists()) == ("", True)
