"""Writes numbers, dates and semesters as Indonesian readers expect them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ingest.semester import Semester

Number = int | float | Decimal
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_STEPS: tuple[tuple[int, str], ...] = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
NO_BREAK = "\N{NO-BREAK SPACE}"


def count(number: Number, decimals: int = 0) -> str:
    """A number with points between thousands and a comma before decimals.

    >>> count(1234567), count(Decimal("862.000")), count(-3), count(3.14159, 2)
    ('1.234.567', '862', '−3', '3,14')
    """
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.-", ".,\N{MINUS SIGN}"))


def percent(share: Number) -> str:
    r"""A share as a percentage with one decimal.

    >>> percent(0.4080459), percent(1)
    ('40,8\xa0%', '100,0\xa0%')
    """
    return f"{count(float(share) * 100, 1)}{NO_BREAK}%"


def rupiah(amount: Number) -> str:
    r"""An amount, long ones in words of three digits.

    >>> rupiah(950), rupiah(568_920_000), rupiah(4_971_132_000)
    ('Rp\xa0950', 'Rp\xa0568,9\xa0juta', 'Rp\xa04,97\xa0miliar')
    """
    for size, word in _STEPS:
        told = float(amount) / size
        if abs(told) >= 1:
            return f"Rp{NO_BREAK}{count(told, 2 if abs(told) < 10 else 1)}{NO_BREAK}{word}"
    return f"Rp{NO_BREAK}{count(amount)}"


def change(share: Number) -> str:
    r"""A difference of two shares, in points with its sign.

    >>> change(0.0025), change(-0.0135), change(0)
    ('+0,3\xa0poin', '−1,4\xa0poin', '0,0\xa0poin')
    """
    points = round(float(share) * 100 + (1e-9 if share > 0 else -1e-9), 1)
    sign = "+" if points > 0 else "\N{MINUS SIGN}" if points < 0 else ""
    return f"{sign}{count(abs(points), 1)}{NO_BREAK}poin"


def day(moment: date) -> str:
    r"""A date in words.

    >>> day(date(2017, 12, 31))
    '31\xa0Desember\xa02017'
    """
    return NO_BREAK.join((str(moment.day), _MONTHS[moment.month - 1], str(moment.year)))


def half(semester: Semester | str) -> str:
    r"""A semester in words.

    >>> half("2017-S2")
    'Semester\xa0II\xa02017'
    """
    told = Semester.parse(semester) if isinstance(semester, str) else semester
    return NO_BREAK.join(("Semester", "I" * told.half, str(told.year)))


def listed(words: list[str]) -> str:
    """Words as one would say them.

    >>> listed(["PKH"]), listed(["PKH", "KKS"]), listed(["PKH", "KKS", "PIP"])
    ('PKH', 'PKH dan KKS', 'PKH, KKS, dan PIP')
    """
    if len(words) <= 2:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"
