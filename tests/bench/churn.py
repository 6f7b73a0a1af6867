"""`python -m tests.bench.churn HOME`: whose id changed though nothing about them did, and what the ledger told.

Half a year in which 8 % leave and 10 % arrive, every sheet re-sorted and renumbered; a file sent again; a file held
back and let in after all.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from linkage import resolve
from tests.bench import churn_city
from tests.bench.churn_city import FIRST, HELD_BACK, RESUBMITTED, SECOND
from tests.bench.link_home import KEY
from tests.bench.measure import ROOT
from tests.bench.tables import Report

_PUBLISHED = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT base_id, links.semester, person_id, family_id, true_person_id, true_family_id, fate
FROM read_parquet('{links}') AS links INNER JOIN sent USING (semester, record_id)
INNER JOIN (SELECT record_id AS base_id, true_person_id FROM true_rows WHERE semester = '{first}') USING (base_id)
INNER JOIN fates USING (true_person_id)
"""
_PEOPLE = """
CREATE OR REPLACE TEMP TABLE people AS
WITH each AS (
    SELECT DISTINCT true_person_id, true_family_id, CASE
        WHEN true_person_id NOT IN (SELECT true_person_id FROM before) THEN 'arrived'
        WHEN true_person_id IN (SELECT true_person_id FROM after) AND NOT ({is_half_year} AND fate = 'leaves')
            THEN 'stayed'
        ELSE 'left' END AS state
    FROM (FROM before UNION ALL FROM after)
)
SELECT *, bool_and(state = 'stayed') OVER (PARTITION BY true_family_id) AS is_whole FROM each
"""
# The ids of each true person and family, as published and as now. Of equal rows nobody can say which is which, so the
# ids of all rows that say the same are compared together; over half a year with their copies in the next lists.
_SETS = """
CREATE OR REPLACE TEMP TABLE pairs AS
WITH old AS (
    SELECT true_{kind}_id AS truth, list_sort(list(DISTINCT {kind}_id)) AS ids FROM before SEMI JOIN people
        ON people.true_person_id = before.true_person_id AND {rows}
    GROUP BY truth
),
new AS (
    SELECT true_{kind}_id AS truth, list_sort(list(DISTINCT {kind}_id)) AS ids
    FROM after SEMI JOIN people ON people.true_person_id = after.true_person_id AND {rows}
    WHERE {is_half_year} OR (base_id, semester) IN (SELECT (base_id, semester) FROM before)
    GROUP BY truth
)
SELECT truth, old.ids AS old_ids, new.ids AS new_ids FROM old INNER JOIN new USING (truth)
"""
_EVENTS = """
CREATE OR REPLACE TEMP TABLE events AS SELECT * FROM read_parquet('{events}') WHERE semester = '{semester}'
"""
# Renamed: of the ids that were published none is left, and none leads to one of those that are.
_CHANGED = """
SELECT count(*), count(*) FILTER (NOT list_has_any(old_ids, new_ids) AND NOT list_has_any(new_ids, (
    SELECT coalesce(list(other_id), []) FROM events WHERE event = 'redirect' AND kind = '{kind}'
        AND list_contains(old_ids, events.id))))
FROM pairs WHERE old_ids <> new_ids
"""
# An event of persons against the truth: the rows of the two ids were one person's, or two persons'.
_RIGHT = """
WITH owners AS (SELECT DISTINCT person_id AS id, true_person_id FROM (FROM before UNION ALL FROM after)),
judged AS (
    SELECT event_id, event,
        count(DISTINCT owners.true_person_id) AS owner_count
    FROM events INNER JOIN owners ON owners.id IN (events.id, events.other_id)
    WHERE kind = 'person' AND event IN ('merged', 'split') GROUP BY ALL
)
SELECT count(*) FILTER (event = 'merged' AND owner_count = 1), count(*) FILTER (event = 'split' AND owner_count > 1)
FROM judged
"""
PEOPLE = (
    "case", "people before", "stayed", "left", "arrived", "ids joined or parted among who stayed", "renamed",
    "families whole", "ids joined or parted among them", "renamed",
)  # fmt: skip
EVENTS = (
    "case", "born", "true arrivals", "ended", "true departures from all lists", "merged", "of one true person",
    "redirects", "split", "of two true persons", "families born", "families ended", "families merged", "families split",
)  # fmt: skip


