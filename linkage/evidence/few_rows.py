"""Loads a few rows held in memory as a run loads all that were accepted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.scraps import scratch
from linkage.evidence import records


def load(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pa.Table],
    until: str,
    key: bytes,
    city: Path | None = None,
) -> None:
    """Fills `records` and `name_forms` from `tables` (entity -> its rows), as `records.load` does."""
    with scratch("near") as folder:
        for entity, table in tables.items():
            for semester in sorted(set(table["semester"].to_pylist())):
                path = folder / entity / f"semester={semester}" / "part.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(table.filter(pc.equal(table["semester"], semester)), path)
        records.load(connection, folder, until, key, city)
