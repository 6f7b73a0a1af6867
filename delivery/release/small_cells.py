"""Hides counts of 1 to 4 in one kelurahan, in the tables that leave.

One place for every count column of every published table. A small cell is treated, it never stops a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from delivery.release.guard import Column

SMALL_CELL = 5
# How far a count of SMALL_CELL and more is moved, where cell keys protect it (`cell_keys`).
NOISE = 3
EXACT = "exact"
LEFT_OUT = "small_cell_hidden"
PROTECTION = Column(
    "protection",
    "VARCHAR",
    "What protects the counts of the row: exact (as counted), cell_key (1 to 4 became 0 or 5, others moved by "
    f"{NOISE} at most, the same people always the same number), cell_key_hidden (so, and some left out), "
    f"{LEFT_OUT} (counts of 1 to 4 and what gives them away left out).",
)
HIDDEN = Column(
    "hidden_columns",
    "VARCHAR",
    "Columns of this row whose number is known but not shown, joined by a comma. Any other empty number is missing: "
    "nobody reported it. A number that is there was counted, and 0 is nobody (or up to 4, under cell_key).",
)

# Counts of things, not of people or families.
_COUNTED_OTHERWISE = frozenset(
    {"programme_count", "agency_count", "list_count", "table_count", "submission_count", "village_count",
     "rt_count", "rw_count", "semester_count", "pair_count", "quota_count"}
)  # fmt: skip
# What a count can be worked out from when it stands in the same row.
_DERIVED = ("_rate", "_share", "_ratio", "_idr", "_kg")
_VILLAGE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"


def is_count(column: Column) -> bool:
    """True when the column counts people, families or households."""
    return column.is_number and column.name.endswith("_count") and column.name not in _COUNTED_OTHERWISE


def is_derived(column: Column) -> bool:
    """True when the column may give away a count of its row."""
    return column.is_number and column.name.endswith(_DERIVED) and "_per_" not in column.name


# Asked once for each row: a table has dozens of columns, and each would ask all others again.
_IS_VILLAGE, _IS_SMALL = "row_is_of_a_village", "row_has_a_small_count"


def with_places(relation: str, columns: Iterable[Column]) -> str:
    """The rows of a relation with what `treated` asks of them."""
    columns = tuple(columns)
    small = " or ".join(f"coalesce({_small(column)}, false)" for column in columns if is_count(column))
    if not small:
        return relation
    return f"(select *, {in_village(columns)} as {_IS_VILLAGE}, ({small}) as {_IS_SMALL} from {relation})"


def _small(column: Column) -> str:
    return f'"{column.name}" between 1 and {SMALL_CELL - 1}'


def in_village(columns: Iterable[Column]) -> str:
    """Condition that a row is about one kelurahan, whatever column says so."""
    areas = [column.name for column in columns if column.type == "VARCHAR"]
    return " or ".join(f"""coalesce(regexp_full_match("{area}", '{_VILLAGE}'), false)""" for area in areas) or "false"


def has_counts(columns: Iterable[Column]) -> bool:
    """True when a table counts people, families or households in any column."""
    return any(is_count(column) for column in columns)


def names_of(conditions: Mapping[str, str]) -> str:
    """SQL text naming each key whose condition holds; null when none does."""
    named = ", ".join(f"case when {condition} then '{name}' end" for name, condition in conditions.items())
    return f"nullif(concat_ws(', ', {named or 'null'}), '')"


def treated(columns: Iterable[Column]) -> dict[str, str]:
    """Column -> expression, over `with_places`, of what is shown of it.

    For each column that may hold or give away a small cell.
    """
    columns = tuple(columns)
    small = {column.name: _small(column) for column in columns if is_count(column)}
    if not small:
        return {}
    derived = {column.name: _IS_SMALL for column in columns if is_derived(column)}
    return {
        name: f'case when not ({_IS_VILLAGE} and ({test})) or "{name}" is null then "{name}" end'
        for name, test in (small | derived).items()
    }
