"""Strange cities for the linkage: drawn, their files admitted with one workbook of answers, and linked.

Each city is of one seed: its people, its offices' habits, its faults. What is judged is what the product would link
by itself; nobody has decided a pair.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from linkage import resolve
from linkage.evidence.records import semesters_in
from simulation import simulate
from tests.bench import causes, judge
from tests.bench.link_home import KEY
from tests.bench.strangers import SEMESTERS, admitted, fill_in
from tests.bench.tables import SCORES, Report, scores
from tests.bench.truth import true_rows

LINKED = """
CREATE OR REPLACE TEMP TABLE linked AS
SELECT record_id, person_id, family_id, rung, evidence FROM read_parquet('{links}')
"""


def draw(home: Path, seed: int, population: int, faults: str) -> None:
    """Makes the city of `seed` in `home` with its files admitted, unless it stands there already."""
    if (home / "drawn").exists():
        return
    shutil.rmtree(home, ignore_errors=True)
    simulate(home, population, list(SEMESTERS), seed, faults, strange=seed)
    for semester in SEMESTERS:
        list(admitted(home, semester))
        fill_in(home, semester)
        list(admitted(home, semester))
    (home / "drawn").touch()


def relink(home: Path) -> Path:
    """The folder of a linkage of all semesters made anew."""
    folder = home / "relinked"
    shutil.rmtree(folder, ignore_errors=True)
    resolve(home / "accepted", folder, semesters_in(home / "accepted")[-1], KEY)
    return folder


def compare(report: Report, name: str, home: Path) -> None:
    """Adds the figures of the city in `home`, and every missed and wrong pair by its cause."""
    folder = relink(home)
    with duckdb.connect() as connection:
        rows = true_rows(connection, home, may_be_misread=True)
        connection.execute(LINKED.format(links=folder / "person_links.parquet"))
        lines = [*judge.overall(connection), judge.of_families(connection)]
        report.add(f"Strange city {name}, {rows:,} rows", SCORES, scores(lines))
        report.add(f"Strange city {name}: by rung", SCORES, scores(judge.by_rung(connection)))
        causes.add(report, name, connection, home)
