"""Strange cities for the linkage: drawn, their files admitted with one workbook of answers, and linked.

Each city is of one seed: its people, its offices' habits, its faults. What is judged is what the product would link
by itself; nobody has decided a pair.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from linkage import resolve
from linkage.decisions import kept
from linkage.decisions.kept import Decision, Verdict
from linkage.evidence.records import semesters_in
from simulation import simulate
from simulation.desk import Faults
from tests.bench import causes, judge
from tests.bench.link_home import KEY
from tests.bench.strangers import SEMESTERS, admitted
from tests.bench.strangers_answers import fill_in
from tests.bench.tables import SCORES, Report, scores
from tests.bench.truth import true_rows

ANSWERS = (50, 200, 500)
_QUEUE = """
SELECT fingerprint_a, fingerprint_b,
    CASE WHEN one.true_person_id = other.true_person_id THEN 'same' ELSE 'not_same' END
FROM read_parquet('{queue}') AS queue
INNER JOIN true_rows AS one ON one.record_id = record_id_a
INNER JOIN true_rows AS other ON other.record_id = record_id_b
WHERE verdict IS NULL ORDER BY score DESC NULLS LAST, pair_id
"""
LINKED = """
CREATE OR REPLACE TEMP TABLE linked AS
SELECT record_id, person_id, family_id, rung, evidence FROM read_parquet('{links}')
"""


def draw(home: Path, seed: int, population: int, faults: Faults) -> None:
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
        questions = connection.execute(
            f"SELECT count(*), count(DISTINCT nik) FROM read_parquet('{folder}/number_questions.parquet')"
        ).fetchall()
        report.add(f"Strange city {name}: numbers asked of their offices", ("rows", "numbers"), questions)
        _answer(report, name, connection, home)


def _answer(report: Report, name: str, connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Adds F1 after so many truthful answers to the review, in its order (here without warehouse: the likest first)."""
    folder = home / "relinked"
    pairs = connection.execute(_QUEUE.format(queue=folder / "review_queue.parquet")).fetchall()
    lines, before = [[0, len(pairs), *_scores(connection)]], 0
    for count in ANSWERS:
        if before >= len(pairs):
            break
        said: list[tuple[str, str, Verdict]] = pairs[before:count]
        kept.keep(folder, [
            Decision(int(one, 16), int(other, 16), verdict, "Bench", "2018-01-02T03:04:05+00:00", "KTP dilihat")
            for one, other, verdict in said
        ])  # fmt: skip
        resolve(home / "accepted", folder, semesters_in(home / "accepted")[-1], KEY)
        connection.execute(LINKED.format(links=folder / "person_links.parquet"))
        before = count
        lines.append([min(count, len(pairs)), max(len(pairs) - count, 0), *_scores(connection)])
    report.add(f"Strange city {name}: truthful answers", ("answers", "left", "precision", "recall", "F1"), lines)


def _scores(connection: duckdb.DuckDBPyConnection) -> list[float]:
    found = judge.score(connection, "between lists").pairwise
    return [found.precision, found.recall, found.f1]
