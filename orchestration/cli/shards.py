"""`sinergi shards`: many regencies' semester on Spark, and the people who are in several."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from ingest.store import write_parquet
from orchestration.access_log import note_access
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    PUBLISHED_WITH_HOLDS,
    console_on,
    semester_of,
    wrong_usage,
)
from orchestration.spark.shards import Shard, ShardOutcome, find_shards

CROSSWALK_FILE, MARTS = "crosswalk.parquet", "published"


def run_all(folder: Path, semester: str, master: str | None) -> int:
    """Runs every shard below `folder`, then links over them; gives the exit code."""
    from orchestration.spark.session import SparkMissingError

    wanted = str(semester_of(semester))
    shards = find_shards(folder)
    if len(shards) < 2:
        wrong_usage(f"{folder}: paling sedikit dua folder kabupaten/kota dengan city/regions.csv (sinergi new-city)")
    try:
        return _run(folder.resolve(), shards, wanted, master)
    except SparkMissingError as missing:
        wrong_usage(str(missing))


def _run(folder: Path, shards: Sequence[Shard], semester: str, master: str | None) -> int:
    from orchestration.spark.movers import find_movers, share_shards
    from orchestration.spark.national import gather_marts
    from orchestration.spark.session import spark_session
    from orchestration.spark.shards import run_shards

    with spark_session(master) as spark:
        outcomes = run_shards(spark, shards, semester)
        _tell(outcomes)
        published = [shard for shard, end in zip(shards, outcomes, strict=True) if end.is_published]
        if len(published) > 1:
            share_shards(spark, published, folder, semester)
            found = find_movers(spark, published, folder)
            write_parquet(found.crosswalk, folder / CROSSWALK_FILE)
            note_access(folder, "shards crosswalk", f"{len(published)} shards")
            shutil.rmtree(folder / MARTS, ignore_errors=True)
            tables = gather_marts(spark, published, folder / MARTS)
            same = sum(verdict == "same" for verdict in found.crosswalk["verdict"].to_pylist())
            console_on().print(
                f"Orang di dua kabupaten/kota: {same} pasangan, {found.crosswalk.num_rows - same} perlu dilihat orang "
                f"({folder / CROSSWALK_FILE}, rahasia)\nTabel terbit bersama: {len(tables)} di {folder / MARTS}",
                soft_wrap=True, highlight=False,
            )  # fmt: skip
    return _exit_code(outcomes)


def _tell(outcomes: Sequence[ShardOutcome]) -> None:
    told = {0: "terbit", 3: "terbit dengan kiriman ditahan", 4: "tidak terbit", 2: "salah pakai", None: "mati"}
    for end in outcomes:
        again = f", percobaan ke-{end.attempt + 1}" if end.attempt else ""
        console_on().print(
            f"{'✓' if end.is_published else '✗'} {end.code} {end.semester}: {told[end.exit_code]}, "
            f"{end.seconds:.0f} detik di {end.host}{again}",
            soft_wrap=True, highlight=False,
        )  # fmt: skip


def _exit_code(outcomes: Sequence[ShardOutcome]) -> int:
    if not all(end.is_published for end in outcomes):
        return NOT_PUBLISHED
    return PUBLISHED_WITH_HOLDS if any(end.exit_code for end in outcomes) else PUBLISHED
