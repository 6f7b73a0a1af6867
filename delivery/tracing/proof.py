"""Proves every counted figure of every mart against its trace.

A trace that is not exact is no trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from delivery.tracing.declared import MartTrace, Source, Traces


@dataclass(frozen=True)
class Proof:
    """The proof of one column of a mart.

    It says how many figures the column publishes, and lists those whose trace counts something else.
    """

    mart: str
    column: str
    figures: int
    wrong: tuple[tuple[dict[str, Any], Any, Any], ...]


def prove(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, grains: Mapping[str, tuple[str, ...]]
) -> Iterator[Proof]:
    """A proof for every column that counts or adds up units.

    Hidden and missing figures state nothing to compare.
    """
    for name, mart in traces.marts.items():
        columns: dict[str, list[Source]] = {}
        for column, source in mart.counts():
            if column in mart.columns:
                columns.setdefault(column, []).append(source)
        for column, sources in columns.items():
            yield Proof(name, column, *_compared(warehouse, traces, mart, grains[name], column, sources))


def _compared(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, mart: MartTrace, grain: tuple[str, ...], column: str,
    sources: list[Source],
) -> tuple[int, tuple[tuple[dict[str, Any], Any, Any], ...]]:  # fmt: skip
    figures, wrong = 0, []
    for source in sources:
        units = mart.sets[source.set or ""]
        keys = ", ".join(f"figure.{key}" for key in grain)
        of = f"where figure.{source.by} = '{source.of}'" if source.by else ""
        counted = (
            f"sum(case when {source.where} then {source.sum} end)" if source.sum
            else f"count(distinct case when {source.where} then {source.unit or units.unit} end)"
        )  # fmt: skip
        rows = warehouse.execute(
            f"select {keys}, figure.{column}, {counted} from {traces.relations[mart.mart]} as figure "
            f"left join {traces.sql(units.source)} as unit on {units.on} {of} group by {keys}, figure.{column}"
        ).fetchall()
        for *key, stated, traced in rows:
            figures += stated is not None
            if stated is not None and stated != traced:
                wrong.append((dict(zip(grain, key, strict=True)), stated, traced))
    return figures, tuple(wrong)
