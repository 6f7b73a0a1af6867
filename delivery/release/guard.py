"""Finds what may not leave the house, before it does.

That is personal columns and numbers like a NIK. Small cells are treated, not refused: `small_cells`.

The models are written so that nothing is found here. The guard is for the day on which one is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from delivery.release.allow_list import is_as_written
from ingest.declarations.catalogue import EntitySchema

# Ids of one person, family or household: ours, the dictionary does not know them.
_KEYS = frozenset({"person_id", "family_id", "other_id", "household_id"})
# Personal when they stand beside a person, harmless as the name of a group: `women in decile 2` is nobody.
_GROUPINGS = frozenset(
    {"sex", "welfare_decile", "welfare_percentile", "school_level", "component", "education_level",
     "marital_status"}
)  # fmt: skip
# A number about a group, not a person's own: `nik_valid_count`, `birth_date_missing_share`.
_MEASURES = ("_count", "_share", "_rate", "_percent", "_idr", "_kg")
_NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "DECIMAL",
)  # fmt: skip
_PLAIN = (*_NUMBERS, "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP")
# Made by us from a hash: sixteen digits may stand in a row by chance, so only a value of just sixteen
# digits counts.
_HASHES = ("record_id", "submission_id", "issue_id", "finding_id", "sha256", "file_sha256")

# NIK and family card numbers, plain or in groups as people write them. RE2 has no look-around.
SIXTEEN_DIGITS = (
    r"(^|[^0-9])([0-9]{16}|[0-9]{4}([ .-][0-9]{4}){3}|[0-9]{6}[ .-][0-9]{6}[ .-][0-9]{4})([^0-9]|$)"
)  # fmt: skip
_MARKED = re.compile(r"personal_data\s*[:=]\s*(personal|restricted|specific)", re.IGNORECASE)


class PublishError(Exception):
    """The error that nothing was published.

    `problems` says each reason, with a stable code, in words for the operator.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Column:
    """One column as the warehouse describes it."""

    name: str
    type: str
    description: str

    @property
    def is_number(self) -> bool:
        return self.type.startswith(_NUMBERS)


def personal_names(entities: Mapping[str, EntitySchema]) -> dict[str, bool]:
    """Name of every field and column of the entities -> whether it is personal.

    Personal is what is declared as being about a person.
    """
    declared = {
        name: column.personal_data != "none"
        for schema in entities.values()
        for columns in (schema.fields, schema.columns)
        for name, column in columns.items()
    }
    return declared | dict.fromkeys(_KEYS, True)


def column_problems(table: str, columns: Iterable[Column], personal: Mapping[str, bool]) -> list[str]:
    """Columns of `table` that by name, description or type may not be published."""
    problems = []
    for column in columns:
        where = f"{table}.{column.name}"
        if not column.type.startswith(_PLAIN) or column.type.endswith("]"):
            problems.append(f"PUB-003 {where}: tipe {column.type} tidak boleh terbit")
        elif _MARKED.search(column.description):
            problems.append(f"PUB-003 {where}: keterangannya menyebut data pribadi, jadi tidak boleh terbit")
        elif _is_personal(column, personal):
            problems.append(f"PUB-003 {where}: kolom tentang perorangan, jadi tidak boleh terbit")
    return problems


def _is_personal(column: Column, personal: Mapping[str, bool]) -> bool:
    if column.name in _GROUPINGS or (column.is_number and column.name.endswith(_MEASURES)):
        return False
    if column.name in personal:
        return personal[column.name]
    # `receiver_nik`, `first_birth_date`; words as short as `rt` and `note` would be found in too many names
    telling = {name for name, is_personal in personal.items() if is_personal and ("_" in name or name == "nik")}
    return any(f"_{name}_" in f"_{column.name}_" for name in telling - _GROUPINGS)


def value_problems(
    database: duckdb.DuckDBPyConnection, source: str, table: str, columns: Iterable[Column]
) -> list[str]:
    """Columns of `source` with a value that may be a NIK or family card number.

    The value is not told.
    """
    tests = {column.name: test for column in columns if (test := _sixteen_digits(column))}
    if not tests:
        return []
    counts = database.execute(
        f"select {', '.join(f'count(*) filter (where {test})' for test in tests.values())} from {source}"
    ).fetchone()
    return [
        f"PUB-004 {table}.{name}: {count} nilai mirip NIK atau nomor KK (16 angka); perbaiki modelnya"
        for name, count in zip(tests, counts or (), strict=True)
        if count
    ]


def _sixteen_digits(column: Column) -> str | None:
    quoted = f'"{column.name}"'
    if column.type == "VARCHAR":
        if column.name in _HASHES:
            return f"regexp_full_match({quoted}, '[0-9]{{16}}')"
        return None if is_as_written(column.name) else f"regexp_matches({quoted}, '{SIXTEEN_DIGITS}')"
    if column.is_number and not column.name.endswith("_idr"):
        return f"abs({quoted}) between 1000000000000000 and 9999999999999999"
    return None


def literal(value: str) -> str:
    """`value` as an SQL literal, for statements that take no parameters."""
    return "'" + value.replace("'", "''") + "'"
