"""From rows of sheets to the figures that count them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from delivery.tracing.declared import MartTrace, Source, Traces, UnitSet


@dataclass(frozen=True)
class Counted:
    """A figure that counts the row, `mart.column` at `key`, with its value."""

    mart: str
    column: str
    key: Mapping[str, Any]
    value: Any

    @property
    def name(self) -> str:
        """The figure in the notation of the command."""
        return f"{self.mart}.{self.column}[{','.join(f'{key}={value}' for key, value in self.key.items())}]"


def figures_of(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, grains: Mapping[str, tuple[str, ...]],
    records: Sequence[tuple[str, str, str]],
) -> list[Counted]:  # fmt: skip
    """Every figure that counts one of `records` (entity, semester, record_id).

    Numbers made of others are left out.
    """
    found = {
        (figure.mart, figure.column, tuple(figure.key.values())): figure
        for name, mart in traces.marts.items()
        for entity in {entity for entity, _, _ in records}
        for figure in _of_mart(
            warehouse, traces, mart, grains[name], entity, [(s, r) for e, s, r in records if e == entity]
        )
    }
    return sorted(found.values(), key=lambda figure: figure.name)


def _of_mart(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, mart: MartTrace, grain: tuple[str, ...], entity: str,
    records: list[tuple[str, str]],
) -> Iterator[Counted]:  # fmt: skip
    for label, units in mart.sets.items():
        counts = [(name, source) for name, source in mart.counts() if source.set == label and name in mart.columns]
        for name in units.records:
            if traces.records[name].entity == entity and counts:
                yield from _of_set(warehouse, traces, mart, grain, units, name, counts, records)


def _of_set(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, mart: MartTrace, grain: tuple[str, ...], units: UnitSet,
    path_name: str, counts: list[tuple[str, Source]], records: list[tuple[str, str]],
) -> Iterator[Counted]:  # fmt: skip
    path = traces.records[path_name]
    keys = ", ".join(f"figure.{key}" for key in grain)
    flags = ", ".join(
        f"bool_or(({source.where}) and {source.unit or units.unit} is not null"
        f"{' and ' + source.sum + ' is not null' if source.sum else ''}), any_value(figure.{name})"
        for name, source in counts
    )
    given = ", ".join("(?, ?)" for _ in records)
    sql = (
        f"with record as (select record.* from {traces.sql(path.source)} as record "
        f"where ({path.semester}, record.record_id) in ({given})), "
        f"unit as (select distinct unit.* from {traces.sql(units.source)} as unit inner join record on {path.on}) "
        f"select {keys}, {flags} from {traces.relations[mart.mart]} as figure "
        f"inner join unit on {units.on} group by {keys}"
    )
    for row in warehouse.execute(sql, [value for pair in records for value in pair]).fetchall():
        key = dict(zip(grain, row, strict=False))
        counted = row[len(grain) :]
        for (column, _), counts_it, value in zip(counts, counted[::2], counted[1::2], strict=True):
            if counts_it:
                yield Counted(mart.mart, column, key, value)
