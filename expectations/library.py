"""Holds Great Expectations to what a run needs.

Counts alone, one write of its settings, no value in a log.

Whoever opens the context later has the library as it is: every hold ends with the run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from great_expectations.core.metric_function_types import MetricFunctionTypes
from great_expectations.data_context import FileDataContext
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics import UnexpectedRowsQueryTable
from great_expectations.expectations.registry import register_metric


@contextmanager
def written_once(context: FileDataContext) -> Iterator[None]:
    """Writes the context's configuration when all lists are judged, not for each of them.

    It holds every list that was ever judged, and the library writes the whole of it at each change: 2 ms a list.
    """
    vars(context)["_save_project_config"] = lambda: None
    try:
        yield
    finally:
        del vars(context)["_save_project_config"]
        context._save_project_config()


@contextmanager
def counted_alone() -> Iterator[None]:
    """Lets the library count the rows of a query without fetching them too.

    It asks each query twice, for the count and for 200 rows that a result of yes or no does not show; all failing rows
    are listed by our own query. At a million rows that was a third of the judging.
    """
    _fetch_by(_nothing)
    try:
        yield
    finally:
        _fetch_by(UnexpectedRowsQueryTable._sqlalchemy)


def _nothing(*_: object, **__: object) -> list[dict[str, Any]]:
    """The rows of a query that nobody will look at."""
    return []


def _fetch_by(provider: Any) -> None:
    register_metric(
        UnexpectedRowsQueryTable.metric_name, UnexpectedRowsQueryTable.domain_keys, UnexpectedRowsQueryTable.value_keys,
        SqlAlchemyExecutionEngine, UnexpectedRowsQueryTable, provider, MetricFunctionTypes.VALUE,
    )  # fmt: skip


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps GX from logging the text of an error, which may quote a value.

    The errors are read from the results instead.
    """
    logger = logging.getLogger("great_expectations")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
