"""Describes the tables and columns of the warehouse that dbt built, as their models say.

dbt's own `persist_docs` does it with one statement for each column through its adapter: seconds for a thousand of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from delivery.release.guard import literal

DESCRIBED = ("core", "marts", "bnba")
"""The schemas that people read."""


def describe(warehouse: Path, manifest: Mapping[str, Any]) -> None:
    """Comments on every table of the schemas that people read, and on its columns."""
    models = {
        (node["schema"], node["alias"]): node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in DESCRIBED
    }
    with duckdb.connect(str(warehouse)) as database:
        found = database.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns()"
            " where not internal and database_name = current_database() group by all"
        ).fetchall()
        database.execute("begin")
        for schema, table, columns in found:
            if node := models.get((schema, table)):
                _comment(database, f'table "{schema}"."{table}"', node["description"])
                for column in set(columns) & node["columns"].keys():
                    text = node["columns"][column]["description"]
                    _comment(database, f'column "{schema}"."{table}"."{column}"', text)
        database.execute("commit")


def _comment(database: duckdb.DuckDBPyConnection, on: str, text: str) -> None:
    if text:
        database.execute(f"comment on {on} is {literal(text)}")
