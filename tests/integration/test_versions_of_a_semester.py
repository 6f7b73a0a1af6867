"""Two versions of DTSEN in one inbox: each is read as its own, the agreed one counts, the other stands beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store
from simulation import simulate
from tests.support.true_home import accept_everything, open_warehouse
from tests.unit.warehouse.true_links import write_true_links

pytestmark = pytest.mark.slow

BEFORE, NOW = "2026-S1", "2026-S2"
TABLES = ("dtsen_families", "dtsen_members")
MODELS = ("dim_reference_snapshot", "int_snapshot_persons", "mart_snapshot_comparison")


def both_versions_in_one_semester(home: Path) -> pd.DataFrame:
    """A town whose second semester has the version of the first too; the true deciles of both versions."""
    simulate(home, population=1000, semesters=(BEFORE, NOW), seed=7, source="dtsen")
    inbox = home / "inbox"
    for path in (inbox / BEFORE / "bappeda").glob("*keluarga_dtsen*"):
        path.rename(inbox / NOW / "bappeda" / path.name)
    shutil.rmtree(inbox / BEFORE)
    truth = home / "truth" / "rows.parquet"
    rows = pd.read_parquet(truth)
    rows = rows[(rows["semester"] == NOW) | rows["table_id"].isin(TABLES)]
    rows.assign(semester=NOW).to_parquet(truth, index=False)
    accept_everything(Store(home), load_catalogue(), [NOW])
    assert write_true_links(home) == 0
    return pd.read_parquet(home / "truth" / "source_deciles.parquet")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, pd.DataFrame]]:
    folder = tmp_path_factory.mktemp("versions")
    deciles = both_versions_in_one_semester(folder / "home")
    path = open_warehouse(folder / "home", folder / "target", *MODELS)
    with duckdb.connect(str(path), read_only=True) as warehouse:
        yield warehouse, deciles


def test_the_agreed_version_is_in_force_and_the_other_is_known(
    told: tuple[duckdb.DuckDBPyConnection, pd.DataFrame],
) -> None:
    found = (
        told[0]
        .execute(
            "select snapshot_id, is_in_force, as_of_date::text from core.dim_reference_snapshot"
            f" where semester = '{NOW}' order by 1"
        )
        .fetchall()
    )
    assert found == [("DTSEN-2026-V2", False, "2026-04-30"), ("DTSEN-2026-V3", True, "2026-07-10")]


def test_each_version_ranks_as_its_own_files_say(told: tuple[duckdb.DuckDBPyConnection, pd.DataFrame]) -> None:
    warehouse, deciles = told
    truth = deciles[deciles["has_row"]].groupby("snapshot_id")["welfare_decile"].value_counts()
    counted = warehouse.execute(
        "select snapshot_id, welfare_decile, count(distinct family_id) as families"
        " from intermediate.int_snapshot_persons where welfare_decile is not null group by all"
    ).df()
    found = counted.set_index(["snapshot_id", "welfare_decile"])["families"]
    assert {key: count for key, count in truth.items() if key[1] > 0} == found.to_dict()


def test_the_other_version_is_compared_within_the_semester(
    told: tuple[duckdb.DuckDBPyConnection, pd.DataFrame],
) -> None:
    (other,) = (
        told[0]
        .execute(
            "select sum(receiver_count), sum(receiver_count - unchanged_count) from marts.mart_snapshot_comparison"
            f" where semester = '{NOW}' and not is_in_force"
        )
        .fetchall()
    )
    assert 0 < other[1] < other[0]
