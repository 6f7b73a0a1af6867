"""NIK and family card: each fault of the catalogue (domain notes 3.2, 1-5) has its own status and code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import family_card, id_text, nik, nik_facts
from ingest.parsers.identifiers import NikFacts, parse_family_card, parse_id_text, parse_nik
from ingest.workbook import CellError, UncachedFormula

GOOD = "7772014107800001"

NIK_CASES: list[tuple[Any, str | None, str, str | None]] = [
    (GOOD, GOOD, "valid", None),
    ("7772011708809999", "7772011708809999", "valid", None),
    # cleaned
    ("'" + GOOD, GOOD, "valid", "NIK-009"),
    (" 7772 0141 0780 0001 ", GOOD, "valid", "NIK-009"),
    ("7772014107800001\u00a0", GOOD, "valid", "NIK-009"),
    ('="7772014107800001"', GOOD, "valid", "NIK-009"),
    ("77.72.01.410780.0001", GOOD, "valid", "NIK-009"),
    ("777201-410780-0001", GOOD, "valid", "NIK-009"),
    ("7772014107800001.0", GOOD, "valid", "NIK-009"),
    ("7772014107800001,00", GOOD, "valid", "NIK-009"),
    ("7772014107800001      ", GOOD, "valid", "NIK-009"),
    # digits lost by Excel, even where 16 seem to be there
    (7772014107800000.0, None, "damaged", "NIK-003"),
    (7772014107800001, None, "damaged", "NIK-003"),
    (7772014107800001.0, None, "damaged", "NIK-003"),
    (77720.0, None, "damaged", "NIK-003"),
    ("7.77201E+15", None, "damaged", "NIK-003"),
    ("7,77201E+15", None, "damaged", "NIK-003"),
    ("7.77201e15", None, "damaged", "NIK-003"),
    (float("nan"), None, "damaged", "NIK-003"),
    # dummies
    ("0", None, "dummy", "NIK-004"),
    (0, None, "dummy", "NIK-004"),
    (0.0, None, "dummy", "NIK-004"),
    ("-", None, "dummy", "NIK-004"),
    ("--", None, "dummy", "NIK-004"),
    ("9999999999999999", None, "dummy", "NIK-004"),
    ("7372000000000000", None, "dummy", "NIK-004"),
    ("7772010000000001", None, "dummy", "NIK-004"),
    ("1234567890123456", None, "dummy", "NIK-004"),
    ("1234567890123450", None, "dummy", "NIK-004"),
    ("12345678", None, "dummy", "NIK-004"),
    ("123", None, "dummy", "NIK-004"),
    ("12", None, "malformed", "NIK-002"),
    ("7772014107800000", None, "dummy", "NIK-004"),
    # length
    ("777201410780001", None, "malformed", "NIK-002"),
    ("77720141078000011", None, "malformed", "NIK-002"),
    # impossible date
    ("7772013202800001", None, "malformed", "NIK-005"),
    ("7772014013800001", None, "malformed", "NIK-005"),
    ("7772017201800001", None, "malformed", "NIK-005"),
    ("7772010113800001", None, "malformed", "NIK-005"),
    ("7772010100800001", None, "malformed", "NIK-005"),
    ("7772013102800001", None, "malformed", "NIK-005"),
    ("7772017102800001", None, "malformed", "NIK-005"),
    ("7772012902810001", None, "malformed", "NIK-005"),
    ("7772016902810001", None, "malformed", "NIK-005"),
    ("7772012902800001", "7772012902800001", "valid", None),
    ("7772012902000001", "7772012902000001", "valid", None),
    ("7772017112000001", "7772017112000001", "valid", None),
    # not digits
    ("3520xxxxxxxxxxxx", None, "malformed", "NIK-010"),
    ("777201410780****", None, "malformed", "NIK-010"),
    ("77720141O7800001", None, "malformed", "NIK-010"),
    ("Belum rekam", None, "malformed", "NIK-010"),
    (True, None, "malformed", "NIK-010"),
    (dt.date(1980, 8, 17), None, "malformed", "NIK-010"),
    ("\u0667\u0667\u0667\u0662014107800001", None, "malformed", "NIK-010"),
    # nothing there
    (None, None, "missing", "NIK-001"),
    ("", None, "missing", "NIK-001"),
    ("   ", None, "missing", "NIK-001"),
    ("NULL", None, "missing", "NIK-001"),
    ("tidak ada", None, "missing", "NIK-001"),
    (CellError("#N/A"), None, "missing", "SEL-001"),
    ("#REF!", None, "missing", "SEL-001"),
    (UncachedFormula("=A1"), None, "missing", "SEL-002"),
]


@pytest.mark.parametrize(("cell", "value", "status", "code"), NIK_CASES, ids=repr)
def test_nik(cell: Any, value: str | None, status: str, code: str | None) -> None:
    assert parse_nik(cell) == (value, status, code)


def test_nik_column_gives_every_case_its_outcome_and_position() -> None:
    column = nik([case[0] for case in NIK_CASES])
    assert column.columns["value"].to_pylist() == [case[1] for case in NIK_CASES]
    assert column.columns["status"].to_pylist() == [case[2] for case in NIK_CASES]
    expected: dict[str, list[int]] = {}
    for position, case in enumerate(NIK_CASES):
        if case[3]:
            expected.setdefault(case[3], []).append(position)
    assert column.issues == expected


@pytest.mark.parametrize(
    ("cell", "value", "status", "code"),
    [
        ("7772011509100003", "7772011509100003", "valid", None),
        ("7772019999100003", "7772019999100003", "valid", None),  # the date of issue is not judged
        (" 7772011509100003", "7772011509100003", "valid", "KK-009"),
        (7772011509100003.0, None, "damaged", "KK-003"),
        ("7.77201E+15", None, "damaged", "KK-003"),
        ("777201150910003", None, "malformed", "KK-002"),
        ("7772010000000003", None, "dummy", "KK-004"),
        ("7772011509100000", None, "dummy", "KK-004"),
        ("-", None, "dummy", "KK-004"),
        ("77720115091OOOO3", None, "malformed", "KK-010"),
        (None, None, "missing", "KK-001"),
        ("#N/A", None, "missing", "SEL-001"),
    ],
    ids=repr,
)
def test_family_card(cell: Any, value: str | None, status: str, code: str | None) -> None:
    assert parse_family_card(cell) == (value, status, code)
    column = family_card([cell])
    assert (column.columns["value"][0].as_py(), column.columns["status"][0].as_py()) == (value, status)
    assert column.issues == ({code: [0]} if code else {})


@given(st.dates(dt.date(1920, 1, 1), dt.date(2026, 12, 31)), st.booleans(), st.integers(1, 9999))
def test_a_nik_made_from_a_birth_says_that_birth_again(birth: dt.date, is_woman: bool, serial: int) -> None:
    day = birth.day + 40 * is_woman
    number = f"777203{day:02d}{birth:%m%y}{serial:04d}"
    assert nik([number]).columns["value"].to_pylist() == [number]
    assert nik_facts(number) == NikFacts(birth.day, birth.month, birth.year % 100, "P" if is_woman else "L", "777203")


@given(
    st.lists(
        st.text("0123456789", min_size=16, max_size=16)
        | st.integers(0, 10**16 - 1).map(lambda n: f"77{n % 10**14:014d}")
    )
)
def test_the_fast_pass_never_takes_what_the_rule_refuses(numbers: list[str]) -> None:
    assert nik(numbers).columns["value"].to_pylist() == [parse_nik(number)[0] for number in numbers]
    assert family_card(numbers).columns["value"].to_pylist() == [parse_family_card(number)[0] for number in numbers]


def test_empty_and_all_empty_columns_keep_their_types() -> None:
    for cells in ([], [None, None]):
        column = nik(cells)
        assert {name: array.type for name, array in column.columns.items()} == {
            "value": pa.string(),
            "status": pa.string(),
        }
        assert len(column.columns["value"]) == len(cells)


@pytest.mark.parametrize(
    ("cell", "width", "value", "code"),
    [
        ("0012345678901", None, "0012345678901", None),
        (" 0012 ", None, "0012", None),
        ("'0012", None, "0012", None),
        ("A1B2C3", None, "A1B2C3", None),
        ("123.0", None, "123", None),
        ("1.0.2", None, "1.0.2", None),
        (123.0, None, "123", None),
        (7, None, "7", None),
        ("-", None, None, None),
        ("NULL", None, None, None),
        (98765432.0, 10, "0098765432", None),
        ("987654321", 10, "0987654321", None),
        ("1234567890", 10, "1234567890", None),
        ("123", 10, "123", None),
        ("000", 3, "000", None),
        ("6,03298E+15", None, None, "ANG-001"),
        (6032980000000000.0, None, None, "ANG-001"),
        (1.5, None, None, "ANG-001"),
        (dt.date(2017, 1, 1), None, None, "ANG-001"),
        ("#REF!", None, None, "SEL-001"),
    ],
    ids=repr,
)
def test_id_text(cell: Any, width: int | None, value: str | None, code: str | None) -> None:
    assert parse_id_text(cell, width=width) == (value, code)
    column = id_text([cell, "77"], width=width)
    assert column.columns["value"][0].as_py() == value
    assert column.issues == ({code: [0]} if code else {})


LAST_DAYS = list(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1))


@pytest.mark.parametrize(("month", "last"), LAST_DAYS)
@pytest.mark.parametrize("woman", [0, 40])
def test_the_last_day_of_each_month_is_valid_and_the_next_is_not(month: int, last: int, woman: int) -> None:
    assert parse_nik(f"777201{last + woman:02d}{month:02d}800001")[1] == "valid"
    assert parse_nik(f"777201{last + 1 + woman:02d}{month:02d}800001")[1:] == ("malformed", "NIK-005")


def test_a_number_without_province_is_a_temporary_one() -> None:
    numbers, cards = nik(["0777201410780001", "7772014107800001"]), family_card(["0777203101101509"])
    assert numbers.columns["status"].to_pylist() == ["dummy", "valid"]
    assert numbers.columns["value"].to_pylist() == [None, "7772014107800001"]
    assert (numbers.issues, cards.issues) == ({"NIK-012": [0]}, {"KK-012": [0]})
    assert cards.columns["value"].to_pylist() == [None]
