"""No count of 1 to 4 people of one kelurahan leaves, in whatever column of whatever table it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from delivery import publish
from delivery.release.small_cells import LEFT_OUT
from ingest.store import Store

VILLAGE = "73.72.01.1004"


def published(store: Store, table: str) -> list[tuple[Any, ...]]:
    """Rows of a table as readers see them."""
    release = publish(store, "2017-S1", submissions=[], versions={}, checks={})
    with duckdb.connect(str(release.warehouse), read_only=True) as database:
        return database.execute(f"select * from {table} order by all").fetchall()


@pytest.mark.parametrize("planted", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("table", "column"), [("marts.mart_targeting", "in_target_count"), ("core.fct_allocations", "recipient_count")]
)
def test_a_planted_small_cell_is_not_shown(
    store: Store, rebuild: Callable[[str], None], table: str, column: str, planted: int
) -> None:
    rebuild(f"update {table} set {column} = {planted} where {column} = 12")
    area = "village_code" if table.startswith("marts") else "area_code"
    shown = published(store, f"(select {column} from {table} where {area} = '{VILLAGE}')")
    assert shown
    assert {value for (value,) in shown}.isdisjoint({1, 2, 3, 4})


def test_what_gives_a_small_cell_away_goes_with_it(store: Store, rebuild: Callable[[str], None]) -> None:
    rebuild(
        f"create table marts.mart_x as select '{VILLAGE}' as breakdown_code, 3 as target_count, 30 as receiver_count,"
        " 0.1::double as coverage_rate, 300000 as paid_idr"
    )
    assert published(store, "marts.mart_x") == [
        (VILLAGE, None, 30, None, None, LEFT_OUT, "target_count, coverage_rate, paid_idr")
    ]


def test_what_is_no_small_cell_stays(store: Store, rebuild: Callable[[str], None]) -> None:
    # five is not small, a city's three is not a village's, programmes are not people, zero is nobody
    rebuild(
        f"create table marts.mart_x as select '{VILLAGE}' as code, 5 as family_count, 1 as programme_count"
        " union all select '73.72', 1, 1 union all select '73.72.01.1005', 0, 1"
    )
    assert [row[1:3] for row in published(store, "marts.mart_x")] == [(1, 1), (5, 1), (0, 1)]
