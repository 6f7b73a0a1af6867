"""Text, names, addresses, RT and RW, and masks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fold import fold_name
from ingest.parsers import address, extract_rt_rw, is_same_name, mask, name, rt, rt_rw, rw, text
from ingest.parsers.addresses import find_rt_rw, parse_address, parse_rt_or_rw, parse_rt_rw
from ingest.parsers.names import parse_name
from ingest.parsers.texts import parse_text
from ingest.workbook import CellError, UncachedFormula


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("abc", "abc", None),
        ("  a\u00a0 b\n c\t", "a b c", None),
        ("a_x000D_\nb", "a b", None),
        ("\ufeffa\u200bb", "a b", None),
        ("'Andi", "Andi", None),
        (12.0, "12", None),
        (1.5, "1.5", None),
        (7, "7", None),
        (dt.datetime(2017, 1, 2), "2017-01-02", None),
        (dt.datetime(2017, 1, 2, 3, 4), "2017-01-02 03:04:00", None),
        ("0", "0", None),
        ("NAN", "NAN", None),
        ("NA", "NA", None),
        ("A", "A", None),
        (None, None, None),
        ("", None, None),
        ("-", None, None),
        ("...", None, None),
        ("null", None, None),
        ("nan", None, None),
        ("Tidak Ada", None, None),
        ("#N/A", None, "SEL-001"),
        ("######", None, "SEL-001"),
        ("#1", "#1", None),
        (CellError("#NAME?"), None, "SEL-001"),
        (UncachedFormula("A1+1"), None, "SEL-002"),
    ],
    ids=repr,
)
def test_text(cell: Any, value: str | None, code: str | None) -> None:
    assert parse_text(cell) == (value, code)
    column = text([cell, "x"])
    assert column.columns["value"].to_pylist() == [value, "x"]
    assert column.issues == ({code: [0]} if code else {})


@pytest.mark.parametrize(
    ("cell", "value", "key"),
    [
        ("ANDI BASO", "ANDI BASO", "ANDI BASO"),
        ("Andi Baso", "Andi Baso", "ANDI BASO"),
        ("  H.  Ma'mur\u00a0bin La'Tang, S.Pd ", "H. Ma'mur bin La'Tang, S.Pd", "H MAMUR BIN LATANG S PD"),
        ("I Suhada", "I Suhada", "I SUHADA"),
        ("Andi  Baso", "Andi Baso", "ANDI BASO"),
        ("Ren\u00e9", "Ren\u00e9", "RENE"),
        ("\u674e", "\u674e", None),
        ("Null", None, None),
        ("-", None, None),
        (None, None, None),
    ],
    ids=repr,
)
def test_name(cell: Any, value: str | None, key: str | None) -> None:
    assert parse_name(cell) == (value, key, None)
    column = name([cell])
    assert (column.columns["value"].to_pylist(), column.columns["key"].to_pylist()) == ([value], [key])


@pytest.mark.parametrize(
    "cell",
    [
        12345.0,
        True,
        dt.date(2017, 5, 5),
        dt.time(1, 2),
        "TRUE",
        "Jumlah",
        "0.5",
        "?",
        "...",
        "05-05-2017",
        "5 Mei 2017",
        "7772035607720007",
        "NIK 7772035607720007",
    ],
    ids=repr,
)
def test_what_is_no_name_is_told_and_gives_none(cell: Any) -> None:
    assert parse_name(cell) == (None, None, "NAM-001")
    assert name([cell, "ANDI BASO"]).issues == {"NAM-001": [0]}


@given(st.text(st.characters(codec="ascii", categories=["Lu", "Ll", "Zs"]), min_size=1))
def test_the_fast_pass_folds_names_as_the_rule_does(words: str) -> None:
    column = name([words])
    value = column.columns["value"][0].as_py()
    assert column.columns["key"][0].as_py() == ((fold_name(value) or None) if value else None)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("NUR HAYATI", "NURHAYATI", True),
        ("HJ HASNAH", "HASNA", True),
        ("MUH ALI", "MUHAMMAD ALI", True),
        ("SITTI AMINAH", "SITI AMINA", True),
        ("SYAMSUDDIN", "SAMSUDIN", True),
        ("BAHARUDDIN", "BAHARUDDING", True),
        ("ABD RAHMAN S PD", "ABDUL RAHMAN", False),
        ("BASO", "BESSE", False),
        ("LA TANG", "LATANG", True),
        ("ANDI BASO", "ANDI BESSE", False),
        ("HASAN", "HUSEN", False),
        ("A RAHIM", "M RAHIM", False),
        ("LA TANG", "LA TENG", True),
        ("", "", True),
        ("H", "HJ", False),
    ],
)
def test_is_same_name(left: str, right: str, same: bool) -> None:
    assert is_same_name(left, right) is same
    assert is_same_name(right, left) is same


@pytest.mark.parametrize(
    ("cell", "rt_value", "rw_value", "code"),
    [
        ("RT 002 RW 004", "002", "004", None),
        ("RT/RW 2/4", "002", "004", None),
        ("RT.02/RW.04", "002", "004", None),
        ("002/004", "002", "004", None),
        ("2-4", "002", "004", None),
        ("2 / 4", "002", "004", None),
        ("RT 2 / 4", "002", "004", None),
        ("RW 004 RT 002", "002", "004", None),
        ("RW/RT 4/2", "002", "004", None),
        ("Rt.2,Rw.4", "002", "004", None),
        ("RT.02", "002", None, None),
        ("RW 4", None, "004", None),
        ("000/000", None, None, None),
        ("0/4", None, "004", None),
        ("-", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
        ("2", None, None, "RTW-001"),
        (2.0, None, None, "RTW-001"),
        ("dua", None, None, "RTW-001"),
        ("RT 00 RW 000", None, None, None),
        ("RT/RW -", None, None, None),
        (dt.datetime(2017, 4, 2), None, None, "RTW-001"),
        ("0012/0004", None, None, "RTW-001"),
        ("#N/A", None, None, "SEL-001"),
    ],
    ids=repr,
)
def test_rt_rw(cell: Any, rt_value: str | None, rw_value: str | None, code: str | None) -> None:
    assert parse_rt_rw(cell) == (rt_value, rw_value, code)
    column = rt_rw([cell])
    assert [column.columns[part][0].as_py() for part in ("rt", "rw")] == [rt_value, rw_value]
    assert column.issues == ({code: [0]} if code else {})


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("002", "002", None),
        ("2", "002", None),
        (2.0, "002", None),
        (12, "012", None),
        ("RT 02", "002", None),
        ("RT.02", "002", None),
        ("002/004", "002", None),
        ("0", None, None),
        ("000", None, None),
        ("-", None, None),
        (None, None, None),
        ("RW 2", None, "RTW-001"),
        ("2A", None, "RTW-001"),
        ("1234", None, "RTW-001"),
        (dt.date(2017, 4, 2), None, "RTW-001"),
        (-2, None, "RTW-001"),
        (2.5, None, "RTW-001"),
    ],
    ids=repr,
)
def test_rt_alone(cell: Any, value: str | None, code: str | None) -> None:
    assert parse_rt_or_rw(cell, "RT")[::2] == (value, code)
    assert rt([cell]).columns["value"].to_pylist() == [value]


def test_rw_takes_its_own_part() -> None:
    column = rw(["002/004", "RW 4", 4, "RT 2"])
    assert column.columns["value"].to_pylist() == ["004", "004", "004", None]
    assert column.columns["other"].to_pylist() == ["002", None, None, "002"]
    assert column.issues == {"RTW-001": [3]}


@given(st.integers(1, 999), st.integers(1, 999))
def test_rt_and_rw_are_read_back_from_any_form(first: int, second: int) -> None:
    expected = (f"{first:03d}", f"{second:03d}", None)
    for form in (
        "RT {0:03d} RW {1:03d}",
        "RT/RW {0}/{1}",
        "{0:03d}/{1:03d}",
        "RT.{0:02d}/RW.{1:02d}",
        "RT {0} / RW {1}",
        "rt{0} rw{1}",
    ):
        assert parse_rt_rw(form.format(first, second)) == expected
        if form[0] in "Rr":
            assert find_rt_rw(f"Jl. Melati No. 5 {form.format(first, second)} Lumpue") == expected


def test_rt_and_rw_out_of_addresses() -> None:
    addresses = [
        "Jl. Melati No. 17 RT 002 RW 004",
        "BTN Blok C RT/RW 2/4",
        "LR 3",
        None,
        "Jl. Artomoro 17",
        "\u00c9 RT 1 RW 2",
        "RT 1",
        5,
        "Jl. RT 3\nRW 4",
    ]
    column = extract_rt_rw(addresses)
    assert column.columns["rt"].to_pylist() == ["002", "002", None, None, None, "001", "001", None, "003"]
    assert column.columns["rw"].to_pylist() == ["004", "004", None, None, None, "002", None, None, "004"]
    assert column.issues == {}


def test_addresses_have_text_and_on_demand_a_key() -> None:
    cells = [
        "Jln. Melati  No.5 RT 02/RW 04",
        "Jalan Melati 5",
        "JL MELATI NO 5",
        "Lorong 3",
        "BTN Lompoe Mas Blk C/12",
        None,
    ]
    column = address(cells, with_key=True)
    assert column.columns["value"].to_pylist()[0] == "Jln. Melati No.5 RT 02/RW 04"
    assert column.columns["key"].to_pylist() == [
        "JL MELATI 5",
        "JL MELATI 5",
        "JL MELATI 5",
        "LR 3",
        "BTN LOMPOE MAS BLOK C 12",
        None,
    ]
    assert list(address(cells).columns) == ["value"]
    assert parse_address("#REF!") == (None, None, "SEL-001")


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        ("7772014107801234", "identifier", "777201******1234"),
        ("'7772 0141 0780 1234", "identifier", "777201******1234"),
        ("77720141078012345", "identifier", "777201*******2345"),
        ("777201410780123", "identifier", "77***********23"),
        (7772014107800000.0, "identifier", "777201******0000"),
        ("12345", "identifier", "1***5"),
        ("Andi Baso", "name", "A***"),
        ("x", "name", "X***"),
        ("17-08-1980", "other", "17******80"),
        ("Lumpue", "other", "L****e"),
        ("abcd", "other", "****"),
        ("L", "other", "*"),
        (None, "other", ""),
        ("x" * 500, "other", "xx************xx"),
    ],
    ids=repr,
)
def test_mask(cell: Any, kind: Any, shown: str) -> None:
    assert mask(cell, kind) == shown


@given(st.dates(dt.date(1920, 1, 1), dt.date(2026, 12, 31)), st.integers(1, 9999))
def test_no_mask_shows_a_birth_date(birth: dt.date, serial: int) -> None:
    number = f"777201{birth:%d%m%y}{serial:04d}"
    assert mask(number, "identifier")[6:12] == "******"
