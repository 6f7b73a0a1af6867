"""Reads counts, ages, ranks, years and rupiah: a number, or null and a code.

Never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Literal

import pyarrow as pa

from ingest.parsers.amounts import Amount, from_number, read_amount
from ingest.parsers.column import Parsed, parse_column
from ingest.parsers.texts import as_words, is_blank, unusable
from ingest.workbook import Cell

Whole = tuple[int | None, str | None]
_INT64 = 2**63 - 1
_UNITS = re.compile(
    r"\s*(?:kg|kilogram|orang|org|jiwa|kpm|kk|rts|rtm|pbp|keluarga|kel|unit|buah|bh|rumah|siswa|paket|lembar|m2|m\u00b2|%)\.?$",
    re.IGNORECASE,
)
_AGE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*(?:th|thn|tahun)?\.?(?:\s*\d{1,2}\s*(?:bl|bln|bulan)?\.?)?", re.IGNORECASE)
_AGE_IN_MONTHS = re.compile(r"(\d{1,2})\s*(?:bl|bln|bulan|hr|hari)\.?", re.IGNORECASE)
_RANK = re.compile(r"(?:desil|persentil|percentile|decile|d)?\s*[-:.]?\s*(\d{1,3})(?:[.,]0+)?", re.IGNORECASE)
_UNRANKED = frozenset({"0", "belum ditentukan", "belum ada", "nondesil", "non desil", "tidak ada"})


def integer(cells: Sequence[Cell]) -> Parsed:
    """`value` (int64): whole numbers; ANG-001 where there is none to be read."""
    return parse_column(cells, parse_integer, {"value": pa.int64()})


def decimal(cells: Sequence[Cell], *, precision: int = 18, scale: int = 4) -> Parsed:
    """`value` (decimal): numbers with a fraction, rounded half up to `scale`; ANG-001."""
    scalar = partial(parse_decimal, precision=precision, scale=scale)
    return parse_column(cells, scalar, {"value": pa.decimal128(precision, scale)})


def rupiah(cells: Sequence[Cell]) -> Parsed:
    """`value` (int64): whole rupiah, sen rounded half up; RP-001 unreadable, RP-002 two readings."""
    return parse_column(cells, parse_rupiah, {"value": pa.int64()})


def age(cells: Sequence[Cell]) -> Parsed:
    """`value` (int16): completed years, 0 to 120; ANG-001."""
    return parse_column(cells, parse_age, {"value": pa.int16()})


def rank(cells: Sequence[Cell], *, highest: int) -> Parsed:
    """`value` (int16): a welfare decile (`highest` 10) or percentile (100); ANG-001.

    0, `-` and blank are null.
    """
    return parse_column(cells, partial(parse_rank, highest=highest), {"value": pa.int16()})


def year(cells: Sequence[Cell], *, earliest: int = 1990, latest: int = 2100) -> Parsed:
    """`value` (int16): a calendar year of a figure; ANG-001."""
    return parse_column(cells, partial(parse_year, earliest=earliest, latest=latest), {"value": pa.int16()})


def parse_integer(cell: Cell) -> Whole:
    """One whole number.

    >>> parse_integer("1.234"), parse_integer("450,000"), parse_integer("15 orang"), parse_integer("12,00")
    ((1234, None), (450000, None), (15, None), (12, None))
    >>> parse_integer("12,5"), parse_integer("-"), parse_integer("nihil"), parse_integer(7.0)
    ((None, 'ANG-001'), (None, None), (0, None), (7, None))
    """
    found, code = _amount(cell, "thousands")
    if found is None:
        return None, code
    if found.value is None or found.value != found.value.to_integral_value() or abs(found.value) > _INT64:
        return None, "ANG-001"
    return int(found.value), None


def parse_decimal(cell: Cell, *, precision: int = 18, scale: int = 4) -> tuple[Decimal | None, str | None]:
    """One number with a fraction. `12,345` has two readings here and is refused.

    >>> parse_decimal(" 62,85 "), parse_decimal("1.234,5"), parse_decimal("66.41"), parse_decimal("12,345")
    ((Decimal('62.8500'), None), (Decimal('1234.5000'), None), (Decimal('66.4100'), None), (None, 'ANG-001'))
    """
    found, code = _amount(cell, "ambiguous")
    if found is None:
        return None, code
    if found.value is None or abs(found.value) >= Decimal(10) ** (precision - scale) - 1:
        return None, "ANG-001"
    return found.value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP), None


def parse_rupiah(cell: Cell) -> Whole:
    """One amount in whole rupiah.

    >>> parse_rupiah("Rp 450.000,-"), parse_rupiah("450.000,00"), parse_rupiah("450,000"), parse_rupiah("Rp1,5 juta")
    ((450000, None), (450000, None), (450000, None), (1500000, None))
    >>> parse_rupiah("1.5"), parse_rupiah("lunas"), parse_rupiah("Rp -"), parse_rupiah(450000.0)
    ((None, 'RP-002'), (None, 'RP-001'), (0, None), (450000, None))
    """
    found, code = _amount(cell, "thousands")
    if found is None:
        return None, code
    if found.value is None:
        return None, "RP-001" if found.doubt == "unreadable" else "RP-002"
    if abs(found.value) > _INT64 // 2:
        return None, "RP-001"
    whole = found.value.to_integral_value(ROUND_HALF_UP)
    if abs(found.value) < 1000 and _is_shortened(cell, found.value):
        return None, "RP-002"  # 1.5 may be one and a half million, 450.00 may be a lost zero
    return int(whole), None


def parse_age(cell: Cell) -> Whole:
    """Completed years of one age.

    >>> parse_age("35 th"), parse_age("35 Tahun 2 Bulan"), parse_age("8 bulan"), parse_age(35.5), parse_age("1980")
    ((35, None), (35, None), (0, None), (35, None), (None, 'ANG-001'))
    """
    if code := unusable(cell):
        return None, code
    words = as_words(cell)
    if is_blank(words):
        return None, None
    if _AGE_IN_MONTHS.fullmatch(words):
        return 0, None
    found = _AGE.fullmatch(words)
    years = int(found[1]) if found else 999
    return (years, None) if years <= 120 else (None, "ANG-001")


def parse_rank(cell: Cell, *, highest: int) -> Whole:
    """One decile or percentile; null without a code where none is set.

    >>> parse_rank("Desil 3", highest=10), parse_rank(0, highest=10), parse_rank("11", highest=10)
    ((3, None), (None, None), (None, 'ANG-001'))
    """
    if code := unusable(cell):
        return None, code
    words = as_words(cell)
    if is_blank(words) or words.lower() in _UNRANKED:
        return None, None
    found = _RANK.fullmatch(words)
    place = int(found[1]) if found else 0
    return (place, None) if 1 <= place <= highest else (None, "ANG-001")


def parse_year(cell: Cell, *, earliest: int = 1990, latest: int = 2100) -> Whole:
    """One calendar year.

    >>> parse_year("Tahun 2017"), parse_year(2017.0), parse_year("TA. 2017"), parse_year("17"), parse_year("")
    ((2017, None), (2017, None), (2017, None), (None, 'ANG-001'), (None, None))
    """
    if code := unusable(cell):
        return None, code
    words = as_words(cell)
    if is_blank(words):
        return None, None
    found = re.fullmatch(r"(?:tahun(?: anggaran)?|thn|th|t\.?a)?[. :]*(\d{4})", words, re.IGNORECASE)
    number = int(found[1]) if found else 0
    return (number, None) if earliest <= number <= latest else (None, "ANG-001")


def _amount(cell: Cell, three_after_comma: Literal["thousands", "ambiguous"]) -> tuple[Amount | None, str | None]:
    """The number in a cell; none (and SEL-001, SEL-002 or None) where none is stated."""
    if code := unusable(cell):
        return None, code
    if isinstance(cell, (int, float)):
        return from_number(cell), None
    words = as_words(cell)
    if re.fullmatch(r"(?:rp|idr)[. :]*[-\u2013]*|nihil", words, re.IGNORECASE):
        return Amount(Decimal(0)), None  # what accounting formats print for zero
    if is_blank(words):
        return None, None
    return read_amount(_UNITS.sub("", words), three_after_comma), None


def _is_shortened(cell: Cell, value: Decimal) -> bool:
    """True for a small amount with a fraction that rupiah lack, or a doubtful `.00`.

    Either may be thousands cut short.
    """
    if value != value.to_integral_value():
        return True
    return isinstance(cell, str) and value != 0 and re.search(r"\.\d{1,2}\D*$", cell) is not None
