"""By command: the workbooks of a semester filled in by officers and sent in again, their issues closed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.answers.returned import KEY_HEADER
from ingest.ledger import Ledger
from ingest.store import Store
from tests.orchestration.conftest import FIRST, Done, run
from tests.support.officer import Line, code_of, fill, lines

# Of one office each: plain sheets per kelurahan, an old .xls, a text file.
SENT_BACK = {
    "dinsos": ("BNBA KKS Semester I 2017_perbaikan.xlsx", "BPNT_JUNI_2017_xls_perbaikan.xlsx"),
    "disdukcapil": ("hasil_padan_2017-S1_csv_perbaikan.xlsx",),
}


def workbooks(home: Path) -> dict[str, dict[str, Any]]:
    told = json.loads((home / "packs" / FIRST / "workbooks.json").read_text("utf-8"))
    return {one["path"]: one for one in told}


@pytest.fixture(scope="module")
def home(first: Done, kept_after_first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city as its first run left it, at another place."""
    assert first.code == 0, first.out
    home = tmp_path_factory.mktemp("round_trip") / "home"
    shutil.copytree(kept_after_first, home, symlinks=True)
    return home


@pytest.fixture(scope="module")
def before(home: Path) -> dict[str, dict[str, Any]]:
    """The workbooks that the first run left."""
    return workbooks(home)


@pytest.fixture(scope="module")
def officer(home: Path, before: object) -> dict[str, Counter[str]]:
    """Each workbook filled in and put in the inbox under its own name; what was answered, by workbook."""
    persons = pq.read_table(home / "truth" / "persons.parquet").to_pylist()
    people = {row["true_person_id"]: row for row in persons if row["semester"] == FIRST}
    truth = pq.read_table(home / "truth" / "rows.parquet").to_pylist()
    rows = [row for row in truth if row["semester"] == FIRST]
    who = {(row["table_id"], row["sheet"], row["row_number"]): people.get(row["true_person_id"]) for row in rows}
    store, said = Store(home), {}
    for agency, names in SENT_BACK.items():
        for name in names:
            table = workbooks(home)[f"{agency}/{name}"]["table_id"]
            answers: Counter[str] = Counter()

            def decide(line: Line, table: str = table, answers: Counter[str] = answers) -> tuple[str | None, object]:
                decision, value = _answer(line, who.get((table, line["Lembar"] or "", _row(line))))
                answers["right value" if value else decision or ""] += 1
                return decision, value

            fill(store.packs / FIRST / agency / name, store.inbox_of(FIRST, agency) / name, decide)
            said[f"{agency}/{name}"] = answers
    return said


def _row(line: Line) -> int:
    return int("".join(filter(str.isdigit, line["Sel"])))


def _answer(line: Line, person: dict[str, Any] | None) -> tuple[str | None, object]:
    """As one does who has the identity card at hand: away with a double row, the true number, else right as it is."""
    field = str(line[KEY_HEADER]).split("|")[1]
    if code_of(line) == "NIK-007":
        return "Hapus baris", None
    if code_of(line) != "NIK-011" and person and field in ("nik", "family_card_no"):
        return "Sudah diperbaiki", person[field]
    return ("Memang benar", None) if code_of(line) != "BAR-001" else (None, None)


@pytest.fixture(scope="module")
def after(home: Path, officer: object) -> dict[str, dict[str, Any]]:
    """The workbooks after a run that met the answers."""
    done = run(home, FIRST)
    assert done.code == 0, done.out
    return workbooks(home)


def test_every_agency_gets_its_workbooks_and_the_screen_says_how_much_there_is(
    home: Path, first: Done, before: dict[str, dict[str, Any]]
) -> None:
    told, ready = first.out, before
    files = pq.read_table(home / "accepted" / "submissions" / "part.parquet").to_pylist()
    assert len(ready) == len(files)
    for path, one in ready.items():
        workbook = home / "packs" / FIRST / path
        assert workbook.stat().st_mode & 0o777 == 0o600
        if path.startswith("dinsos"):
            assert len(lines(workbook)) == one["to_fix"] > 0
        assert path in told
    total = f"{len(ready)} buku"
    line = next(line for line in told.splitlines() if line.split("  ")[0].strip() == total)
    assert line.split()[2] == f"{sum(one['to_fix'] for one in ready.values()):,}".replace(",", ".")


def test_every_answer_closes_its_issue(
    home: Path, before: dict[str, dict[str, Any]], officer: dict[str, Counter[str]], after: dict[str, dict[str, Any]]
) -> None:
    assert set(after) == set(before), "the workbook of what came back takes the place of the one that went out"
    for path, said in officer.items():
        outcomes = Counter(after[path]["outcomes"])
        # a right number may also end the doubt about another cell of its row
        assert outcomes["fixed"] >= said["right value"] > 0, path
        assert outcomes["removed"] == said["Hapus baris"], path
        assert outcomes["fixed"] + outcomes["confirmed"] == said["right value"] + said["Memang benar"], path
        assert after[path]["to_fix"] == said[""], path
        assert before[path]["to_fix"] == said.total(), path
    counted = Counter(one.outcome for one in Ledger(Store(home).ledger_url).answers(FIRST))
    assert counted == sum((Counter(after[path]["outcomes"]) for path in officer), Counter())


def test_the_warehouse_has_the_true_numbers_and_the_closed_issues(
    home: Path, officer: dict[str, Counter[str]], after: dict[str, dict[str, Any]]
) -> None:
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as warehouse:
        closed = warehouse.execute("select count(*) from core.fct_record_issues where is_confirmed").fetchone()
        lacking = warehouse.execute(
            "select count(*) from core.fct_enrolments where table_id in ('kks', 'bpnt') and nik_status <> 'valid'"
        ).fetchone()
    assert closed == (sum(after[path]["confirmed"] for path in officer),)
    assert lacking == (0,)
