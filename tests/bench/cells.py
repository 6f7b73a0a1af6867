"""Attacks the counts below the city of a published release, all tables together, and tells how much of it can be read.

`python -m tests.bench.cells HOME`: HOME is a city that was run; its release is attacked beside the warehouse that it
was made of, which only names the small counts. Nothing in HOME is written.
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
from tests.support.release_attack import BY_KELURAHAN, Learnt, shown_and_hidden


def main() -> None:
    """Prints what is small, what is recovered, and what is shown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    home = options.parse_args().home
    tables, began = open_release(home), time.monotonic()
    with duckdb.connect(str(Store(home).warehouse), read_only=True) as warehouse:

        def exact(mart: str) -> pd.DataFrame:
            return warehouse.execute(f"select * from marts.{mart}").df()

        learnt, blind = (Learnt.of(tables, exact, is_blind=is_blind) for is_blind in (False, True))
    known = blind.recovered()
    found = learnt.recovered()
    told = Table("asked", "found", title=f"{tables.release.name}, two readers, {time.monotonic() - began:.0f} s")
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
