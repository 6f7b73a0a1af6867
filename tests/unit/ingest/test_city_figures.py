"""A city's official figures: drafted from the tables of Dukcapil and BPS, and read from its home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.declarations.catalogue import CatalogueError
from ingest.declarations.official_figures import official_population, official_poverty, official_residents
from ingest.drafting.city_figures import population_rows, poverty_rows
from ingest.store import Store
from tests.support.sheets import Rows, write_csv, write_xlsx

PLACES = ["35", "35.99", "35.99.01", "35.99.01.1001", "35.99.01.1002", "35.98"]


def test_residents_of_kelurahan_are_added_up_where_the_whole_is_not_given(tmp_path: Path) -> None:
    lines: Rows = [
        ["Jumlah Penduduk"], ["Kode", "Kelurahan", "L", "P", "Jumlah Penduduk", "Per Tanggal"],
        ["3599011001", "Kampung Baru", "10", 12, "1.022", "31 Desember 2024"],
        ["35.99.01.1002", "Sumber Arum", 5, 5, 10, date(2024, 12, 31)], ["35.98", "Lor", 1, 1, 2, 2024],
        ["Jumlah", None, 15, 17, 1032, None],
    ]  # fmt: skip
    rows = population_rows(write_xlsx(tmp_path / "penduduk.xlsx", {"Data": lines}), "35.99", PLACES)
    assert [(row["region_code"], row["as_of_date"], row["person_count"], row["male_count"]) for row in rows] == [
        ("35.99", "2024-12-31", 1032, 15), ("35.99.01", "2024-12-31", 1032, 15),
        ("35.99.01.1001", "2024-12-31", 1022, 10), ("35.99.01.1002", "2024-12-31", 10, 5),
    ]  # fmt: skip


def test_a_part_that_is_not_given_makes_no_sum(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["kode", "penduduk", "tahun"], ["35.99.01.1001", 7, 2024]], ";")
    assert [row["region_code"] for row in population_rows(path, "35.99", PLACES)] == ["35.99.01.1001"]


def test_the_poor_are_read_in_thousands_where_the_heading_says_so(tmp_path: Path) -> None:
    lines: Rows = [["Tahun", "Penduduk Miskin (ribu jiwa)", "Persentase Penduduk Miskin"], [2024, "8,01", "5,41"]]
    (row,) = poverty_rows(write_csv(tmp_path / "a.csv", lines, ";"), "35.99")
    assert (row["region_code"], row["year"], row["poor_person_count"], row["p0_percent"]) == (
        "35.99", 2024, 8010, Decimal("5.41"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (["35.99.01.1009", 7, 2024], "a.csv baris 2: kode 35.99.01.1009 tidak ada dalam daftar wilayah"),
        (["35.99", "banyak", 2024], "a.csv baris 2: 'banyak' bukan bilangan bulat"),
        (["35.99", "", 2024], "a.csv baris 2: jumlah penduduk kosong"),
        (["35.99", 7, "lalu"], "a.csv baris 2: tanggal 'lalu' harus seperti 31-12-2024 atau 2024"),
        (["35.98", 7, 2024], "a.csv: tidak ada baris untuk 35.99"),
    ],
)
def test_every_fault_of_a_table_is_told_with_its_row(tmp_path: Path, line: Rows, problem: str) -> None:
    path = write_csv(tmp_path / "a.csv", [["kode", "penduduk", "tanggal"], line], ";")
    with pytest.raises(CatalogueError) as told:
        population_rows(path, "35.99", PLACES)
    assert list(told.value.problems) == [problem]


def test_a_home_without_figures_of_its_own_has_the_shipped_ones(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert official_residents(store) == {"73.72": 163_314}
    assert {row["region_code"] for row in official_poverty(store)} == {"73.72"}
    store.city_population.parent.mkdir()
    store.city_population.write_text(
        "region_code,as_of_date,person_count\n35.99,2023-12-31,5\n35.99,2024-12-31,6\n35.98,2022-12-31,4\n", "utf-8"
    )
    assert official_residents(store) == {"35.99": 6, "35.98": 4}


def test_every_fault_of_a_homes_own_figures_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.city_population.parent.mkdir()
    store.city_population.write_text(
        "region_code,as_of_date,person_count\n3599,2023-12-31,5\n35.99,lalu,-1\n35.98,2022-12-31,4\n35.98,2022-12-31,5\n",
        "utf-8",
    )
    with pytest.raises(CatalogueError) as told:
        official_population(store)
    assert list(told.value.problems) == [
        "official_population.csv baris 2: region_code '3599' harus kode Kemendagri seperti 73.72 atau 73.72.01.1001",
        "official_population.csv baris 3: as_of_date 'lalu' harus tanggal seperti 2024-12-31",
        "official_population.csv baris 3: person_count '-1' harus bilangan bulat tanpa titik",
        "official_population.csv baris 5: sudah ada di baris 4",
    ]
