"""Builds the scratch database of one judging.

It has a view on the rows of each submission, its counts, its totals, the closed lists.

The views read the Parquet files where they are; no personal value is copied into the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from expectations.background import Background
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
    background: Background = field(default_factory=Background)
    parts: tuple[Path, ...] = ()
    """The rows of the other files, where the list comes in several."""

    def sql(self, query: str) -> str:
        """A query of a rule over the view and the counts of this case."""
        return self.counts_sql(query).replace("$rows", self.name)

    def counts_sql(self, query: str) -> str:
        """A query of a rule with the tables of counts of this case.

        `$rows` still stands in it.
        """
        for beside in ("facts", "totals", "before", "gone", "list"):
            query = query.replace(f"${beside}", f"{self.name}_{beside}")
        return query

    def fingerprint(self, codes_hash: str) -> str:
        """A hash of all that the judgement depends on."""
        counts = (self.submission.rows_in, self.submission.rows_accepted, self.submission.rows_rejected,
                  self.submission.rows_furniture, self.rows_min, self.rows_max, self.rows_before)  # fmt: skip
        totals = [asdict(total) for total in self.submission.totals]
        text = json.dumps(
            [codes_hash, counts, totals, [asdict(rule) for rule in self.rules], self.background.hashes()], default=str
        )
        rows = b"".join(path.read_bytes() for path in (self.rows, *self.parts))
        return hashlib.sha256(rows + text.encode()).hexdigest()


@dataclass(frozen=True)
class Beside:
    """The counts beside the submission's own: sheet rows stored, people of the city."""

    rows_stored: int
    residents: int | None


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


def build(database: Path, cases: Iterable[Case], codes: Sequence[tuple[str, str]]) -> dict[str, Beside]:
    """Fills a new database file; returns what was counted in each case."""
    with duckdb.connect(str(database)) as connection:
        return fill(connection, cases, codes)


def fill(
    connection: duckdb.DuckDBPyConnection, cases: Iterable[Case], codes: Sequence[tuple[str, str]]
) -> dict[str, Beside]:
    """Fills an empty database; returns what was counted in each case."""
    vocabularies, values = zip(*codes, strict=True)
    code_table = pa.table({"vocabulary": vocabularies, "code": values})
    connection.register("code_table", code_table)
    connection.execute("create table known_codes as select vocabulary, code from code_table")
    return {case.name: _add(connection, case) for case in cases}


def _add(connection: duckdb.DuckDBPyConnection, case: Case) -> Beside:
    submission = case.submission
    connection.execute(f"create view {case.name} as {_rows_of([case.rows])}")
    connection.execute(f"create view {case.name}_list as {_rows_of([case.rows, *case.parts])}")
    rows_stored = _first(connection, f"select count(*) from (select distinct sheet, row_number from {case.name})")
    residents = _residents(connection, case)
    connection.execute(
        f"create table {case.name}_facts (submission_id text, rows_in bigint, rows_accepted bigint,"
        " rows_rejected bigint, rows_furniture bigint, rows_stored bigint, rows_min bigint, rows_max bigint,"
        " rows_before bigint, residents bigint, rows_list bigint)"
    )
    connection.execute(
        f"insert into {case.name}_facts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [submission.submission_id, submission.rows_in, submission.rows_accepted, submission.rows_rejected,
         submission.rows_furniture, rows_stored, case.rows_min, case.rows_max, case.rows_before, residents,
         _first(connection, f"select count(*) from {case.name}_list")],
    )  # fmt: skip
    connection.execute(f"create table {case.name}_totals (field text, agrees boolean)")
    if submission.totals:
        totals = [(total.field, total.agrees) for total in submission.totals]
        connection.executemany(f"insert into {case.name}_totals values (?, ?)", totals)
    _add_background(connection, case)
    return Beside(rows_stored, residents)


def _add_background(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    """The views on what is known from before; without rows where nothing is."""
    before, registry = case.background.before, case.background.registry
    own = f"agency_id = '{case.submission.agency_id}' and table_id = '{case.submission.table_id}'"
    rows = f"{_rows_of([before])} where {own}" if before else f"from {case.name} limit 0"
    connection.execute(f"create view {case.name}_before as {rows}")
    gone = (
        f"select nik from ({_rows_of(registry)}) where nik is not null group by nik"
        " having max_by(registry_status, semester || record_id) in ('deceased', 'moved')"
    )
    connection.execute(f"create view {case.name}_gone as {gone if registry else 'select null as nik limit 0'}")


def _rows_of(paths: Sequence[Path]) -> str:
    """The rows of Parquet files, not as hive folders: `semester` is a column."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"select * from read_parquet([{quoted}], hive_partitioning = false)"


def _residents(connection: duckdb.DuckDBPyConnection, case: Case) -> int | None:
    """The official number of residents of the regency of most rows."""
    columns = {row[0] for row in connection.execute(f"describe {case.name}").fetchall()}
    if not case.background.residents or "village_code" not in columns:
        return None
    row = connection.execute(
        f"select left(village_code, 5) from {case.name} where village_code is not null"
        " group by 1 order by count(*) desc, 1 limit 1"
    ).fetchone()
    return case.background.residents.get(row[0]) if row else None


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
