"""Builds the scratch database of one judging.

It has a view on the rows of each submission, its counts, its totals, the closed lists.

The views read the Parquet files where they are; no personal value is copied into the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from expectations.rules import Rule
from ingest.declarations.catalogue import Catalogue

if TYPE_CHECKING:
    from ingest.submission import Submission

# `unknown` is no spelling of a status, it says that none was recognised.
_CODES_OF_OUR_OWN = {"enrolment_status": ("unknown",)}
_FAILURES = pa.schema(
    [(name, pa.string()) for name in ("record_id", "rule_code", "field", "semester", "agency_id", "table_id")]
)


@dataclass(frozen=True)
class Case:
    """One submission to be judged.

    It has the name of its view, its rows, its rules and what is counted beside them.
    """

    name: str
    submission: Submission
    rows: Path
    rules: tuple[Rule, ...]
    rows_min: int
    rows_max: int | None
    rows_before: int | None

    def sql(self, query: str) -> str:
        """A query of a rule over the view and the counts of this case."""
        return self.counts_sql(query).replace("$rows", self.name)

    def counts_sql(self, query: str) -> str:
        """A query of a rule with the tables of counts of this case.

        `$rows` still stands in it.
        """
        return query.replace("$facts", f"{self.name}_facts").replace("$totals", f"{self.name}_totals")

    def fingerprint(self, codes_hash: str) -> str:
        """A hash of all that the judgement depends on: rows, counts, totals, rules, closed lists."""
        counts = (self.submission.rows_in, self.submission.rows_accepted, self.submission.rows_rejected,
                  self.submission.rows_furniture, self.rows_min, self.rows_max, self.rows_before)  # fmt: skip
        totals = [asdict(total) for total in self.submission.totals]
        text = json.dumps([codes_hash, counts, totals, [asdict(rule) for rule in self.rules]], default=str)
        return hashlib.sha256(self.rows.read_bytes() + text.encode()).hexdigest()


def known_codes(catalogue: Catalogue) -> list[tuple[str, str]]:
    """(vocabulary, code) of every closed list, the regions and the programmes of all agencies included."""
    codes = {(name, code) for name, vocabulary in catalogue.vocabularies.items() for code in vocabulary.codes}
    codes |= {("programmes", code) for code in catalogue.programmes}
    codes |= {("regions", row["region_code"]) for row in catalogue.region_rows()}
    codes |= {(name, code) for name, own in _CODES_OF_OUR_OWN.items() for code in own}
    return sorted(codes)


def hash_of(codes: Sequence[tuple[str, str]]) -> str:
    """A short name for the content of the closed lists."""
    return hashlib.sha256(repr(codes).encode()).hexdigest()


def build(database: Path, cases: Iterable[Case], codes: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Fills a new database; returns how many sheet rows are stored in each case."""
    with duckdb.connect(str(database)) as connection:
        vocabularies, values = zip(*codes, strict=True)
        code_table = pa.table({"vocabulary": vocabularies, "code": values})
        connection.register("code_table", code_table)
        connection.execute("create table known_codes as select vocabulary, code from code_table")
        return {case.name: _add(connection, case) for case in cases}


def _add(connection: duckdb.DuckDBPyConnection, case: Case) -> int:
    path = str(case.rows).replace("'", "''")
    submission = case.submission
    # not as a hive folder: `semester` is the column of the file, not a piece of the path
    connection.execute(f"create view {case.name} as select * from read_parquet('{path}', hive_partitioning = false)")
    rows_stored = _first(connection, f"select count(*) from (select distinct sheet, row_number from {case.name})")
    connection.execute(
        f"create table {case.name}_facts (submission_id text, rows_in bigint, rows_accepted bigint,"
        " rows_rejected bigint, rows_furniture bigint, rows_stored bigint, rows_min bigint, rows_max bigint,"
        " rows_before bigint)"
    )
    connection.execute(
        f"insert into {case.name}_facts values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [submission.submission_id, submission.rows_in, submission.rows_accepted, submission.rows_rejected,
         submission.rows_furniture, rows_stored, case.rows_min, case.rows_max, case.rows_before],
    )  # fmt: skip
    connection.execute(f"create table {case.name}_totals (field text, agrees boolean)")
    if submission.totals:
        totals = [(total.field, total.agrees) for total in submission.totals]
        connection.executemany(f"insert into {case.name}_totals values (?, ?)", totals)
    return rows_stored


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def failing_rows(connection: duckdb.DuckDBPyConnection, case: Case, codes: Iterable[str]) -> pa.Table:
    """Every row that breaks one of the rules `codes`, by its record_id.

    `connection` is to what `build` filled.
    """
    wanted = set(codes)
    branches = [
        f"select record_id, '{rule.code}' as rule_code, field from ({case.sql(rule.failing)})"
        for rule in case.rules
        if rule.about_rows and rule.code in wanted
    ]
    if not branches:
        return no_failing_rows()
    submission = case.submission
    found = connection.execute(
        f"select *, ? as semester, ? as agency_id, ? as table_id from ({' union all '.join(branches)})"
        " order by rule_code, record_id, field",
        [submission.semester, submission.agency_id, submission.table_id],
    ).to_arrow_table()
    return found.cast(_FAILURES)


def no_failing_rows() -> pa.Table:
    """The table of failing rows of a submission that breaks no rule."""
    return _FAILURES.empty_table()
