"""Addresses and their smallest area: RT and RW as three digits, wherever they were written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from ingest.fold import fold_name
from ingest.parsers.column import Parsed, as_text, parse_column
from ingest.parsers.texts import as_words, is_blank, parse_text, text, unusable
from ingest.workbook import Cell

Pair = tuple[str | None, str | None, str | None]
_PAIR_TYPES = {"rt": pa.string(), "rw": pa.string()}
_NUMBER = r"(\d{1,3})(?!\d)"
_NAMED = {part: re.compile(rf"\b{part}[\s.:,]*(?:no\.?)?\s*{_NUMBER}", re.IGNORECASE) for part in ("RT", "RW")}
_BOTH_NAMED = re.compile(rf"\bR[TW]\s*[./-]?\s*R[WT][\s.:]*{_NUMBER}\s*[/.-]\s*{_NUMBER}", re.IGNORECASE)
_RT_THEN_BARE = re.compile(rf"\bRT[\s.:]*{_NUMBER}\s*/\s*{_NUMBER}", re.IGNORECASE)
_BARE_PAIR = re.compile(rf"{_NUMBER}\s*[/\\-]\s*{_NUMBER}")
_NO_NUMBER = re.compile(r"(?:r[tw]|[\W0_])*", re.IGNORECASE)
_BARE = re.compile(r"0*(\d{1,3})(?:\.0)?")
_STREET_WORDS = {
    "JALAN": "JL", "JLN": "JL", "LORONG": "LR", "LRG": "LR", "GANG": "GG", "KOMPLEKS": "KOMP", "KOMPLEK": "KOMP",
    "KOMPL": "KOMP",
    "PERUMAHAN": "PERUM", "BLK": "BLOK", "KAMPUNG": "KP", "DUSUN": "DSN", "NOMOR": "NO",
}  # fmt: skip


def address(cells: Sequence[Cell], *, with_key: bool = False) -> Parsed:
    """`value` (trimmed text) of addresses and, on request, the folded `key`.

    In the key street words have one spelling.
    """
    return parse_column(cells, parse_address, {"value": pa.string(), "key": pa.string()}) if with_key else text(cells)


def rt(cells: Sequence[Cell]) -> Parsed:
    """`value`: RT as three digits, `other`: an RW in the same cell; RTW-001."""
    return _one_of_pair(cells, "RT")


def rw(cells: Sequence[Cell]) -> Parsed:
    """`value`: RW as three digits, `other`: an RT in the same cell; RTW-001."""
    return _one_of_pair(cells, "RW")


def rt_rw(cells: Sequence[Cell]) -> Parsed:
    """`rt` and `rw` of cells that hold both; RTW-001."""
    return parse_column(cells, parse_rt_rw, _PAIR_TYPES)


def extract_rt_rw(cells: Sequence[Cell]) -> Parsed:
    """`rt` and `rw` found inside addresses, null where an address names none; no issues."""
    # addresses hardly repeat, their ends do: what comes before the first RT or RW is cut off first
    texts = as_text(cells)
    ends = pc.struct_field(pc.extract_regex(texts, r"(?is)(?P<end>\br[tw].*)"), "end")
    return parse_column(pc.if_else(pc.string_is_ascii(texts), ends, texts).to_pylist(), find_rt_rw, _PAIR_TYPES)


def parse_address(cell: Cell) -> tuple[str | None, str | None, str | None]:
    """Text, key and issue code of one address.

    >>> parse_address(" Jln. Melati  No.5 RT 02/RW 04 "), parse_address("Jalan Melati 5")
    (('Jln. Melati No.5 RT 02/RW 04', 'JL MELATI 5', None), ('Jalan Melati 5', 'JL MELATI 5', None))
    """
    value, code = parse_text(cell)
    return value, _key(value) if value else None, code


def parse_rt_rw(cell: Cell) -> Pair:
    """RT, RW and issue code of one cell.

    >>> parse_rt_rw("RT 002 RW 004"), parse_rt_rw("RT/RW 2/4"), parse_rt_rw("002/004"), parse_rt_rw("RT.02")
    (('002', '004', None), ('002', '004', None), ('002', '004', None), ('002', None, None))
    >>> parse_rt_rw("2"), parse_rt_rw("")
    ((None, None, 'RTW-001'), (None, None, None))
    """
    if code := unusable(cell):
        return None, None, code
    words = as_words(cell) if isinstance(cell, (str, int, float)) else ""
    if is_blank(words):  # a date cell is what Excel made of 2/4: which was which is lost
        return None, None, None if cell is None or isinstance(cell, str) else "RTW-001"
    if pair := _BARE_PAIR.fullmatch(words):
        return _three(pair[1]), _three(pair[2]), None
    found = find_rt_rw(words)
    nothing_named = _NO_NUMBER.fullmatch(words)  # `RT 00`, `RT/RW -`
    return found if found[0] or found[1] or nothing_named else (None, None, "RTW-001")


def find_rt_rw(cell: Cell) -> Pair:
    """RT and RW inside an address.

    >>> find_rt_rw("Jl. Melati RT.02/RW.04"), find_rt_rw("BTN Blok C RT/RW 2/4"), find_rt_rw("LR 3 RT 001/003")
    (('002', '004', None), ('002', '004', None), ('001', '003', None))
    >>> find_rt_rw("Jl. Artomoro 17")
    (None, None, None)
    """
    words = as_words(cell) if isinstance(cell, str) else ""
    both = _BOTH_NAMED.search(words) or _RT_THEN_BARE.search(words)
    if both:
        first, second = _three(both[1]), _three(both[2])
        return (second, first, None) if re.match(r"RW\W*RT", both[0], re.IGNORECASE) else (first, second, None)
    parts = [found and _three(found[1]) for found in (_NAMED["RT"].search(words), _NAMED["RW"].search(words))]
    return parts[0] or None, parts[1] or None, None


def parse_rt_or_rw(cell: Cell, part: Literal["RT", "RW"]) -> Pair:
    """One RT (or RW), the other part in the cell, and the issue code.

    >>> parse_rt_or_rw("RT. 2", "RT"), parse_rt_or_rw("002/004", "RW"), parse_rt_or_rw("RW 4", "RT")
    (('002', None, None), ('004', '002', None), (None, '004', 'RTW-001'))
    """
    if code := unusable(cell):
        return None, None, code
    if isinstance(cell, (str, int, float)) and (bare := _BARE.fullmatch(as_words(cell))):
        return _three(bare[1]), None, None
    found_rt, found_rw, code = parse_rt_rw(cell)
    value, other = (found_rt, found_rw) if part == "RT" else (found_rw, found_rt)
    return value, other, "RTW-001" if value is None and other else code


def _one_of_pair(cells: Sequence[Cell], part: Literal["RT", "RW"]) -> Parsed:
    return parse_column(cells, lambda cell: parse_rt_or_rw(cell, part), {"value": pa.string(), "other": pa.string()})


def _three(digits: str) -> str | None:
    number = int(digits)
    return f"{number:03d}" if number else None


def _key(value: str) -> str | None:
    without = _BOTH_NAMED.sub(" ", value)
    for pattern in (_RT_THEN_BARE, *_NAMED.values()):
        without = pattern.sub(" ", without)
    words = [
        fold_name(word) or word if not word.isdigit() else word
        for word in re.split(r"[\W_]+|(?<=\D)(?=\d)", without)
        if word
    ]
    plain = [_STREET_WORDS.get(word, word) for word in words]
    return " ".join(word for word in plain if word != "NO") or None
