"""What ten years of semesters cost: each run of a growing history, stage by stage, beside the second.

`python -m tests.bench.history HOME --population 5000 --semesters 20`. A busy machine stretches the wall's time, so
processor time decides. At the end everything is linked once more from nothing, and the ids of the newest semester are
compared with those that came of one semester after another.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from ingest.semester import Semester
from linkage import resolve
from linkage.evidence.records import semesters_in
from orchestration.settings import Settings
from tests.bench.measure import Cost, cost_of
from tests.bench.semester import run_semester, stages
from tests.bench.tables import Report

GOAL = 1.5
"""The newest semester of ten years beside the second."""
_FIRST = "2015-S2"
_SHOWN = ("linkage", "warehouse", "published", "quality", "pack")


def semesters(count: int) -> list[str]:
    """The first `count` semesters that the simulated city can report."""
    found = [Semester.parse(_FIRST)]
    while len(found) < count:
        found.append(found[-1].next)
    return [str(each) for each in found]


def lived(home: Path, wanted: list[str], population: int, binary: Path) -> None:
    """Simulates a city of `population` into `home`, with the files of all `wanted` semesters."""
    shutil.rmtree(home, ignore_errors=True)
    asked = ["--population", str(population), "--semesters", ",".join(wanted)]
    cost_of([str(binary), "simulate", "--out", str(home), *asked])


def linked_anew(home: Path) -> int:
    """Rows whose person or family is another when all of `home` is linked from nothing."""
    kept = home / "linkage/person_links.parquet"
    with tempfile.TemporaryDirectory(dir=home) as folder:
        accepted = home / "accepted"
        resolve(accepted, Path(folder), semesters_in(accepted)[-1], Settings(home=home).identity_key())
        both = f"(FROM '{kept}' EXCEPT ALL FROM '{folder}/person_links.parquet')"
        return int(duckdb.sql(f"SELECT count(*) FROM {both}").fetchall()[0][0])


def main() -> None:
    """Runs one semester after another and prints what each cost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--population", type=int, default=5_000)
    options.add_argument("--semesters", type=int, default=20)
    chosen = options.parse_args()
    binary = Path(sys.executable).with_name("sinergi")
    wanted = semesters(chosen.semesters)
    lived(chosen.home, wanted, chosen.population, binary)
    report = Report()
    costs: dict[str, tuple[Cost, dict[str, float]]] = {}
    for semester in wanted:
        costs[semester] = run_semester(chosen.home, semester, binary), stages(chosen.home)
        report.console.print(semester, costs[semester][0], json.dumps(costs[semester][1]))
    second = costs[wanted[min(1, len(wanted) - 1)]][0]
    report.add(
        f"{chosen.population:,} people, each semester beside the second (goal for the last: {GOAL})",
        ("semester", "wall s", "CPU s", "peak MiB", "CPU beside the 2nd", *_SHOWN),
        [
            [name, cost.wall, cost.cpu, cost.peak_mib, cost.cpu / second.cpu, *_shown(parts)]
            for name, (cost, parts) in costs.items()
        ],
    )
    report.console.print(
        f"rows of another person or family when all is linked from nothing: {linked_anew(chosen.home)}"
    )
    report.write(chosen.home / "history.md")


def _shown(parts: dict[str, float]) -> list[float]:
    return [sum(seconds for name, seconds in parts.items() if shown in name) for shown in _SHOWN]


if __name__ == "__main__":
    main()
