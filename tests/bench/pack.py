"""Draws the pack of a published city, beside the queries that it needs; each in a process of its own.

`python -m tests.bench.pack HOME [SEMESTER ...]`: HOME is a city whose semesters were published; the pack is drawn in a
scratch folder and HOME is only read. The goal is two times the queries and 10 s. The queries' time is that of DuckDB
answering them, without start and imports; the pack's is that of the whole process, from nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from ingest.semester import Semester
from ingest.store import Store
from tests.bench.measure import cost_of_python

TIMES, LEAST = 3, 10.0
_QUERIES = """
import json, sys, time
from pathlib import Path
from delivery.pack.queries import read_tables
from delivery.release.frames import open_release
from ingest.semester import Semester
home, semester, told = sys.argv[1:]
began = time.perf_counter()
now, before = read_tables(open_release(home), Semester.parse(semester))
spent = time.perf_counter() - began
rows = sum(map(len, now.values())) + sum(map(len, before.values()))
Path(told).write_text(json.dumps([spent, rows, len(now) + len(before)]))
"""
_PACK = """
import sys
from pathlib import Path
from delivery.pack.write import write_pack
from ingest.store import Store
from orchestration.settings import Settings
home, semester, pdf = sys.argv[1:]
pack = write_pack(Store(Path(home)), semester, Settings.from_environment(Path(home)).city_code, pdf=pdf == "pdf")
assert pack.is_new and not pack.problems, pack.problems
"""


def main() -> None:
    """Prints one line for each semester."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("semesters", nargs="*", type=Semester.parse)
    chosen = options.parse_args()
    table = Table("semester", "queries", "rows", "pack, no PDF", "of 2 x queries + 10 s", "with PDF", "of it",
                  title=f"{chosen.home}: seconds on the clock, median of {TIMES}")  # fmt: skip
    published = Store(chosen.home.resolve()).published
    found = chosen.semesters or sorted({Semester.parse(path.name[:7]) for path in published.glob("20??-S?-*")})
    for semester in found:
        table.add_row(str(semester), *_measured(published, str(semester)))
    Console(width=110).print(table)


def _measured(published: Path, semester: str) -> list[str]:
    """The figures of one semester, in words."""
    with tempfile.TemporaryDirectory(prefix="sinergi-pack-") as folder:
        home = Path(folder)
        (home / "published").symlink_to(published)
        asked = [_asked(home, semester) for _ in range(TIMES)]
        queries = median(seconds for seconds, _, _ in asked)
        plain, whole = (median(_drawn(home, semester, kind) for _ in range(TIMES)) for kind in ("", "pdf"))
    goal = 2 * queries + LEAST
    rows, tables = asked[0][1:]
    return [
        f"{queries:.2f}", f"{rows:,.0f} in {tables:.0f} answers", f"{plain:.2f}", f"{plain / goal:.2f}",
        f"{whole:.2f}", f"{whole / goal:.2f}",
    ]  # fmt: skip


def _asked(home: Path, semester: str) -> tuple[float, float, float]:
    """Seconds, rows and tables of the queries alone."""
    told = home / "told.json"
    cost_of_python(_QUERIES, str(home), semester, str(told))
    seconds, rows, tables = json.loads(told.read_text(encoding="utf-8"))
    return seconds, rows, tables


def _drawn(home: Path, semester: str, kind: str) -> float:
    """Seconds of drawing the pack where none is."""
    shutil.rmtree(home / "packs", ignore_errors=True)
    return cost_of_python(_PACK, str(home), semester, kind).wall


if __name__ == "__main__":
    main()
