"""`python -m tests.bench.linkage`: how right and how fast the linkage is, beside its peers, in one run."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from simulation.desk import Faults
from tests.bench import accuracy, public, strange_ground
from tests.bench.measure import ROOT, cost_of
from tests.bench.tables import Report


def main() -> None:
    """Prints every table, and writes them to `linkage.md` below the scratch folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("homes", nargs="*", type=Path, help="homes that were run: FAULTS=FOLDER")
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench-linkage")
    options.add_argument("--strange", nargs="+", default=[], metavar="SEED[:heavy]", help="strange cities alone")
    options.add_argument("--population", type=int, default=10_000, help="of each strange city")
    chosen = options.parse_args()
    report = Report()
    for city in chosen.strange:
        seed, _, kind = city.partition(":")
        level: Faults = "heavy" if kind == "heavy" else "normal"
        home = chosen.scratch / f"strange-{seed}"
        strange_ground.draw(home, int(seed), chosen.population, level)
        strange_ground.compare(report, f"{seed}, {level} faults", home)
        report.write(chosen.scratch / "strange.md")
    if chosen.strange:
        return
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    for given in chosen.homes:
        faults, _, folder = str(given).rpartition("=")
        home, scratch = Path(folder), chosen.scratch / (faults or "normal")
        scratch.mkdir(parents=True, exist_ok=True)
        relinked = scratch / "linkage"
        shutil.rmtree(relinked, ignore_errors=True)
        spent = cost_of([sys.executable, "-m", "tests.bench.link_home", str(home / "accepted"), str(relinked)])
        report.add(
            f"City, {faults or 'normal'} faults: both semesters linked",
            ("wall s", "CPU s", "peak MiB"),
            [[spent.wall, spent.cpu, spent.peak_mib]],
        )
        accuracy.compare(report, home, relinked, scratch, faults or "normal")
        report.write(chosen.scratch / "linkage.md")
    public.compare(report, chosen.scratch / "public")
    report.write(chosen.scratch / "linkage.md")


if __name__ == "__main__":
    main()
