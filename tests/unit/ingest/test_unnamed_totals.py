"""A row that sums all others is a total whatever it is called; a row that happens to sum two is a record."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.sheets.locate import find_tables
from tests.support.located import anchors, kinds, one, records, sheet

AREAS = ["BACUKIKI", "UJUNG", "SOREANG", "BACUKIKI BARAT"]
HEADER = ["KECAMATAN", "JIWA", "KK"]


def found(*rows: list[Any]) -> Any:
    return one(find_tables(sheet(HEADER, *rows), anchors("KECAMATAN", "KECAMATAN|JIWA|KK")))


@pytest.mark.parametrize("label", ["Kota Parepare", "KABUPATEN BARRU", "Parepare"])
def test_the_last_row_that_sums_all_others_is_a_total(label: str) -> None:
    table = found(*([area, 10 * at, at] for at, area in enumerate(AREAS, 1)), [label, 100, 10])
    assert (records(table), kinds(table)[6]) == ([2, 3, 4, 5], "total")
    assert [(total.label, total.values, total.kind) for total in table.totals] == [(label, {1: 100, 2: 10}, "total")]


def test_figures_of_a_text_file_are_summed_too() -> None:
    table = found(*([area, "1.000", "100"] for area in AREAS), ["Kota Parepare", "4.000", "400"])
    assert records(table) == [2, 3, 4, 5]


def test_the_sum_may_stand_above_the_rows() -> None:
    table = found(["Kota Parepare", 100, 10], *([area, 10 * at, at] for at, area in enumerate(AREAS, 1)))
    assert (records(table), kinds(table)[2]) == ([3, 4, 5, 6], "total")


@pytest.mark.parametrize(
    "rows",
    [
        [["BACUKIKI", 100, 10], ["UJUNG", 200, 20], ["SOREANG", 300, 30]],
        [*([area, 10, 1] for area in AREAS), ["Kota Parepare", 40, 5]],
        [*([area, 0, 0] for area in AREAS), ["WATANG PULU", 0, 0]],
    ],
    ids=["two rows and the third", "one column does not add up", "nothing at all"],
)
def test_a_record_that_only_resembles_a_sum_stays(rows: list[list[Any]]) -> None:
    assert records(found(*rows)) == [row + 2 for row in range(len(rows))]


PEOPLE = [[1, "7772010107710001", "SITI UJI", "Jl. Uji 1"], [2, "7772014308820002", "ANI UJI", "Jl. Uji 2"]]


def of_people(*rows: list[Any]) -> Any:
    return one(find_tables(sheet(["NO", "NIK", "NAMA", "ALAMAT"], *rows), anchors("NAMA", "NO|NIK|NAMA|ALAMAT")))


def test_a_place_counts_the_people_with_a_unit_too() -> None:
    table = of_people(*PEOPLE, ["Kota Parepare", None, "2 KPM", None])
    assert (records(table), kinds(table)[4]) == ([2, 3], "total")
    assert records(of_people(*PEOPLE, ["Kota Parepare", None, "3 KPM", None])) == [2, 3, 4]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("column", [1, 2])
def test_a_place_in_the_column_of_running_numbers_counts_the_people(count: int, column: int) -> None:
    total = ["Kota Parepare", None, None, None]
    total[column] = float(count)
    table = of_people(*PEOPLE[:count], total)
    assert (records(table), kinds(table)[count + 2]) == (list(range(2, count + 2)), "total")


@pytest.mark.parametrize(
    "last",
    [
        [None, None, "Kota Parepare", 5],
        ["Kota Parepare", None, 3.0, None],
        ["BTN Lama", None, 2.0, None],
        [3, None, "ANA", 2],
    ],
    ids=["a house number", "another count", "no whole place", "a running number"],
)
def test_a_row_of_people_that_counts_nothing_stays(last: list[Any]) -> None:
    assert records(of_people(*PEOPLE, last)) == [2, 3, 4]