@dataclass
class Churn:
    """One derived city being linked, and the lines told of it so far. `linkage` is what it lies in."""

    connection: duckdb.DuckDBPyConnection
    home: Path
    scratch: Path
    people: list[list[object]] = field(default_factory=list)
    events: list[list[object]] = field(default_factory=list)
    renamed: int = 0

    def publish(self, name: str, semester: str, *, salt: str = "", again: str = "%", withheld: str = "") -> None:
        """Sends the lists of a semester, links them, and keeps in table `name` which ids came out."""
        accepted, linkage = self.scratch / "accepted", self.scratch / "linkage"
        churn_city.send(self.connection, self.home, accepted, semester, salt=salt, again=again, withheld=withheld)
        report = resolve(accepted, linkage, semester, KEY)
        if failed := [check.code for check in report.checks if not check.passed]:
            raise RuntimeError(f"checks of linkage failed: {', '.join(failed)}")
        links = linkage / "person_links.parquet"
        self.connection.execute(_PUBLISHED.format(name=name, links=links, first=FIRST))

    def judge(self, case: str, semester: str, *, is_half_year: bool = False) -> None:
        """Compares table `after` with `before`."""
        events = self.scratch / "linkage" / "identity_events.parquet"
        for statement in (_PEOPLE, _EVENTS):
            self.connection.execute(statement.format(is_half_year=is_half_year, events=events, semester=semester))
        states = self._counts("SELECT state, count(*) FROM people GROUP BY state")
        changes: list[object] = []
        for kind, rows in (("person", "state = 'stayed'"), ("family", "is_whole")):
            self.connection.execute(_SETS.format(kind=kind, rows=rows, is_half_year=is_half_year))
            changed, renamed = self._row(_CHANGED.format(kind=kind))
            self.renamed += renamed
            changes += [changed - renamed, renamed]
        whole = self._row("SELECT count(DISTINCT true_family_id) FROM people WHERE is_whole")[0]
        stayed, left, arrived = (states.get(state, 0) for state in ("stayed", "left", "arrived"))
        self.people.append([case, stayed + left, stayed, left, arrived, *changes[:2], whole, *changes[2:]])
        told = self._counts("SELECT kind || ' ' || event, count(*) FROM events GROUP BY ALL")
        merged, split = self._row(_RIGHT)
        gone = 0 if is_half_year else left
        families = [told.get(f"family {event}", 0) for event in ("born", "ended", "merged", "split")]
        born, ended, joined, redirects, parted = (
            told.get(f"person {event}", 0) for event in ("born", "ended", "merged", "redirect", "split")
        )
        self.events.append([case, born, arrived, ended, gone, joined, merged, redirects, parted, split, *families])

    def _row(self, statement: str) -> tuple[int, ...]:
        return tuple(self.connection.execute(statement).fetchone() or ())

    def _counts(self, statement: str) -> dict[str, int]:
        return dict(self.connection.execute(statement).fetchall())


def compare(report: Report, home: Path, scratch: Path) -> bool:
    """Adds the tables of the city in `home`; whether nobody who stayed was renamed."""
    shutil.rmtree(scratch, ignore_errors=True)
    with duckdb.connect() as connection:
        churn_city.open_city(connection, home)
        churn = Churn(connection, home, scratch)
        churn.publish("before", FIRST)
        churn.publish("after", FIRST, salt="again")
        churn.judge("every file sent again, re-sorted and renumbered", FIRST)
        churn.publish("after", SECOND)
        churn.judge("half a year: 8 % leave, 10 % arrive, sheets re-sorted and renumbered", SECOND, is_half_year=True)
        connection.execute("CREATE OR REPLACE TEMP TABLE before AS FROM after")
        churn.publish("after", SECOND, salt="again", again=RESUBMITTED)
        churn.judge(f"one file of it ({RESUBMITTED}) sent again, re-sorted and renumbered", SECOND)
        churn.publish("after", SECOND, withheld=HELD_BACK)
        churn.judge(f"another ({HELD_BACK}) held back", SECOND)
        churn.publish("after", SECOND)
        churn.judge("and let in by a later run", SECOND)
    report.add("Whose id changed", PEOPLE, churn.people)
    report.add("What the ledger told", EVENTS, churn.events)
    return not churn.renamed


def main() -> None:
    """Prints the tables; ends with 1 when somebody who stayed was renamed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, help="a home that was run")
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench-churn")
    chosen = options.parse_args()
    report = Report()
    is_kept = compare(report, chosen.home, chosen.scratch)
    report.write(chosen.scratch / "churn.md")
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
