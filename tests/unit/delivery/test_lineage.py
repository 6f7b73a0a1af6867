"""The columns behind a column."""

from __future__ import annotations

from typing import Any

from delivery.tracing import column_lineage


def test_the_columns_behind_one_come_in_one_order() -> None:
    """sqlglot walks sets of texts, which are in another order in each process."""
    names = [f"model_{letter}" for letter in "hgfedcba"]
    nodes: dict[str, dict[str, Any]] = {name: made(name, "select 1 as n", "n") for name in names}
    total = " + ".join(f"{name}.n" for name in names)
    joined = " cross join ".join(f"main.{name}" for name in names)
    nodes["total"] = made("total", f"select {total} as total from {joined}", "total")
    column = column_lineage({"nodes": nodes, "sources": {}}, "total", "total")
    assert [each.relation for each in column.upstream()] == ["total", *sorted(names)]


def made(name: str, sql: str, column: str) -> dict[str, Any]:
    return {
        "name": name, "alias": name, "identifier": name, "database": "build", "schema": "main", "compiled_code": sql,
        "resource_type": "model", "columns": {column: {"name": column, "data_type": "bigint"}}, "relation_name": None,
    }  # fmt: skip
