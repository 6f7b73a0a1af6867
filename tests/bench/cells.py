"""Attacks the counts below the city of a published release, all tables together, and tells how much of it can be read.

`python -m tests.bench.cells HOME`: HOME is a city that was run; its release is attacked beside the warehouse that it
was made of, which only names the small counts. Nothing in HOME is written. `--before RELEASE WAREHOUSE` attacks that
release of HOME and the current one together: WAREHOUSE is a copy of `warehouse/build.duckdb` from when it was made.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from delivery import open_release
from ingest.store import Store
from tests.support.release_attack import BY_KELURAHAN, Exact, Learnt, shown_and_hidden


def exact_of(path: Path) -> Exact:
    """The rows of each mart as they are in a warehouse."""

    def exact(mart: str) -> pd.DataFrame:
        with duckdb.connect(str(path), read_only=True) as warehouse:
            return warehouse.execute(f"select * from marts.{mart}").df()

    return exact


def main() -> None:
    """Prints what is small, what is recovered, and what is shown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--before", nargs=2, metavar=("RELEASE", "WAREHOUSE"))
    chosen = options.parse_args()
    home, began = chosen.home, time.monotonic()
    tables = open_release(home)
    after = tables, exact_of(Store(home).warehouse)
    if chosen.before:
        release, warehouse = chosen.before
        before = open_release(home, release), exact_of(Path(warehouse))
        learnt, blind = (Learnt.of_two(before, after, is_blind=is_blind) for is_blind in (False, True))
    else:
        learnt, blind = (Learnt.of(*after, is_blind=is_blind) for is_blind in (False, True))
    found = learnt.recovered()
    known = blind.recovered(found)
    both = f"{chosen.before[0]} and " if chosen.before else ""
    told = Table("asked", "found", title=f"{both}{tables.release.name}, two readers, {time.monotonic() - began:.0f} s")
    parts, sets = learnt.small()
    told.add_row("counts of 1 to 4 below the city", f"{parts:,}")
    told.add_row("combinations of 1 to 4 families", f"{sets:,}")
    told.add_row("known from the figures of the city alone", f"{len(known):,}")
    told.add_row("recovered beyond them", f"{len(found - known):,}")
    for names in (BY_KELURAHAN, *((name,) for name in BY_KELURAHAN)):
        shown, hidden = shown_and_hidden(tables, *names)
        share = f"{100 * shown / (shown + hidden):.1f} % of {shown + hidden:,}"
        told.add_row(f"kelurahan cells with a number, {names[0] if len(names) == 1 else 'all'}", share)
    console = Console(width=110)
    console.print(told)
    for name in sorted(found - known):
        console.print(name)


if __name__ == "__main__":
    main()
