"""A simulated city through ingest, against its truth: every row in its place, every planted fault found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

import simulation
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.bench.treatment import CONSEQUENCES, judge

SEMESTERS = ("2017-S1", "2017-S2")


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


def test_every_planted_fault_is_found_and_treated_and_nothing_else_is_told(city: City) -> None:
    with duckdb.connect() as connection:
        judge(connection, city.home)
        counted = dict(connection.execute("select fault_no, count(*) from judged group by all").fetchall())
        failed = connection.execute("""
            select fault_no, expected_code, field, is_found, is_treated, count(*) from judged
            where not (is_found and is_treated) group by all
        """).fetchall()
        alarms = connection.execute(f"""
            select code, table_id, sheet, row_number
            from read_parquet('{city.home}/conformed/*/semester=*/issues/*.parquet') as issues
            where code not in {CONSEQUENCES} and not exists (
                select 1 from planted where planted.semester = issues.semester
                    and planted.table_id = issues.table_id and planted.sheet = issues.sheet
                    and planted.row_number = issues.row_number and planted.expected_code = issues.code)
        """).fetchall()
    assert failed == []
    assert alarms == []
    assert set(counted) == set(range(1, 22)) - {20}  # files sent again: tests/unit/ingest/test_versions.py


def test_a_nik_without_a_fault_is_the_persons_own(city: City) -> None:
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
