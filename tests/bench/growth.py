"""How linkage grows: a city, a part of it, and many of it side by side; and plain Splink with the same model.

`python -m tests.bench.growth HOME` (a simulated home that was run). Each size is linked in a process of its own, both
semesters; processor time is what is compared, because a busy machine stretches the wall's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.evaluate import Agreement, evaluate_files
from tests.bench.measure import ROOT, Cost, cost_of
from tests.bench.tables import Report
from tests.bench.tiles import lay

DISTRICT = "73.72.02"
"""A quarter of the simulated city: a hundred thousand rows of the same density."""
SIZES = (0, 1, 3)
"""Cities laid side by side; 0 is the district alone."""
LAND, MILLION = 12, 3
"""Cities that come to five million rows, and to one."""


@dataclass(frozen=True)
class Size:
    """One size, linked by us."""

    rows: int
    cost: Cost
    right: Agreement


def compare(report: Report, home: Path, scratch: Path, *, with_land: bool, with_splink: bool) -> None:
    """Adds the table of sizes, and with `with_splink` that of plain Splink on a million rows."""
    sizes = {copies: _linked(home, copies, scratch) for copies in (*SIZES, *((LAND,) if with_land else ()))}
    first = min(sizes.values(), key=lambda size: size.rows)
    report.add(
        "Growth: both semesters linked (goal: processor time per row at most 1.2 of the smallest's)",
        ("rows", "wall s", "CPU s", "peak MiB", "CPU us per row", "of the smallest", "F1 between lists"),
        [
            [size.rows, size.cost.wall, size.cost.cpu, size.cost.peak_mib, _per_row(size),
             _per_row(size) / _per_row(first), size.right.pairwise.f1]
            for size in sizes.values()
        ],
    )  # fmt: skip
    if with_splink:
        beside_splink(report, sizes[MILLION], scratch / str(MILLION))


def _per_row(size: Size) -> float:
    return size.cost.cpu / size.rows * 1e6


def _linked(home: Path, copies: int, scratch: Path) -> Size:
    """`copies` cities (0: the district alone) laid below `scratch` and linked."""
    folder = scratch / str(copies)
    rows = lay(home, max(1, copies), folder, None if copies else DISTRICT)
    with tempfile.TemporaryDirectory(dir=folder) as linkage:
        command = [sys.executable, "-m", "tests.bench.link_home", str(folder / "accepted"), linkage]
        cost = cost_of(command, folder / "link.log")
        return Size(rows, cost, evaluate_files(Path(linkage) / "person_links.parquet", folder / "truth.parquet"))


def beside_splink(report: Report, ours: Size, folder: Path) -> None:
    """Adds our run beside plain Splink's predict and cluster of the same rows (goal: three times as fast as these)."""
    labels = folder / "splink.parquet"
    with tempfile.TemporaryDirectory(dir=folder) as spill:
        command = [sys.executable, "-m", "tests.bench.same_model", str(folder / "accepted"), str(labels)]
        finished = subprocess.run(
            [*command, "--scratch", spill], cwd=ROOT, capture_output=True, text=True, check=True
        )  # fmt: skip
    spent: dict[str, float] = json.loads(finished.stdout.strip().splitlines()[-1])
    theirs, wall = evaluate_files(labels, folder / "truth.parquet"), spent["predict_s"] + spent["cluster_s"]
    report.add(
        f"{ours.rows:,} rows beside plain Splink with the same model (its predict and cluster alone)",
        ("", "wall s", "CPU s", "precision", "recall", "F1"),
        [
            ["Sinergi, both semesters, ids and outputs", ours.cost.wall, ours.cost.cpu, *_right(ours.right)],
            ["plain Splink", wall, spent["cpu_s"], *_right(theirs)],
            ["times as long", wall / ours.cost.wall, spent["cpu_s"] / ours.cost.cpu, "", "", ""],
        ],
    )


def _right(found: Agreement) -> list[float]:
    return [found.pairwise.precision, found.pairwise.recall, found.pairwise.f1]


def main() -> None:
    """Prints both tables, and writes them to `growth.md` below the scratch folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench-growth")
    options.add_argument("--land", action="store_true", help="five million rows too: minutes more, 6 GiB of memory")
    options.add_argument("--splink", action="store_true", help="plain Splink too: half an hour more on two cores")
    chosen = options.parse_args()
    report = Report()
    compare(report, chosen.home, chosen.scratch, with_land=chosen.land, with_splink=chosen.splink)
    report.write(chosen.scratch / "growth.md")


if __name__ == "__main__":
    main()
