"""People of two shards by way of Spark: shown by each, met by token, judged group by group."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from delivery.release.releases import current_release
from ingest.store import Store
from linkage import resolve
from simulation import simulate_land
from tests.unit.linkage import town

pytest.importorskip("pyspark", reason="pip install 'sinergi[spark]': kept out of the lock, one city never needs it")
pytestmark = pytest.mark.slow

from orchestration.spark.movers import find_movers, share_shards  # noqa: E402
from orchestration.spark.national import REGION, gather_marts  # noqa: E402
from orchestration.spark.session import spark_session  # noqa: E402
from orchestration.spark.shards import Shard  # noqa: E402

PEOPLE = 40
MOVED = 7


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with spark_session("local[1]") as session:
        yield session


def resident(number: int, code: str) -> town.Row:
    """A made-up person; those of number up to `MOVED` are in both shards."""
    shift = 0 if number < MOVED else int(code[-2:])
    born, serial = date(1960, 1, 2) + timedelta(days=number * 97 + shift), number + shift * 100
    name = f"{town.FIRST_NAMES[number % 20]} {'ABCDEFGHIJ'[serial % 10]}ARSYAD"
    return town.row(
        name, nik=town.nik(born, "L", serial), sex="L", birth_date=born, village_code=f"{code}.01.{1001 + number % 9}"
    )


def test_movers_are_found_whatever_the_number_of_groups(spark: Any, tmp_path: Path) -> None:
    land = []
    for code in ("77.21", "77.22"):
        home = tmp_path / code
        town.accept(home / "accepted", "2017-S1", enrolment=[resident(number, code) for number in range(PEOPLE)])
        resolve(home / "accepted", home / "linkage", "2017-S1", b"a key of this home alone", threads=1)
        land.append(Shard(code, home))
    share_shards(spark, land, tmp_path, "2017-S1")
    one, many = (find_movers(spark, land, tmp_path, groups) for groups in (1, 3))
    assert one.crosswalk.equals(many.crosswalk)
    assert one.crosswalk["verdict"].to_pylist() == ["same"] * MOVED
    assert one.persons_met == 2 * MOVED


def test_a_child_without_a_number_comes_with_its_family(spark: Any, tmp_path: Path) -> None:
    """The survey of the old regency has its name and age; a namesake of that age in the new one has no such father."""
    father, girl, other = (town.nik(date(*born), sex, 1) for born, sex in (
        ((1975, 5, 6), "L"), ((2005, 3, 9), "P"), ((2005, 8, 1), "P"),
    ))  # fmt: skip
    home = {"source_family_id": "7772010002000001"}
    old = [
        town.reference("RAHMAN", member_no="1", nik=father, age_years=40, sex="L", **home),
        town.reference("HASNAH", member_no="2", age_years=10, sex="P", **home),
    ]
    new = [
        town.row("RAHMAN", nik=father, family_card_no=town.card(1)),
        town.row("HASNAH", nik=girl, birth_date=date(2005, 3, 9), sex="P", family_card_no=town.card(1)),
        town.row("HASNAH", nik=other, birth_date=date(2005, 8, 1), sex="P", family_card_no=town.card(2)),
    ]
    land, ids = [], {}
    for code, rows in (("77.21", {"reference": old}), ("77.22", {"enrolment": new})):
        folder = tmp_path / code
        ids[code] = town.accept(folder / "accepted", "2017-S1", **rows)
        resolve(folder / "accepted", folder / "linkage", "2017-S1", b"a key of this home alone", threads=1)
        land.append(Shard(code, folder))
    share_shards(spark, land, tmp_path, "2017-S1")
    found = find_movers(spark, land, tmp_path)
    assert sorted(found.crosswalk["evidence"].to_pylist()) == ["family_member_name_age", "nik_name"]
    assert found.persons_met == 4, "nobody but the father and the girl, in both regencies"
    links = town.links(land[1].home / "linkage")
    wanted = [links[row]["person_id"] for row in ids["77.22"][:2]]
    assert sorted(found.crosswalk["person_id_b"].to_pylist()) == sorted(wanted)


def publish(home: Path, name: str, table: pa.Table) -> None:
    """A release of one table, as far as those who gather releases read it."""
    folder = home / "published" / "2017-S1-20170701T000000-0123abcd"
    (folder / "parquet").mkdir(parents=True)
    pq.write_table(table, folder / "parquet" / f"{name}.parquet")
    manifest = {"release": folder.name, "semester": "2017-S1", "created_at": "", "content_hash": "", "tables": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder.parent / "current").symlink_to(folder.name)


def test_published_tables_come_together_with_their_region(spark: Any, tmp_path: Path) -> None:
    """A shard without a release has no rows; a column that one lacks is empty there."""
    land = [Shard(code, tmp_path / code) for code in ("77.21", "77.22", "77.23")]
    publish(land[0].home, "marts__mart_x", pa.table({"programme": ["PKH", "KKS"], "receiver_count": [3, None]}))
    publish(land[2].home, "marts__mart_x", pa.table({"receiver_count": [8], "programme": ["PKH"], "rate": [0.5]}))
    assert gather_marts(spark, land, tmp_path / "out") == {"marts__mart_x": 3}
    rows = pq.read_table(tmp_path / "out" / "marts__mart_x").to_pylist()
    assert sorted(rows, key=lambda row: (row[REGION], row["programme"])) == [
        {"programme": "KKS", "receiver_count": None, "rate": None, REGION: "77.21"},
        {"programme": "PKH", "receiver_count": 3, "rate": None, REGION: "77.21"},
        {"programme": "PKH", "receiver_count": 8, "rate": 0.5, REGION: "77.23"},
    ]


def test_the_command_publishes_every_shard_and_what_they_have_in_common(tmp_path: Path) -> None:
    land = tmp_path / "land"
    homes = simulate_land(land, 2, 250, ["2017-S2"], moving=0.1).homes
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli.app", "shards", str(land), "2017-S2", "--master", "local[1]"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 3), done.stdout + done.stderr
    releases = {home.name: current_release(Store(home)) for home in homes}
    told = {name: release.tables["marts.mart_targeting"] for name, release in releases.items() if release}
    together = pq.read_table(land / "published" / "marts__mart_targeting")[REGION].to_pylist()
    assert {code: together.count(code) for code in told} == told
    assert list(told) == [home.name for home in homes]
    pairs = pq.read_table(land / "crosswalk.parquet").to_pylist()
    assert {(pair["shard_a"], pair["shard_b"]) for pair in pairs} == {tuple(told)}
    assert "same" in {pair["verdict"] for pair in pairs}
