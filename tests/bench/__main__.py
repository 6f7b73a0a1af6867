"""`make bench`: a semester at city size beside its floors, as ratios of one run."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.measure import ROOT, Cost, cost_of
from tests.bench.semester import floors, run_semester, stages
from tests.bench.warehouse import dbt_build, plain_build


def main() -> None:
    """Simulates the city, runs both semesters, and prints what each part cost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--population", type=int, default=163_000)
    options.add_argument("--home", type=Path, default=ROOT / "data/bench")
    chosen = options.parse_args()
    binary = Path(sys.executable).with_name("sinergi")
    shutil.rmtree(chosen.home, ignore_errors=True)
    console = Console(width=110)
    simulated = cost_of(
        [str(binary), "simulate", "--out", str(chosen.home), "--population", str(chosen.population),
         "--semesters", "2017-S1,2017-S2"]
    )  # fmt: skip
    console.print(f"simulated {chosen.population:,} people: {simulated.wall:.1f} s")
    for semester in ("2017-S1", "2017-S2"):
        run = run_semester(chosen.home, semester, binary)
        spent = stages(chosen.home)
        console.print(_stages_table(semester, run, spent))
        console.print(_floors_table(run, floors(chosen.home, semester, chosen.home / f"floors-{semester}")))
    built, plain = dbt_build(chosen.home), plain_build(chosen.home, chosen.home / "floor-warehouse")
    console.print(
        f"warehouse, both semesters: dbt build {built.wall:.1f} s ({built.cpu:.1f} s CPU), the same SQL by "
        f"DuckDB alone {plain.wall:.1f} s ({plain.cpu:.1f} s CPU): {built.wall / plain.wall:.2f} (goal: at most 2)"
    )


def _stages_table(semester: str, run: Cost, spent: dict[str, float]) -> Table:
    table = Table(
        "stage", "wall s", title=f"{semester}: {run.wall:.1f} s wall, {run.cpu:.1f} s CPU, peak {run.peak_mib:,.0f} MiB"
    )
    for stage, seconds in spent.items():
        table.add_row(stage, f"{seconds:.1f}")
    table.add_row("start, checks between, report", f"{run.wall - sum(spent.values()):.1f}")
    return table


def _floors_table(run: Cost, parts: dict[str, Cost]) -> Table:
    total = sum(part.wall for part in parts.values())
    table = Table(
        "floor",
        "wall s",
        "peak MiB",
        title=f"run / sum of floors = {run.wall / total:.2f} (goal: at most 3; under 2,048 MiB)",
    )
    for name, part in parts.items():
        table.add_row(name, f"{part.wall:.1f}", f"{part.peak_mib:,.0f}")
    table.add_row("sum", f"{total:.1f}", "")
    return table


if __name__ == "__main__":
    main()
