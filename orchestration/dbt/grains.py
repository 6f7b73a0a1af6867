"""Asks every table of the warehouse whether one row stands for each key.

These are dbt's own tests `unique_grain`, which `dbt build` asks too when it is called by hand; a run leaves them out
there and asks them here, because dbt needs thirty times as long around such a test as the question takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Grains:
    """The answers: `rows` by (schema, table), and the error where a key is doubled."""

    rows: Mapping[tuple[str, str], int]
    error: GrainError | None


def asked_grains(warehouse: Path, manifest: Mapping[str, Any]) -> Grains:
    """Asks all tables and views that were made.

    Each once: a view is worked out anew at each question.
    """
    tests = [node for node in manifest["nodes"].values() if is_grain(node)]
    rows: dict[tuple[str, str], int] = {}
    doubled: dict[str, int] = {}
    with duckdb.connect(str(warehouse), read_only=True) as database:
        found = set(database.execute("select table_schema, table_name from information_schema.tables").fetchall())
        for test in tests:
            schema, table = _relation(manifest["nodes"][test["attached_node"]])
            if (schema, table) in found:
                key = test["test_metadata"]["kwargs"]["columns"]
                rows[schema, table], several = _asked(database, f'"{schema}"."{table}"', key)
                doubled |= {f"{schema}.{table}": several} if several else {}
    return Grains(rows, GrainError(doubled) if doubled else None)


def _relation(node: Mapping[str, Any]) -> tuple[str, str]:
    return node["schema"], node["alias"]


def _asked(database: duckdb.DuckDBPyConnection, table: str, key: list[str]) -> tuple[int, int]:
    """The number of rows, and of keys that stand on more than one of them."""
    columns = ", ".join(f'"{column}"' for column in key)
    found = database.execute(
        "select coalesce(sum(row_count), 0)::bigint, count(*) filter (where row_count > 1)"
        f" from (select count(*) as row_count from {table} group by {columns})"
    ).fetchone()
    rows, several = found or (0, 0)
    return int(rows), int(several)
