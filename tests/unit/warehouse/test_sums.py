"""Whoever adds up a published number over the columns that it says it adds over gets what was counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery.release.meanings import Measure
from delivery.tracing import load_traces
from delivery.tracing.declared import MartTrace, Source, Traces
from orchestration.counted_units import compiled_sql, declared_meanings, relations
from orchestration.dbt.manifest import PROJECT, with_compiled_code

pytestmark = pytest.mark.slow

Sums = dict[tuple[Any, ...], Any]


@pytest.fixture(scope="module")
def traces(built: Path, warehouse: duckdb.DuckDBPyConnection) -> Traces:
    target = built / "target"
    compiled = compiled_sql(with_compiled_code(target / "manifest.json", target / "compiled"))
    return load_traces(PROJECT / "traces", relations(warehouse), compiled)


def naive(warehouse: duckdb.DuckDBPyConnection, relation: str, measure: Measure, kept: str) -> Sums:
    """What a reader gets who adds the column up."""
    column = measure.column
    sql = f"select {kept}, sum({column}) from {relation} as figure group by all having count({column}) > 0"
    return {row[:-1]: row[-1] for row in warehouse.execute(sql).fetchall()}


def true(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, mart: MartTrace, source: Source, kept: tuple[str, ...]
) -> Sums:
    """What the column counts, every unit once, however many rows count it."""
    units = mart.sets[source.set or ""]
    what = f"{source.sum} as amount, unit.unit_row" if source.sum else f"{source.unit or units.unit} as unit_key"
    told = ", ".join(f"{key} as kept_{at}" for at, key in enumerate(kept))
    names = ", ".join(f"kept_{at}" for at, _ in enumerate(kept))
    found = warehouse.execute(
        f"select {names}, {'sum(amount)' if source.sum else 'count(distinct unit_key)'} from (select distinct {told},"
        f" {what} from {traces.relations[mart.mart]} as figure inner join (select *, row_number() over () as unit_row"
        f" from {traces.sql(units.source)}) as unit on {traces.sql(units.on)} where {traces.sql(source.where)})"
        " group by all"
    )
    return {row[:-1]: row[-1] or 0 for row in found.fetchall()}


def test_a_naive_sum_is_the_truth(built: Path, traces: Traces, warehouse: duckdb.DuckDBPyConnection) -> None:
    meanings = declared_meanings(json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8")))
    asked, wrong = 0, []
    for name, mart in traces.marts.items():
        sources = dict(mart.counts())
        for measure in meanings[name].measures:
            if not measure.adds_over or measure.column not in sources:
                continue
            keys = [key for key in (*meanings[name].grain, *measure.within) if key not in measure.adds_over]
            kept = tuple(f"figure.{key}" for key in keys) or ("1",)
            sums = naive(warehouse, traces.relations[name], measure, ", ".join(kept))
            counted = true(warehouse, traces, mart, sources[measure.column], kept)
            asked += len(sums)
            wrong += [
                (name, measure.column, at, value, counted.get(at, 0))
                for at, value in sums.items()
                if value != counted.get(at, 0)
            ]
    assert wrong == []
    assert asked > 100
