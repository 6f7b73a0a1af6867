"""Reads NIK, family card and other numbers that are names: text, kept only when trusted.

Rules from domain notes 2.1 and 3.2 (1-5). A number that Excel stored as a number has lost its 16th digit: it is marked
damaged and never completed. The province prefix is not judged: a NIK is for life and tells where its holder was first
registered, and made-up numbers start with 77.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, Clean, Parsed, parse_column, text_matches
from ingest.parsers.texts import as_words, is_blank, parse_text, unusable
from ingest.workbook import Cell

Status = Literal["valid", "missing", "damaged", "dummy", "malformed"]
Number = tuple[str | None, Status, str | None]
_TYPES = {"value": pa.string(), "status": pa.string()}
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_DECIMAL_ZERO = re.compile(r"[.,]0{1,2}$")
_TEXT_FORMULA = re.compile(r'^=\s*"([^"]*)"$')  # written so that a spreadsheet keeps all digits
_PADDING = re.compile(r"[\s.,'`\u2019\u2010-\u2015\"-]+")
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_COUNTING = ("1234567890123456", "0123456789012345", "9876543210987654")


class NikFacts(NamedTuple):
    """The facts inside a valid NIK; its year has two digits and no century."""

    day: int
    month: int
    year_of_century: int
    sex: Literal["L", "P"]
    district_prefix: str


def nik(cells: Sequence[Cell]) -> Parsed:
    """`value` (null unless valid) and `status` of national id numbers; issues NIK-001..005, 009, 010, 012."""
    return parse_column(cells, parse_nik, _TYPES, _clean_nik)


def family_card(cells: Sequence[Cell]) -> Parsed:
    """`value` (null unless valid) and `status` of family card numbers; issues KK-001..004, 009, 010, 012."""
    return parse_column(cells, parse_family_card, _TYPES, _clean_family_card)


def parse_nik(cell: Cell) -> Number:
    """Value, status and issue code of one NIK.

    >>> parse_nik("7772014107800001"), parse_nik("'7772 0141 0780 0001 ")
    (('7772014107800001', 'valid', None), ('7772014107800001', 'valid', 'NIK-009'))
    >>> parse_nik(7772014107800000.0), parse_nik("7,77201E+15")
    ((None, 'damaged', 'NIK-003'), (None, 'damaged', 'NIK-003'))
    >>> parse_nik("7772000000000000"), parse_nik("777201410780001"), parse_nik("7772013202800001")
    ((None, 'dummy', 'NIK-004'), (None, 'malformed', 'NIK-002'), (None, 'malformed', 'NIK-005'))
    >>> parse_nik("3520xxxxxxxxxxxx"), parse_nik(None), parse_nik("0777201410780001")
    ((None, 'malformed', 'NIK-010'), (None, 'missing', 'NIK-001'), (None, 'dummy', 'NIK-012'))
    """
    value, status, code = _parse_number(cell, "NIK")
    if value is not None and not _has_possible_date(value):
        return None, "malformed", "NIK-005"
    return value, status, code


def parse_family_card(cell: Cell) -> Number:
    """Value, status and issue code of one family card number.

    Its date of issue is not judged (domain notes 2.2).

    >>> parse_family_card("7772011509100003"), parse_family_card("7772019999100003"), parse_family_card("-")
    (('7772011509100003', 'valid', None), ('7772019999100003', 'valid', None), (None, 'dummy', 'KK-004'))
    """
    return _parse_number(cell, "KK")


def nik_facts(value: str) -> NikFacts:
    """Birth day, month, two-digit year, sex and district prefix inside a valid NIK.

    >>> nik_facts("7772015708800001")
    NikFacts(day=17, month=8, year_of_century=80, sex='P', district_prefix='777201')
    """
    day = int(value[6:8])
    return NikFacts(
        day - 40 if day > 40 else day,
        int(value[8:10]),
        int(value[10:12]),
        "P" if day > 40 else "L",
        value[:6],
    )


def id_text(cells: Sequence[Cell], *, width: int | None = None) -> Parsed:
    """`value`: other identifying numbers (card, NISN, PSNOKA) as text; ANG-001 for lost digits.

    `width`: the fixed length of the number; zeros that Excel dropped in front are put back (at most three).
    """
    digits = "[0-9]{1,25}" if width is None else f"[0-9]{{{width}}}"
    return parse_column(
        cells,
        partial(parse_id_text, width=width),
        {"value": pa.string()},
        partial(_clean_id_text, digits=digits),
    )


def parse_id_text(cell: Cell, *, width: int | None = None) -> tuple[str | None, str | None]:
    """One identifier as text and its issue code.

    >>> parse_id_text(123.0), parse_id_text("0012 "), parse_id_text(98765432.0, width=10), parse_id_text("6,03298E+15")
    (('123', None), ('0012', None), ('0098765432', None), (None, 'ANG-001'))
    """
    value, code = parse_text(cell)
    if value is None:
        return value, code
    if isinstance(cell, (bool, dt.date, dt.time, dt.timedelta)) or _SCIENTIFIC.fullmatch(value):
        return None, "ANG-001"
    if isinstance(cell, (int, float)) and (cell < 0 or cell != cell // 1 or cell >= 1e15):
        return None, "ANG-001"
    value = _TEXT_FORMULA.sub(r"\1", value)
    value = re.sub(r"(?<=\d)\.0$", "", value) if value.count(".") == 1 else value
    if width is not None and value.isascii() and value.isdigit() and width - 3 <= len(value) and value.strip("0"):
        value = value.zfill(width)
    return value, code


def _parse_number(cell: Cell, kind: Literal["NIK", "KK"]) -> Number:
    if code := unusable(cell):
        return None, "missing", code
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return (None, "dummy", f"{kind}-004") if cell == 0 else (None, "damaged", f"{kind}-003")
    if isinstance(cell, (bool, dt.date, dt.time, dt.timedelta)):
        return None, "malformed", f"{kind}-010"
    words = as_words(cell)
    if not words or (is_blank(words) and any(map(str.isalpha, words))):
        return None, "missing", f"{kind}-001"
    return _parse_digits(words, cell, kind)


def _parse_digits(words: str, cell: Cell, kind: Literal["NIK", "KK"]) -> Number:
    words = _TEXT_FORMULA.sub(r"\1", words)
    if _SCIENTIFIC.fullmatch(words.replace(" ", "")):
        return None, "damaged", f"{kind}-003"
    digits = _PADDING.sub("", _DECIMAL_ZERO.sub("", words))
    if not digits or is_dummy(digits):
        return None, "dummy", f"{kind}-004"
    if not (digits.isascii() and digits.isdigit()):
        return None, "malformed", f"{kind}-010"
    if len(digits) != 16:
        return None, "malformed", f"{kind}-002"
    if digits[0] == "0":  # no province: a number that stands in until the right one is known
        return None, "dummy", f"{kind}-012"
    return digits, "valid", None if digits == cell else f"{kind}-009"


def is_dummy(digits: str) -> bool:
    """True for digits typed to fill the cell.

    One digit repeated, counting, a region and zeros, serial 0000.

    >>> [is_dummy(text) for text in ("9999999999999999", "1234567890123450", "7772014107800000", "7772014107800001")]
    [True, True, True, False]
    """
    if not (digits.isascii() and digits.isdigit()):
        return False
    if len(set(digits)) == 1 or any(counting.startswith(digits[:10]) for counting in _COUNTING if len(digits) >= 3):
        return True
    return len(digits) == 16 and (digits.endswith("0000") or digits[6:12] == "000000")


def _has_possible_date(value: str) -> bool:
    facts = nik_facts(value)
    if not (1 <= facts.month <= 12 and 1 <= facts.day <= _DAYS_IN_MONTH[facts.month - 1]):
        return False
    # 1900 + yy and 2000 + yy are leap years together, but for 00: and 2000 was one
    return (facts.day, facts.month) != (29, 2) or facts.year_of_century % 4 == 0


def _clean_id_text(column: pa.Array, digits: str) -> Clean:
    return Clean(text_matches(column, digits), {"value": column})


def _clean_nik(column: pa.Array) -> Clean:
    clean = _clean_family_card(column)
    digits = _sixteen_digits(column, clean.mask)
    day = digits[:, 6].astype(np.int16) * 10 + digits[:, 7]
    month = digits[:, 8] * 10 + digits[:, 9]
    mask = clean.mask.copy()
    mask[clean.mask] = (np.isin(day % 40, np.arange(1, 29))) & (day < 69) & (month >= 1) & (month <= 12)
    return Clean(mask, clean.columns)


def _clean_family_card(column: pa.Array) -> Clean:
    mask: BoolArray = pc.fill_null(pc.equal(pc.binary_length(column), 16), False).to_numpy(zero_copy_only=False)
    digits = _sixteen_digits(column, mask)
    typed = (
        (digits <= 9).all(axis=1)
        & (digits[:, 0] > 0)
        & (digits[:, 12:] > 0).any(axis=1)
        & (digits[:, 6:12] > 0).any(axis=1)
    )
    # one digit repeated, and counting up or down, differ from their neighbour by the same step all along
    typed &= (np.diff(digits[:, :6], axis=1) != np.diff(digits[:, :2], axis=1)).any(axis=1)
    mask = mask.copy()
    mask[mask] = typed
    status = pc.if_else(pa.array(mask), "valid", pa.scalar(None, pa.string()))
    return Clean(mask, {"value": column, "status": status})


def _sixteen_digits(column: pa.Array, mask: BoolArray) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The values under `mask` as rows of 16 digits (above 9: no digit).

    They are all 16 bytes long.
    """
    picked = column.filter(pa.array(mask))
    _, offsets, data = picked.buffers()
    if data is None or not len(picked):
        return np.zeros((0, 16), np.uint8)
    start = int(np.frombuffer(offsets, np.int32, count=1, offset=picked.offset * 4)[0])
    return np.frombuffer(data, np.uint8, count=16 * len(picked), offset=start).reshape(-1, 16) - np.uint8(48)
