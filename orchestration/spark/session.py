"""Opens Spark for runs of shards, and says where it is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ATTEMPTS = 3
"""How often a task is tried before its failure counts: a machine may be lost, or short of memory, once or twice."""


_ANY_PYTHON = "python3"
"""Spark's own choice, which on most machines knows nothing of Sinergi."""


class SparkMissingError(Exception):
    """PySpark is not installed; the message says how it comes."""

    def __init__(self) -> None:
        super().__init__("PySpark belum terpasang: pip install 'sinergi[spark]' (perlu Java 17 atau lebih baru)")


@contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """A session on `master`; None = the one that `spark-submit` or the cluster's configuration names.

    Speculation stays off: two tasks on one home would only wait for each other. Raises SparkMissingError.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError from error
    builder = SparkSession.builder.appName("sinergi")
    if master is not None:
        builder = builder.master(master)
    settings = {
        "spark.task.maxFailures": str(ATTEMPTS), "spark.speculation": "false", "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.execution.arrow.pyspark.enabled": "true", "spark.ui.showConsoleProgress": "false",
    }  # fmt: skip
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    context = session.sparkContext
    context.setLogLevel("ERROR")
    if context.pythonExec == _ANY_PYTHON:  # nobody named one: the machines have this program where this one has it
        context.pythonExec = sys.executable
    try:
        yield session
    finally:
        session.stop()
