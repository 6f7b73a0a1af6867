"""Runs the SQL that dbt compiled in plain DuckDB.

It gives the same tables from other rules, or a floor to measure against.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import duckdb


def build_order(manifest: Mapping[str, Any], changed: Collection[str] = (), wanted: Collection[str] = ()) -> list[str]:
    """Models in an order in which each comes after all that it reads.

    With `changed` (names of models and seeds) only what depends on one of them; with `wanted` only what these need.
    """
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")}
    parents = {
        key: [parent for parent in node["depends_on"].get("nodes", ()) if parent in nodes]
        for key, node in nodes.items()
    }
    order: list[str] = []
    for key in sorted(nodes):
        _after_parents(key, parents, order)
    names = {nodes[key]["name"]: key for key in nodes}
    after = {names[name] for name in changed}
    for key in order if after else ():
        if any(parent in after for parent in parents[key]):
            after.add(key)
    before = {names[name] for name in wanted}
    for key in reversed(order) if before else ():
        before.update(parents[key] if key in before else ())
    kept = [
        key
        for key in order
        if nodes[key]["config"]["materialized"] in ("table", "view") and nodes[key]["name"] not in changed
    ]
    return [key for key in kept if (not after or key in after) and (not before or key in before)]


def _after_parents(key: str, parents: Mapping[str, Sequence[str]], order: list[str]) -> None:
    if key not in order:
        for parent in parents[key]:
            _after_parents(parent, parents, order)
        order.append(key)


def rebuild(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Runs each model's compiled SQL and keeps what it gives.

    A view is made where dbt makes a view.
    """
    for key in keys:
        node = manifest["nodes"][key]
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        connection.execute(f'create schema if not exists "{node["schema"]}"')
        connection.execute(f'create or replace {kind} "{node["schema"]}"."{node["alias"]}" as {node["compiled_code"]}')
