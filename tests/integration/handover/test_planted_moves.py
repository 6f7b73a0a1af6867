"""Causes of a move that a simulated town does not have by itself, planted in it and met in the ledger of moves."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.store import Store
from tests.integration.handover.conftest import SEMESTERS
from tests.integration.true_city.conftest import Built
from tests.support.true_home import open_warehouse

pytestmark = pytest.mark.slow

NOW = SEMESTERS[-1]
EACH = 20
Moves = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Town:
    """Kind and cause of each family's move, before and after planting; the families of each plant."""

    before: Moves
    after: Moves
    nearby: list[str]
    anew: list[str]
    hosts: list[str]
    guests: list[str]


def moves(path: Path) -> Moves:
    with duckdb.connect(str(path), read_only=True) as warehouse:
        rows = warehouse.execute("select family_id, move_kind, cause_code from measures.msr_reference_moves").fetchall()
    return {family: (kind, cause) for family, kind, cause in rows}


@pytest.fixture(scope="module")
def town(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town, and what becomes of it when a copy of it is planted."""
    before = moves(built.warehouse)
    without = sorted(family for family, (kind, cause) in before.items() if cause == "not_found" and kind != "gone")
    nearby, anew, hosts = (without[at * EACH : (at + 1) * EACH] for at in range(3))
    guests = sorted(family for family, (_, cause) in before.items() if cause == "unmoved")[:EACH]
    folder = tmp_path_factory.mktemp("planted")
    home = folder / "home"
    shutil.copytree(built.home, home, ignore=shutil.ignore_patterns("inbox", "warehouse"))
    plant(Store(home), nearby, anew, dict(zip(guests, hosts, strict=True)))
    after = moves(open_warehouse(home, folder / "target", "msr_reference_moves"))
    return Town(before, after, nearby, anew, hosts, guests)


def plant(store: Store, nearby: list[str], anew: list[str], joins: Mapping[str, str]) -> None:
    """Families of `nearby` move into another RT, one member of each of `anew` was somebody else's row before, and the
    cards of the keys of `joins` are joined to the families of their values."""
    links_path, events_path = (store.linkage / f"{name}.parquet" for name in ("person_links", "identity_events"))
    rows_path = store.accepted / "reference_records" / f"semester={NOW}" / "part.parquet"
    links, rows = pd.read_parquet(links_path), pd.read_parquet(rows_path, partitioning=None)
    now = links["semester"] == NOW
    family = rows["record_id"].map(links[now].set_index("record_id")["family_id"])
    rows.loc[family.isin(nearby), "registered_rt"] = "099"
    host = family.map(joins)
    first = rows.assign(family=family).drop_duplicates("family").set_index("family")
    for column in ("family_card_no", "welfare_decile"):
        rows.loc[host.notna(), column] = host.dropna().map(first[column])
    renamed = links[now & links["family_id"].isin(anew)].drop_duplicates("family_id")["person_id"]
    is_renamed = ~now & links["person_id"].isin(renamed)
    links.loc[is_renamed, "person_id"] = "was-" + links.loc[is_renamed, "person_id"]
    links.loc[now, "family_id"] = links.loc[now, "family_id"].replace(dict(joins))
    events = pd.DataFrame({
        "event_id": renamed, "semester": NOW, "kind": "person", "id": renamed, "event": "merged",
        "other_id": "was-" + renamed, "cause": "decision",
    })  # fmt: skip
    for path, frame in ((links_path, links), (rows_path, rows), (events_path, events)):
        schema = pq.read_schema(path)
        table = pa.Table.from_pandas(frame[schema.names], schema.remove_metadata(), preserve_index=False)
        pq.write_table(table, path)


def test_each_plant_is_met_with_its_cause(town: Town) -> None:
    assert [len(plant) for plant in (town.nearby, town.anew, town.hosts, town.guests)] == [EACH] * 4
    told = {name: [town.after[family][1] for family in getattr(town, name)] for name in ("nearby", "anew", "hosts")}
    assert told == {"nearby": ["moved_house"] * EACH, "anew": ["matched_anew"] * EACH, "hosts": ["card_joined"] * EACH}
    assert [town.after[family] for family in town.guests] == [("gone", "card_joined")] * EACH


def test_no_other_family_has_another_cause(town: Town) -> None:
    planted = {*town.nearby, *town.anew, *town.hosts, *town.guests}
    assert len(town.before.keys() - planted) > 400
    assert {family: move for family, move in town.after.items() if family not in planted} == {
        family: move for family, move in town.before.items() if family not in planted
    }
