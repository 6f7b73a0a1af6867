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
from delivery.release.meanings import Meaning, declared_meaning
from delivery.tracing import declared_formulas, load_traces, protected_marts
from orchestration.dbt.manifest import PROJECT, compiled_manifest, load_manifest
from orchestration.settings import Settings

_PURPOSE = b"cell keys of published counts"
_TEXT_PURPOSE = b"numbers of written texts"


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
    return Protection(_secret(settings, _PURPOSE), protected_marts(traces))


def text_secret(settings: Settings) -> str:
    """The secret that the numbers of withheld texts are made with."""
    return _secret(settings, _TEXT_PURPOSE)


def meanings_of(settings: Settings) -> dict[str, Meaning]:
    """Keys and measures of every model of this installation's project."""
    return declared_meanings(load_manifest(settings))


def declared_meanings(manifest: Mapping[str, Any]) -> dict[str, Meaning]:
    """Keys and measures of every model.

    As the columns of the manifest declare them, and shares and rates as the traces do.
    """
    formulas = declared_formulas(PROJECT / "traces")
    return {
        node["name"]: declared_meaning(
            node["config"].get("meta", {}).get("grain", ()),
            ((name, column["config"].get("meta", {})) for name, column in node["columns"].items()),
            formulas.get(node["name"], {}),
        )
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def _secret(settings: Settings, purpose: bytes) -> str:
    """A secret for one purpose: nothing that is drawn with it says anything about ids."""
    return hmac.new(settings.identity_key(), purpose, hashlib.sha256).hexdigest()
