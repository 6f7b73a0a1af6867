"""What a user of Great Expectations finds in the home: opened without us, run again, the same outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import great_expectations as gx
import pytest
from great_expectations.data_context import FileDataContext
from great_expectations.expectations.metrics.query_metrics.query_table.query_table import QueryTable
from ruamel.yaml import YAML

from expectations import judge_all, judge_alone, judging, refresh_checkpoint
from expectations.counting import Counted
from expectations.database import Case
from expectations.dialect import register
from expectations.library import _as_yaml
from expectations.rules import rules_for
from tests.unit.expectations.conftest import Desk
from tests.unit.expectations.lists import healthy_rows, nik

pytestmark = pytest.mark.slow


def test_the_stored_checkpoint_is_opened_and_run_again(desk: Desk) -> None:
    lists = [desk.put("persons", {3: {"nik": nik(2)}, 5: {"sex": "X"}}), desk.put("areas")]
    verdicts = judge_all(desk.store, desk.catalogue, [(each, None) for each in lists])
    refresh_checkpoint(desk.store, "2017-S1")
    register()  # an installed package has it as an entry point
    context = gx.get_context(mode="file", context_root_dir=desk.store.rules_context("2017-S1"))
    found = context.checkpoints.get("2017-S1").run()
    broken = {
        outcome.expectation_config.meta["code"]: outcome
        for result in found.run_results.values()
        for outcome in result.results
        if not outcome.success
    }
    assert broken.keys() == {result.code for verdict in verdicts for result in verdict.failed}
    assert broken.keys() == {"NIK-105", "KODE-101"}
    kinds = {each.expectation_type for suite in context.suites.all() for each in suite.expectations}
    assert kinds >= {"unexpected_rows_expectation", "expect_column_values_to_be_in_set"}
    assert "failing_rows_expectation" not in kinds
    stored = list((desk.store.rules_context("2017-S1") / "uncommitted" / "validations").rglob("*.json"))
    assert len(stored) == 4  # of each list the judging and the run again
    for private in (desk.store.quality / "gx", desk.store.rules_context("2017-S1")):
        assert private.stat().st_mode & 0o077 == 0


def test_the_configuration_of_a_semester_is_written_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would write it for each list; and what is read holds no list of another semester."""
    first = desk.put("areas")
    judge_all(desk.store, desk.catalogue, [(first, None)])
    written = []
    save = FileDataContext._save_project_config
    monkeypatch.setattr(FileDataContext, "_save_project_config", lambda self: (written.append(self), save(self)))
    several = [desk.put("areas", semester="2017-S2"), desk.put("persons", semester="2017-S2")]
    judge_all(desk.store, desk.catalogue, [(each, None) for each in several])
    assert len(written) == 1
    folder = desk.store.rules_context("2017-S2")
    context = gx.get_context(mode="file", context_root_dir=folder)
    assert len(context.data_sources.all()) == 2
    configuration = folder / "great_expectations.yml"
    ours = YAML(typ="safe").load(configuration)
    context._save_project_config()
    assert YAML(typ="safe").load(configuration) == ours, "the library's own writer writes the same"


def test_text_of_the_configuration_stays_text_whatever_it_looks_like() -> None:
    content = {"name": ["1e3", "0o7", "yes", "12:30", "", "null", 'a "b" \\ é'], "kept": [1, 4.0, True, None]}
    assert YAML(typ="safe").load(_as_yaml(content)) == content


def test_the_judging_only_counts_and_the_context_lists_the_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query is asked once while judging; whoever opens the context has its rows, or the counts of a share."""
    swapped = {place: {"sex": "P"} for place in range(len(healthy_rows("persons")))}
    listed = desk.put("persons", swapped | {2: {"sex": "P", "birth_date": dt.date(1850, 1, 1)}})
    with monkeypatch.context() as patched:
        patched.setattr(QueryTable, "_get_sqlalchemy_records_from_substituted_batch_subquery", pytest.fail)
        (verdict,) = judge_all(desk.store, desk.catalogue, [(listed, None)])
    context = gx.get_context(mode="file", context_root_dir=desk.store.rules_context("2017-S1"))
    found = context.validation_definitions.get("2017-S1 uji__persons").run(result_format="COMPLETE")
    rows = {
        each.expectation_config.meta["code"]: each.result["details"]["unexpected_rows"]
        for each in found.results
        if each.expectation_config and "details" in each.result
    }
    counts = {result.code: {"failed": result.failed, "checked": result.checked} for result in verdict.failed}
    assert rows["NIK-106"] == [counts["NIK-106"]]
    assert [row["field"] for row in rows["TGL-004"]] == ["birth_date"]


def test_what_the_library_counted_is_not_counted_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts that decide are those that the library met, and the same as without it."""
    listed = desk.put("persons", {place: {"sex": "P"} for place in range(4)})
    counts = judging.count
    handed: list[Mapping[str, Counted]] = []

    def count(connection: duckdb.DuckDBPyConnection, case: Case, known: Mapping[str, Counted]) -> Any:
        handed.append(known)
        return counts(connection, case, known)

    monkeypatch.setattr(judging, "count", count)
    (verdict,) = judge_all(desk.store, desk.catalogue, [(listed, None)])
    assert handed[0].keys() == {rule.code for rule in rules_for(listed, desk.catalogue) if rule.is_of_counts}
    assert handed[0]["NIK-106"] == Counted(checked=len(healthy_rows("persons")), failed=4)
    monkeypatch.undo()
    alone = judge_alone(desk.catalogue, listed, listed.parquet(desk.store))
    assert {(r.code, r.checked, r.failed) for r in verdict.results if r.code in handed[0]} == {
        (r.code, r.checked, r.failed) for r in alone.results if r.code in handed[0]
    }
