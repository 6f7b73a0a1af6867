"""Carries out the rules by Great Expectations, in a file context of each semester.

`quality/gx/<semester>/` holds a data source, a suite and a validation definition for each list of the semester, its
checkpoint, and the results of every judging. One context for all semesters would be read whole by each run. Only
expectations of the library stand there, so that it opens without this package;
it needs the dialect `duckdb+gx`, which installing the package brings.

Importing this module imports Great Expectations, which takes seconds: import it where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from expectations.counting import Counted, Failure, without_values
from expectations.database import Case
from expectations.dialect import read_only_url
from expectations.gx import (
    Expectation,
    ExpectationSuiteValidationResult,
    FileDataContext,
    ProgressBarsConfig,
    SQLDatasource,
    UnexpectedRowsExpectation,
    gx,
)
from expectations.library import Asked, counted_alone, quiet, written_once
from expectations.rules import Rule
from ingest.store import PRIVATE_FILE, Store, private_folder

Codes = Sequence[tuple[str, str]]
_DUCKDB_ERROR = re.compile(r"_duckdb\.(\w+)\) ([^\n]*)")


def expectations_of(rule: Rule, case: Case, codes: Codes) -> list[Expectation]:
    """The rule as the library's own expectations, else by its unexpected-rows query.

    A rule whose counts decide is one row of counts when it is broken; its meta says how to list the failing rows.
    """
    said: dict[str, Any] = {
        "severity": rule.severity,
        "notes": rule.question,
        "meta": {"code": rule.code, "title": rule.title, "owner": rule.owner, "dimension": rule.dimension},
    }
    if rule.library and not rule.is_of_counts:
        return [getattr(gx.expectations, name)(**_known(arguments, codes), **said) for name, arguments in rule.library]
    query = case.counts_sql(rule.failing)
    if rule.is_of_counts:
        if rule.about_rows:
            said["meta"]["rows"] = query.replace("$rows", case.name)
        query = _when_broken(rule, case)
    return [UnexpectedRowsExpectation(unexpected_rows_query=_for_gx(query), **said)]


def _when_broken(rule: Rule, case: Case) -> str:
    """The counts of a rule, when they say that it is broken."""
    broken = f"failed >= {rule.least} and failed > {rule.tolerance} * checked"
    return f"select * from ({case.counts_sql(rule.counts)}) as counted where {broken}"


def _asked(case: Case) -> dict[str, Asked]:
    """Each query of counts as the library has it -> what it asks."""
    return {
        _for_gx(_when_broken(rule, case)): Asked(rule, _for_gx(case.counts_sql(rule.counts)))
        for rule in case.rules
        if rule.is_of_counts
    }


def _known(arguments: Mapping[str, Any], codes: Codes) -> dict[str, Any]:
    """The arguments with the codes of a vocabulary in the place of its name."""
    given = dict(arguments)
    vocabulary = given.pop("vocabulary", None)
    return given if vocabulary is None else given | {"value_set": [code for name, code in codes if name == vocabulary]}


def _for_gx(query: str) -> str:
    """`{batch}` for `$rows`, all other braces doubled.

    GX prints a warning for a query that does not name its batch.
    """
    named = query if "$rows" in query else f"{query} /* counts of $rows */"
    return named.replace("{", "{{").replace("}", "}}").replace("$rows", "{batch}")


_opened: dict[Path, tuple[FileDataContext, int]] = {}
"""The context that was opened last, and how its configuration stood when we left it."""


def open_context(folder: Path) -> FileDataContext:
    """The private file context in the folder, made when it is not there.

    Kept for the next list of this process, until somebody else changes it.
    """
    configuration = folder / "great_expectations.yml"
    context, left = _opened.get(folder, (None, 0))
    if context is None or not configuration.is_file() or configuration.stat().st_mtime_ns != left:
        context = _open(folder)
    _opened.clear()
    return context


def _leave(folder: Path, context: FileDataContext) -> None:
    _opened[folder] = context, (folder / "great_expectations.yml").stat().st_mtime_ns


def _open(folder: Path) -> FileDataContext:
    context = gx.get_context(mode="file", context_root_dir=private_folder(folder))
    # nothing is kept there, and GX reads it anew, with all its comments, for every setting that it looks up
    (folder / "uncommitted" / "config_variables.yml").write_text("{}\n", encoding="utf-8")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    context.variables.analytics_enabled = False
    return context


@dataclass(frozen=True)
class Outcome:
    """The outcome of a list's rules, by code.

    Kept or not, and the counts of those whose counts decide.
    """

    kept: dict[str, bool]
    counted: dict[str, Counted]


def carry_out(
    store: Store, databases: Mapping[str, Path], cases: Sequence[Case], codes: Codes
) -> tuple[dict[str, Outcome], list[Failure]]:
    """The outcome of each case, and what failed to run."""
    outcomes: dict[str, Outcome] = {}
    failures: list[Failure] = []
    with quiet():
        for semester, of_semester in groupby(sorted(cases, key=_semester), key=_semester):
            folder = store.rules_context(semester)
            context = open_context(folder)
            with written_once(context):
                for case in of_semester:
                    outcomes[case.name], failed = _outcome(context, databases[case.name], case, codes)
                    failures += failed
            _leave(folder, context)
    return outcomes, failures


def _semester(case: Case) -> str:
    return case.submission.semester


def _outcome(context: FileDataContext, database: Path, case: Case, codes: Codes) -> tuple[Outcome, list[Failure]]:
    """The outcome of one list, and what failed to run."""
    validation = _validation(context, database, case, codes)
    try:
        with counted_alone(_asked(case)) as counted:
            result = validation.run(result_format="BOOLEAN_ONLY")
    finally:
        source = context.data_sources.get(list_name(case))
        source.get_execution_engine().close()
        source.get_engine().dispose()
    kept, failures = _read(result, case)
    return Outcome(kept, counted), failures


def list_name(case: Case) -> str:
    """The name of a list's source, suite and validation in the context."""
    return f"{case.submission.semester} {case.name}"


