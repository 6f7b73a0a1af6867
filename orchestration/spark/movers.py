"""Finds people who are in several shards.

Spark brings together who shares a token, the linkage judges.

Each shard writes what it shows beside its own links (private). Spark counts tokens over all shards, lets persons of two
shards meet where they share one, and sends the rows of those who met, and of the families that some of them live in,
group by group, to `linkage.across.judge`. Rows of all others leave the shard's home for no machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.store import Store, write_parquet
from linkage.across import CROSSWALK, EVIDENCE, HOME, NAMES, TOKENS, Land, judge, share
from orchestration.health.identity_key import KEY_BYTES, key_path, put_key
from orchestration.spark.shards import Shard

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MOST_WITH_TOKEN = 300
"""Persons of the land with one token beyond which it says nothing, as in a block of the ladder."""
MOST_IN_HOME = 40
"""Persons with one card or household beyond which it is an institution, as in the rung of families."""
SURE_KINDS = ("number", "pupil_number", "slip_of_date")
"""Tokens that bring the family of who met by them along; one name and date may be anybody's."""
MOST_ROUNDS = 60
GROUPS_OF_A_SHARD = 4
"""Groups of rows for each shard: so many that one fits a small worker, so few that starting the ladder costs little."""


class MoversError(Exception):
    """The groups of people who met do not come to rest."""


@dataclass(frozen=True)
class MoversFound:
    """The crosswalk, how many persons met somebody, and the parts they were judged in."""

    crosswalk: pa.Table
    persons_met: int
    groups: int


def land_key(folder: Path) -> bytes:
    """The key of the tokens of all shards below `folder`, made at first use.

    No shard's own key is ever shared.
    """
    path = key_path(folder)
    if not path.exists():
        put_key(folder, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def share_shards(spark: SparkSession, shards: Sequence[Shard], folder: Path, semester: str) -> None:
    """Lets each shard write what it shows up to `semester`, one task each."""
    tasks = [(shard, str(folder), semester) for shard in shards]
    spark.sparkContext.parallelize(tasks, max(1, len(tasks))).foreach(_share_one)


def _share_one(task: tuple[Shard, str, str]) -> None:
    shard, folder, semester = task
    store = Store(shard.home)
    shown = share(store.accepted, store.linkage, shard.code, semester, land_key(Path(folder)))
    for name, table in shown.tables().items():
        write_parquet(table, shown_path(shard, name))


def shown_path(shard: Shard, name: str) -> Path:
    """The file of one table that a shard shows."""
    return Store(shard.home).linkage / "across" / f"{name}.parquet"


def find_movers(spark: SparkSession, shards: Sequence[Shard], folder: Path, groups: int | None = None) -> MoversFound:
    """The people of two shards or more, from what `share_shards` wrote.

    `groups`: how many parts are judged; the crosswalk does not depend on it.
    """
    parts = groups or GROUPS_OF_A_SHARD * len(shards)
    spark.conf.set("spark.sql.shuffle.partitions", str(parts))  # as many as there are shards for, not Spark's 200
    shown = {
        name: spark.read.parquet(*[str(shown_path(shard, name)) for shard in shards])
        for name in (EVIDENCE, NAMES, TOKENS)
    }
    met = _with_families(_meet(shown[TOKENS]), shown[TOKENS]).cache()
    component = _components(met)
    rows = _rows_of(shown[EVIDENCE], shown[NAMES], component, parts)
    land, key = _land(shown), land_key(folder)

    def judged(part: pa.Table) -> pa.Table:
        return judge(part.drop_columns(["part"]), key, land)

    schema = ", ".join(f"{field.name} {_SPARK_TYPES[field.type]}" for field in CROSSWALK)
    found = rows.groupBy("part").applyInArrow(judged, schema).toArrow()
    crosswalk = found.cast(CROSSWALK).sort_by([(name, "ascending") for name in CROSSWALK.names])
    return MoversFound(crosswalk, component.count(), parts)


_SPARK_TYPES = {pa.string(): "string", pa.int32(): "int", pa.float64(): "double"}


def _meet(tokens: DataFrame) -> DataFrame:
    """`token, shard, person_id, kind` where two shards have the token, and not too many persons."""
    from pyspark.sql import functions as sql

    usual = (
        tokens.groupBy("token")
        .agg(sql.countDistinct("shard").alias("shards"), sql.countDistinct("shard", "person_id").alias("persons"))
        .where((sql.col("shards") > 1) & (sql.col("persons") <= MOST_WITH_TOKEN))
    )
    return tokens.join(usual.select("token"), "token").select("token", "shard", "person_id", "kind").distinct()


def _with_families(met: DataFrame, tokens: DataFrame) -> DataFrame:
    """`token, shard, person_id` of who met, and of the families that some live in.

    Those of who met by a sure token. A child without a number is known by the family that it moved with: the ladder
    sees that where both families are whole before it.
    """
    from pyspark.sql import functions as sql

    person = ["shard", "person_id"]
    homes = tokens.where(sql.col("kind") == HOME).select("token", *person).distinct()
    small = homes.groupBy("token").count().where(sql.col("count").between(2, MOST_IN_HOME))
    movers = met.where(sql.col("kind").isin(*SURE_KINDS)).select(person).distinct()
    opened = homes.join(small, "token", "left_semi").join(movers, person, "left_semi").select("token").distinct()
    families = homes.join(opened, "token", "left_semi")
    return met.select("token", *person).unionByName(families.select("token", *person)).distinct()


def _components(met: DataFrame) -> DataFrame:
    """`shard, person_id, component`: who is joined to whom by tokens, through others too.

    Everybody takes the smallest label of those met, until nothing changes.
    """
    from pyspark.sql import functions as sql

    person = ["shard", "person_id"]
    labels = met.groupBy(person).agg(sql.min("token").alias("component"))
    for _ in range(MOST_ROUNDS):
        least = met.join(labels, person).groupBy("token").agg(sql.min("component").alias("component"))
        after = met.join(least, "token").groupBy(person).agg(sql.min("component").alias("component"))
        after = after.localCheckpoint()
        was = labels.withColumnRenamed("component", "was")
        if after.join(was, person).where("component <> was").isEmpty():
            return after
        labels = after
    raise MoversError(f"kelompok orang belum tenang setelah {MOST_ROUNDS} putaran")


def _rows_of(evidence: DataFrame, names: DataFrame, component: DataFrame, parts: int) -> DataFrame:
    """The rows of who met, with their part and the land's bearers of the name."""
    from pyspark.sql import functions as sql

    bearers = names.groupBy("name_key").agg(sql.sum("row_count").alias("name_rows"))
    rows = evidence.join(component, ["shard", "person_id"]).join(bearers, "name_key", "left")
    # so many partitions, however small: the work is in judging, not in the bytes
    return rows.withColumn("part", sql.pmod(sql.xxhash64("component"), sql.lit(parts))).repartition(parts, "part")


def _land(shown: dict[str, DataFrame]) -> Land:
    """The counts of the land, from what the shards show."""
    from pyspark.sql import functions as sql

    rows = shown[NAMES].agg(sql.sum("row_count")).first()
    numbers = shown[TOKENS].where("kind = 'number'").groupBy("shard").agg(sql.countDistinct("token").alias("persons"))
    sizes = numbers.agg(sql.max("persons"), sql.sum("persons")).first()
    return Land(int((rows and rows[0]) or 0), int((sizes and sizes[0]) or 0), int((sizes and sizes[1]) or 0))
