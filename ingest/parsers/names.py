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
from ingest.parsers.column import Clean, Parsed, parse_column
from ingest.parsers.texts import parse_text, vouch_not_blank
from ingest.workbook import Cell

_TYPES = {"value": pa.string(), "key": pa.string()}
_WORDS_OF_LETTERS = "[A-Za-z]+(?: [A-Za-z]+)*"
_WORDS_WITH_MARKS = "[A-Za-z][A-Za-z.,'-]*(?: [A-Za-z.,'-]+)*"
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
    """`value` (trimmed) and `key` (folded A-Z) of names; blank marks are null in both."""
    return parse_column(cells, parse_name, _TYPES, _clean_name)


def parse_name(cell: Cell) -> tuple[str | None, str | None, str | None]:
    r"""Display text, key and issue code of one name.

    >>> parse_name("  H.  Ma'mur\u00a0bin La'Tang "), parse_name("-"), parse_name("#N/A")
    (("H. Ma'mur bin La'Tang", 'H MAMUR BIN LATANG', None), (None, None, None), (None, None, 'SEL-001'))
    """
    value, code = parse_text(cell)
    return value, (fold_name(value) or None) if value else None, code


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
    rest = np.flatnonzero(~mask)
    marked = column.take(pa.array(rest))
    vouched = vouch_not_blank(marked, _WORDS_WITH_MARKS)
    if vouched.any():
        folded = pc.replace_substring_regex(pc.replace_substring(pc.ascii_upper(marked), "'", ""), "[^A-Z]+", " ")
        at = np.zeros(len(column), np.bool_)
        at[rest[vouched]] = True
        key = pc.replace_with_mask(key, pa.array(at), pc.ascii_trim_whitespace(folded).filter(pa.array(vouched)))
        mask = mask | at
    return Clean(mask, {"value": column, "key": key})
