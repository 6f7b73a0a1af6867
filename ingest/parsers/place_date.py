"""Place and date of birth in one cell (`TTL`): `Parepare, 17 Agustus 1980`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from ingest.parsers.column import Parsed, fold_distinct, parse_column
from ingest.parsers.date_habits import Habit, habit_of
from ingest.parsers.dates import DATE_TYPES, EARLIEST, Role, parse_date
from ingest.parsers.texts import as_words, is_blank, unusable
from ingest.workbook import Cell

# the place ends where a day, a year or nothing follows; a mark or a space parts the two
_PLACE = re.compile(r"([^\W\d][^\d]*?)(?:[\s,/;:.-]+(?=\d)|(?=\d)|$)(.*)", re.DOTALL)
_MARKED = re.compile(r"([^,/;\d]*[^\W\d_][^,/;\d]*)[,/;]\s*(\S.*)", re.DOTALL)


class PlaceAndDate(NamedTuple):
    """A place as written and the date beside it."""

    place: str | None
    value: dt.date | None
    quality: str
    year: int | None
    code: str | None


def place_and_date(
    cells: Sequence[Cell], *, latest: dt.date, earliest: dt.date = EARLIEST, role: Role | None = None
) -> Parsed:
    """`place`, `value`, `quality` and `year` of a column of places and dates; issues TGL-001..006."""
    distinct, _ = fold_distinct(cells)
    dates = [split_place(as_words(cell))[1] if isinstance(cell, str) else cell for cell in distinct]
    scalar = partial(parse_place_and_date, latest=latest, earliest=earliest, role=role, habit=habit_of(dates))
    return parse_column(cells, scalar, {"place": pa.string()} | DATE_TYPES)


def parse_place_and_date(
    cell: Cell,
    *,
    latest: dt.date,
    earliest: dt.date = EARLIEST,
    role: Role | None = None,
    habit: Habit = "day_first",
) -> PlaceAndDate:
    """Place and date of one cell; either may be missing.

    >>> day = dt.date(2017, 6, 30)
    >>> [str(part) for part in parse_place_and_date("Parepare, 17 Agustus 1980", latest=day)[:3]]
    ['Parepare', '1980-08-17', 'exact']
    >>> [str(part) for part in parse_place_and_date("Pare-Pare/17-08-1980", latest=day)[:3]]
    ['Pare-Pare', '1980-08-17', 'exact']
    >>> parse_place_and_date("Barru", latest=day)
    PlaceAndDate(place='Barru', value=None, quality='missing', year=None, code=None)
    """
    place: str | None = None
    rest: Cell = cell
    if isinstance(cell, str) and not unusable(cell):
        place, rest = split_place(as_words(cell))
    found = parse_date(rest, latest=latest, earliest=earliest, role=role, habit=habit)
    return PlaceAndDate(place, *found)


def split_place(words: str) -> tuple[str | None, str]:
    """The place and what remains for the date.

    >>> split_place("Ujung Pandang 17-8-80"), split_place("17 Agustus 1980"), split_place("Barru, Agustus 1980")
    (('Ujung Pandang', '17-8-80'), (None, '17 Agustus 1980'), ('Barru', 'Agustus 1980'))
    """
    found = _MARKED.fullmatch(words) or _PLACE.fullmatch(words)
    if found is None:
        return None, words.lstrip(" ,/;.-")
    place, rest = found[1].strip(" ,/;:.-"), found[2].strip()
    return (None if is_blank(place) else place), rest
