"""Numbers and rupiah: what marks between digits prove, and what they do not (domain notes 3.2, 15)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import age, decimal, integer, rank, rupiah, year
from ingest.parsers.numbers import parse_age, parse_decimal, parse_integer, parse_rank, parse_rupiah, parse_year
from ingest.workbook import CellError


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("1.500.000,00", 1_500_000, None),
        ("450.000,00", 450_000, None),  # stripping every non-digit would make it 45 million
        ("Rp 450.000,-", 450_000, None),
        ("Rp. 450.000,00", 450_000, None),
        ("Rp450.000", 450_000, None),
        ("rp 450000", 450_000, None),
        ("IDR 450.000", 450_000, None),
        ("450,000", 450_000, None),
        ("1,500,000.00", 1_500_000, None),
        ("1 500 000", 1_500_000, None),
        ("450.000.-", 450_000, None),
        ("Rp1,5 juta", 1_500_000, None),
        ("1.5 juta", 1_500_000, None),
        ("2 jt", 2_000_000, None),
        ("1.500 juta", 1_500_000_000, None),
        ("450 ribu", 450_000, None),
        ("1,2 M", 1_200_000_000, None),
        ("3,6 triliun", 3_600_000_000_000, None),
        ("Rp847.542.209.097", 847_542_209_097, None),
        ("Rp3.193.509.491.949", 3_193_509_491_949, None),
        ("1.234.567,50", 1_234_568, None),
        ("450000.00", 450_000, None),
        ("450000.0", 450_000, None),
        ("0", 0, None),
        ("0,00", 0, None),
        ("500", 500, None),
        ("450,00", 450, None),
        ("-450.000", -450_000, None),
        ("(450.000)", -450_000, None),
        ("Rp -450.000", -450_000, None),
        ("-Rp450.000", -450_000, None),
        ("450.000 (empat ratus lima puluh ribu)", 450_000, None),
        (450_000.0, 450_000, None),
        (450_000, 450_000, None),
        (1234567.5, 1_234_568, None),
        (0, 0, None),
        (0.0, 0, None),
        ("1,5E+06", 1_500_000, None),
        # zero as accountants print it, and nothing at all
        ("Rp -", 0, None),
        ("Rp. -", 0, None),
        ("nihil", 0, None),
        ("-", None, None),
        ("", None, None),
        (None, None, None),
        # two readings
        ("1.5", None, "RP-002"),
        ("1,5", None, "RP-002"),
        ("45.5", None, "RP-002"),
        ("450.00", None, "RP-002"),
        ("Rp 450.00", None, "RP-002"),
        ("450.000,000", None, "RP-002"),
        ("1.500.00", None, "RP-002"),
        ("1.50.000", None, "RP-002"),
        ("1..500", None, "RP-002"),
        (1.5, None, "RP-002"),
        # no amount
        ("lunas", None, "RP-001"),
        ("450.000/bulan", None, "RP-001"),
        ("450.OOO", None, "RP-001"),
        (float("nan"), None, "RP-001"),
        (float("inf"), None, "RP-001"),
        (1e30, None, "RP-001"),
        ("9" * 30, None, "RP-001"),
        (True, None, "RP-001"),
        (dt.date(2017, 1, 1), None, "RP-001"),
        (CellError("#DIV/0!"), None, "SEL-001"),
    ],
    ids=repr,
)
def test_rupiah(cell: Any, value: int | None, code: str | None) -> None:
    assert parse_rupiah(cell) == (value, code)
    column = rupiah([cell, 1000])
    assert column.columns["value"].to_pylist() == [value, 1000]
    assert column.issues == ({code: [0]} if code else {})


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


FORMS = [
    str,
    dotted,
    lambda n: f"Rp {dotted(n)},-",
    lambda n: f"Rp{dotted(n)},00",
    lambda n: f"{n:,}.00",
    float,
    int,
    lambda n: f"  Rp. {dotted(n)} ",
    lambda n: f"{dotted(n)}.-",
    lambda n: f"{n},00",
    lambda n: f"{n}.0" if n > 999 else str(n),
]


@given(st.integers(1000, 10**14), st.sampled_from(FORMS))
def test_an_amount_written_in_any_form_is_read_back(amount: int, form: Any) -> None:
    assert parse_rupiah(form(amount)) == (amount, None)


@given(st.integers(1, 999), st.integers(1, 99))
def test_an_amount_in_millions_is_read_back(whole: int, hundredths: int) -> None:
    expected = whole * 1_000_000 + hundredths * 10_000
    for text in (f"{whole},{hundredths:02d} juta", f"Rp{whole}.{hundredths:02d} jt"):
        assert parse_rupiah(text) == (expected, None)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("12", 12, None),
        ("1.234", 1234, None),
        ("450,000", 450_000, None),
        ("1.234.567", 1_234_567, None),
        ("12,00", 12, None),
        ("12.0", 12, None),
        ("15 orang", 15, None),
        ("15 KPM", 15, None),
        ("3 (tiga)", 3, None),
        (12.0, 12, None),
        (12, 12, None),
        ("-5", -5, None),
        ("0", 0, None),
        ("nihil", 0, None),
        ("-", None, None),
        (None, None, None),
        ("tidak ada", None, None),
        ("12,5", None, "ANG-001"),
        (12.5, None, "ANG-001"),
        ("dua", None, "ANG-001"),
        ("1.23.456", None, "ANG-001"),
        ("9" * 25, None, "ANG-001"),
        (True, None, "ANG-001"),
        ("#N/A", None, "SEL-001"),
    ],
    ids=repr,
)
def test_integer(cell: Any, value: int | None, code: str | None) -> None:
    assert parse_integer(cell) == (value, code)
    column = integer([cell])
    assert column.columns["value"].to_pylist() == [value]
    assert column.issues == ({code: [0]} if code else {})


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (" 62,85 ", "62.85", None),
        ("66.41", "66.41", None),
        ("7148", "7148", None),
        ("1.234,5", "1234.5", None),
        ("1,234.5", "1234.5", None),
        ("1.234", "1234", None),
        ("0.125", "0.125", None),
        ("0,125", "0.125", None),
        (",5", "0.5", None),
        ("10 kg", "10", None),
        ("10,5 Kg", "10.5", None),
        ("18,98%", "18.98", None),
        (62.85, "62.85", None),
        (0.1 + 0.2, "0.3", None),
        (7148, "7148", None),
        ("2,00005", "2.0001", None),
        ("1E-3", "0.001", None),
        ("-3,5", "-3.5", None),
        ("-", None, None),
        ("12,345", None, "ANG-001"),
        ("abc", None, "ANG-001"),
        ("9" * 30, None, "ANG-001"),
        (float("inf"), None, "ANG-001"),
        ("#REF!", None, "SEL-001"),
    ],
    ids=repr,
)
def test_decimal(cell: Any, value: str | None, code: str | None) -> None:
    expected = Decimal(value) if value else None
    assert parse_decimal(cell) == (expected, code)
    column = decimal([cell])
    assert column.columns["value"].to_pylist() == [expected]
    assert column.issues == ({code: [0]} if code else {})


@given(st.decimals(0, 99_999, places=2), st.sampled_from(["{}", "{:,}"]))
def test_a_quantity_with_two_decimals_is_read_back_in_both_locales(quantity: Decimal, form: str) -> None:
    english = form.format(quantity)
    indonesian = english.translate(str.maketrans(",.", ".,"))
    assert parse_decimal(english)[0] == parse_decimal(indonesian)[0] == quantity


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("35", 35, None),
        (35.0, 35, None),
        (35.5, 35, None),
        ("35 th", 35, None),
        ("35 Thn.", 35, None),
        ("35 Tahun 2 Bulan", 35, None),
        ("35,5 tahun", 35, None),
        ("8 bulan", 0, None),
        ("0", 0, None),
        ("120", 120, None),
        ("-", None, None),
        (None, None, None),
        ("121", None, "ANG-001"),
        ("1980", None, "ANG-001"),
        (-1, None, "ANG-001"),
        ("balita", None, "ANG-001"),
        ("#N/A", None, "SEL-001"),
    ],
    ids=repr,
)
def test_age(cell: Any, value: int | None, code: str | None) -> None:
    assert parse_age(cell) == (value, code)
    assert age([cell]).columns["value"].to_pylist() == [value]
    assert age([cell]).issues == ({code: [0]} if code else {})


@pytest.mark.parametrize(
    ("cell", "highest", "value", "code"),
    [
        ("3", 10, 3, None),
        (3.0, 10, 3, None),
        ("Desil 3", 10, 3, None),
        ("desil-10", 10, 10, None),
        ("D4", 10, 4, None),
        ("25", 100, 25, None),
        ("0", 10, None, None),
        (0, 10, None, None),
        ("-", 10, None, None),
        (None, 10, None, None),
        ("Belum ditentukan", 10, None, None),
        ("nondesil", 10, None, None),
        ("11", 10, None, "ANG-001"),
        ("3,5", 10, None, "ANG-001"),
        ("miskin", 10, None, "ANG-001"),
        ("101", 100, None, "ANG-001"),
    ],
    ids=repr,
)
def test_rank(cell: Any, highest: int, value: int | None, code: str | None) -> None:
    assert parse_rank(cell, highest=highest) == (value, code)
    column = rank([cell], highest=highest)
    assert (column.columns["value"].to_pylist(), column.issues) == ([value], {code: [0]} if code else {})


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("2017", 2017, None),
        (2017.0, 2017, None),
        ("Tahun 2017", 2017, None),
        ("TA 2017", 2017, None),
        ("Tahun Anggaran 2017", 2017, None),
        ("T.A. 2017", 2017, None),
        ("", None, None),
        ("17", None, "ANG-001"),
        ("2017/2018", None, "ANG-001"),
        (1817, None, "ANG-001"),
    ],
    ids=repr,
)
def test_year(cell: Any, value: int | None, code: str | None) -> None:
    assert parse_year(cell) == (value, code)
    assert year([cell]).columns["value"].to_pylist() == [value]


SCALES = {
    "ribu": 3,
    "rb": 3,
    "juta": 6,
    "jt": 6,
    "miliar": 9,
    "milyar": 9,
    "M": 9,
    "triliun": 12,
    "trilyun": 12,
    "T": 12,
}


@pytest.mark.parametrize(("word", "zeros"), SCALES.items())
def test_every_word_for_a_scale(word: str, zeros: int) -> None:
    assert parse_rupiah(f"Rp2,5 {word}") == (25 * 10 ** (zeros - 1), None)
    assert parse_rupiah(f"3{word}.") == (3 * 10**zeros, None)
