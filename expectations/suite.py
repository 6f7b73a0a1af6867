"""Carries out the rules by Great Expectations.

One suite for each submission, one context and one engine for all.

Importing this module imports Great Expectations, which takes seconds: import it where it is used.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import great_expectations as gx
import sqlalchemy
from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations import UnexpectedRowsExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider

from expectations.counting import Counted
from expectations.database import Case
from expectations.dialect import read_only_url
from expectations.rules import Rule

# Of these errors the message names tables, columns and files; of the others it may quote a value, so it is not shown.
_TOLD = ("BinderException", "CatalogException", "ParserException", "IOException")
_DUCKDB_ERROR = re.compile(r"_duckdb\.(\w+)\) ([^\n]*)")


class RuleCounts(QueryMetricProvider):  # type: ignore[misc]
    """The metric of one rule, found by GX by its name.

    It counts, in one query, the rows looked at and those that failed.
    """

    metric_name = "rule_counts"
    value_keys = ("counts_query",)
    query_param_name: ClassVar[str] = "counts_query"

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator]
    def _sqlalchemy(
        cls,  # noqa: N805  (GX makes a class method of it)
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> dict[str, int | float | None]:
        batch, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        query = cls._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=cls._get_query_from_metric_value_kwargs(metric_value_kwargs),
            batch_selectable=batch,
            execution_engine=execution_engine,
        )
        row = execution_engine.execute_query(sqlalchemy.text(query)).one()
        seen = row._mapping.get("seen")
        return {"failed": int(row.failed), "checked": int(row.checked), "seen": None if seen is None else float(seen)}


class FailingRowsExpectation(UnexpectedRowsExpectation):  # type: ignore[misc]
    """An expectation that fails when more than `tolerance` of what is looked at fails, and `least` at least.

    Only counts leave it, no rows.
    """

    counts_query: str
    tolerance: float = 0.0
    least: int = 1

    metric_dependencies: ClassVar[tuple[str, ...]] = ("rule_counts",)
    success_keys: ClassVar[tuple[str, ...]] = ("counts_query", "tolerance", "least")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        found = metrics["rule_counts"]
        return {
            "success": found["failed"] < self.least or found["failed"] <= self.tolerance * found["checked"],
            "result": {
                "observed_value": found["failed"], "element_count": found["checked"],
                "details": {"seen": found["seen"]},
            },
        }  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """A check that could not be carried out."""

    submission_id: str
    code: str
    reason: str


def expectation(rule: Rule, case: Case) -> FailingRowsExpectation:
    """The rule as an expectation on the batch of `case`."""
    return FailingRowsExpectation(
        unexpected_rows_query=_for_gx(case.counts_sql(rule.failing)),
        counts_query=_for_gx(case.counts_sql(rule.counts)),
        tolerance=rule.tolerance,
        least=rule.least,
        severity=rule.severity,
        meta={"code": rule.code, "owner": rule.owner, "dimension": rule.dimension},
        notes=rule.question,
    )


def _for_gx(query: str) -> str:
    """`{batch}` for `$rows`, all other braces doubled.

    GX prints a warning for a query that does not name its batch.
    """
    named = query if "$rows" in query else f"{query} /* counts of $rows */"
    return named.replace("{", "{{").replace("}", "}}").replace("$rows", "{batch}")


def carry_out(database: Path, cases: Sequence[Case]) -> tuple[dict[str, dict[str, Counted]], list[Failure]]:
    """The counts by case and code, and every check that could not be done."""
    counted: dict[str, dict[str, Counted]] = {}
    failures: list[Failure] = []
    with _quiet():
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        source = context.data_sources.add_sql(
            "submissions", connection_string=read_only_url(database), create_temp_table=False
        )
        try:
            for case in cases:
                asset = source.add_table_asset(case.name, table_name=case.name)
                batch = asset.add_batch_definition_whole_table("rows").get_batch()
                suite = gx.ExpectationSuite(case.name, expectations=[expectation(rule, case) for rule in case.rules])
                result = batch.validate(suite, result_format="BASIC")
                counted[case.name], failed = _read(result, case)
                failures += failed
        finally:
            source.get_execution_engine().close()
            source.get_engine().dispose()
    return counted, failures


def _read(result: ExpectationSuiteValidationResult, case: Case) -> tuple[dict[str, Counted], list[Failure]]:
    """Counts by code, and the checks that failed to run.

    A check fails to run when its expectation raised, or is missing among the results.
    """
    counted: dict[str, Counted] = {}
    failures: dict[str, Failure] = {}
    for outcome in result.results:
        code = outcome.expectation_config.meta["code"] if outcome.expectation_config else ""
        reason = raised(outcome.exception_info)
        if reason:
            failures[code] = Failure(case.submission.submission_id, code, reason)
        else:
            found: Mapping[str, Any] = outcome.result
            seen = found["details"]["seen"]
            counted[code] = Counted(int(found["element_count"]), int(found["observed_value"]), seen)
    for rule in case.rules:
        if rule.code not in counted and rule.code not in failures:
            failures[rule.code] = Failure(case.submission.submission_id, rule.code, "no result")
    return counted, list(failures.values())


def raised(exception_info: Mapping[str, Any] | None) -> str:
    """The reason why a check could not be carried out; empty when it could.

    Without values.

    GX gives one flat entry, or one entry for each metric that raised.
    """
    info = exception_info or {}
    entries = [info] if "raised_exception" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    messages = [str(entry.get("exception_message") or "error") for entry in entries if entry.get("raised_exception")]
    return "; ".join(dict.fromkeys(map(_without_values, messages)))


def _without_values(message: str) -> str:
    found = _DUCKDB_ERROR.search(message)
    if found is None:
        return "error in Great Expectations"
    return f"{found[1]}: {found[2]}" if found[1] in _TOLD else found[1]


@contextmanager
def _quiet() -> Iterator[None]:
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
