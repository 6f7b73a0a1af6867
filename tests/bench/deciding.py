"""`python -m tests.bench.deciding HOME`: the review workbook filled in by one who knows the truth, and what it changed.

By the commands of a user: `review`, `decide`, `run`, and `run` once more. HOME is changed: give a copy.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.store import Store
from linkage.decisions import kept
from linkage.evidence.records import semesters_in
from tests.bench import judge
from tests.bench.determinism import hashes
from tests.bench.measure import ROOT
from tests.bench.tables import Report
from tests.bench.truth import true_rows
from tests.support.reviewer import fill_review, true_verdicts

EVERY_NTH_UNTOLD = 25
"""One pair of so many the officer cannot tell, even who knows the truth: nobody was at home."""

_LINKED = """
CREATE OR REPLACE TEMP TABLE linked AS
SELECT record_id, person_id, family_id, rung FROM read_parquet('{links}')
"""
_EVENTS = """
SELECT event, count(*) FROM read_parquet('{events}') WHERE kind = 'person' AND cause = 'decision' GROUP BY event
"""
_QUEUE = """
SELECT count(*) FILTER (verdict IS NULL), count(*) FILTER (verdict IS NOT NULL),
    count(*) FILTER (verdict IS NOT NULL AND is_in_force) FROM read_parquet('{queue}')
"""
_RUNG_0 = """
SELECT evidence, count(*) FROM read_parquet('{links}') WHERE evidence LIKE 'decided_%' GROUP BY evidence ORDER BY 1
"""


@dataclass(frozen=True)
class Picture:
    """One linkage as the table tells it."""

    open_pairs: int
    decided_pairs: int
    in_force: int
    line: judge.Line
    persons: int
    decided_links: int
    events: Counter[str]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, linkage: Path) -> Picture:
        links = linkage / "person_links.parquet"
        connection.execute(_LINKED.format(links=links))
        line = judge.score(connection, "between lists")
        queue = connection.execute(_QUEUE.format(queue=linkage / "review_queue.parquet")).fetchone() or (0, 0, 0)
        events: Counter[str] = Counter(
            dict(connection.execute(_EVENTS.format(events=linkage / "identity_events.parquet")).fetchall())
        )
        persons = connection.execute("SELECT count(DISTINCT person_id) FROM linked").fetchone() or (0,)
        held = sum(count for _, count in connection.execute(_RUNG_0.format(links=links)).fetchall())
        return cls(*queue, line, persons[0], held, events)

    def cells(self) -> list[object]:
        line = self.line
        return [
            self.open_pairs, self.decided_pairs, self.in_force, self.persons, line.linked_pairs,
            line.linked_pairs - line.right_pairs, line.true_pairs - line.right_pairs, line.pairwise.precision,
            line.pairwise.recall, line.pairwise.f1, self.decided_links,
            *(self.events[name] for name in ("merged", "split", "redirect")),
        ]  # fmt: skip


_ROWS = (
    "pairs that wait for a decision", "pairs decided", "of them in force", "persons", "pairs linked between lists",
    "of them wrong", "true pairs missed", "precision", "recall", "F1", "rows held by a decision",
    "persons merged by decision", "persons split by decision", "redirects by decision",
)  # fmt: skip


def compare(report: Report, home: Path) -> bool:
    """Adds the table of before and after; whether another run keeps every byte of the linkage."""
    store, semester = Store(home), semesters_in(home / "accepted")[-1]
    with duckdb.connect() as connection:
        true_rows(connection, home)
        truth = connection.execute("SELECT semester, record_id, true_person_id FROM true_rows").fetchall()
        before = Picture.of(connection, store.linkage)
        right = true_verdicts(store.linkage, {(when, record): person for when, record, person in truth})
        _sinergi(home, "review", semester)
        book = store.packs / semester / "tinjauan-orang.xlsx"
        filled = home / "tinjauan-orang-terisi.xlsx"
        said = fill_review(book, filled, lambda number, pair: (
            "cannot_say" if number % EVERY_NTH_UNTOLD == EVERY_NTH_UNTOLD - 1 else right[pair]))  # fmt: skip
        _sinergi(home, "decide", str(filled))
        decisions = len(kept.load(store.linkage))
        _sinergi(home, "run", semester)
        after = Picture.of(connection, store.linkage)
        once = hashes(store.linkage)
        _sinergi(home, "run", semester)
        again = Picture.of(connection, store.linkage)
    is_kept = hashes(store.linkage) == once
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(said.items()))
    report.add(
        f"One review workbook filled in and applied ({told}; {decisions} decisions kept)",
        ("", "before", "after", "one more run"),
        zip(_ROWS, before.cells(), after.cells(), again.cells(), strict=True),
    )
    report.add("Another run", ("linkage of another run, every file", "decisions"),
               [["equal bytes" if is_kept else "DIFFERS", len(kept.load(store.linkage))]])  # fmt: skip
    return is_kept


def _sinergi(home: Path, *arguments: str) -> None:
    """One command of a user; RuntimeError with its last words when it is not done."""
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli.app", *arguments, "--home", str(home)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"sinergi {arguments[0]} ended with {done.returncode}: {done.stdout[-2000:]}")


def main() -> None:
    """Prints the tables; ends with 1 when another run does not keep what was decided."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, help="a home that was run, to be changed")
    chosen = options.parse_args()
    report = Report()
    is_kept = compare(report, chosen.home)
    report.write(chosen.home / "deciding.md")
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
