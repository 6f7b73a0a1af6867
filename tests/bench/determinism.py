"""`python -m tests.bench.determinism HOME`: one city, many threads, rows in any order; every file must be equal."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

import duckdb

from linkage.evidence.records import ENTITIES
from tests.bench.measure import ROOT, cost_of
from tests.bench.tables import Report

RUNS = {"1 thread": 1, "2 threads": 2, "4 threads": 4, "8 threads": 8, "2 threads, rows shuffled": 2}


def compare(report: Report, home: Path, scratch: Path) -> bool:
    """Adds the table of hashes of what linkage wrote; whether all are equal.

    Every run begins from nothing: both semesters, in a process of its own, with the identity key of the benchmark.
    """
    shuffled = shuffle(home / "accepted", scratch / "shuffled")
    found: dict[str, dict[str, str]] = {}
    costs = []
    for number, (name, threads) in enumerate(RUNS.items()):
        target = scratch / f"run-{number}"
        shutil.rmtree(target, ignore_errors=True)
        accepted = shuffled if "shuffled" in name else home / "accepted"
        spent = cost_of(
            [sys.executable, "-m", "tests.bench.link_home", str(accepted), str(target), "--threads", str(threads)]
        )
        found[name] = hashes(target)
        costs.append([name, spent.wall, spent.cpu, spent.peak_mib])
    files = sorted({file for run in found.values() for file in run})
    lines = [[file, *(run.get(file, "missing")[:12] for run in found.values())] for file in files]
    report.add("One city: the first 12 digits of the SHA-256 of every file", ("file", *found), lines)
    report.add("What each run cost", ("run", "wall s", "CPU s", "peak MiB"), costs)
    return all(len(set(line[1:])) == 1 for line in lines)


def shuffle(accepted: Path, target: Path) -> Path:
    """The same accepted rows of persons in another order in each file."""
    shutil.rmtree(target, ignore_errors=True)
    with duckdb.connect() as connection:
        for entity in ENTITIES:
            for part in sorted((accepted / entity).glob("semester=*/*.parquet")):
                copy = target / part.relative_to(accepted)
                copy.parent.mkdir(parents=True)
                connection.execute(
                    f"COPY (SELECT * FROM read_parquet('{part}', hive_partitioning = false)"
                    f" ORDER BY hash(record_id)) TO '{copy}' (FORMAT parquet)"
                )
    return target


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder`, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> None:
    """Prints the tables; ends with 1 when a file differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench-determinism")
    chosen = options.parse_args()
    report = Report()
    is_equal = compare(report, chosen.home, chosen.scratch)
    report.write(chosen.scratch / "determinism.md")
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
