"""Tells of a mart what its drawn counts allow.

The numbers shown, shares made from them, and a mark on each row.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from delivery.release.cell_keys import Drawn, ProtectedMart
from delivery.release.guard import Column
from delivery.release.small_cells import EXACT, HIDDEN, PROTECTION, is_derived, names_of


def shown(database: duckdb.DuckDBPyConnection, drawn: Drawn, columns: Iterable[Column]) -> str:
    """The name of a temporary table with what may be shown of the mart.

    The columns given, PROTECTION and HIDDEN.
    """
    columns, mart = tuple(columns), drawn.mart
    told = ", ".join(_told(column, drawn.counts, mart) for column in columns)
    numbers = [column.name for column in columns if column.is_number]
    kept = "".join(f", {each} as {each}__exact" for each in numbers)
    left_out = names_of({each: f"{each} is null and {each}__exact is not null" for each in _shown_parts(numbers, mart)})
    database.execute(
        f'create or replace temp table "cells_of_{drawn.name}" as'
        f" with told as (select {told}, {_mark(drawn.counts)}, cell_below, cell_alone{kept} from {drawn.relation}),"
        f" shown as (select *{_recomputed(mart)} from told where not (cell_below and cell_alone))"
        f" select {', '.join(column.name for column in columns)}, {PROTECTION.name}, {left_out} as {HIDDEN.name}"
        " from shown"
    )
    return f'"cells_of_{drawn.name}"'


def _shown_parts(numbers: Iterable[str], mart: ProtectedMart) -> list[str]:
    """The numbers that the parts of the mart have at all."""
    return [name for name in numbers if mart.split is None or not mart.split.leaves_out(name)]


def _told(column: Column, counts: Iterable[str], mart: ProtectedMart) -> str:
    name = column.name
    if name in counts:
        shown = f"case when not {name}__hidden then {name}__shown end"
        return f"cast(case when cell_below then {shown} else {name} end as {column.type}) as {name}"
    if is_derived(column) and name not in mart.recomputed:
        return f"case when not cell_below then {name} end as {name}"
    return name


def _mark(counts: Iterable[str]) -> str:
    hidden = " or ".join(f"({count}__hidden and {count} is not null)" for count in counts)
    return (
        f"case when not cell_below then '{EXACT}' when {hidden} then 'cell_key_hidden' else 'cell_key' end"
        f" as {PROTECTION.name}"
    )


def _recomputed(mart: ProtectedMart) -> str:
    """Shares and rates made from the counts that are shown."""
    # least and greatest pass over nulls
    shares = [
        f"case when not cell_below then {name} when ({share}) is not null"
        f" then greatest(0.0, least(1.0, {share})) end as {name}"
        for name, share in mart.recomputed.items()
    ]
    return f" replace ({', '.join(shares)})" if shares else ""
