"""All tables of a release together: the same people show the same number, wherever they are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import publish
from delivery.release.cell_keys import ATTACHED, CountedUnits, ProtectedMart, Protection
from delivery.tracing import load_traces, protected_marts
from ingest.store import Store
from orchestration.counted_units import compiled_sql, declared_meanings, relations
from orchestration.dbt.manifest import PROJECT, with_compiled_code

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Cell:
    """One count of one row below the city: whom it counts, and what is shown."""

    mart: str
    row: tuple[Any, ...]
    column: str
    units: str
    shown: int | None


@pytest.fixture(scope="module", params=["one", "two", "three"])
def cells(built: Path, request: pytest.FixtureRequest) -> list[Cell]:
    """Every count below the city of a release of the small city, with one secret or another."""
    store, target = Store(built / "home"), built / "target"
    manifest = with_compiled_code(target / "manifest.json", target / "compiled")
    with duckdb.connect(str(store.warehouse), read_only=True) as warehouse:
        attached = {name: f"{ATTACHED}.{relation}" for name, relation in relations(warehouse).items()}
    marts = protected_marts(load_traces(PROJECT / "traces", attached, compiled_sql(manifest)))
    meanings = declared_meanings(manifest)
    release = publish(
        store, "2018-S1", submissions=[], versions={}, checks={}, protection=Protection(request.param, marts),
        meanings=meanings,
    )  # fmt: skip
    with duckdb.connect() as database:
        database.execute(f"attach '{store.warehouse}' as {ATTACHED} (read_only); attach '{release.warehouse}' as told")
        return [
            cell for name, mart in marts.items() for cell in _cells(database, name, mart, meanings[name].grain)
        ]  # fmt: skip


def _cells(
    database: duckdb.DuckDBPyConnection, name: str, mart: ProtectedMart, grain: tuple[str, ...]
) -> Iterator[Cell]:
    found = database.execute(f"select * from {ATTACHED}.marts.{name} as figure where {mart.rows}")
    names = [each[0] for each in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    units = {count.column: _units(database, name, mart, count, grain) for count in mart.counts}
    for row in rows:
        key = {column: row[column] for column in grain}
        table, at = mart.split.place_of(name, row, key) if mart.split else (name, key)
        told = _told(database, table, at)
        for count in mart.counts:
            if row.get(count.column) is not None:
                whom = units[count.column].get(tuple(key.values()), "")
                yield Cell(name, tuple(key.values()), count.column, whom, told.get(count.column))


def _units(
    database: duckdb.DuckDBPyConnection, name: str, mart: ProtectedMart, count: CountedUnits, grain: tuple[str, ...]
) -> dict[tuple[Any, ...], str]:
    keys = ", ".join(f"figure.{column}" for column in grain)
    rows = database.execute(
        f"select {keys}, string_agg(distinct {count.unit}, ' ' order by {count.unit})"
        f" from {ATTACHED}.marts.{name} as figure inner join {count.relation} as unit on {count.matches}"
        f" where ({count.where}) and ({mart.rows}) and {count.unit} is not null group by all"
    ).fetchall()
    return {row[:-1]: row[-1] for row in rows}


def _told(database: duckdb.DuckDBPyConnection, table: str, key: Mapping[str, Any]) -> dict[str, Any]:
    where = " and ".join(f"{column} is not distinct from ?" for column in key)
    found = database.execute(f"select * from told.marts.{table} where {where}", list(key.values()))
    row = found.fetchone()
    return dict(zip([each[0] for each in found.description or ()], row, strict=True)) if row else {}


def test_the_same_people_show_the_same_number_wherever_they_stand(cells: list[Cell]) -> None:
    shown = defaultdict(set)
    for cell in cells:
        if cell.units and cell.shown is not None:
            shown[cell.units].add(cell.shown)
    assert sum(len(places) == 1 for places in shown.values()) > 20
    assert {units: numbers for units, numbers in shown.items() if len(numbers) > 1} == {}
