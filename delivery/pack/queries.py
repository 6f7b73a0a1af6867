"""Reads a release for the pack; all SQL of the pack stands here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from ingest.semester import Semester

Row = Mapping[str, Any]
Tables = Mapping[str, tuple[Row, ...]]

# What makes a row of a mart one of a kind: the keys of its trace codes (`meta.grain` of the model).
GRAINS: Mapping[str, tuple[str, ...]] = {
    "mart_beneficiary_inventory": ("semester", "agency_id", "table_id"),
    "mart_complementarity": ("semester", "is_target", "programme_set"),
    "mart_findings": ("semester", "finding_code", "programme_code", "agency_id", "evidence_grade", "issue_key"),
    "mart_kelurahan_profile": ("semester", "village_code"),
    "mart_number_bridge": ("semester", "step_no"),
    "mart_programme_overlap": ("semester", "programme_a", "programme_b"),
    "mart_programme_progress": ("semester", "programme_code"),
    "mart_programme_rights": ("semester", "programme_code"),
    "mart_receiver_changes": ("semester", "programme_code", "village_code"),
    "mart_rights_ladder": ("semester", "right_count", "met_count"),
    "mart_snapshot_comparison": ("semester", "programme_code", "snapshot_id"),
    "mart_source_agreement": ("semester", "agency_id", "table_id", "snapshot_id"),
    "mart_target_rules": ("semester", "programme_code"),
    "mart_targeting": ("semester", "programme_code", "breakdown", "breakdown_code"),
}
# A release has the parts of this mart as tables of their own; a trace code names them as one mart all the same.
_STACKED = "mart_targeting"
PARTS: Mapping[str, str] = {
    "village": "village_code", "decile": "welfare_decile", "sex": "sex", "age_band": "age_band_code",
    "disability": "disability_code",
}  # fmt: skip
_FACTS = ("dim_reference_snapshot", "fct_submissions", "fct_programme_progress", "fct_allocations")
_ALWAYS = {"dim_region": "region_code", "dim_agency": "agency_id", "dim_programme": "programme_code"}


def read_tables(warehouse: Path, semester: Semester) -> tuple[Tables, Tables]:
    """The tables of a release for one semester, and for the one before."""
    with duckdb.connect(str(warehouse), read_only=True) as database:
        always = {
            table: _rows(database, f"select * from core.{table} order by {order}") for table, order in _ALWAYS.items()
        }
        return always | _of_semester(database, semester), _of_semester(database, semester.previous)


def _of_semester(database: duckdb.DuckDBPyConnection, semester: Semester) -> dict[str, tuple[Row, ...]]:
    """Every table with a semester, its rows of that semester in order of their keys."""
    of_it = f"where semester = '{semester}' order by"
    marts = {
        table: _rows(database, f"select * from {_relation(table)} {of_it} {', '.join(grain)}")
        for table, grain in GRAINS.items()
    }
    return marts | {table: _rows(database, f"select * from core.{table} {of_it} all") for table in _FACTS}


def _relation(table: str) -> str:
    """The rows of a mart, total and parts put together again."""
    if table != _STACKED:
        return f"marts.{table}"
    parts = (
        f"select * exclude ({key}), '{part}' as breakdown, {key} as breakdown_code from marts.{table}_{part}"
        for part, key in PARTS.items()
    )
    return f"({' union all by name '.join([f'from marts.{table}', *parts])})"


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> tuple[Row, ...]:
    found = database.execute(query)
    names = [each[0] for each in found.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())
