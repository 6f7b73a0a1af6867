"""Judges lists of up to a million rows by Great Expectations, beside the plain SQL of the same rules.

`python -m tests.bench.gx`; a list of a simulated town is written as often as needed, each copy with numbers of its own.
Both read the same file in the same run, in turn, median of three; the library's import is told apart.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from expectations import background_of, judge_all, rules_for
from expectations.database import Case, failing_rows, fill, known_codes
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from simulation import simulate

SEMESTER, PEOPLE, TIMES = "2026-S2", 20_000, 3
SIZES = (10_000, 100_000, 1_000_000)
LISTS = (("bappeda", "dtsen_members"), ("dinkes", "pbi_jk"))
# a number's four digits of place after 77 say its place and its copy; the rest, birth date and sex, is as it was
_COPIES = """
COPY (
    WITH numbers AS (
        SELECT substr(nik, 1, 6) AS place FROM read_parquet('{source}')
        UNION SELECT substr(family_card_no, 1, 6) FROM read_parquet('{source}')
    ),
    places AS (
        SELECT place, row_number() OVER (ORDER BY place) - 1 AS number, count(*) OVER () AS times
        FROM numbers WHERE place IS NOT NULL
    )
    SELECT rows.* REPLACE ({changed})
    FROM read_parquet('{source}', hive_partitioning = false) AS rows
    CROSS JOIN range({copies}) AS copy(number)
    LEFT JOIN places AS of_nik ON of_nik.place = substr(rows.nik, 1, 6)
    LEFT JOIN places AS of_card ON of_card.place = substr(rows.family_card_no, 1, 6)
    ORDER BY copy.number, row_number LIMIT {rows}
) TO '{target}' (FORMAT parquet)
"""
_NUMBER = "'77' || lpad(({place}.number + copy.number * {place}.times)::text, 4, '0') || substr({name}, 7)"
_OWN = {
    "record_id": "lpad(copy.number::text, 4, '0') || record_id",
    "row_number": "row_number + copy.number * 1000000",
    "nik": _NUMBER.format(place="of_nik", name="nik"),
    "family_card_no": _NUMBER.format(place="of_card", name="family_card_no"),
    **{
        name: f"{name} || '/' || copy.number::text"
        for name in ("household_id", "source_family_id", "source_person_id", "member_id", "participant_no")
    },
}  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """Seconds of one judging."""

    wall: float
    processor: float

    @classmethod
    def of(cls, work: Callable[[], object]) -> Spent:
        wall, processor = time.perf_counter(), time.process_time()
        work()
        return cls(time.perf_counter() - wall, time.process_time() - processor)


def main() -> None:
    """Prints a line for each list and size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, action="append")
    arguments.add_argument("--people", type=int, default=PEOPLE)
    chosen = arguments.parse_args()
    screen = Console(width=120)
    screen.print(f"import of Great Expectations: {Spent.of(_import).processor:.1f} s of processor time, once a run")
    table = Table("list", "rows", "rules", "judged: wall", "processor", "plain SQL: wall", "processor", "ratio wall",
                  "processor")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sinergi-gx-") as folder:
        for submission, rows in _lists(Path(folder), chosen.people):
            for size in chosen.rows or SIZES:
                table.add_row(
                    submission.table_id, f"{size:,}", *_compared(Path(folder) / "home", submission, rows, size)
                )
    screen.print(table)


def _import() -> None:
    import expectations.suite  # noqa: F401


def _lists(folder: Path, people: int) -> Iterator[tuple[Submission, Path]]:
    """The lists of a town as they were read."""
    town, catalogue = folder / "town", load_catalogue()
    simulate(town, people, [SEMESTER], source="dtsen")
    store = Store(town)
    for agency_id, table_id in LISTS:
        for submission in conform_agency(store, Ledger(store.ledger_url), catalogue, SEMESTER, agency_id):
            if submission.table_id == table_id:
                yield submission, submission.parquet(store)


def _compared(home: Path, submission: Submission, source: Path, size: int) -> list[str]:
    """The figures of one list at one size, in words."""
    shutil.rmtree(home, ignore_errors=True)
    store, catalogue = Store(home), load_catalogue()
    submission = replace(submission, rows_in=size, rows_accepted=size, rows_rejected=0, rows_furniture=0)
    target = submission.parquet(store)
    target.parent.mkdir(parents=True)
    write_copies(source, target, size)
    before = store.accepted / submission.entity / f"semester={Semester.parse(SEMESTER).previous}" / "part.parquet"
    before.parent.mkdir(parents=True)
    before.symlink_to(target)
    pairs = [(_judged(store, catalogue, submission), _plain(store, catalogue, submission)) for _ in range(TIMES)]
    judged, plain = (_median([pair[side] for pair in pairs]) for side in (0, 1))
    spent = (judged.wall, judged.processor, plain.wall, plain.processor)
    ratios = (judged.wall / plain.wall, judged.processor / plain.processor)
    rules = len(rules_for(submission, catalogue))
    return [str(rules), *(f"{seconds:.2f} s" for seconds in spent), *(f"{ratio:.2f}" for ratio in ratios)]


def write_copies(source: Path, target: Path, size: int) -> None:
    """Writes `size` rows: the list of `source` again and again, each time other people."""
    columns = pq.read_schema(source).names
    changed = ", ".join(f"{text} AS {name}" for name, text in _OWN.items() if name in columns)
    copies = -(-size // pq.ParquetFile(source).metadata.num_rows)
    with duckdb.connect() as connection:
        connection.execute(_COPIES.format(changed=changed, source=source, target=target, copies=copies, rows=size))


def _judged(store: Store, catalogue: Catalogue, submission: Submission) -> Spent:
    """The product: all that a run does to judge a list it has not judged before."""
    shutil.rmtree(store.quality, ignore_errors=True)
    shutil.rmtree(submission.folder(store) / "verdicts", ignore_errors=True)
    return Spent.of(lambda: judge_all(store, catalogue, [(submission, None)]))


def _plain(store: Store, catalogue: Catalogue, submission: Submission) -> Spent:
    """The same answer by DuckDB alone: each rule's counts by one query, and the failing rows of those that fail."""
    return Spent.of(lambda: plain_sql(_case(store, catalogue, submission), known_codes(catalogue)))


def plain_sql(case: Case, codes: Sequence[tuple[str, str]]) -> pa.Table:
    """Every failing row of the rules that fail, by plain SQL."""
    with duckdb.connect() as connection:
        fill(connection, [case], codes)
        counted = {rule.code: connection.execute(case.sql(rule.counts)).fetchone() or (0, 0) for rule in case.rules}
        broken = [rule.code for rule in case.rules if rule.is_broken(*map(int, counted[rule.code][:2]))]
        return failing_rows(connection, case, broken)


def _case(store: Store, catalogue: Catalogue, submission: Submission) -> Case:
    return Case(
        name="list", submission=submission, rows=submission.parquet(store), rules=rules_for(submission, catalogue),
        rows_min=1, rows_max=None, rows_before=None, background=background_of(store, submission, {}),
    )  # fmt: skip


def _median(found: list[Spent]) -> Spent:
    return Spent(statistics.median(one.wall for one in found), statistics.median(one.processor for one in found))


if __name__ == "__main__":
    main()
