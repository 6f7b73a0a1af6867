"""Learns a whole column's way of writing dates, where a single value cannot tell.

Two habits of American settings make dates that look right and are wrong; both are proven by the column or not assumed:
`month_first`: a CSV saved by such an Excel: 3/4/1980 is 4 March. Proof: three values that can only be
month/day (8/17/1980), and ten for each that can only be day/month: somebody typed those in later.
`swapped_cells`: such an Excel opened dd/mm/yyyy texts: what it could read became date cells with day and month swapped,
the rest stayed text. Proof: ten or more date cells of different days, none past the 12th, and three texts, all past it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import pyarrow.compute as pc

from ingest.parsers.calendar_words import take_apart
from ingest.parsers.column import as_text, fold_distinct
from ingest.parsers.texts import as_words
from ingest.workbook import Cell

Habit = Literal["day_first", "month_first", "swapped_cells"]
_PROOFS = 3
_TIMES_MORE = 10
_SWAPPED_CELLS = 10
_NUMERIC = r"^\D{0,3}\d{1,2}[-/. ]+\d{1,2}[-/. ]+\d{2}"


def habit_of(cells: Sequence[Cell]) -> Habit:
    """The habit that the column proves, `day_first` where it proves none.

    >>> habit_of(["8/17/1980", "3/4/1980", "12/30/1975", "1/31/1999"]), habit_of(["8/17/1980", "30/12/1975"])
    ('month_first', 'day_first')
    >>> habit_of([f"8/{day}/1980" for day in range(13, 23)] + ["30/12/1975"])
    'month_first'
    """
    distinct, _ = fold_distinct(cells)
    texts = as_text(distinct)
    days = {cell for cell in distinct if isinstance(cell, dt.date)}
    numeric = texts.filter(pc.match_substring_regex(texts, _NUMERIC)).to_pylist()
    orders: list[str] = []
    most = len(numeric) // _TIMES_MORE
    day_first = 0
    for text in numeric:
        if stated := take_apart(as_words(text)):
            orders.append(stated.order)
            day_first += stated.order == "day_first"
            if day_first > most and not days:
                return "day_first"  # neither of the other habits can still be proven
    month_first = orders.count("month_first")
    if month_first >= max(_PROOFS, _TIMES_MORE * day_first):
        return "month_first"
    swapped = len(days) >= _SWAPPED_CELLS and all(day.day <= 12 for day in days)
    if swapped and day_first >= _PROOFS and day_first == len(orders):
        return "swapped_cells"
    return "day_first"
