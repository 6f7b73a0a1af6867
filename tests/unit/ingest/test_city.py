"""Another city from its region list alone: read from any table of codes and names, every fault told with its row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest.declarations.catalogue import CatalogueError, load_catalogue
from ingest.drafting.city import COLUMNS, as_csv, city_regions
from ingest.parsers.places import Regions
from tests.support.sheets import Rows, write_csv, write_xlsx

LINES: Rows = [
    ["35", "Jawa Wetan", "35", ""], ["35.99", "Kota Kembang", "3599", "Kembang|Kt. Kembang"],
    ["35.98", "Kabupaten Lor", "3598", ""], ["35.99.01", "Melati", "3599010", ""], ["35.98.01", "Kenanga", "", ""],
    ["35.99.01.1001", "Kampung Baru", "3599010001", "Kp. Baru"], ["35.99.01.1002", "Sumber Arum", "", ""],
    ["35.98.01.2001", "Kampung Baru", "", ""],
]  # fmt: skip


def test_the_regency_its_parts_and_its_province_are_taken_from_a_list_of_many(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "wilayah.xlsx", {"Data": [["Daftar"], ["Kode", "Nama", "Kode BPS", "Alias"], *LINES]})
    rows = city_regions(path, "35.99")
    assert [row["region_code"] for row in rows] == ["35", "35.99", "35.99.01", "35.99.01.1001", "35.99.01.1002"]
    assert rows[3] == dict.fromkeys(COLUMNS, "") | {
        "region_code": "35.99.01.1001", "region_level": "village", "region_name": "Kampung Baru",
        "parent_code": "35.99.01", "bps_code": "3599010001", "aliases": "Kp. Baru",
    }  # fmt: skip
    own = tmp_path / "regions.csv"
    own.write_text(as_csv(rows), encoding="utf-8")
    found = Regions.load(own)
    assert found.region_list.home == "35.99"
    assert found.resolve_villages(["Kampung Baru", "Lapadde"]).columns["value"].to_pylist() == ["35.99.01.1001", None]


def test_codes_without_dots_and_numbers_are_the_same(tmp_path: Path) -> None:
    plain: Rows = [[str(line[0]).replace(".", ""), line[1]] for line in LINES]
    dotted = city_regions(write_csv(tmp_path / "a.csv", [["kode", "nama"], *plain], ";"), "3599")
    assert [row["region_code"] for row in dotted][-1] == "35.99.01.1002"


@pytest.mark.parametrize(
    ("lines", "regency", "problem"),
    [
        (LINES, "3599001", "kode kabupaten/kota harus 4 angka seperti 33.75, bukan '3599001'"),
        (LINES, "35.97", "a.csv: kabupaten/kota 3597 tidak ada dalam daftar"),
        (LINES[:4], "35.99", "a.csv: tidak ada kelurahan di bawah 3599"),
        (
            [*LINES, ["35.99.02.1001", "Jati"]], "35.99",
            "a.csv baris 10: induk 359902 dari 3599021001 tidak ada dalam daftar",
        ),
        ([*LINES, ["35.99.01", "Melati"]], "35.99", "a.csv baris 10: kode 359901 sudah ada di baris 5"),
        ([*LINES, ["35.99.1", "Jati"]], "35.99", "a.csv baris 10: kode '35991' harus 2, 4, 6 atau 10 angka"),
        ([*LINES, ["35.99.01.1003", ""]], "35.99", "a.csv baris 10: kode 3599011003 tanpa nama"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_row(tmp_path: Path, lines: Rows, regency: str, problem: str) -> None:
    path = write_csv(tmp_path / "a.csv", [["kode", "nama", "kode bps", "alias"], *lines], ";")
    with pytest.raises(CatalogueError) as raised:
        city_regions(path, regency)
    assert problem in raised.value.problems


def test_a_table_without_codes_and_names_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="tidak ada kolom kode dan nama"):
        city_regions(write_csv(tmp_path / "a.csv", [["x", "y"], ["1", "2"]], ";"), "35.99")


def test_every_office_of_the_city_knows_its_places_and_no_others(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["kode", "nama"], *[line[:2] for line in LINES]], ";")
    own = tmp_path / "regions.csv"
    own.write_text(as_csv(city_regions(path, "35.99")), encoding="utf-8")
    catalogue = load_catalogue(city_regions=own)
    assert {folder.regions_path for folder in catalogue.agencies.values()} == {own}
    with own.open(encoding="utf-8") as lines:
        codes = [row["region_code"] for row in csv.DictReader(lines)]
    assert [row["region_code"] for row in catalogue.region_rows()] == sorted(codes)
