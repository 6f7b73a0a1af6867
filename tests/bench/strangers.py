"""Strange cities: the goals of reading them, measured city after city.

    python -m tests.bench.strangers --seeds 4001 4002 --population 2000 --out strangers.jsonl

A line a city and semester: files admitted with nobody's help and with one workbook of questions filled in from the
truth, rows, findings and cells against the truth, check beside run, and whether `sinergi run` published. Cities that
stand in the file are left out: stopped, it goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console

from delivery.release.releases import current_release
from expectations import load_verdict
from ingest.store import Store
from ingest.submission import Submission
from orchestration.cli.console import PUBLISHED, PUBLISHED_WITH_HOLDS
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.stages import accept_all, take_in
from simulation import simulate
from tests.bench.strangers_answers import fill_in
from tests.bench.strangers_cells import clean_cells
from tests.bench.strangers_rows import rows_read
from tests.bench.strangers_table import Line, show
from tests.bench.strangers_values import cells_right
from tests.support.check_and_run import came_twice, check_says, run_says

SEMESTERS = ("2017-S1", "2017-S2")


def admitted(home: Path, semester: str) -> tuple[Submission, ...]:
    """Each file as each list that it brings, as a run would take it in."""
    site = Installation.open(Settings(home=home))
    for agency_id in sorted(site.catalogue.agencies):
        take_in(site, semester, agency_id)
    return tuple(accept_all(site, semester).submissions)


def measure(home: Path, seed: int, semester: str) -> Line:
    """Every goal of one semester: read, asked, answered, read again, checked, and run to its end."""
    line: Line = {"seed": seed, "semester": semester, "unaided": _reading(home, semester, admitted(home, semester))}
    line["answers"] = dict(fill_in(home, semester))
    submissions = admitted(home, semester)
    line["answered"] = _reading(home, semester, submissions)
    right = cells_right(home, semester, submissions, Settings(home=home).catalogue())
    line |= {"cells": right.cells, "wrong": dict(right.wrong)}
    line |= _checks(home, semester)
    return line | _published(home, semester)


def _reading(home: Path, semester: str, submissions: Iterable[Submission]) -> dict[str, Any]:
    """Files, rows and findings as they stand."""
    standing = list(submissions)
    held = [each for each in standing if each.status == "held"]
    read, clean = rows_read(home, semester, standing), clean_cells(home, semester, standing)
    return {
        "files": len(standing),
        "held": {f"{one.agency_id}/{one.table_id or '?'} {one.file_name}": _why(home, one) for one in held},
        "rows": sum(row.records for row in read),
        "lost": sum(row.lost for row in read),
        "taken": sum(row.taken for row in read),
        "not_right": [f"{row.file_name}: {row.lost} lost, {row.taken} taken" for row in read if not row.is_right],
        "clean": clean.cells,
        "false": dict(clean.told),
    }


def _why(home: Path, held: Submission) -> list[str]:
    """The codes that hold a file, each with what was found or observed."""
    verdict = load_verdict(Store(home), held)
    told = [f"{each.code} {each.found or each.expected}".strip() for each in held.problems if each.severity == "hold"]
    failed = verdict.failed if verdict else ()
    return told + [f"{each.code} {each.observed}" for each in failed if each.severity == "critical"]


def _checks(home: Path, semester: str) -> dict[str, Any]:
    """The files of which `sinergi check` says something else than the run does."""
    site = Installation.open(Settings(home=home))
    count, differing = 0, list[str]()
    for agency in sorted(site.catalogue.agencies):
        for name, said in run_says(site, semester, agency).items():
            if came_twice(site, name):
                continue
            count += 1
            if check_says(site, semester, agency, site.store.inbox_of(semester, agency) / name) != said:
                differing.append(f"{agency}/{name}")
    return {"checked": count, "differing": differing}


def _published(home: Path, semester: str) -> dict[str, Any]:
    """The exit code of `sinergi run` in a process of its own, whether a release of the semester is current, its end."""
    command = [sys.executable, "-m", "orchestration.cli.app", "run", semester, "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    release = current_release(Store(home))
    is_out = release is not None and release.semester == semester
    is_published = done.returncode in (PUBLISHED, PUBLISHED_WITH_HOLDS) and is_out
    end = "" if is_published else (done.stdout + done.stderr)[-2000:]
    return {"exit_code": done.returncode, "published": is_published, "end": end}


def _measure_city(out: Path, seed: int, population: int, homes: Path | None) -> None:
    home = Path(tempfile.mkdtemp(prefix=f"strange-{seed}-", dir=homes))
    try:
        simulate(home, population, list(SEMESTERS), seed, "life", strange=seed)
        lines = [measure(home, seed, semester) for semester in SEMESTERS]
    finally:
        if homes is None:
            shutil.rmtree(home)
    with out.open("a", encoding="utf-8") as kept:
        kept.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def lines_of(out: Path) -> list[Line]:
    """What was measured so far."""
    return [json.loads(text) for text in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []


def main() -> None:
    """Draws and measures each city that is not in the file yet, then shows the worst and the median."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="*", default=[])
    options.add_argument("--population", type=int, default=2_000)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--homes", type=Path, help="a folder in which the cities are left standing")
    chosen = options.parse_args()
    if chosen.homes:
        chosen.homes.mkdir(parents=True, exist_ok=True)
    for seed in chosen.seeds:
        if seed not in {line["seed"] for line in lines_of(chosen.out)}:
            _measure_city(chosen.out, seed, chosen.population, chosen.homes)
    show(lines_of(chosen.out), Console(width=150))


if __name__ == "__main__":
    main()
