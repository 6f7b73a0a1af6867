"""Makes values safe to show: enough to find the cell, too little to name anybody."""

from __future__ import annotations

import re
from typing import Literal

from ingest.parsers.texts import as_words
from ingest.workbook import Cell

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){12,}")


def mask(cell: Cell, kind: Literal["identifier", "name", "other"] = "other") -> str:
    """The cell with what identifies its holder starred out.

    A full NIK or family card keeps region and serial (6 + 4 of 16); a name its first letter; anything else the first
    and last two characters, fewer when it is short. The birth date inside a NIK is always hidden.

    >>> mask("7772014107801234", "identifier"), mask("77720141078012", "identifier"), mask("Andi Baso", "name")
    ('777201******1234', '77**********12', 'A***')
    >>> mask("abc"), mask("abcdef"), mask(None)
    ('***', 'a****f', '')
    """
    words = as_words(cell)
    if not words:
        return ""
    if kind == "name":
        return f"{words[0].upper()}***"
    digits = "".join(filter(str.isalnum, words)) if kind == "identifier" else words
    if kind == "identifier" and len(digits) >= 16:
        return f"{digits[:6]}{_stars(len(digits) - 10)}{digits[-4:]}"
    shown = 2 if len(digits) >= 9 else 1 if len(digits) >= 5 else 0
    return f"{digits[:shown]}{_stars(len(digits) - 2 * shown)}{digits[len(digits) - shown :]}"


def without_long_numbers(text: str) -> str:
    """`text` with every number of 13 digits and more starred out.

    >>> without_long_numbers("could not cast 7772014107800001 at row 12")
    'could not cast **************** at row 12'
    """
    return _LONG_NUMBER.sub(lambda found: "*" * len(found[0]), text)


def _stars(hidden: int) -> str:
    return "*" * min(hidden, 12)
