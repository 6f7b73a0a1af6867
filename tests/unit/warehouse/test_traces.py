"""Every published figure of the small city is the number of rows behind it, and every row finds its figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery.tracing import (
    Figure,
    TraceError,
    Traces,
    column_lineage,
    figures_of,
    find_records,
    load_traces,
    prove,
    resolve,
    walk,
)
from orchestration.counted_units import compiled_sql, relations
from orchestration.dbt.manifest import PROJECT

pytestmark = pytest.mark.slow

Connection = duckdb.DuckDBPyConnection
Grains = Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def manifest(built: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def traces(warehouse: Connection, manifest: dict[str, Any]) -> Traces:
    return load_traces(PROJECT / "traces", relations(warehouse), compiled_sql(manifest))


@pytest.fixture(scope="module")
def grains(manifest: dict[str, Any], traces: Traces) -> Grains:
    nodes = manifest["nodes"]
    return {name: tuple(nodes[f"model.sinergi.{name}"]["config"]["meta"]["grain"]) for name in traces.marts}


def test_every_figure_is_the_number_of_its_rows(warehouse: Connection, traces: Traces, grains: Grains) -> None:
    proofs = list(prove(warehouse, traces, grains))
    assert [proof for proof in proofs if proof.wrong] == []
    assert {proof.mart for proof in proofs if proof.figures > 0} == set(traces.marts)


def test_whom_shown_counts_tell_apart_are_those_that_the_trace_counts(warehouse: Connection, traces: Traces) -> None:
    """The SQL over shown columns, which protects them, and the set behind it."""
    asked = 0
    for name, mart in traces.marts.items():
        for column, number in mart.below_city.apart.items() if mart.below_city else ():
            source = mart.also[column]
            units = mart.sets[str(source.set)]
            found = warehouse.execute(
                f"select any_value(figure.apart), count(distinct {units.unit})"
                f" from (select *, ({number}) as apart, row_number() over () as row_no from marts.{name}) as figure"
                f" left join {traces.sql(units.source)} as unit on {traces.sql(units.on)} and ({source.where})"
                f" where figure.apart is not null group by figure.row_no"
            ).fetchall()
            assert [row for row in found if row[0] != row[1]] == [], (name, column)
            asked += len(found)
    assert asked > 0


@pytest.mark.parametrize(
    ("text", "value", "rows"),
    [
        # F1 by two rows (twice on the list), F2 by one
        ("mart_targeting.in_target_count[semester=2017-S1,programme=KKS,breakdown=city]", 2, 3),
        ("mart_programme_progress.receiver_count[semester=2017-S1,programme=PBI_JK]", 3, 3),
    ],
)
def test_the_rows_behind_a_count(
    warehouse: Connection, traces: Traces, grains: Grains, text: str, value: int, rows: int
) -> None:
    (found,) = walk(warehouse, traces, resolve(warehouse, traces, grains, text))
    assert (found.stated, found.traced, len({place.unit for place in found.places})) == (value, value, value)
    assert len({(one.submission_id, one.sheet, one.row_number) for one in found.places}) == rows


def test_a_rate_is_followed_part_by_part(warehouse: Connection, traces: Traces, grains: Grains) -> None:
    figure = resolve(
        warehouse, traces, grains, "targeting.coverage_rate[semester=2017-S1,programme=kks,breakdown=city]"
    )
    parts = {one.part: one.traced for one in walk(warehouse, traces, figure)}
    assert parts == {"target_receiver_count": 2, "target_count": 3}
    assert figure.value == pytest.approx(2 / 3)


def test_every_row_behind_a_figure_finds_it_again(warehouse: Connection, traces: Traces, grains: Grains) -> None:
    text = "mart_targeting.receiver_count[semester=2017-S1,programme_code=KKS,breakdown=city,breakdown_code=all]"
    (found,) = walk(warehouse, traces, resolve(warehouse, traces, grains, text))
    assert len(found.places) == 6
    for place in found.places:
        at = f"{place.agency_id}/{place.file_name}/{place.sheet}/{place.row_number}"
        records = find_records(warehouse, traces, at)
        assert place.record_id in {one.record_id for one in records}
        counted = figures_of(
            warehouse, traces, grains, [(str(one.entity), one.semester, str(one.record_id)) for one in records]
        )
        assert text in {one.name for one in counted}


def test_a_short_key_means_the_citys_figure(warehouse: Connection, traces: Traces, grains: Grains) -> None:
    short = resolve(warehouse, traces, grains, "targeting.coverage_rate[semester=2017-S1,programme=KKS]")
    assert short == resolve(warehouse, traces, grains, short.name)
    assert short.key["breakdown"] == "city"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("targeting", "TRC-010", "mart.kolom"),
        ("targetting.coverage_rate", "TRC-011", "mungkin mart_targeting"),
        ("targeting.coverag_rate", "TRC-012", "mungkin coverage_rate"),
        ("targeting.coverage_rate[programe=KKS]", "TRC-013", "mungkin programme_"),
        ("targeting.coverage_rate[semester=2031-S1]", "TRC-014", "2017-S1"),
        ("targeting.coverage_rate[semester=2017-S1]", "TRC-015", "pilih satu"),
    ],
)
def test_what_cannot_be_found_says_what_exists(
    warehouse: Connection, traces: Traces, grains: Grains, text: str, code: str, told: str
) -> None:
    with pytest.raises(TraceError) as error:
        resolve(warehouse, traces, grains, text)
    assert error.value.problems[0].startswith(code)
    assert told in "\n".join(error.value.problems)


def test_a_column_is_followed_to_the_files_that_dbt_reads(manifest: dict[str, Any]) -> None:
    column = column_lineage(manifest, "mart_programme_progress", "benefit_amount_idr")
    path = [f"{each.relation}.{each.name}" for each in column.upstream() if each.name == "benefit_amount_idr"]
    assert path == [
        "mart_programme_progress.benefit_amount_idr", "msr_unit_receipts.benefit_amount_idr",
        "fct_enrolments.benefit_amount_idr", "stg_enrolment_records.benefit_amount_idr",
        "enrolment_records.benefit_amount_idr",
    ]  # fmt: skip


def test_a_figure_is_named_as_it_is_asked_for(warehouse: Connection, traces: Traces, grains: Grains) -> None:
    figure: Figure = resolve(
        warehouse, traces, grains, "number_bridge.step_count[semester=2017-S1,langkah=target_families]"
    )
    assert resolve(warehouse, traces, grains, figure.name) == figure
