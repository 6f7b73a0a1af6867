"""By command: a semester run, its workbooks filled in by officers and sent in again, their issues closed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.answers.returned import KEY_HEADER
from ingest.ledger import Ledger
from ingest.store import Store
from simulation import simulate
from tests.support.officer import Line, code_of, fill, lines

ROOT = Path(__file__).parents[2]
SEMESTER = "2017-S1"
# Of one office each: plain sheets per kelurahan, an old .xls, a text file.
SENT_BACK = {
    "dinsos": ("BNBA KKS Semester I 2017_perbaikan.xlsx", "BPNT_JUNI_2017_xls_perbaikan.xlsx"),
    "disdukcapil": ("hasil_padan_2017-S1_csv_perbaikan.xlsx",),
}


def run(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli.app", "run", SEMESTER, "--home", str(home)],
        capture_output=True, text=True, timeout=900, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def workbooks(home: Path) -> dict[str, dict[str, Any]]:
    told = json.loads((home / "packs" / SEMESTER / "workbooks.json").read_text("utf-8"))
    return {one["path"]: one for one in told}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city")
    simulate(home, 3000, (SEMESTER,), seed=5)
    return home


@pytest.fixture(scope="module")
def first(home: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    """What the first run tells, and the workbooks that it leaves."""
    return run(home), workbooks(home)


@pytest.fixture(scope="module")
def officer(home: Path, first: object) -> dict[str, Counter[str]]:
    """Each workbook filled in and put in the inbox under its own name; what was answered, by workbook."""
    people = {row["true_person_id"]: row for row in pq.read_table(home / "truth" / "persons.parquet").to_pylist()}
    rows = pq.read_table(home / "truth" / "rows.parquet").to_pylist()
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

            fill(store.packs / SEMESTER / agency / name, store.inbox_of(SEMESTER, agency) / name, decide)
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
def second(home: Path, officer: object) -> tuple[str, dict[str, dict[str, Any]]]:
    return run(home), workbooks(home)


def test_every_agency_gets_its_workbooks_and_the_screen_says_how_much_there_is(
    home: Path, first: tuple[str, dict[str, dict[str, Any]]]
) -> None:
    told, ready = first
    files = pq.read_table(home / "accepted" / "submissions" / "part.parquet").to_pylist()
    assert len(ready) == len(files)
    for path, one in ready.items():
        workbook = home / "packs" / SEMESTER / path
        assert workbook.stat().st_mode & 0o777 == 0o600
        if path.startswith("dinsos"):
            assert len(lines(workbook)) == one["to_fix"] > 0
        assert path in told
    total = f"{len(ready)} buku"
    line = next(line for line in told.splitlines() if line.split("  ")[0].strip() == total)
    assert line.split()[2] == f"{sum(one['to_fix'] for one in ready.values()):,}".replace(",", ".")


def test_every_answer_closes_its_issue(
    home: Path, first: tuple[str, dict[str, dict[str, Any]]], officer: dict[str, Counter[str]],
    second: tuple[str, dict[str, dict[str, Any]]],
) -> None:  # fmt: skip
    _, before = first
    _, after = second
    assert set(after) == set(before), "the workbook of what came back takes the place of the one that went out"
    for path, said in officer.items():
        outcomes = Counter(after[path]["outcomes"])
        # a right number may also end the doubt about another cell of its row
        assert outcomes["fixed"] >= said["right value"] > 0, path
        assert outcomes["removed"] == said["Hapus baris"], path
        assert outcomes["fixed"] + outcomes["confirmed"] == said["right value"] + said["Memang benar"], path
        assert after[path]["to_fix"] == said[""], path
        assert before[path]["to_fix"] == said.total(), path
    counted = Counter(one.outcome for one in Ledger(Store(home).ledger_url).answers(SEMESTER))
    assert counted == sum((Counter(after[path]["outcomes"]) for path in officer), Counter())


def test_the_warehouse_has_the_true_numbers_and_the_closed_issues(
    home: Path, officer: object, second: tuple[str, dict[str, dict[str, Any]]]
) -> None:
    _, after = second
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as warehouse:
        closed = warehouse.execute("select count(*) from core.fct_record_issues where is_confirmed").fetchone()
        lacking = warehouse.execute(
            "select count(*) from core.fct_enrolments where table_id in ('kks', 'bpnt') and nik_status <> 'valid'"
        ).fetchone()
    assert closed == (sum(after[path]["confirmed"] for path in officer),)  # type: ignore[attr-defined]
    assert lacking == (0,)
