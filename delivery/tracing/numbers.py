"""Numbers of a trace as they are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def number(value: Any) -> str:
    """A number as Indonesians write it.

    >>> number(7836), number(0.51949), number(None), number(True)
    ('7.836', '0,51949', '(kosong)', 'True')
    """
    if value is None:
        return "(kosong)"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = (
        f"{value:,}" if isinstance(value, int) else f"{float(value):,.6g}" if abs(value) < 1 else f"{float(value):,.3f}"
    )
    return text.translate(str.maketrans(",.", ".,"))
