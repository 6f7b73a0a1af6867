"""Holds Great Expectations to what a run needs.

Counts alone, one write of its settings, no value in a log.

Whoever opens the context later has the library as it is: every hold ends with the run.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml

from expectations.counting import Counted
from expectations.gx import (
    FileDataContext,
    MetricDomainTypes,
    MetricFunctionTypes,
    QueryMetricProvider,
    SqlAlchemyExecutionEngine,
    UnexpectedRowsQueryRowCount,
    UnexpectedRowsQueryTable,
    register_metric,
)
from expectations.rules import Rule

_ONE_LINE = 10_000


@contextmanager
def written_once(context: FileDataContext) -> Iterator[None]:
    """Writes the context's configuration when all lists are judged, not for each of them.

    It holds every list that was ever judged, and the library writes the whole of it at each change.
    """
    vars(context)["_save_project_config"] = lambda: None
    try:
        yield
    finally:
        del vars(context)["_save_project_config"]
        vars(context.config)["to_yaml_str"] = lambda: _as_yaml(context.config.commented_map)
        try:
            context._save_project_config()
        finally:
            del vars(context.config)["to_yaml_str"]


class _Quoted(yaml.CSafeDumper):
    """Text in quotes, since the library reads another version of YAML."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _as_yaml(content: Mapping[str, Any]) -> str:
    """The configuration as the library reads it.

    Its own writer keeps comments, and takes five times as long.
    """
    plain = json.loads(json.dumps(content))
    return yaml.dump(plain, Dumper=_Quoted, sort_keys=False, allow_unicode=True, width=_ONE_LINE)


@dataclass(frozen=True)
class Asked:
    """A rule whose counts decide, and the query that gives them, broken or not."""

    rule: Rule
    counts: str


@contextmanager
def counted_alone(asked: Mapping[str, Asked]) -> Iterator[dict[str, Counted]]:
    """Lets the library count the rows of a query once, without fetching them.

    Gives the counts that it met, by code. The library asks each query twice, for the count and for 200 rows that a
    result of yes or no does not show; all failing rows are listed by our own query. At a million rows that was a
    third of the judging. A query of counts (`asked`) gives no row while its rule is kept, so the counts would have to
    be asked for again, by the same SQL: another third.
    """
    counted: dict[str, Counted] = {}

    def rows(**given: Any) -> int:
        found = asked.get(given["metric_value_kwargs"]["unexpected_rows_query"])
        if found is None:
            return int(UnexpectedRowsQueryRowCount._sqlalchemy(**given))
        (row,) = _answer(given["execution_engine"], given["metric_domain_kwargs"], found.counts)
        counts = counted[found.rule.code] = Counted.of(row)
        return int(found.rule.is_broken(counts.failed, counts.checked))

    _register(UnexpectedRowsQueryTable, _nothing)
    _register(UnexpectedRowsQueryRowCount, rows)
    try:
        yield counted
    finally:
        for metric in (UnexpectedRowsQueryTable, UnexpectedRowsQueryRowCount):
            _register(metric, metric._sqlalchemy)


def _answer(engine: SqlAlchemyExecutionEngine, domain: Any, query: str) -> list[Mapping[str, Any]]:
    """The rows of a query over the batch, as the library itself puts it."""
    batch, _, _ = engine.get_compute_domain(domain, domain_type=MetricDomainTypes.TABLE)
    sql = UnexpectedRowsQueryRowCount._get_substituted_batch_subquery_from_query_and_batch_selectable(
        query=query, batch_selectable=batch, execution_engine=engine
    )
    return [row._mapping for row in engine.execute_query(sa.text(sql)).fetchall()]


def _nothing(*_: object, **__: object) -> list[dict[str, Any]]:
    """The rows of a query that nobody will look at."""
    return []


def _register(metric: type[QueryMetricProvider], provider: Any) -> None:
    register_metric(
        metric.metric_name, metric.domain_keys, metric.value_keys, SqlAlchemyExecutionEngine, metric, provider,
        MetricFunctionTypes.VALUE,
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
