"""Several rows for one key are found in whatever table they stand, and told by table and count alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import gates
from orchestration.assets import warehouse as built
from orchestration.dbt.grains import GrainError, asked_grains
from orchestration.installation import Installation
from orchestration.progress import Step


def grain_of(table: str, *columns: str) -> dict[str, Any]:
    return {
        "resource_type": "test", "attached_node": f"model.sinergi.{table}",
        "test_metadata": {"name": "unique_grain", "kwargs": {"columns": list(columns)}},
    }  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("create schema marts")
        database.execute(
            "create table marts.one as select * from (values ('2017-S1', 1), ('2017-S2', 1)) t(semester, n)"
        )
        database.execute("create table marts.two as select * from marts.one union all select '2017-S1', 2")
    return path


@pytest.fixture
def manifest() -> dict[str, Any]:
    blank = {"schema": "marts", "resource_type": "model", "description": "", "columns": {}}
    tables = {f"model.sinergi.{name}": {**blank, "alias": name} for name in ("one", "two", "three")}
    other = {"resource_type": "test", "attached_node": "model.sinergi.two", "test_metadata": {"name": "not_null"}}
    asked = {
        "a": grain_of("one", "semester"),
        "b": grain_of("two", "semester", "n"),
        "c": grain_of("three", "semester"),
    }
    return {"nodes": {**tables, **asked, "d": other}}


def test_one_row_for_each_key_is_no_error_and_a_table_that_was_not_made_is_not_asked(
    warehouse: Path, manifest: dict[str, Any]
) -> None:
    asked = asked_grains(warehouse, manifest)
    assert asked.error is None
    assert asked.rows == {("marts", "one"): 2, ("marts", "two"): 3}


def test_a_key_on_two_rows_is_told_with_its_table(warehouse: Path, manifest: dict[str, Any]) -> None:
    manifest["nodes"]["b"] = grain_of("two", "semester")
    asked = asked_grains(warehouse, manifest)
    assert asked.error is not None
    assert "[PUB-012]" in asked.error.problems[0]
    assert "marts.two (1 kunci)" in asked.error.problems[0]
    assert "marts.one" not in asked.error.problems[0]
    assert asked.rows["marts", "two"] == 3


def test_rows_that_the_question_told_are_not_counted_again(site: Installation, warehouse: Path) -> None:
    site.store.warehouse.parent.mkdir(parents=True, exist_ok=True)
    warehouse.replace(site.store.warehouse)
    assert built.row_counts(site, {("marts", "one"): 7}) == {("marts", "one"): 7, ("marts", "two"): 3}


class MadeWithDoubledKey:
    """dbt, as far as a build knows it: it leaves a table with one key on two rows, and says nothing."""

    is_subset = False

    def __init__(self, site: Installation) -> None:
        self.site = site

    def cli(self, *_: object, **__: object) -> MadeWithDoubledKey:
        return self

    def stream(self) -> Iterator[object]:
        with duckdb.connect(str(self.site.store.warehouse)) as database:
            database.execute("create schema marts")
            database.execute("create table marts.one as select '2017-S1' semester from range(2)")
        return iter(())


def test_a_build_with_a_doubled_key_fails_and_does_not_pass_its_gate(
    site: Installation, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt: Any = MadeWithDoubledKey(site)
    monkeypatch.setattr(built, "_dbt", lambda: dbt)
    with pytest.raises(GrainError):
        list(built._build(dbt, site, manifest, Step("")))
    assert not site.ledger.has_passed(gates.BUILT, gates.content_of(site, gates.BUILT))
