"""Dates and amounts as offices write whole columns of them (domain notes 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from simulation.desk import MONTHS
from simulation.fault_values import dotted
from simulation.wordlists import words

_EPOCH = date(1899, 12, 30)
_SHORT = words("Jan Feb Mar Apr Mei Jun Jul Agt Sep Okt Nov Des")

DATE_FORMS: dict[str, Callable[[date], object]] = {
    "d-m-y": lambda day: f"{day.day:02d}-{day.month:02d}-{day.year}",
    "d/m/y": lambda day: f"{day.day:02d}/{day.month:02d}/{day.year}",
    "real": lambda day: day,
    "iso": lambda day: day.isoformat(),
    "words": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "WORDS": lambda day: f"{day.day:02d} {MONTHS[day.month - 1].upper()} {day.year}",
    "short": lambda day: f"{day.day:02d}-{_SHORT[day.month - 1]}-{day.year}",
    "d.m.y": lambda day: f"{day.day:02d}.{day.month:02d}.{day.year}",
    "bare": lambda day: f"{day.day}/{day.month}/{day.year}",
    "iso time": lambda day: f"{day.isoformat()} 00:00:00",
    "serial": lambda day: (day - _EPOCH).days,
    "month first": lambda day: f"{day.month:02d}/{day.day:02d}/{day.year}",
}
ODD_FORMS = ("d-m-y", "d/m/y", "words", "short", "iso", "bare", "d.m.y")  # of single cells among others

AMOUNT_FORMS: dict[str, Callable[[int], object]] = {
    "number": lambda amount: amount,
    "Rp .": lambda amount: f"Rp {dotted(amount)}",
    "Rp .,-": lambda amount: f"Rp. {dotted(amount)},-",
    ".": dotted,
    ".,00": lambda amount: f"{dotted(amount)},00",
    ",": lambda amount: f"{amount:,}",
    "decimal": float,
}

# Dates as the offices of the ordinary city hold them before they write them.
_HELD = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


def held_date(cell: object) -> date | None:
    """The date that an office meant by a cell; None for anything else."""
    if isinstance(cell, date):
        return cell
    for form in _HELD:
        try:
            return datetime.strptime(str(cell), form).date()
        except ValueError:
            continue
    return None
