"""Describes one list as the rules see it.

By its entity, its declaration, and the fields that the file brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.declarations.catalogue import EntitySchema
from ingest.declarations.contract import Table
from ingest.semester import Semester

# Fields that are stored under another name.
STORED_AS: Mapping[str, tuple[str, ...]] = {
    "birth_place_and_date": ("birth_date",), "birth_date_or_age": ("birth_date",), "rt_rw": ("rt",),
    "village_name": ("village_text", "area_text"), "village_code_source": ("village_text", "area_text"),
    "district_name": ("district_code", "area_text"), "district_code_source": ("district_code", "area_text"),
    "regency_name": ("area_text",), "regency_code_source": ("area_text",), "province_name": ("area_text",),
    "province_code_source": ("area_text",), "area_name": ("area_text",), "area_code_source": ("area_text",),
    "programme_text": ("programme_code",), "unit_text": ("unit",),
    "disability_code": ("is_disabled",), "chronic_illness_code": ("has_chronic_illness",),
}  # fmt: skip


@dataclass(frozen=True)
class JudgedList:
    """One list of one semester and the fields that the file brought.

    The questions are derived from it.
    """

    schema: EntitySchema
    table: Table
    semester: Semester
    brings: frozenset[str]
    may_repeat: bool = False  # people let the repeated NIKs of this file stand

    def has(self, *columns: str) -> bool:
        return all(column in self.schema.columns for column in columns)

    def stored(self, name: str) -> str | None:
        """The column that holds a field; None when the field is read and not kept."""
        return next((c for c in (name, *STORED_AS.get(name, ())) if c in self.schema.columns), None)

    def type_of(self, name: str) -> str:
        return self.schema.fields[name].type if name in self.schema.fields else self.schema.columns[name].type
