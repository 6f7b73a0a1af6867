"""The metrics of a release: the cell where one is asked for, the true sum where there is one, else nothing."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import Release, publish
from delivery.bi.charts import CHARTS
from delivery.bi.superset import bundle_of, write_bundle
from delivery.release.cell_keys import ATTACHED, Protection
from delivery.tracing import load_traces, protected_marts
from ingest.store import Store
from ingest.yaml_files import read_yaml
from orchestration.counted_units import compiled_sql, declared_meanings, relations
from orchestration.dbt.manifest import PROJECT, with_compiled_code
from orchestration.dbt.semantics import load_labels

pytestmark = pytest.mark.slow

Row = dict[str, Any]


@pytest.fixture(scope="module")
def release(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small city, published."""
    home, target = tmp_path_factory.mktemp("metrics") / "home", built / "target"
    (home / "warehouse").mkdir(parents=True)
    (home / "warehouse" / "build.duckdb").symlink_to(built / "home" / "warehouse" / "build.duckdb")
    manifest = with_compiled_code(target / "manifest.json", target / "compiled")
    with duckdb.connect(str(Store(home).warehouse), read_only=True) as warehouse:
        attached = {name: f"{ATTACHED}.{relation}" for name, relation in relations(warehouse).items()}
    marts = protected_marts(load_traces(PROJECT / "traces", attached, compiled_sql(manifest)))
    return publish(
        Store(home), "2018-S1", submissions=[], versions={}, checks={}, protection=Protection("one", marts),
        meanings=declared_meanings(manifest), labels=load_labels(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(release: Release) -> list[Row]:
    """Every number of the release with its metric."""
    return asked(release, "from core.dim_measure order by all")


@cache
def opened(release_folder: Path) -> duckdb.DuckDBPyConnection:
    """One connection for all questions: thousands of them."""
    return duckdb.connect(str(release_folder / "warehouse.duckdb"), read_only=True)


def asked(release: Release, sql: str) -> list[Row]:
    found = opened(release.path).execute(sql)
    names = [each[0] for each in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@cache
def manifest_of(release_folder: Path) -> Row:
    content: Row = json.loads((release_folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def table_of(release: Release, name: str) -> tuple[str, list[str]]:
    """The full name of a table, and the key of its rows."""
    tables = manifest_of(release.path)["tables"]
    full_name = next(each for each in tables if each.partition(".")[2] == name)
    return full_name, tables[full_name]["grain"]


def same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def test_a_metric_of_one_cell_is_the_cell(release: Release, told: list[Row]) -> None:
    cells, wrong = 0, []
    for each in told:
        relation, keys = table_of(release, each["table_name"])
        column, names = each["column_name"], ", ".join(keys)
        found = asked(release, f"select any_value({column}) as cell, {each['metric_sql']} as metric"
                      f" from {relation} group by {names}")  # fmt: skip
        cells += len(found)
        wrong += [(relation, column, row) for row in found if not same(row["cell"], row["metric"])]
    assert wrong == []
    assert cells > 1000


def test_a_metric_of_many_cells_is_their_true_sum_or_nothing(release: Release, told: list[Row]) -> None:
    sums, nothing, wrong = 0, 0, []
    for each in told:
        relation, keys = table_of(release, each["table_name"])
        adds = (each["adds_over"] or "").split(", ")
        for left_out in keys:
            rest = ", ".join([key for key in keys if key != left_out] + (each["within"] or "").split(", ")).rstrip(", ")
            number = each["column_name"]
            found = asked(release, f"select {each['metric_sql']} as metric, count(*) as n, count({number}) as known,"
                          f" sum({number}) as total from {relation} {f'group by {rest}' if rest else ''}")  # fmt: skip
            for row in (row for row in found if row["n"] > 1 and row["metric"] is not None):
                is_share = row["metric"] is not None and left_out not in adds and each["unit"] == "share"
                sums += left_out in adds
                if not is_share and (left_out not in adds or row["known"] < row["n"] or row["metric"] != row["total"]):
                    wrong.append((relation, number, left_out, row))
            nothing += sum(row["metric"] is None for row in found if row["n"] > 1 and row["known"])
    assert wrong == []
    assert (sums > 100, nothing > 100) == (True, True)


def test_a_share_of_many_cells_is_the_share_of_their_sums(release: Release, told: list[Row]) -> None:
    metric = next(
        each["metric_sql"]
        for each in told
        if (each["table_name"], each["column_name"]) == ("mart_targeting_village", "coverage_rate")
    )
    found = asked(release, f"select {metric} as metric, sum(target_receiver_count) / sum(target_count) as share"
                  " from marts.mart_targeting_village group by semester, programme_code"
                  " having count(*) = count(target_receiver_count) and count(*) = count(target_count)"
                  " and sum(target_count) > 0")  # fmt: skip
    assert found
    assert all(same(row["metric"], min(1.0, row["share"])) for row in found)


def test_superset_gets_what_the_release_has(release: Release, tmp_path: Path) -> None:
    files = bundle_of(release)
    datasets = {content["uuid"]: content for name, content in files.items() if name.startswith("datasets/")}
    charts = {content["uuid"]: content for name, content in files.items() if name.startswith("charts/")}
    assert {each["table_name"] for each in datasets.values()} == {
        table.partition(".")[2] for table in release.manifest()["tables"]
    }
    assert len(charts) == len(CHARTS)
    for chart in charts.values():
        dataset = datasets[chart["dataset_uuid"]]
        assert set(chart["params"]["groupby"]) <= {each["column_name"] for each in dataset["columns"]}, chart
        assert set(chart["params"]["metrics"]) <= {each["metric_name"] for each in dataset["metrics"]}, chart
    (dashboard,) = [content for name, content in files.items() if name.startswith("dashboards/")]
    boxes = [
        each for key, each in dashboard["position"].items() if key.startswith("CHART-") and each["type"] == "CHART"
    ]
    placed = {each["meta"]["uuid"] for each in boxes}
    assert placed == set(charts)
    semesters, programmes, _ = dashboard["metadata"]["native_filter_configuration"]
    assert (semesters["defaultDataMask"]["filterState"]["value"], programmes["name"]) == ([release.semester], "Program")
    one, other = (write_bundle(release, tmp_path / name).read_bytes() for name in ("one.zip", "other.zip"))
    assert one == other


def test_the_open_format_says_the_same(release: Release, told: list[Row]) -> None:
    content = read_yaml(release.path / "semantic_model.yaml")
    (model,) = content["semantic_model"]
    assert {dataset["source"] for dataset in model["datasets"]} == set(release.manifest()["tables"])
    assert len({metric["name"] for metric in model["metrics"]}) == len(model["metrics"]) == len(told)
    (metric,) = [each for each in model["metrics"] if each["name"] == "receiver_changes_new_count"]
    expression = metric["expression"]["dialects"][0]["expression"]
    assert metric["ai_context"] == {"synonyms": ["Baru"]}
    (row,) = asked(release, f"select {expression} as metric, sum(new_count) as total from (from"
                   " marts.mart_receiver_changes where hidden_columns is null order by all limit 1)"
                   " as mart_receiver_changes")  # fmt: skip
    assert row["metric"] == row["total"] is not None
    joined = {(each["from"], each["to"], *each["from_columns"]) for each in model["relationships"]}
    assert ("mart_targeting_village", "dim_village", "village_code") in joined
    assert json.dumps(content)  # dates and the like would not be read by every tool
    labelled = load_labels()["columns"]
    assert [column for table in release.manifest()["tables"].values() for column in table["columns"]
            if column["name"] not in labelled] == []  # fmt: skip
