"""What could be right in place of a wrong value: known, or nothing; never a guessed digit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from delivery.workbook.issues import CellIssue
from delivery.workbook.suggestions import Suggestions
from ingest.declarations.catalogue import load_catalogue
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester


def suggest(code: str, field: str, value: str, **row: Any) -> str:
    catalogue = load_catalogue()
    one = declared_list(catalogue.agencies["dinsos"], "kks", Semester.parse("2017-S1"), catalogue)
    issue = CellIssue(("0" * 24, field, code), "Lumpue", 7, "C", field, code, "warning", value, row)
    return Suggestions.of(one, catalogue, [issue]).suggest(issue)


@pytest.mark.parametrize(
    ("code", "field", "value", "row", "expected"),
    [
        ("JK-001", "sex", "X", {"nik": "7772015708800001"}, "Menurut NIK: P (perempuan)"),
        ("JK-001", "sex", "X", {}, ""),
        ("NIK-011", "nik", "7772015708800001", {}, "NIK menyebut lahir 17-08-(..)80, P (perempuan)"),
        ("TGL-006", "birth_date", "08/17/1980", {"birth_date": dt.date(1980, 8, 17)}, "17-08-1980"),
        ("TGL-003", "birth_date", "31-02-1980", {"nik": "7772011708800001"}, "Menurut NIK: 17-08-(..)80"),
        ("TGL-002", "birth_date", "17-8-17", {}, "17-8-1917 atau 17-8-2017"),
        ("RP-002", "benefit_amount_idr", "1.500", {}, "1.500 (ribuan) atau 1,500 (desimal)"),
        ("YT-001", "is_disabled", "x", {}, "Ya atau Tidak"),
        ("WIL-001", "village_name", "Lumpuee", {}, "Mungkin Lumpue (Kec. Bacukiki Barat)"),
        ("WIL-002", "village_name", "LUMPUE", {}, "Lumpue ada di Kec. Bacukiki Barat"),
        ("NIK-008", "nik", "7772015708800001", {"same_nik": [("Lompoe", 3), ("Lumpue", 7)]},
         "Bandingkan dengan Lompoe baris 3"),
    ],
)  # fmt: skip
def test_what_is_known_is_suggested(code: str, field: str, value: str, row: dict[str, Any], expected: str) -> None:
    assert suggest(code, field, value, **row) == expected


@pytest.mark.parametrize("code", ["NIK-001", "NIK-002", "NIK-003", "NIK-004", "NIK-006", "KK-001", "KK-002", "KK-003"])
def test_lost_digits_are_never_guessed(code: str) -> None:
    assert suggest(code, "nik", "777201570880000", full_name="La Tang", birth_date=dt.date(1980, 8, 17)) == ""
