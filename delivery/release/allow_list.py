"""Lists the published tables of the warehouse, and what is left out of them.

All others stay in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

# Every table of the marts schema is made to be published: it holds groups, not persons. One that is not
# named mart_* does not belong in that schema, and is refused rather than passed over.
MARTS_SCHEMA = "marts"
MART_NAMES = "mart_*"

# Tables of the core schema -> columns that the published copy leaves out. Dimensions that describe things
# and facts that the offices sent as aggregates; never dim_person, dim_family, the bridge or a fact with one
# row for a person. Remarks are free text and may name somebody, so they stay in the house.
CORE_SCHEMA = "core"
CORE_TABLES: Mapping[str, tuple[str, ...]] = {
    "dim_semester": (),
    "dim_region": (),
    "dim_village": (),
    "dim_agency": (),
    "dim_list": (),
    "dim_programme": (),
    "dim_finding": (),
    "dim_code": (),
    "dim_reference_snapshot": (),
    "fct_allocations": ("note",),
    "fct_programme_progress": ("note",),
    "fct_submissions": (),
}

# Text as somebody wrote it, in a sheet or as a file's name: published once a person let it pass (`free_text`). Anywhere
# else a 16-digit number in a text is a fault of a model, and stops the release.
AS_WRITTEN = (
    "*_text", "*_label", "indicator", "category", "sheet", "file_name", "problem", "cause",
    "proposed_solution", "progress_unit",
)  # fmt: skip
# Tables whose texts our own declarations give, word for word: the steps of the bridge, the labels of a dimension.
_OURS = ("mart_number_bridge", "dim_*")


def is_as_written(column: str) -> bool:
    """True when the column holds text as an office wrote it."""
    return any(fnmatchcase(column, pattern) for pattern in AS_WRITTEN)


def is_written(table: str, column: str) -> bool:
    """True when the column holds text as an office wrote it, not as declared."""
    return is_as_written(column) and not any(fnmatchcase(table, pattern) for pattern in _OURS)


def chosen(found: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str, tuple[str, ...]]], list[str]]:
    """(schema, table, columns left out) of each table to publish; and what is wrong.

    Chosen among the tables `found`.
    """
    tables = set(found)
    problems = [
        f"PUB-001 {schema}.{table}: tidak ada dalam daftar yang boleh terbit (nama mart harus {MART_NAMES})"
        for schema, table in sorted(tables)
        if schema == MARTS_SCHEMA and not fnmatchcase(table, MART_NAMES)
    ]
    problems += [
        f"PUB-002 {CORE_SCHEMA}.{table}: harus terbit, tetapi tidak ada di gudang data; jalankan dbt build"
        for table in CORE_TABLES
        if (CORE_SCHEMA, table) not in tables
    ]
    marts = sorted(table for schema, table in tables if schema == MARTS_SCHEMA and fnmatchcase(table, MART_NAMES))
    if not marts:
        problems.append(f"PUB-002 {MARTS_SCHEMA}: tidak satu pun tabel {MART_NAMES} di gudang data; jalankan dbt build")
    chosen_core = [(CORE_SCHEMA, table, left_out) for table, left_out in sorted(CORE_TABLES.items())]
    return chosen_core + [(MARTS_SCHEMA, table, ()) for table in marts], problems
