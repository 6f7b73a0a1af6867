"""Walks from one figure to what it counts and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from delivery.tracing.declared import Source, Traces, UnitSet
from delivery.tracing.figure import Figure


@dataclass(frozen=True)
class Place:
    """One row of a sheet behind a figure.

    `unit` is the id of what it stands for. Sheet and row are None for a file.
    """

    part: str
    unit: str
    entity: str | None
    record_id: str | None
    submission_id: str
    agency_id: str
    table_id: str
    file_name: str
    file_sha256: str
    received_at: str
    semester: str
    sheet: str | None
    row_number: int | None


@dataclass(frozen=True)
class Walked:
    """One counted number, as stated and as traced, with its rows.

    What it states and what the trace counts (or adds up) must be equal.
    """

    part: str
    stated: Any
    traced: Any
    unit_count: int
    label: str
    source: str
    condition: str
    places: tuple[Place, ...]
    seed: Mapping[str, Any] | None = None
    remark: str | None = None


def walk(warehouse: duckdb.DuckDBPyConnection, traces: Traces, figure: Figure) -> list[Walked]:
    """Every count behind the figure, its parts one after the other.

    The warehouse must be that of the figure.
    """
    return list(_walk(warehouse, traces, figure, figure.column))


def _walk(warehouse: duckdb.DuckDBPyConnection, traces: Traces, figure: Figure, column: str) -> Iterator[Walked]:
    mart = traces.marts[figure.mart]
    source = mart.source(column)
    if source.by:
        source = source.cases.get(str(figure.row[source.by]), Source(given="tidak dihitung"))
    if source.parts:
        for part in dict.fromkeys(source.parts):
            yield from _walk(warehouse, traces, figure, part)
    elif source.set:
        yield _count(warehouse, traces, figure, column, source, mart.sets[source.set])
    else:
        yield _given(warehouse, traces, figure, column, source)


def figure_cte(traces: Traces, figure: Figure) -> tuple[str, list[Any]]:
    """SQL of the mart's one row, and its parameters."""
    where = " and ".join(f"{key} is not distinct from ?" for key in figure.key)
    return f"figure as (select * from {traces.relations[figure.mart]} where {where})", list(figure.key.values())


def _count(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, figure: Figure, column: str, source: Source, units: UnitSet
) -> Walked:
    cte, values = figure_cte(traces, figure)
    key = source.unit or units.unit
    with_units = (
        f"with {cte}, unit as (select unit.*, cast({key} as varchar) as unit_key from figure "
        f"inner join {traces.sql(units.source)} as unit on {units.on} where {source.where})"
    )
    figures = f"count(distinct unit_key), {'sum(' + source.sum + ')' if source.sum else 'count(distinct unit_key)'}"
    ((counted, traced),) = warehouse.execute(f"{with_units} select {figures} from unit", values).fetchall()
    places = [
        place
        for path in units.records
        for place in _places(warehouse, traces, column, with_units, values, path)
    ]  # fmt: skip
    return Walked(
        column, figure.row.get(column, traced), traced, counted, units.label, ", ".join(traces.names(units.source)),
        source.where if source.where != "true" else "", tuple(places),
    )  # fmt: skip


def _places(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, column: str, with_units: str, values: list[Any], name: str
) -> Iterator[Place]:
    path = traces.records[name]
    joined = f"from unit inner join {traces.sql(path.source)} as record on {path.on}"
    if path.entity is None:
        sql = (
            f"{with_units} select distinct unit_key, null, submission_id, agency_id, table_id, file_name, "
            f"file_sha256, received_at, semester, null, null from (select unit_key, record.* {joined}) order by all"
        )
    else:
        sql = (
            f"{with_units}, record as (select distinct unit_key, record.record_id, {path.semester} as semester "
            f"{joined}) select unit_key, record_id, submission_id, agency_id, table_id, file_name, file_sha256, "
            "received_at, semester, place.sheet, place.row_number from record "
            "inner join (select record_id, semester, submission_id, sheet, row_number "
            f"from {traces.relations['stg_' + path.entity]}) as place using (record_id, semester) "
            f"inner join (select submission_id, agency_id, table_id, semester, file_name, file_sha256, received_at "
            f"from {traces.relations['stg_submissions']}) as submission using (submission_id, semester) order by all"
        )
    for unit, record_id, *rest in warehouse.execute(sql, values).fetchall():
        yield Place(column, unit, path.entity, record_id, *rest)


def _given(warehouse: duckdb.DuckDBPyConnection, traces: Traces, figure: Figure, column: str, source: Source) -> Walked:
    """A number that nobody counts: a row of a seed, or a word about it."""
    stated = figure.row.get(column)
    if source.seed is None:
        return Walked(column, stated, stated, 0, "", "", "", (), remark=source.given)
    cte, values = figure_cte(traces, figure)
    relation = traces.sql(source.seed)
    found = warehouse.execute(
        f"with {cte} select seed.* from figure inner join {relation} as seed on {source.on}", values
    )
    names = [each[0] for each in found.description or ()]
    row = found.fetchone()
    seed = dict(zip(names, row, strict=True)) if row else None
    return Walked(
        column,
        stated,
        stated,
        0,
        "",
        ", ".join(traces.names(source.seed)),
        "",
        (),
        seed,
        None if row else source.otherwise,
    )
