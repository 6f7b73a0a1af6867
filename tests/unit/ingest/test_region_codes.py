"""Codes of a place whose parts stand in columns of their own."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.reading.region_codes import whole_codes

NAMES = ("province_code_source", "regency_code_source", "district_code_source", "village_code_source")


def codes(*row: Any, level: str = "village") -> Any:
    return whole_codes({name: [cell] for name, cell in zip(NAMES, row, strict=True)}, level)


@pytest.mark.parametrize(
    ("row", "village", "district"),
    [
        (("73", "72", "030", "006"), "7372030006", "7372030"),
        ((73, 72, 30.0, 6), "7372030006", "7372030"),
        (("73", "72", "04", "1002"), "7372041002", "737204"),
        (("73", "72", "030", "7372030006"), "7372030006", "7372030"),
        (("73", "72", None, "006"), "006", None),
        (("73", "72", "7372030", "Lumpue"), "Lumpue", "7372030"),
    ],
)
def test_parts_make_the_code_of_the_place(row: tuple[Any, ...], village: str, district: str | None) -> None:
    assert codes(*row) == [village]
    assert codes(*row, level="district") == [district]


def test_a_list_without_all_parts_keeps_its_column() -> None:
    assert whole_codes({"village_code_source": ["006"]}, "village") == ["006"]
    assert whole_codes({"district_code_source": ["030"]}, "village") is None
