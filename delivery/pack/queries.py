"""Reads a release for the pack, by the door that notebooks use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delivery.release.frames import Row
from delivery.release.frames import Tables as ReleasedTables
from ingest.semester import Semester

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
_ALWAYS = ("dim_region", "dim_agency", "dim_programme")


def read_tables(released: ReleasedTables, semester: Semester) -> tuple[Tables, Tables]:
    """The tables of a release for one semester, and for the one before."""
    return released.rows(_ALWAYS) | _of_semester(released, semester), _of_semester(released, semester.previous)


def _of_semester(released: ReleasedTables, semester: Semester) -> dict[str, tuple[Row, ...]]:
    """Every table with a semester, its rows of that semester in order of their keys."""
    parts = {f"{_STACKED}_{part}": (part, key) for part, key in PARTS.items()}
    found = released.rows([*GRAINS, *_FACTS, *parts], str(semester))
    rows = list(found[_STACKED])
    for table, (part, key) in parts.items():
        rows += [_stacked(row, part, key) for row in found.pop(table)]
    columns = dict.fromkeys(name for row in rows for name in row)
    rows.sort(key=lambda row: [(row[key] is None, str(row[key])) for key in GRAINS[_STACKED]])
    return found | {_STACKED: tuple({name: row.get(name) for name in columns} for row in rows)}


def _stacked(row: Row, part: str, key: str) -> dict[str, Any]:
    """A row of a part under the names that all parts share."""
    return {name: value for name, value in row.items() if name != key} | {
        "breakdown": part, "breakdown_code": None if row[key] is None else str(row[key]),
    }  # fmt: skip
