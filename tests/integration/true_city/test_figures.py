"""With the true links in place of ours, every indicator equals the simulation's truth: what differs is wrong SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.integration.true_city.conftest import Built
from tests.support.true_city import TrueCity
from tests.support.true_marts import MARTS, NOT_COMPARED, beside_truth, differences, numeric_columns
from tests.support.true_proposals import proposals


@dataclass(frozen=True)
class Judge:
    """The warehouse beside the truth."""

    home: Path
    city: TrueCity
    warehouse: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def judge(built: Built) -> Iterator[Judge]:
    with duckdb.connect(str(built.warehouse), read_only=True) as warehouse:
        yield Judge(built.home, TrueCity(built.home), warehouse)


@pytest.mark.parametrize("mart", sorted(MARTS))
def test_every_figure_equals_the_truth(judge: Judge, mart: str) -> None:
    """Both semesters, all programmes, all kelurahan: nothing is hidden in this build."""
    figures = beside_truth(judge.warehouse, judge.city, mart)
    assert (len(figures) > 0) == (mart != "mart_version_moves"), "the survey comes once: no version before it"
    wrong = differences(figures)
    assert wrong.empty, wrong.head(20).to_string()


def test_every_published_number_is_compared_or_said_not_to_be(judge: Judge) -> None:
    numbers = numeric_columns(judge.warehouse)
    assert {mart for mart, _ in numbers} == set(MARTS)
    assert set(NOT_COMPARED) <= numbers


def test_findings_that_the_city_is_known_to_have_are_there(judge: Judge) -> None:
    """Or the register could be equal to the truth by being empty."""
    codes = judge.warehouse.execute("select distinct finding_code from marts.mart_findings order by 1").fetchall()
    assert {code for (code,) in codes} >= {
        "TGT-001",
        "TGT-002",
        "TGT-003",
        "OVL-001",
        "OVL-002",
        "OVL-003",
        "REG-001",
        "REG-002",
        "ISS-001",
    }


def test_graduates_that_the_city_is_known_to_have_are_told(judge: Judge) -> None:
    told = judge.warehouse.execute(
        "select programme_code, left_graduated_count from marts.mart_programme_progress where left_graduated_count > 0"
    ).fetchall()
    assert told == [("PKH", 4)]


def test_allocations_per_kelurahan_equal_the_truth(judge: Judge) -> None:
    columns = "quota_count, quota_kg, realised_kg, balance_kg, deposit_idr"
    expected = duckdb.execute(
        f"select semester, village_code, {columns}"
        f" from read_parquet('{judge.home}/truth/answers_allocations.parquet') order by all"
    ).fetchall()
    found = judge.warehouse.execute(
        f"select semester, area_code, {columns} from core.fct_allocations where area_level = 'village' order by all"
    ).fetchall()
    assert len(expected) == 44
    assert found == expected


def test_every_list_row_of_truth_is_in_the_facts(judge: Judge) -> None:
    expected = judge.city.list_rows.groupby(["semester", "table_id"]).size().to_dict()
    found = judge.warehouse.execute(
        "select semester, table_id, count(*) from core.fct_enrolments group by all"
    ).fetchall()
    assert {(semester, table): count for semester, table, count in found} == expected


def test_what_the_owner_of_the_source_should_mend_is_what_is_wrong_in_it(judge: Judge) -> None:
    """Whom the source has though dead or gone, whose number it lacks, whom it misses, whose rank moved far."""
    told = judge.warehouse.execute(
        "select semester, proposal_kind, unit_id, proposed_nik from bnba.list_source_proposals order by all"
    ).fetchall()
    truth = proposals(judge.city)
    assert {kind for _, kind, *_ in truth} >= {"moved", "number", "missed"}
    assert told == truth
