"""Three versions of DTSEN in one inbox: each is read as its own, the agreed one counts, each is a step of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.support.true_home import open_warehouse
from tests.support.true_moves import counted
from tests.support.versions_together import NOW, VERSIONS, versions_together
from tests.unit.warehouse.true_links import write_true_links

pytestmark = pytest.mark.slow

CAUSES = {"card_split", "member_died", "member_left", "member_came", "moved_house", "source_flag"}
MODELS = ("dim_reference_snapshot", "mart_snapshot_comparison", "mart_version_moves")


@dataclass(frozen=True)
class Town:
    """The warehouse of the town, the true deciles of each version, and the true moves to it."""

    warehouse: Path
    deciles: pd.DataFrame
    moves: pd.DataFrame

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to a question."""
        with duckdb.connect(str(self.warehouse), read_only=True) as warehouse:
            return warehouse.execute(sql).df()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("versions")
    home = folder / "home"
    moves = versions_together(home, population=1000)
    assert write_true_links(home) == 0
    deciles = pd.read_parquet(home / "truth" / "source_deciles.parquet")
    return Town(open_warehouse(home, folder / "target", *MODELS), deciles, moves)


def test_the_agreed_version_is_in_force_and_the_others_are_known(town: Town) -> None:
    found = town.query(
        "select snapshot_id, is_in_force, as_of_date::text from core.dim_reference_snapshot"
        f" where semester = '{NOW}' order by 1"
    )
    assert list(found.itertuples(index=False, name=None)) == [
        (VERSIONS[0], False, "2025-07-10"), (VERSIONS[1], False, "2026-04-30"), (VERSIONS[2], True, "2026-07-10"),
    ]  # fmt: skip


def test_each_version_ranks_as_its_own_files_say(town: Town) -> None:
    truth = town.deciles[town.deciles["has_row"]].groupby("snapshot_id")["welfare_decile"].value_counts()
    found = town.query(
        "select snapshot_id, welfare_decile, count(distinct family_id) as families"
        " from intermediate.int_snapshot_persons where welfare_decile is not null group by all"
    ).set_index(["snapshot_id", "welfare_decile"])["families"]
    assert {key: count for key, count in truth.items() if key[1] > 0} == found.to_dict()


def test_the_other_versions_are_compared_within_the_semester(town: Town) -> None:
    found = town.query(
        "select sum(receiver_count) as known, sum(receiver_count - unchanged_count) as moved"
        f" from marts.mart_snapshot_comparison where semester = '{NOW}' and not is_in_force group by snapshot_id"
    )
    assert len(found) == 2
    assert ((found["moved"] > 0) & (found["moved"] < found["known"])).all()


def test_each_version_is_a_step_from_the_one_before(town: Town) -> None:
    """Every family's move to each version, and its cause, as they truly are."""
    truth = town.moves.set_index(["snapshot_id", "family"])[["kind", "cause_code"]]
    found = town.query(
        "select snapshot_id, family_id as family, move_kind as kind, cause_code from measures.msr_version_moves"
    ).set_index(["snapshot_id", "family"])
    differ = truth.join(found, how="outer", lsuffix="_true")
    differ = differ[(differ["kind_true"] != differ["kind"]) | (differ["cause_code_true"] != differ["cause_code"])]
    assert differ.empty, differ.head()
    assert truth.index.levels[0].tolist() == list(VERSIONS[1:])
    assert set(truth["cause_code"]) >= CAUSES


def test_the_mart_counts_the_steps(town: Town) -> None:
    truth = counted(town.moves.assign(semester=town.moves["snapshot_id"]))
    found = town.query("select * exclude (semester) from marts.mart_version_moves")
    assert set(found["previous_snapshot_id"] + " " + found["snapshot_id"]) == {
        f"{VERSIONS[0]} {VERSIONS[1]}", f"{VERSIONS[1]} {VERSIONS[2]}",
    }  # fmt: skip
    found = found.set_index(["snapshot_id", "cause_code"])[truth.columns].sort_index()
    assert found.to_dict() == truth.astype("int64").sort_index().to_dict()
