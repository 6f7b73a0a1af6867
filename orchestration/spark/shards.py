"""Runs each regency's semester as one Spark task, by the command of one city.

A shard that ends (published, published with holds, not published, wrong usage) has an outcome, which trying again would
not change. A shard that dies (killed, out of memory, its machine lost) is tried again by Spark: a run leaves its home
so that the next one picks up. One that dies every time is told as such, and keeps no other from its end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.store import PRIVATE_FILE, Store, private_folder
from orchestration.spark.session import ATTEMPTS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PUBLISHED = (0, 3)
"""Exit codes of `sinergi run` after which a release stands."""
_ENDED = (*PUBLISHED, 2, 4)


@dataclass(frozen=True)
class Shard:
    """One regency: its code, and the home that all machines see under one path."""

    code: str
    home: Path


@dataclass(frozen=True)
class ShardOutcome:
    """The end of a shard's semester; `exit_code` None = it died at every attempt."""

    code: str
    semester: str
    exit_code: int | None
    attempt: int
    seconds: float
    host: str

    @property
    def is_published(self) -> bool:
        return self.exit_code in PUBLISHED


class ShardDiedError(Exception):
    """The process of a shard did not end by itself: Spark tries again."""


def find_shards(folder: Path) -> list[Shard]:
    """The homes below `folder` that have a region list, in the order of their codes."""
    homes = sorted(path.parent.parent for path in folder.glob("*/city/regions.csv"))
    return [Shard(home.name, home.resolve()) for home in homes]


def run_shards(spark: SparkSession, shards: Sequence[Shard], semester: str) -> list[ShardOutcome]:
    """The ends of `semester` in every shard, one task each, in their order."""
    tasks = spark.sparkContext.parallelize([(shard, semester) for shard in shards], len(shards))
    outcomes: list[ShardOutcome] = tasks.map(_run_as_task).collect()
    return outcomes


def _run_as_task(task: tuple[Shard, str]) -> ShardOutcome:
    from pyspark import TaskContext

    context = TaskContext.get()
    return run_shard(*task, attempt=context.attemptNumber() if context else 0)


def run_shard(shard: Shard, semester: str, attempt: int = 0) -> ShardOutcome:
    """Runs one shard in a process of its own; ShardDiedError asks for another attempt."""
    began = time.monotonic()
    log = private_folder(Store(shard.home).home / "logs") / f"shard-{semester}.log"
    with log.open("a", encoding="utf-8") as lines:
        log.chmod(PRIVATE_FILE)
        process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [sys.executable, "-m", "orchestration.cli.app", "run", semester, "--home", str(shard.home)],
            stdout=lines, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        ended = process.wait()
    code = ended if ended in _ENDED else None
    if code is None:
        with contextlib.suppress(ProcessLookupError):  # what the dead run had started: readers, dbt
            os.killpg(process.pid, signal.SIGKILL)
        if attempt + 1 < ATTEMPTS:
            raise ShardDiedError(f"{shard.code} {semester}: ended with {ended}; see {log}")
    return ShardOutcome(shard.code, semester, code, attempt, time.monotonic() - began, socket.gethostname())
