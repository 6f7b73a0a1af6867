"""Rows that speak of another regency: their codes and names decide before the name of a kelurahan."""

from __future__ import annotations

import pyarrow as pa
import pytest

from ingest.parsers.elsewhere import elsewhere, regency_said, without
from ingest.parsers.places import Regions

ROWS = [
    ("11", "province", "Provinsi Utara", "", "11", ""),
    ("11.71", "regency", "Kota Seroja", "11", "1171", "Kota Se Roja"),
    ("11.05", "regency", "Kabupaten Lor", "11", "1105", ""),
    ("11.71.01", "district", "Kenanga", "11.71", "1171010", ""),
    ("11.71.01.1001", "village", "Kampung Baru", "11.71.01", "1171010001", ""),
]
NAMES = ("region_code", "region_level", "region_name", "parent_code", "bps_code", "aliases")
REGIONS = Regions.of([dict(zip(NAMES, row, strict=True)) for row in ROWS])


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ("KOTA SEROJA", "home"), ("Seroja", "home"), ("Kota Serojaa", "home"), ("KAB. SEROJA", "unlisted"),
        ("Kabupaten Lor", "other"), ("PESAWARAN", "unlisted"), ("Luar Daerah", "unlisted"), ("Provinsi Utara", ""),
        ("Kota", ""), ("-", ""), (None, ""), ("11.71", "home"), (1171010001.0, "home"), ("1105", "other"),
        ("18.09.02.2001", "other"), ("71", ""), ("010", ""),
        ("77.72", ""),  # a province that does not exist
    ],
)  # fmt: skip
def test_where_a_name_or_a_code_says_that_it_is(cell: object, where: str) -> None:
    assert regency_said(cell, REGIONS.region_list) == where  # type: ignore[arg-type]


def test_a_list_of_many_regencies_has_no_home() -> None:
    more = dict(zip(NAMES, ("11.05.01.2001", "village", "Lain", "11.05.01", "", ""), strict=True))
    regions = Regions.of([*(dict(zip(NAMES, row, strict=True)) for row in ROWS), more])
    assert regency_said("Kabupaten Lor", regions.region_list) == ""


def test_a_regency_of_no_list_gives_way_to_kecamatan_and_kelurahan_that_agree() -> None:
    villages = ["Kampung Baru"] * 4
    districts = ["Kenanga", "Marga Punduh", None, "Kenanga"]
    said = ["Kota Bunga", "Pesawaran", "Pesawaran", "Kab. Lor"]
    parsed = REGIONS.resolve_villages(villages, districts)
    rows = elsewhere([said], parsed.columns["value"], districts, REGIONS.region_list)
    assert rows.tolist() == [False, True, True, True]
    left = without(parsed, rows)
    assert left.columns["value"] == pa.array(["11.71.01.1001", None, None, None], pa.string())
    assert not any(1 in positions for positions in left.issues.values()), "one thing is told of a row"
