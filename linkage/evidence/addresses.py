"""Brings addresses into a form that can be compared.

The form holds the words that name the house, in one order, without what every address has.

The input is the address as ingest accepted it. Source of the forms: domain notes 1.0 and 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa

_SAME = {
    "LORONG": "LR", "LRG": "LR", "LRNG": "LR", "GANG": "GG", "BLK": "BLOK", "PERUM": "PERUMNAS", "KAMPUNG": "KP",
    "KOMP": "KOMPLEKS", "KOMPLEK": "KOMPLEKS",
}  # fmt: skip
_EMPTY = frozenset(["JL", "JLN", "JALAN", "NO", "NOMOR", "NMR"])
_NEIGHBOURHOOD = re.compile(r"\bR[TW][ .:]*[0-9]+")
_NEARBY = re.compile(r"\b(?:DEKAT|DKT|DEPAN|BELAKANG|BLKG|SAMPING|SEBELAH|SEBERANG|BERSEBELAHAN)\b")
_LETTERS_OR_DIGITS = re.compile(r"[A-Z]+|[0-9]+")


def form(address: str) -> str:
    """The words and numbers of one house in a fixed order.

    Empty where the address names a street and no house.

    >>> form("JL. MANGGA NO. 061 RT 003/RW 002"), form("Jalan Mangga 61"), form("PERUM BLOK C No.34")
    ('61 MANGGA', '61 MANGGA', '34 BLOK C PERUMNAS')
    >>> form("JL. SAWO")
    ''
    """
    words = _LETTERS_OR_DIGITS.findall(_NEIGHBOURHOOD.sub(" ", address.upper().replace("'", "")))
    kept = [word.lstrip("0") or "0" if word.isdigit() else _SAME.get(word, word) for word in words]
    if not any(word.isdigit() for word in kept):
        return ""
    return " ".join(sorted(word for word in kept if word not in _EMPTY))


def street(address: str) -> str:
    """The words of the street or estate alone, in a fixed order.

    >>> street("JL. BAU MASSEPE NO. 4"), street("Jalan Bau Massepe dekat kantor lurah"), street("RT 3")
    ('BAU MASSEPE', 'BAU MASSEPE', '')
    """
    text = _NEARBY.split(_NEIGHBOURHOOD.sub(" ", address.upper().replace("'", "")))[0]
    words = [_SAME.get(word, word) for word in re.findall("[A-Z]+", text)]
    return " ".join(sorted(word for word in words if word not in _EMPTY))


def form_table(addresses: Iterable[str]) -> pa.Table:
    """One row for each of `addresses` (distinct) with its `form` and `street`."""
    texts = list(addresses)
    columns = {"address": texts, "form": [form(text) for text in texts], "street": [street(text) for text in texts]}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
