"""A simulated city through ingest, against its truth: every row in its place, every planted fault found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

import simulation
from ingest.catalogue import load_catalogue
from ingest.intake import conform_agency
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission

SEMESTERS = ("2017-S1", "2017-S2")
# Codes that a fault of one row also brings to another row, or to another column of its own row.
CONSEQUENCES = {"NIK-008", "NIK-011", "NIK-001", "KK-001", "TGL-005"}


@dataclass(frozen=True)
class City:
    home: Path
    submissions: tuple[Submission, ...]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    home = tmp_path_factory.mktemp("city")
    simulation.simulate(home, population=4000, semesters=SEMESTERS, seed=3)
    store, catalogue = Store(home), load_catalogue()
    ledger = Ledger(store.ledger_url)
    found = [
        s
        for one in SEMESTERS
        for agency in catalogue.agencies
        for s in conform_agency(store, ledger, catalogue, one, agency)
    ]
    return City(home, tuple(found))


def test_rows_in_are_accepted_rejected_or_furniture_as_the_truth_says(city: City) -> None:
    truth = {
        (row["semester"], row["file_name"]): (row["total_rows"], row["data_rows"], row["furniture_rows"])
        for row in pq.read_table(city.home / "truth/files.parquet").to_pylist()
    }
    counted = {
        (one.semester, one.file_name): (one.rows_in, one.rows_accepted + one.rows_rejected, one.rows_furniture)
        for one in city.submissions
    }
    assert counted == truth
    assert all(one.holding == () for one in city.submissions)


def test_the_very_rows_that_the_truth_rejects_are_rejected(city: City) -> None:
    truth = duckdb.sql(f"""
        select semester, table_id, sheet, row_number from '{city.home}/truth/rows.parquet' where expected = 'rejected'
    """).fetchall()
    rejected = duckdb.sql(f"""
        select semester, table_id, sheet, row_number
        from read_parquet('{city.home}/conformed/*/semester=*/rejects/*.parquet')
    """).fetchall()
    assert Counter(rejected) == Counter(truth)
    assert truth


def test_every_planted_fault_of_a_cell_is_found_and_nothing_else(city: City) -> None:
    duckdb.sql(f"create or replace temp view faults as from '{city.home}/truth/faults.parquet'")
    issues = f"read_parquet('{city.home}/conformed/*/semester=*/issues/*.parquet')"
    duckdb.sql(f"create or replace temp view issues as from {issues}")
    keys = ("semester", "table_id", "sheet", "row_number")
    same = " and ".join(f"f.{key} = i.{key}" for key in keys) + " and f.expected_code = i.code"
    missed = duckdb.sql(f"""
        select f.fault_no, f.expected_code, f.table_id, f.row_number from faults as f
        where f.expected_code not like 'TAB%' and not exists (select 1 from issues as i where {same})
    """).fetchall()
    assert missed == []
    alarms = duckdb.sql(f"""
        select i.code, i.table_id, i.sheet, i.row_number from issues as i
        where not exists (select 1 from faults as f where {same})
    """).fetchall()
    assert [alarm for alarm in alarms if alarm[0] not in CONSEQUENCES] == []


def test_faults_of_sheets_are_told(city: City) -> None:
    planted = duckdb.sql(f"""
        select semester, table_id, expected_code from '{city.home}/truth/faults.parquet' where expected_code like 'TAB%'
    """).fetchall()
    told = {(one.semester, one.table_id, problem.code) for one in city.submissions for problem in one.problems}
    assert set(planted) <= told
    assert planted


def test_kelurahan_and_amounts_are_what_they_truly_are(city: City) -> None:
    """The value behind a fault of spelling or format is the true one, or null; never another."""
    wrong = duckdb.sql(f"""
        with rows as (from read_parquet('{city.home}/conformed/dinsos__kks/semester=*/*.parquet'))
        select rows.row_number, rows.sheet from rows
        join '{city.home}/truth/rows.parquet' as truth
            on truth.semester = rows.semester and truth.table_id = rows.table_id
            and truth.sheet = rows.sheet and truth.row_number = rows.row_number
        join '{city.home}/truth/persons.parquet' as person
            on person.semester = truth.semester and person.true_person_id = truth.true_person_id
        where rows.nik is not null and rows.nik <> person.nik
            and not exists (
                select 1 from '{city.home}/truth/faults.parquet' as fault
                where fault.table_id = rows.table_id and fault.sheet = rows.sheet and fault.row_number = rows.row_number
                    and fault.semester = rows.semester and fault.field = 'nik'
            )
    """).fetchall()
    assert wrong == []
