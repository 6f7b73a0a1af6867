"""Reads number texts as Indonesian offices write them: `.` for thousands, `,` for decimals.

The one place where marks between digits are read. `read_amount` answers with an exact decimal and whether the marks
could also mean something else; what an ambiguous number means for a column is the caller's decision.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Literal, NamedTuple

_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*")
_GROUPED_DECIMALS = re.compile(r"(\d{1,3}(?:([.,' ])\d{3})(?:\2\d{3})*)([.,])(\d+)")
_DECIMALS = re.compile(r"(\d*)([.,])(\d+)")
_ONLY_NUMBER = re.compile(r"[\d.,' ]*\d[\d.,' ]*")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
_CURRENCY = re.compile(r"^(?:rp|idr)\s*[.:]?\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:[,.]\s*[-\u2010-\u2015=]+|\(\s*[a-z][^)]*\)|;)$", re.IGNORECASE)
_SCALES = {
    "ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "m": 9,
    "triliun": 12, "trilyun": 12, "t": 12,
}  # fmt: skip
_SCALED = re.compile(rf"([\d.,]+)\s*({'|'.join(_SCALES)})\b\.?", re.IGNORECASE)


class Amount(NamedTuple):
    """A number and what its marks prove; `doubt`: "unreadable", "ambiguous" (two readings) or None."""

    value: Decimal | None
    doubt: Literal["unreadable", "ambiguous"] | None = None


UNREADABLE = Amount(None, "unreadable")
AMBIGUOUS = Amount(None, "ambiguous")


def read_amount(words: str, three_after_comma: Literal["thousands", "ambiguous"] = "thousands") -> Amount:
    """The number that a text states, sign included.

    `three_after_comma`: what 12,345 is: twelve thousand where fractions do not occur, two readings where they do.

    >>> [str(read_amount(text).value) for text in ("1.500.000,00", "Rp 450.000,-", "450,000", " 62,85 ", "(1.000)")]
    ['1500000.00', '450000', '450000', '62.85', '-1000']
    >>> read_amount("Rp1,5 juta").value == 1_500_000, read_amount("450.000,000"), read_amount("lunas").doubt
    (True, Amount(value=None, doubt='ambiguous'), 'unreadable')
    """
    sign, bare = _without_dress(words)
    scaled = _SCALED.fullmatch(bare)
    found = _read_scaled(scaled[1], _SCALES[scaled[2].lower()]) if scaled else _read_marks(bare, three_after_comma)
    return found if found.value is None else Amount(found.value * sign, found.doubt)


def from_number(number: float) -> Amount:
    """A number cell as the exact decimal that Excel shows (at most 15 digits).

    >>> str(from_number(450000.0).value), str(from_number(0.1 + 0.2).value), from_number(float("nan")).doubt
    ('450000', '0.3', 'unreadable')
    """
    if isinstance(number, bool) or (isinstance(number, float) and not math.isfinite(number)):
        return UNREADABLE
    if isinstance(number, int) or number.is_integer():
        return Amount(Decimal(int(number)))
    return Amount(Decimal(f"{number:.15g}"))


def _without_dress(words: str) -> tuple[int, str]:
    """Sign and bare text: currency, `,-`, words in brackets, accounting brackets taken off."""
    bare = words.strip()
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1].strip()
    for _ in range(2):  # the sign stands before or after the currency
        if bare[:1] in "-\u2010\u2011\u2012\u2013\u2212" and bare[1:]:
            sign, bare = -sign, bare[1:].strip()
        bare = _CURRENCY.sub("", bare)
    return sign, _TAIL.sub("", _TAIL.sub("", bare)).strip()


def _read_scaled(digits: str, power: int) -> Amount:
    """A number before `juta`: `1,5` and `1.5` are both one and a half.

    `1.500 juta` is fifteen hundred.
    """
    if (found := _DECIMALS.fullmatch(digits)) and len(found[3]) <= 2:
        return Amount(Decimal(f"{found[1] or 0}.{found[3]}").scaleb(power))
    found_plain = _read_marks(digits, "thousands")
    return found_plain if found_plain.value is None else Amount(found_plain.value.scaleb(power))


def _read_marks(bare: str, three_after_comma: str) -> Amount:
    if not _ONLY_NUMBER.fullmatch(bare) or not bare.isascii():
        return _read_scientific(bare)
    if _PLAIN.fullmatch(bare):
        return Amount(Decimal(bare))
    if found := _GROUPED.fullmatch(bare):
        return _read_grouped(bare, found["mark"], three_after_comma)
    if (found := _GROUPED_DECIMALS.fullmatch(bare)) and not _is_doubtful(found[2], found[3], found[4]):
        return Amount(Decimal(f"{_only_digits(found[1])}.{found[4]}"))
    found = _DECIMALS.fullmatch(bare)
    return Amount(Decimal(f"{found[1] or 0}.{found[3]}")) if found else AMBIGUOUS


def _is_doubtful(thousands_mark: str, decimal_mark: str, decimals: str) -> bool:
    """1.500.00 and 450.000,000: the last mark may part thousands as well."""
    return thousands_mark == decimal_mark or (len(decimals) == 3 and thousands_mark != " ")


def _read_grouped(bare: str, mark: str, three_after_comma: str) -> Amount:
    if bare.count(mark) == 1 and mark in ".," and bare.startswith("0"):
        return Amount(Decimal(bare.replace(",", ".")))  # 0,125 and 0.125 cannot be thousands
    if bare.count(mark) == 1 and mark == "," and three_after_comma == "ambiguous":
        return AMBIGUOUS
    return Amount(Decimal(_only_digits(bare)))


def _read_scientific(bare: str) -> Amount:
    return Amount(Decimal(bare.replace(",", "."))) if bare.isascii() and _SCIENTIFIC.fullmatch(bare) else UNREADABLE


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)
