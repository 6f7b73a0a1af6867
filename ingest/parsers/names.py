"""Personal names: as displayed, and folded to A-Z for matching.

Titles stay: what is evidence and what is decoration is the linker's decision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA

from ingest.fold import fold_name
from ingest.parsers.column import Clean, Parsed, parse_column, to_mask
from ingest.parsers.texts import parse_text, vouch_not_blank
from ingest.workbook import Cell

_TYPES = {"value": pa.string(), "key": pa.string()}
_WORDS_OF_LETTERS = "[A-Za-z]+(?: [A-Za-z]+)*"
_WORDS_WITH_MARKS = "[A-Za-z][A-Za-z.,'-]*(?: [A-Za-z.,'-]+)*"
# What forms and spreadsheets write where a name should stand; TOTAL is somebody's name.
_NO_NAMES = frozenset({"TRUE", "FALSE", "JUMLAH"})
_MARKS_ALONE = re.compile(r"[./\\,:;~=?]{2,}")
_DATE_OR_NUMBER = re.compile(r"(?:NIK|NO|KK)\W*\d{9,}|\d{1,2}[ /.-]+[A-Za-z]{3,9}[ /.-]+\d{2,4}", re.IGNORECASE)
# Decoration that one list writes and another leaves out (domain notes 3.3); A and ANDI are names and stay.
_TITLES = frozenset(
    [
        "H",
        "HJ",
        "HAJI",
        "HAJJAH",
        "DRS",
        "DRA",
        "DR",
        "IR",
        "ALM",
        "ALMH",
        "ALMARHUM",
        "ALMARHUMAH",
        "SE",
        "SH",
        "SPD",
        "SPDI",
        "ST",
        "AMD",
    ]
)
_ONE_NAME = {
    "MUH": "MUHAMMAD", "MOH": "MUHAMMAD", "MOHD": "MUHAMMAD", "MHD": "MUHAMMAD", "MOHAMMAD": "MUHAMMAD",
    "MOHAMAD": "MUHAMMAD",
    "MUHAMAD": "MUHAMMAD", "M": "MUHAMMAD", "ABD": "ABDUL", "SITTI": "SITI", "STI": "SITI", "ST": "SITI", "DG": "DAENG",
}  # fmt: skip


def name(cells: Sequence[Cell]) -> Parsed:
    """`value` (trimmed) and `key` (folded A-Z) of names, null where blank; NAM-001."""
    return parse_column(cells, parse_name, _TYPES, _clean_name)


def parse_name(cell: Cell) -> tuple[str | None, str | None, str | None]:
    r"""Display text, key and issue code of one name.

    >>> parse_name("  H.  Ma'mur\u00a0bin La'Tang "), parse_name("-"), parse_name("#N/A")
    (("H. Ma'mur bin La'Tang", 'H MAMUR BIN LATANG', None), (None, None, None), (None, None, 'SEL-001'))
    >>> parse_name("7772014107800001"), parse_name("...")
    ((None, None, 'NAM-001'), (None, None, 'NAM-001'))
    """
    value, code = parse_text(cell)
    if value is not None and not value.strip("0"):  # Dapodik writes 0 for nothing
        return None, None, None
    if code is None and _is_no_name(cell, value):
        return None, None, "NAM-001"
    return value, (fold_name(value) or None) if value else None, code


def _is_no_name(cell: Cell, value: str | None) -> bool:
    """True for a filled cell that cannot be a name: a number, a date, marks."""
    if cell is None or value is None:  # a dash is an honest blank, other marks alone are none
        return isinstance(cell, str) and _MARKS_ALONE.fullmatch(cell.strip()) is not None
    if not isinstance(cell, str) or not any(map(str.isalpha, value)):
        return True
    return value.upper() in _NO_NAMES or _DATE_OR_NUMBER.fullmatch(value) is not None


def is_same_name(left: str, right: str) -> bool:
    """True for one name written twice: titles, spaces, short forms and small slips aside.

    It decides which of two issues a repeated NIK is (double entry or wrong number); it never links people.

    >>> is_same_name("HJ NUR HAYATI", "NURHAYATI"), is_same_name("BASO", "BESSE")
    (True, False)
    """
    first, second = _squeezed(left), _squeezed(right)
    shorter = min(len(first), len(second))
    limit = 2 if shorter >= 12 else 1 if shorter >= 5 else 0
    return first == second or OSA.distance(first, second, score_cutoff=limit) <= limit


def _squeezed(key: str) -> str:
    words = key.split()
    bare = [word for word in words if word not in _TITLES] or words
    first = _ONE_NAME.get(bare[0], bare[0]) if bare else ""
    return re.sub(r"(.)\1", r"\1", "".join([first, *bare[1:]]))


def _clean_name(column: pa.Array) -> Clean:
    """Vouches for words of letters, and for marks that fold away: `MUH. YUSUF`, `Ma'mur, S.Pd`."""
    mask, key = vouch_not_blank(column, _WORDS_OF_LETTERS), pc.ascii_upper(column)
    no_names = to_mask(pc.is_in(key, value_set=pa.array(sorted(_NO_NAMES))))
    rest = np.flatnonzero(~mask)
    marked = column.take(pa.array(rest))
    vouched = vouch_not_blank(marked, _WORDS_WITH_MARKS)
    if vouched.any():
        folded = pc.replace_substring_regex(pc.replace_substring(pc.ascii_upper(marked), "'", ""), "[^A-Z]+", " ")
        at = np.zeros(len(column), np.bool_)
        at[rest[vouched]] = True
        key = pc.replace_with_mask(key, pa.array(at), pc.ascii_trim_whitespace(folded).filter(pa.array(vouched)))
        mask = mask | at
    return Clean(mask & ~no_names, {"value": column, "key": key})
