"""Keeps what each release showed of the counts below the city.

What was told once is known, whatever is hidden later.

A record holds exact counts, so it stays beside the warehouse and is never published. Records are not pruned: a reader
may have kept a release that we have not.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from delivery.release.guard import literal
from ingest.store import PRIVATE_FILE, Store, private_folder, sync_folder

_RECORDS = "shown"
_PENDING = ".pending"


class Records:
    """The records of an installation, one for each release."""

    def __init__(self, store: Store) -> None:
        self._folder = store.warehouse.parent / _RECORDS

    @property
    def pending(self) -> Path:
        """The place of a record.

        That of the release that is being made.
        """
        return private_folder(self._folder) / _PENDING

    def all(self) -> tuple[Path, ...]:
        """Those of the releases before."""
        return tuple(sorted(self._folder.glob("*.parquet")))

    def keep(self, release: str) -> None:
        """The pending record is that of `release` from now on."""
        if self.pending.is_file():
            self.pending.replace(self._folder / f"{release}.parquet")
            sync_folder(self._folder)


def remember(database: duckdb.DuckDBPyConnection, records: Iterable[Path]) -> None:
    """Fills the temporary table `cell_earlier` with what earlier releases showed."""
    files = ", ".join(literal(str(path)) for path in records)
    told = f"from read_parquet([{files}])" if files else "from cell_counts where false"
    database.execute(
        f"create or replace temp table cell_earlier as select distinct frame, part, set_key, counted, shown {told}"
    )


def record(database: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Writes what this release shows, once it is settled what is hidden."""
    database.execute(
        "copy (select frame, part, set_key, counted, shown from cell_cells where shown is not null and counted > 0"
        " and set_key not in (from cell_hidden_sets)"
        " and not exists (select 1 from cell_closed as closed where closed.mart = cell_cells.mart"
        " and closed.cell_row = cell_cells.cell_row and not closed.stays) order by all)"
        f" to {literal(str(target))} (format parquet)"
    )
    target.chmod(PRIVATE_FILE)
