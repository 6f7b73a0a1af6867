"""Kelurahan, kecamatan and areas to Kemendagri codes (domain notes 2.3), on a made-up province and the real list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ingest.parsers import Regions, join_code_parts
from ingest.workbook import CellError

PAREPARE = Path(__file__).parents[4] / "ingest" / "vocabularies" / "regions.csv"

# A city of two districts and a neighbour. 7772011004 is Melati to BPS and Kenanga to Kemendagri, as in Parepare.
ROWS = """
77|province|Negeri Contoh||77|
77.72|regency|Kota Contoh|77|7772|Contoh
77.72.01|district|Taman|77.72|7772010|Kec. Taman
77.72.01.1004|village|Kenanga|77.72.01|7772010004|Kenanga'e
77.72.01.1005|village|Kampung Baru|77.72.01|7772010002|Kp. Baru
77.72.01.1006|village|Sungai II|77.72.01|7772010003|
77.72.02|district|Taman Barat|77.72|7772011|
77.72.02.1001|village|Melati|77.72.02|7772011004|
77.72.02.1002|village|Mawar|77.72.02|7772011005|
77.72.02.1003|village|Cempaka Indah|77.72.02|7772011006|
77.72.02.1004|village|Sungai I|77.72.02|7772011007|
77.11|regency|Kabupaten Seberang|77|7711|
77.11.01|district|Muara|77.11|7711010|
77.11.01.2001|village|Melati|77.11.01|7711010001|
77.11.01.2002|village|Bakau|77.11.01|7711010002|
77.12|regency|Kabupaten Contoh|77|7712|
"""
HEADER = ("region_code", "region_level", "region_name", "parent_code", "bps_code", "aliases")
REGIONS = Regions.of(
    [dict(zip(HEADER, line.split("|", 5), strict=True)) for line in ROWS.strip().splitlines()], home="77.72"
)


@pytest.mark.parametrize(
    ("village", "district", "value", "district_code", "code"),
    [
        # names in their district
        ("Kenanga", "Taman", "77.72.01.1004", "77.72.01", None),
        ("KEL. KENANGA", "KEC. TAMAN", "77.72.01.1004", "77.72.01", None),
        ("Kelurahan : Kenanga", "Kecamatan Taman", "77.72.01.1004", "77.72.01", None),
        ("kenanga'E", "taman", "77.72.01.1004", "77.72.01", None),
        ("Kp. Baru", "Taman", "77.72.01.1005", "77.72.01", None),
        ("1. Kenanga", "Taman", "77.72.01.1004", "77.72.01", None),
        ("Desa/Kel. Melati", "Muara", "77.11.01.2001", "77.11.01", None),
        ("Melati", "Taman Barat", "77.72.02.1001", "77.72.02", None),
        ("Melati", "77.72.02", "77.72.02.1001", "77.72.02", None),
        ("Melati", "7772011", "77.72.02.1001", "77.72.02", None),
        ("Melati", 777202.0, "77.72.02.1001", "77.72.02", None),
        # without a district: the only one at home, or the only one at all
        ("Kenanga", None, "77.72.01.1004", "77.72.01", None),
        ("Melati", "", "77.72.02.1001", "77.72.02", None),
        ("Bakau", "-", "77.11.01.2002", "77.11.01", None),
        # the district beside the name in one cell
        ("Kel. Melati Kec. Muara", None, "77.11.01.2001", "77.11.01", None),
        ("Melati, Taman Barat", None, "77.72.02.1001", "77.72.02", None),
        ("Melati (Muara)", None, "77.11.01.2001", "77.11.01", None),
        # misspelt, within its district
        ("Kenangga", "Taman", "77.72.01.1004", "77.72.01", "WIL-003"),
        ("Cempakah Indh", "Taman Barat", "77.72.02.1003", "77.72.02", "WIL-003"),
        ("Mawarr", "Taman Barat", "77.72.02.1002", "77.72.02", "WIL-003"),
        ("Kenangga", None, "77.72.01.1004", "77.72.01", "WIL-003"),
        ("Kenanga", "Tamann", "77.72.01.1004", "77.72.01", "WIL-003"),
        ("Kenanga", "Entah", "77.72.01.1004", "77.72.01", "WIL-003"),
        # shortened, one word of it whole
        ("Cpk. Indah", "Taman Barat", "77.72.02.1003", "77.72.02", "WIL-003"),
        ("Kel. C.INDAH", None, "77.72.02.1003", "77.72.02", "WIL-003"),
        ("Indah Cpk.", "Taman Barat", None, "77.72.02", "WIL-001"),
        ("Cpk. Indah", "Taman", None, "77.72.01", "WIL-001"),
        ("S. I", "Taman Barat", "77.72.02.1004", "77.72.02", "WIL-003"),
        # not guessed
        ("Bakauu", None, None, None, "WIL-001"),
        ("Mwr", "Taman Barat", None, "77.72.02", "WIL-001"),
        ("Kennggaa", None, None, None, "WIL-001"),
        ("Sungai III", "Taman Barat", None, "77.72.02", "WIL-001"),
        ("Anggrek", "Taman", None, "77.72.01", "WIL-001"),
        ("Anggrek", None, None, None, "WIL-001"),
        # elsewhere than stated
        ("Melati", "Taman", None, "77.72.01", "WIL-002"),
        ("Sungai I", "Taman", None, "77.72.01", "WIL-002"),
        ("77.72.02.1001", "Taman", None, "77.72.01", "WIL-002"),
        # codes
        ("77.72.01.1004", None, "77.72.01.1004", "77.72.01", None),
        ("7772010004", None, "77.72.01.1004", "77.72.01", None),
        (7772010004.0, None, "77.72.01.1004", "77.72.01", None),
        ("7772011004", "Taman Barat", "77.72.02.1001", "77.72.02", None),
        ("7772011004", "Taman", "77.72.01.1004", "77.72.01", None),
        ("77.72.01.1999", None, None, "77.72.01", "WIL-001"),
        ("9999999999", None, None, None, "WIL-001"),
        # nothing there
        (None, "Taman", None, "77.72.01", None),
        (None, None, None, None, None),
        (None, "Entah", None, None, "WIL-001"),
        (CellError("#N/A"), "Taman", None, "77.72.01", "SEL-001"),
        ("Kenanga", "#REF!", "77.72.01.1004", "77.72.01", "SEL-001"),
    ],
    ids=repr,
)
def test_villages(village: Any, district: Any, value: str | None, district_code: str | None, code: str | None) -> None:
    column = REGIONS.resolve_villages([village], [district])
    assert column.columns["value"].to_pylist() == [value]
    assert column.columns["district"].to_pylist() == [district_code]
    assert column.issues == ({code: [0]} if code else {})


def test_the_default_district_serves_rows_that_state_none() -> None:
    column = REGIONS.resolve_villages(
        ["Melati", "Melati", "Kenanga"], ["Taman Barat", None, None], default_district="Muara"
    )
    assert column.columns["value"].to_pylist() == ["77.72.02.1001", "77.11.01.2001", None]
    assert column.issues == {"WIL-002": [2]}
    assert REGIONS.resolve_villages(["Melati"], default_district="77.11.01").columns["value"].to_pylist() == [
        "77.11.01.2001"
    ]


def test_the_code_system_is_settled_by_the_whole_column() -> None:
    both = "7772011004"
    as_bps = REGIONS.resolve_villages([both, "7772010002", both])
    assert as_bps.columns["value"].to_pylist() == ["77.72.02.1001", "77.72.01.1005", "77.72.02.1001"]
    as_kemendagri = REGIONS.resolve_villages([both, "7772021001", both])
    assert as_kemendagri.columns["value"].to_pylist() == ["77.72.01.1004", "77.72.02.1001", "77.72.01.1004"]
    assert as_bps.issues == as_kemendagri.issues == {}


def test_a_code_that_two_systems_share_is_refused_when_nothing_settles_it() -> None:
    column = REGIONS.resolve_villages(["7772011004"])
    assert column.columns["value"].to_pylist() == [None]
    assert column.issues == {"WIL-001": [0]}
    assert REGIONS.resolve_villages(["7772011004"], system="bps").columns["value"].to_pylist() == ["77.72.02.1001"]
    assert REGIONS.resolve_villages(["7772011004"], system="kemendagri").columns["value"].to_pylist() == [
        "77.72.01.1004"
    ]


def test_stated_districts_settle_the_system_too() -> None:
    column = REGIONS.resolve_villages(["7772011004", "7772011004"], ["Taman Barat", None])
    assert column.columns["value"].to_pylist() == ["77.72.02.1001", "77.72.02.1001"]


@pytest.mark.parametrize(
    ("cell", "level", "parent", "value", "code"),
    [
        ("Kota Contoh", "regency", None, "77.72", None),
        ("KOTA CONTOH", "regency", "77", "77.72", None),
        ("Kab. Contoh", "regency", None, "77.12", None),
        ("KABUPATEN CONTOH", "regency", None, "77.12", None),
        ("Kab.Seberang", "regency", None, "77.11", None),
        ("Seberang", "regency", None, "77.11", None),
        ("Kota Seberang", "regency", "77", None, "WIL-001"),
        ("7712", "regency", None, "77.12", None),
        ("77.12", "regency", None, "77.12", None),
        ("Taman Barat", "district", None, "77.72.02", None),
        ("Kec. Taman", "district", "77.72", "77.72.01", None),
        ("Taman Brat", "district", "77.72", "77.72.02", "WIL-003"),
        ("Taman B.", "district", "77.72", None, "WIL-001"),
        ("Muara", "district", "77.72", None, "WIL-001"),
        ("Melati", "village", "77.11", "77.11.01.2001", None),
        ("Melati", "village", None, "77.72.02.1001", None),  # at home rather than next door
        ("Bakau", "village", None, "77.11.01.2002", None),
        ("Negeri Contoh", "province", None, "77", None),
        ("Provinsi Negeri Contoh", "province", None, "77", None),
        ("Entah", "district", None, None, "WIL-001"),
        (None, "district", None, None, None),
    ],
    ids=repr,
)
def test_areas(cell: Any, level: Any, parent: str | None, value: str | None, code: str | None) -> None:
    column = REGIONS.resolve_areas([cell], level, parent)
    assert column.columns["value"].to_pylist() == [value]
    assert column.issues == ({code: [0]} if code else {})


def test_a_bare_name_is_the_kabupaten_where_the_column_marks_only_cities() -> None:
    nowhere = Regions.of(
        [dict(zip(HEADER, line.split("|", 5), strict=True)) for line in ROWS.strip().splitlines()], home="77.99"
    )
    bare = nowhere.resolve_areas(["Contoh"], "regency")
    assert (bare.columns["value"].to_pylist(), bare.issues) == ([None], {"WIL-001": [0]})
    statistics = nowhere.resolve_areas(["Contoh", "Seberang", "Kota Contoh"], "regency")
    assert statistics.columns["value"].to_pylist() == ["77.12", "77.11", "77.72"]


def test_code_parts_join_to_a_code_that_resolves() -> None:
    parts = {
        "province": ["77", 77.0, "77", None],
        "regency": ["72", 72, "7772", "72"],
        "district": ["010", 10, "7772010", "010"],
        "village": ["002", 2.0, "7772010002", "002"],
    }
    codes = join_code_parts(parts)  # type: ignore[arg-type]
    assert codes == ["7772010002", "7772010002", "7772010002", None]
    assert REGIONS.resolve_villages(codes).columns["value"].to_pylist() == ["77.72.01.1005"] * 3 + [None]


def test_only_regions_valid_on_the_day_are_known() -> None:
    rows = [
        {
            "region_code": "77.72.01",
            "region_level": "district",
            "region_name": "Lama",
            "parent_code": "77.72",
            "valid_to": "2016-12-31",
        },
        {
            "region_code": "77.72.02",
            "region_level": "district",
            "region_name": "Baru",
            "parent_code": "77.72",
            "valid_from": "2017-01-01",
        },
    ]
    for day, expected in ((dt.date(2016, 12, 31), ["77.72.01", None]), (dt.date(2017, 1, 1), [None, "77.72.02"])):
        assert (
            Regions.of(rows, on=day).resolve_areas(["Lama", "Baru"], "district").columns["value"].to_pylist()
            == expected
        )
    assert Regions.of(rows).resolve_areas(["Lama", "Baru"], "district").issues == {}


def test_every_name_alias_and_code_of_the_packaged_list_resolves_to_its_own_region() -> None:
    regions = Regions.load(PAREPARE)
    region_list = regions.region_list
    assert region_list.home == "73.72"
    villages = [region for region in region_list.regions if region.level == "village"]
    assert len(villages) == 22
    for village in villages:
        district = region_list.by_code[village.parent].name
        spellings = [village.name, village.name.upper(), village.name.replace(" ", ""), *village.aliases, village.code]
        column = regions.resolve_villages(spellings, [district] * len(spellings))
        assert column.columns["value"].to_pylist() == [village.code] * len(spellings)
        assert column.issues == {}
    by_bps = regions.resolve_villages([village.bps_code for village in villages])
    assert by_bps.columns["value"].to_pylist() == [village.code for village in villages]
    undotted = regions.resolve_villages([village.code.replace(".", "") for village in villages])
    assert undotted.columns["value"].to_pylist() == [village.code for village in villages]


def test_no_one_letter_slip_in_the_packaged_list_leads_to_another_village() -> None:
    regions = Regions.load(PAREPARE)
    for village in (region for region in regions.region_list.regions if region.level == "village"):
        district = regions.region_list.by_code[village.parent].name
        slips = [village.name[:i] + village.name[i + 1 :] for i in range(len(village.name))]
        found = regions.resolve_villages(slips, [district] * len(slips)).columns["value"].to_pylist()
        assert set(found) <= {village.code, None}
        # a name cut to four letters is not guessed at
        assert found.count(village.code) >= (len(found) - 2 if len(village.name) > 5 else 0)
