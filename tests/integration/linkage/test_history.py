"""Rows that a list repeats are compared once, and come out as if each had been compared by itself."""

from __future__ import annotations

import random

import pytest

from linkage.evidence import said
from tests.unit.linkage import town
from tests.unit.linkage.conftest import Bench

SEMESTERS = ("2015-S2", "2016-S1", "2016-S2", "2017-S1", "2017-S2")


def _lived(bench: Bench, seed: int) -> None:
    """Five semesters: one row in ten goes, others come, one in twenty is written anew."""
    dice = random.Random(seed)
    people = town.residents(300, seed=seed)
    rows = town.office_rows(people, seed, faults=2)[0]
    for at, semester in enumerate(SEMESTERS):
        first = {"reference": town.reference_rows(people, seed)[0]} if at == 0 else {}
        bench.accept(semester, rows, seed=semester, **first)
        people = town.moved(people, 0.05, seed + at)
        newcomers = town.residents(20, seed=seed + at, first_person=10_000 * (at + 1))
        again = town.office_rows([*dice.sample(people, len(people) // 20), *newcomers], seed + at, faults=2)[0]
        rows = [*dice.sample(rows, len(rows) * 9 // 10), *again]


def _persons(bench: Bench) -> dict[str, list[str]]:
    """What each row came to: its person and its family."""
    bench.resolve(SEMESTERS[-1])
    return {record: [line["person_id"], line["family_id"]] for record, line in bench.links().items()}


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_a_repeated_row_is_linked_as_if_each_had_been_compared(
    bench: Bench, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lived(bench, seed)
    once = _persons(bench)
    for path in bench.linkage.rglob("*.parquet*"):
        path.unlink()
    # with its own id in what it says, each row is a record
    each = said.RECORD_ROWS.replace("THEN semester END)", "THEN semester END, record_id)")
    assert each != said.RECORD_ROWS
    monkeypatch.setattr(said, "RECORD_ROWS", each)
    assert _persons(bench) == once