def _validation(context: FileDataContext, database: Path, case: Case, codes: Codes) -> gx.ValidationDefinition:
    database.chmod(PRIVATE_FILE)
    name = list_name(case)
    url = read_only_url(database)
    # made whole before the context has it: each change would be one of its configuration
    made = SQLDatasource(name=name, connection_string=url, create_temp_table=False)
    made.add_table_asset(case.name, table_name=case.name).add_batch_definition_whole_table("rows")
    source = context.data_sources.add_or_update_sql(datasource=made)
    batch = source.get_asset(case.name).get_batch_definition("rows")
    asked = [one for rule in case.rules for one in expectations_of(rule, case, codes)]
    # an update would compare every expectation with every other: taken away and put anew, the same is written
    for shelf in (context.validation_definitions, context.suites):
        if any(each == name for each in _names(shelf)):
            shelf.delete(name)
    suite = context.suites.add(gx.ExpectationSuite(name, expectations=asked))
    return context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))


def _names(shelf: Any) -> list[str]:
    """The names of what stands in a store of the context, without reading it."""
    keys = shelf._store.list_keys()
    return [key.name if hasattr(key, "name") else key.to_tuple()[-1] for key in keys]


def write_checkpoint(folder: Path, semester: str) -> None:
    """Puts all lists of a semester into the checkpoint of its context."""
    context = open_context(folder)
    own = [context.validation_definitions.get(name) for name in sorted(_names(context.validation_definitions))]
    if semester in _names(context.checkpoints):
        context.checkpoints.delete(semester)
    context.checkpoints.add(gx.Checkpoint(name=semester, validation_definitions=own))
    _leave(folder, context)


def _read(result: ExpectationSuiteValidationResult, case: Case) -> tuple[dict[str, bool], list[Failure]]:
    """Kept or not by code, and the checks that failed to run.

    A check fails to run when its expectation raised, or is missing among the results.
    """
    kept: dict[str, bool] = {}
    failures: dict[str, Failure] = {}
    for outcome in result.results:
        code = outcome.expectation_config.meta["code"] if outcome.expectation_config else ""
        reason = raised(outcome.exception_info)
        if reason:
            failures[code] = Failure(case.submission.submission_id, code, reason)
        else:
            kept[code] = kept.get(code, True) and bool(outcome.success)
    for rule in case.rules:
        if rule.code not in kept and rule.code not in failures:
            failures[rule.code] = Failure(case.submission.submission_id, rule.code, "no result")
    return kept, list(failures.values())


def raised(exception_info: Mapping[str, Any] | None) -> str:
    """The reason why a check could not be carried out; empty when it could.

    Without values.

    GX gives one flat entry, or one entry for each metric that raised.
    """
    info = exception_info or {}
    entries = [info] if "raised_exception" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    messages = [str(entry.get("exception_message") or "error") for entry in entries if entry.get("raised_exception")]
    return "; ".join(dict.fromkeys(map(_reason, messages)))


def _reason(message: str) -> str:
    found = _DUCKDB_ERROR.search(message)
    return "error in Great Expectations" if found is None else without_values(found[1], found[2])
