"""`python -m tests.bench.linkage`: how right and how fast the linkage is, beside its peers, in one run."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench import accuracy
from tests.bench.measure import ROOT
from tests.bench.tables import Report

KEY = b"the key of the benchmark, made up"


def main() -> None:
    """Prints every table, and writes them to `linkage.md` below the scratch folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("homes", nargs="*", type=Path, help="homes that were run: FAULTS=FOLDER")
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench/linkage")
    chosen = options.parse_args()
    report = Report()
    for given in chosen.homes:
        faults, _, folder = str(given).rpartition("=")
        home = Path(folder)
        accuracy.compare(report, home, home / "linkage", chosen.scratch / (faults or "normal"), faults or "normal")
        report.write(chosen.scratch / "linkage.md")


if __name__ == "__main__":
    main()
