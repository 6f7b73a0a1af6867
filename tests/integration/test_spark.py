"""People of two shards by way of Spark: shown by each, met by token, judged group by group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from linkage import resolve
from tests.unit.linkage import town

pytest.importorskip("pyspark", reason="pip install 'sinergi[spark]': kept out of the lock, one city never needs it")
pytestmark = pytest.mark.slow

from orchestration.spark.movers import find_movers, share_shards  # noqa: E402
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
