"""The measures against counting every pair by hand."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.evaluate import evaluate, evaluate_files
from tests.unit.linkage import town
from tests.unit.linkage.conftest import Bench

pytestmark = pytest.mark.slow

ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("mn")), max_size=14)


def by_record(rows: list[tuple[str, str, str]], column: int) -> dict[str, str]:
    return {str(number): values[column] for number, values in enumerate(rows)}


@settings(max_examples=40, deadline=None)
@given(ROWS, st.booleans())
def test_counts_are_those_of_all_pairs(rows: list[tuple[str, str, str]], between_lists: bool) -> None:
    found = evaluate(by_record(rows, 0), by_record(rows, 1), by_record(rows, 2) if between_lists else None)
    pairs = [(one, other) for one, other in combinations(rows, 2) if not between_lists or one[2] != other[2]]
    assert found.linked_pairs == sum(one[0] == other[0] for one, other in pairs)
    assert found.true_pairs == sum(one[1] == other[1] for one, other in pairs)
    assert found.right_pairs == sum(one[:2] == other[:2] for one, other in pairs)
    assert found.rows == len(rows)
    precision = [sum(o[:2] == r[:2] for o in rows) / sum(o[0] == r[0] for o in rows) for r in rows]
    recall = [sum(o[:2] == r[:2] for o in rows) / sum(o[1] == r[1] for o in rows) for r in rows]
    assert found.b_cubed.precision == pytest.approx(sum(precision) / len(rows) if rows else 1.0)
    assert found.b_cubed.recall == pytest.approx(sum(recall) / len(rows) if rows else 1.0)


def test_a_known_case() -> None:
    found = evaluate(dict(zip("123456", "aaabbc", strict=True)), dict(zip("123456", "xxyyyz", strict=True)))
    assert (found.true_pairs, found.linked_pairs, found.right_pairs) == (4, 4, 2)
    assert (found.pairwise.precision, found.pairwise.recall, found.pairwise.f1) == (0.5, 0.5, 0.5)


def test_records_that_only_one_side_knows_are_left_out() -> None:
    assert evaluate({"1": "a", "2": "a"}, {"2": "x", "3": "x"}).rows == 1


def test_a_town_is_linked_right(bench: Bench, tmp_path: Path) -> None:
    """What rung 1 and 2 claim is nearly always true, and they find nearly all that carries a number."""
    people = town.residents(4000, seed=21)
    rows, truth = town.office_rows(people, 1)
    ids = bench.accept("2017-S1", rows)
    bench.resolve()
    links = {record: line["person_id"] for record, line in bench.links().items()}
    persons = dict(zip(ids, map(str, truth), strict=True))
    lists = {record: given["table_id"] for record, given in zip(ids, rows, strict=True)}
    numbered = {record for record, given in zip(ids, rows, strict=True) if given["nik"]}
    found = evaluate({record: links[record] for record in numbered}, persons, lists)
    assert (found.rows, found.pairwise.precision) == (len(numbered), 1.0)
    assert found.pairwise.recall >= 0.999
    everything = evaluate(links, persons, lists)
    assert everything.pairwise.precision >= 0.999
    assert 0.93 <= everything.pairwise.recall < found.pairwise.recall  # the rest is work for the rungs to come


def test_a_condition_chooses_the_rows_that_are_judged(bench: Bench, tmp_path: Path) -> None:
    rows, truth = town.office_rows(town.residents(300, seed=21), 1)
    ids = bench.accept("2017-S1", rows)
    bench.resolve()
    true = tmp_path / "truth.parquet"
    pq.write_table(pa.table({"record_id": ids, "true_person_id": [str(each) for each in truth]}), true)
    links = bench.linkage / "person_links.parquet"
    by_rung = [evaluate_files(links, true, f"rung = {rung}").rows for rung in (0, 1, 2, 3, 4)]
    assert all(by_rung[:3])
    assert sum(by_rung) == evaluate_files(links, true).rows == len(rows)
    table = pq.read_table(true)
    pq.write_table(table.append_column("group_name", pa.array(["one list"] * len(rows))), true)
    assert evaluate_files(links, true).true_pairs == 0
