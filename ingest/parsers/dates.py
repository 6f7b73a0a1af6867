"""Reads dates: day first, the century only where sure, each with its quality.

`quality` says what a date is worth as evidence: exact; heaped (1 January or 31 December of a birth: the day is often
not known); assumed_century (two-digit year, both centuries possible); month_first (read as month/day/year);
year_only (no date, the year is in `year`); missing, impossible, out_of_range, unreadable (no date).

Century of a two-digit year (domain notes 2.1): of 19yy and 20yy those stay that lie in range and give an age that
fits the role: pupil 3-25 years, adult 15-110, else 0-110. One left: it is sure. Two left (a child of ten or less, or
a person past a hundred): the younger is taken, marked assumed_century, TGL-002. None left: the latest possible, marked
too. Dates that are no births (role "event": a decree, a payment) take the latest possible year and have no heaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.calendar_words import Stated, take_apart
from ingest.parsers.column import Clean, Parsed, column_of, parse_column
from ingest.parsers.date_habits import Habit, habit_of
from ingest.parsers.texts import as_words, is_blank, unusable
from ingest.workbook import Cell

Role = Literal["pupil", "adult", "any", "event"]
EARLIEST = dt.date(1900, 1, 1)
_AGES = {"pupil": (3, 25), "adult": (15, 110), "any": (0, 110), "event": (0, 1000)}
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EARLIEST_YEAR = 1900
_DAY_MONTH_YEAR = r"\A(?P<day>[0-9]{2})[-/](?P<month>[0-9]{2})[-/](?P<year>[0-9]{4})\z"
_DEFAULT_DATE = dt.date(1900, 1, 1)  # what databases and Excel's day 1 put where nothing was known
DATE_TYPES = {"value": pa.date32(), "quality": pa.string(), "year": pa.int16()}


class ReadDate(NamedTuple):
    """One parsed date: the date and its year where known, its quality, its issue code."""

    value: dt.date | None
    quality: str
    year: int | None
    code: str | None


def date(cells: Sequence[Cell], *, latest: dt.date, earliest: dt.date = EARLIEST, role: Role | None = None) -> Parsed:
    """`value`, `quality` and `year` of a column of dates; issues TGL-001..006.

    `latest`: the as-of date of the list.
    """
    column = column_of(cells)
    habit = habit_of(column)
    scalar = partial(parse_date, latest=latest, earliest=earliest, role=role, habit=habit)
    clean = None if habit == "month_first" else partial(_clean_dates, years=(earliest.year, latest.year))
    return parse_column(column, scalar, DATE_TYPES, clean)


def parse_date(
    cell: Cell,
    *,
    latest: dt.date,
    earliest: dt.date = EARLIEST,
    role: Role | None = None,
    habit: Habit = "day_first",
) -> ReadDate:
    """One date. Of several remarks the code is the gravest: century, then order, then heap.

    >>> day = dt.date(2017, 6, 30)
    >>> str(parse_date("17 Agustus 1980", latest=day).value), str(parse_date(29450, latest=day).value)
    ('1980-08-17', '1980-08-17')
    >>> parse_date("08/17/1980", latest=day)[1:], parse_date("1-1-1975", latest=day)[1:]
    (('month_first', 1980, 'TGL-006'), ('heaped', 1975, 'TGL-005'))
    >>> parse_date("17/8/80", latest=day)[1:], parse_date("16/8/14", latest=day)[1:]
    (('exact', 1980, None), ('assumed_century', 2014, 'TGL-002'))
    >>> parse_date("00-00-0000", latest=day)
    ReadDate(value=None, quality='missing', year=None, code='TGL-003')
    >>> parse_date("1980", latest=day)
    ReadDate(value=None, quality='year_only', year=1980, code=None)
    """
    window = _Window(earliest, latest, role or "any")
    if code := unusable(cell):
        return ReadDate(None, "missing", None, code)
    if isinstance(cell, dt.date):
        return _from_date_cell(cell, window, habit)
    if isinstance(cell, (dt.time, dt.timedelta)):
        # Excel's day 0, shown as 1900-01-00, reaches us as midnight
        return ReadDate(None, "missing", None, "TGL-003") if cell in (dt.time(), dt.timedelta()) else _UNREADABLE
    words = as_words(cell)
    if isinstance(cell, (int, float)) or (len(words) == 5 and words.isascii() and words.isdigit()):
        return _from_number(cell if isinstance(cell, (int, float)) else int(words), window)
    if is_blank(words):
        return ReadDate(None, "missing", None, None)
    stated = take_apart(words, month_first=habit == "month_first")
    return _UNREADABLE if stated is None else _from_stated(stated, window)


def _clean_dates(column: pa.Array, years: tuple[int, int]) -> Clean:
    """Vouches for `17-08-1980` and `17/08/1980` within bounds, days after the 28th and 1 January apart."""
    parts = pc.extract_regex(column, _DAY_MONTH_YEAR)
    day, month, year = (
        pc.fill_null(pc.cast(pc.struct_field(parts, name), pa.int16()), 0).to_numpy(zero_copy_only=False)
        for name in ("day", "month", "year")
    )
    mask = (day >= 1) & (day <= 28) & (month >= 1) & (month <= 12) & (year > years[0]) & (year < years[1])
    mask &= (day > 1) | (month > 1)
    months = (year.astype(np.int64) - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int32) + day - 1
    value = pa.array(days.astype(np.int32)).cast(pa.date32())
    quality = pa.repeat(pa.scalar("exact"), len(column))
    return Clean(mask, {"value": value, "quality": quality, "year": pa.array(year)})


_UNREADABLE = ReadDate(None, "unreadable", None, "TGL-001")


class _Window(NamedTuple):
    """The plausible dates of this list."""

    earliest: dt.date
    latest: dt.date
    role: Role

    def holds(self, day: dt.date) -> bool:
        return self.earliest <= day <= self.latest

    def fits_role(self, day: dt.date) -> bool:
        youngest, oldest = _AGES[self.role]
        latest = self.latest
        return youngest <= latest.year - day.year - ((latest.month, latest.day) < (day.month, day.day)) <= oldest

    def judge(self, day: dt.date, order: str = "sure", century_assumed: bool = False) -> ReadDate:
        """A day that exists, with its quality; no value out of range or for stand-ins."""
        if day == _DEFAULT_DATE:
            return ReadDate(None, "missing", None, "TGL-003")
        if not self.holds(day):
            return ReadDate(None, "out_of_range", None, "TGL-004")
        heaped = self.role != "event" and (day.month, day.day) in ((1, 1), (12, 31))
        if century_assumed:
            return ReadDate(day, "assumed_century", day.year, "TGL-002")
        if order == "month_first":
            return ReadDate(day, "heaped" if heaped else "month_first", day.year, "TGL-006")
        return ReadDate(day, "heaped", day.year, "TGL-005") if heaped else ReadDate(day, "exact", day.year, None)


def _from_date_cell(cell: dt.date, window: _Window, habit: Habit) -> ReadDate:
    day = cell.date() if isinstance(cell, dt.datetime) else cell
    if habit == "swapped_cells" and day.day <= 12 and day.day != day.month:
        return window.judge(day.replace(month=day.day, day=day.month), "month_first")
    return window.judge(day)


def _from_number(number: float, window: _Window) -> ReadDate:
    """A number cell: a year, digits of a date, or Excel's days since 1899-12-30."""
    if isinstance(number, bool) or not 0 <= number < 100_000_000:  # also refuses nan
        return _UNREADABLE
    whole = int(number)
    if whole == 0:
        return ReadDate(None, "missing", None, "TGL-003")
    if number == whole and (whole > 99_999 or _EARLIEST_YEAR <= whole <= window.latest.year):
        digits = str(whole)
        stated = take_apart(digits.zfill(8) if len(digits) == 7 else digits)
        return _UNREADABLE if stated is None else _from_stated(stated, window)
    if _EARLIEST_YEAR <= whole <= 99_999:
        return window.judge(_EXCEL_EPOCH + dt.timedelta(days=whole))
    return _UNREADABLE  # below 1900 it is an age or a number in the wrong column, not a day of 1900 to 1905


