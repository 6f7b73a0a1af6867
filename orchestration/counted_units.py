"""Gathers what a built warehouse counts.

These are its relations, the SQL of its models, and what protects its counts.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import duckdb

from delivery.release.cell_keys import ATTACHED, Protection
from delivery.tracing import load_traces, protected_marts
from orchestration.dbt.manifest import PROJECT, compiled_manifest
from orchestration.settings import Settings

_PURPOSE = b"cell keys of published counts"


def relations(warehouse: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every table and view of the warehouse: name -> schema.name."""
    found = warehouse.execute(
        "select table_name, table_schema from information_schema.tables where table_catalog = current_database()"
    ).fetchall()
    return {name: f"{schema}.{name}" for name, schema in found}


def compiled_sql(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Model -> the SQL that dbt ran for it."""
    return {node["name"]: node["compiled_code"] for node in manifest["nodes"].values() if node.get("compiled_code")}


def protection_of(settings: Settings) -> Protection:
    """The protection of counts below the city in the warehouse just built by dbt."""
    with duckdb.connect(str(settings.store.warehouse), read_only=True) as warehouse:
        # as publication attaches it
        attached = {name: f"{ATTACHED}.{relation}" for name, relation in relations(warehouse).items()}
    traces = load_traces(PROJECT / "traces", attached, compiled_sql(compiled_manifest(settings)))
    # a secret of its own: nothing that is drawn with it says anything about ids
    secret = hmac.new(settings.identity_key(), _PURPOSE, hashlib.sha256).hexdigest()
    return Protection(secret, protected_marts(traces))
