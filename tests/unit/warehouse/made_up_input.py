"""Accepted and linkage Parquet with made-up rows, written from the declared columns: a stand-in for a semester run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.declarations.catalogue import load_catalogue
from orchestration.dbt.sources import SourceTable, source_tables

_ARROW = {
    "text": pa.string(), "integer": pa.int32(), "bigint": pa.int64(), "decimal": pa.decimal128(18, 3),
    "date": pa.date32(), "boolean": pa.bool_(), "double": pa.float64(),
}  # fmt: skip
Row = Mapping[str, Any]


def tables_read_by_dbt() -> dict[str, SourceTable]:
    """Every table that dbt reads, by name."""
    return {table.name: table for table in source_tables(load_catalogue(agency_roots=()).entities)}


def write_input(home: Path, rows: Mapping[str, Iterable[Row]]) -> None:
    """Writes every table that dbt reads below `home`: the given rows, and zero rows where none are given.

    Entities are split by semester beside the zero-row partition, as the accepted layer has them. A column that a table
    does not declare is an error.
    """
    tables = tables_read_by_dbt()
    unknown = set(rows) - set(tables)
    if unknown:
        raise KeyError(f"no such tables: {sorted(unknown)}")
    for name, table in tables.items():
        given = [dict(row) for row in rows.get(name, ())]
        for row in given:
            stray = set(row) - set(table.columns)
            if stray:
                raise KeyError(f"{name} has no columns {sorted(stray)}")
        for path, part in _parts(home, table, given):
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(part, schema=arrow_schema(table)), path)


def arrow_schema(table: SourceTable) -> pa.Schema:
    """The Arrow schema of a table as dbt reads it."""
    return pa.schema([(name, _ARROW[kind]) for name, (kind, _) in table.columns.items()])


def _parts(home: Path, table: SourceTable, rows: list[dict[str, Any]]) -> Iterable[tuple[Path, list[dict[str, Any]]]]:
    if table.kind == "linkage":
        yield home / "linkage" / f"{table.name}.parquet", rows
    elif table.kind == "accepted":
        yield home / "accepted" / table.name / "part.parquet", rows
    else:
        folder = home / "accepted" / table.name
        yield folder / "semester=none" / "part.parquet", []
        for semester in sorted({row["semester"] for row in rows}):
            yield folder / f"semester={semester}" / "part.parquet", [r for r in rows if r["semester"] == semester]
