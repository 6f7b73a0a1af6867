"""Two snapshots of DTSEN: what another one would change equals the truth, with the true links in place of ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from tests.support.true_city import TrueCity
from tests.support.true_home import open_warehouse, true_home
from tests.support.true_marts import MARTS, beside_truth, differences
from tests.support.true_snapshots import comparison

MART = "mart_snapshot_comparison"


def test_another_snapshot_changes_what_it_truly_changes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    true_home(home, ("2025-S1", "2025-S2"), population=2000)
    path = open_warehouse(home, tmp_path / "target", MART)
    with duckdb.connect(str(path), read_only=True) as warehouse:
        figures = beside_truth(warehouse, TrueCity(home), MART, replace(MARTS[MART], count=comparison))
        wrong = differences(figures)
        assert wrong.empty, wrong.head(20).to_string()
        other = warehouse.execute(
            "select sum(receiver_count), sum(receiver_count - unchanged_count) from marts.mart_snapshot_comparison"
            " where not is_in_force"
        ).fetchone()
    assert other is not None
    receivers, changed = other
    assert 0 < changed < receivers
