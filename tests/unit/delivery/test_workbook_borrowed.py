"""A NIK that other lists know as somebody else's is asked of the office that typed it, in its workbook, once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from delivery.workbook.borrowed import borrowed_numbers, numbers_asked
from delivery.workbook.issues import issues_of
from ingest.acceptance.intake import conform_agency
from ingest.answers.applied import ANSWER_SCHEMA, beside
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store, write_parquet
from ingest.submission import Submission
from tests.support.sheets import write_xlsx

SEMESTER = "2017-S1"
NIK = "7772014107800001"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "ALAMAT", "RT"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    rows = [[1, "Sitti Aminah", NIK, "Jl. Melati", "1"], [2, "La Tang", None, "Jl. Melati", "1"]]
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": [HEADER, *rows]})
    return store


def taken(store: Store) -> Submission:
    (one,) = conform_agency(store, Ledger(store.ledger_url), load_catalogue(), SEMESTER, "dinsos")
    return one


def ask(store: Store, submission: Submission, semester: str = SEMESTER) -> str:
    """Has the linkage ask about the first row; its record."""
    record = str(pq.read_table(submission.parquet(store))["record_id"][0])
    line = {"record_id": record, "semester": semester, "agency_id": "dinsos", "table_id": "kks", "nik": NIK}
    store.linkage.mkdir()
    write_parquet(pa.Table.from_pylist([line]), store.linkage / "number_questions.parquet")
    return record


def told(store: Store, submission: Submission) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.cell, issue.value) for issue in issues_of(store, submission).open]


def test_the_office_is_asked_beside_all_else(store: Store) -> None:
    one = taken(store)
    assert told(store, one) == [("NIK-001", "C3", "")]
    ask(store, one)
    assert told(store, one) == [("NIK-014", "C2", NIK), ("NIK-001", "C3", "")]


def test_another_semester_is_not_asked(store: Store) -> None:
    one = taken(store)
    ask(store, one, "2017-S2")
    assert numbers_asked(store, one) == []


@pytest.mark.parametrize(("decision", "asked"), [("confirmed", 0), ("unknown", 1)])
def test_a_number_called_right_is_not_asked_again(store: Store, decision: str, asked: int) -> None:
    one = taken(store)
    record = ask(store, one)
    answer = {"record_key": record, "field": "nik", "code": "NIK-014", "decision": decision}
    write_parquet(pa.Table.from_pylist([answer], ANSWER_SCHEMA), beside(store, one, "answers"))
    issues = pq.read_table(one.issues(store))
    assert borrowed_numbers(store, one, issues).num_rows == asked
