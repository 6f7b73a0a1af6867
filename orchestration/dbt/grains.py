"""Asks every table of the warehouse whether one row stands for each key.

These are dbt's own tests `unique_grain`, which `dbt build` asks too when it is called by hand; a run leaves them out
there and asks them here, because dbt needs thirty times as long around such a test as the question takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

TEST = "unique_grain"


class GrainError(Exception):
    """Tables in which several rows stand for one key.

    That is a fault of the program, never of a list.
    """

    def __init__(self, doubled: Mapping[str, int]) -> None:
        told = ", ".join(f"{table} ({count} kunci)" for table, count in doubled.items())
        self.problems = (
            f"[PUB-012] Beberapa baris berdiri untuk satu kunci dalam tabel gudang: {told}. Ini kesalahan program,"
            " bukan kesalahan daftar; terbitan yang lama tetap berlaku. Kirimkan pesan ini kepada pengelola sistem.",
        )
        super().__init__(*self.problems)


def is_grain(node: Mapping[str, Any]) -> bool:
    """True for a dbt test that asks for one row for each key."""
    return (node.get("test_metadata") or {}).get("name") == TEST


def doubled_keys(warehouse: Path, manifest: Mapping[str, Any]) -> GrainError | None:
    """The error when a table has several rows for one key of its grain."""
    tests = [node for node in manifest["nodes"].values() if is_grain(node)]
    with duckdb.connect(str(warehouse), read_only=True) as database:
        found = set(database.execute("select table_schema, table_name from information_schema.tables").fetchall())
        asked = [
            (schema, table, test["test_metadata"]["kwargs"]["columns"])
            for test in tests
            for schema, table in [_relation(manifest["nodes"][test["attached_node"]])]
            if (schema, table) in found
        ]
        counts = {f"{schema}.{table}": _doubled(database, f'"{schema}"."{table}"', key) for schema, table, key in asked}
    doubled = {table: count for table, count in counts.items() if count}
    return GrainError(doubled) if doubled else None


def _relation(node: Mapping[str, Any]) -> tuple[str, str]:
    return node["schema"], node["alias"]


def _doubled(database: duckdb.DuckDBPyConnection, table: str, key: list[str]) -> int:
    """The number of keys that stand on more than one row."""
    columns = ", ".join(f'"{column}"' for column in key)
    asked = f"select count(*) from (select 1 from {table} group by {columns} having count(*) > 1)"
    (count,) = database.execute(asked).fetchone() or (0,)
    return int(count)
