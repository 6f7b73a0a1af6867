"""Columns of public files that nobody here wrote (../shared/real_inputs beside the project; skipped without them)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingest import parsers
from ingest.workbook import Cell, open_workbook

AGENCIES = Path(__file__).parents[5] / "shared" / "real_inputs" / "agencies"
pytestmark = pytest.mark.skipif(not AGENCIES.is_dir(), reason="the public files are not beside the project")


def rows_of(pattern: str) -> list[list[Cell]]:
    path = next(AGENCIES.glob(pattern))
    rows = next(iter(open_workbook(path).sheets())).rows
    return [row for row in rows if any(cell is not None for cell in row)]


def column(rows: list[list[Cell]], name: str) -> list[Cell]:
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


def test_decimal_commas_in_a_csv_equal_the_numbers_of_the_workbook() -> None:
    comma, numbers = rows_of("A27*"), rows_of("A28*")
    for place in range(2, 12):
        written = parsers.decimal([row[place] for row in comma[1:]])
        stored = parsers.decimal([row[place] for row in numbers[1:]])
        assert written.columns["value"] == stored.columns["value"]
        assert len(written.columns["value"]) == 514
        assert written.issues == stored.issues == {}


@pytest.mark.parametrize(("place", "total"), [(1, 3_193_509_491_949), (2, 3_690_617_520_397)])
def test_rupiah_of_a_budget_add_up_to_its_stated_total(place: int, total: int) -> None:
    amounts = parsers.rupiah([row[place] for row in rows_of("A08*")[2:]])
    *parts, stated = amounts.columns["value"].to_pylist()
    assert (len(parts), sum(parts), stated, amounts.issues) == (7, total, total, {})


def test_masked_numbers_and_mixed_dates_of_a_housing_list() -> None:
    rows = rows_of("A37*")
    numbers = parsers.nik(column(rows, "nik"))
    assert numbers.columns["status"].to_pylist() == ["malformed"] * 4
    assert numbers.issues == {"NIK-010": [0, 1, 2, 3]}
    dates = parsers.date(column(rows, "tgl_lpj"), latest=dt.date(2022, 12, 31), role="event")
    october, september = dt.date(2022, 10, 27), dt.date(2022, 9, 9)
    assert dates.columns["value"].to_pylist() == [october, october, september, september]
    assert parsers.rt(column(rows, "rt")).columns["value"].to_pylist() == ["015", "005", "016", "013"]
    assert parsers.rupiah(column(rows, "nilai_bantuan")).columns["value"].to_pylist() == [10_000_000] * 4
