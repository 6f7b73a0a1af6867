"""All tables of a release together: the same people show the same number, and nobody gets back to a small count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import publish
from delivery.release.cell_keys import ATTACHED, CountedUnits, ProtectedMart, Protection
from delivery.release.small_cells import SMALL_CELL
from delivery.tracing import load_traces, protected_marts
from ingest.store import Store
from orchestration.counted_units import compiled_sql, declared_meanings, relations
from orchestration.dbt.manifest import PROJECT, with_compiled_code
from tests.support.cell_attack import Attack, possible

# What ties the numbers of one row together, as a reader knows: (factors, at least, at most)
TIES: Mapping[str, list[tuple[dict[str, int], float, float]]] = {
    "mart_targeting": [
        ({"receiver_count": 1, "in_target_count": -1, "out_of_target_count": -1, "not_found_count": -1}, 0, 0),
        ({"target_count": 1, "target_receiver_count": -1}, 0, inf),
        ({"receiver_count": 1, "target_receiver_count": -1}, 0, inf),
        ({"out_of_target_count": 1, "unranked_count": -1}, 0, inf),
    ],
    "mart_receiver_changes": [
        ({"previous_receiver_count": 1, "new_count": 1, "left_count": -1, "receiver_count": -1}, 0, 0)
    ],
    "mart_kelurahan_profile": [
        ({"target_family_count": 1, **{f"target_served_{number}_count": -1 for number in range(4)}}, 0, 0),
        ({"reference_family_count": 1, "target_family_count": -1}, 0, inf),
        ({"reference_person_count": 1, "reference_family_count": -1}, 0, inf),
    ],
}


@dataclass(frozen=True)
class Cell:
    """One count of one row below the city: whom it counts, what is true and what is shown."""

    mart: str
    row: tuple[Any, ...]
    part: tuple[Any, ...]
    column: str
    units: str
    truth: int
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
            if row[count.column] is not None:
                yield Cell(
                    name, tuple(key.values()), tuple(row[column] for column in mart.partition), count.column,
                    units[count.column].get(tuple(key.values()), ""), row[count.column], told.get(count.column),
                )  # fmt: skip


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


def test_nobody_gets_back_to_a_small_count_from_all_tables(cells: list[Cell]) -> None:
    """The reader knows which cells count the same people, every exact total, and what ties a row together."""
    totals: dict[tuple[Any, ...], int] = defaultdict(int)
    for cell in cells:
        totals[cell.mart, cell.part, cell.column] += cell.truth
    bounds: dict[Any, tuple[int, int]] = {}
    for cell in cells:
        low, high = possible(cell.shown, totals[cell.mart, cell.part, cell.column])
        before = bounds.get(_key(cell), (0, high))
        bounds[_key(cell)] = max(low, before[0]), min(high, before[1])
    attack = Attack()
    at = {_key(cell): -1 for cell in cells}
    for cell in cells:
        if at[_key(cell)] < 0:
            at[_key(cell)] = attack.unknown(f"{cell.mart} {cell.row} {cell.column}", cell.truth, bounds[_key(cell)])
    for (mart, part, column), total in totals.items():
        mine = [cell for cell in cells if (cell.mart, cell.part, cell.column) == (mart, part, column)]
        attack.tie(_terms(at, mine, defaultdict(lambda: 1)), total, total)
    rows: dict[Any, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.mart, cell.row].append(cell)
    for (mart, _), row in rows.items():
        for factors, least, most in TIES.get(mart, ()):
            if factors.keys() <= {cell.column for cell in row}:
                attack.tie(_terms(at, [cell for cell in row if cell.column in factors], factors), least, most)
    assert sum(0 < truth < SMALL_CELL for truth in attack.truth) > 20
    assert attack.recovered() == []


def _key(cell: Cell) -> Any:
    """One unknown for the same people; of nobody the reader does not know that they are the same."""
    return cell.units or (cell.mart, cell.row, cell.column)


def _terms(at: Mapping[Any, int], cells: list[Cell], factors: Mapping[str, int]) -> dict[int, int]:
    terms: dict[int, int] = defaultdict(int)
    for cell in cells:
        terms[at[_key(cell)]] += factors[cell.column]
    return dict(terms)