def _from_stated(stated: Stated, window: _Window) -> ReadDate:
    day, month, year = stated.day, stated.month, stated.year
    if not day or not month:
        return _year_only(year, window, None if day is None else "TGL-003")
    if stated.two_digit_year:
        return _choose_century(day, month, year, stated.order, window)
    exists = _day_that_exists(year, month, day)
    if exists is None:
        return ReadDate(None, "impossible", None, "TGL-003")
    return window.judge(exists, stated.order)


def _year_only(year: int, window: _Window, code: str | None) -> ReadDate:
    if year in (0, _EARLIEST_YEAR):  # 0000, or the 1900 of 1900-01-00
        return ReadDate(None, "missing", None, "TGL-003")
    if not window.earliest.year <= year <= window.latest.year:
        return ReadDate(None, "out_of_range", None, "TGL-004")
    return ReadDate(None, "year_only", year, code)


def _choose_century(day: int, month: int, year: int, order: str, window: _Window) -> ReadDate:
    exist = [found for century in (2000, 1900) if (found := _day_that_exists(century + year, month, day))]
    possible = [found for found in exist if window.holds(found)]
    fitting = [found for found in possible if window.fits_role(found)]
    if not exist:
        return ReadDate(None, "impossible", None, "TGL-003")
    if not possible:
        return ReadDate(None, "out_of_range", None, "TGL-004")
    sure = len(fitting) == 1 or window.role == "event"
    return window.judge((fitting or possible)[0], order, century_assumed=not sure)


def _day_that_exists(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
