"""Puts the published tables of all shards into one folder, each row with its region.

Rows stay as each shard published them: small cells are protected there, and nothing is added up over shards here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from delivery.release.releases import current_release
from ingest.store import Store
from orchestration.spark.shards import Shard

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REGION = "shard_region_code"
"""The column that says of which regency a row is."""


def published_tables(shards: Sequence[Shard]) -> dict[str, list[tuple[Shard, Path]]]:
    """The files of every table that any of `shards` has published, by `schema/table`."""
    files = defaultdict(list)
    for shard in shards:
        release = current_release(Store(shard.home))
        if release is not None:
            folder = release.path / "parquet"
            for path in sorted(folder.glob("**/*.parquet")):
                files[path.relative_to(folder).with_suffix("").as_posix()].append((shard, path))
    return dict(sorted(files.items()))


def gather_marts(spark: SparkSession, shards: Sequence[Shard], out: Path) -> dict[str, int]:
    """Writes each published table of the shards together below `out`; the rows of each."""
    from pyspark.sql import functions as sql

    counts = {}
    for table, files in published_tables(shards).items():
        parts = [spark.read.parquet(str(path)).withColumn(REGION, sql.lit(shard.code)) for shard, path in files]
        whole = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)
        whole.write.mode("overwrite").option("compression", "zstd").parquet(str(out / table))
        counts[table] = spark.read.parquet(str(out / table)).count()
    return counts
