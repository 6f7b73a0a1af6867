"""Takes a date cell apart into day, month and year, before asking if they exist.

Day comes first, always (domain notes 3.2, 16). The one exception is `month_first=True`, which the column parser sets
when the column itself proves it; a single value such as 08/17/1980 proves it for itself.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ingest.parsers.months import month_of

_WEEKDAY = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s*[,.]?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"[T ,]+(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\d{1,2}\.\d{2}\.\d{2})"
    r"(?: ?[AP]M)?(?:Z| ?[+-]\d{2}:?\d{2}| ?WI(?:TA|B|T))?$",
    re.IGNORECASE,
)
_GAP = r"[-/., \u2010-\u2015\\]+"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}}){_GAP}(\d{{1,2}}){_GAP}(\d{{4}}|\d{{2}})")
_DAY_WORD_YEAR = re.compile(r"(\d{1,2})[-/., ]*([A-Za-z]{1,12})[-/.,' ]*(\d{4}|\d{2})")
_WORD_DAY_YEAR = re.compile(r"([A-Za-z]{3,12})[-/., ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})", re.IGNORECASE)
_YEAR_WORD_DAY = re.compile(r"(\d{4})[-/., ]*([A-Za-z]{1,12})[-/., ]*(\d{1,2})")
_WORD_YEAR = re.compile(r"([A-Za-z]{3,12})[-/., ]*(\d{4})")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_GAP}(\d{{4}})")


class Stated(NamedTuple):
    """The date that a cell states; `order` tells whether day and month are sure.

    They are by words, by year first, or by their size.
    """

    day: int | None
    month: int | None
    year: int
    two_digit_year: bool = False
    order: Literal["sure", "day_first", "month_first", "either"] = "sure"


def take_apart(words: str, month_first: bool = False) -> Stated | None:
    """Day, month and year that a text states; None without the form of a date.

    >>> take_apart("17 Agustus 1980")
    Stated(day=17, month=8, year=1980, two_digit_year=False, order='sure')
    >>> take_apart("Senin, 17-Agu-80")
    Stated(day=17, month=8, year=80, two_digit_year=True, order='sure')
    >>> take_apart("08/17/1980").order, take_apart("3/4/1980")[:3], take_apart("3/4/1980", month_first=True)[:3]
    ('month_first', (3, 4, 1980), (4, 3, 1980))
    >>> take_apart("Parepare") is None
    True
    """
    bare = _CLOCK.sub("", _WEEKDAY.sub("", words)).strip(" .,")
    if bare.isdigit() and bare.isascii():
        return _from_digits(bare)
    if found := _YEAR_FIRST.fullmatch(bare):
        return Stated(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_LAST.fullmatch(bare):
        return _ordered(int(found[1]), int(found[2]), found[3], month_first)
    return _with_month_word(bare)


def _ordered(first: int, second: int, year: str, month_first: bool) -> Stated:
    two_digits = len(year) == 2
    if first <= 12 < second <= 31 and first:
        return Stated(second, first, int(year), two_digits, "month_first")
    either = 1 <= first <= 12 and 1 <= second <= 12 and first != second
    if either and month_first:
        return Stated(second, first, int(year), two_digits, "month_first")
    order: Literal["either", "day_first", "sure"] = (
        "either" if either else "day_first" if first > 12 >= second else "sure"
    )
    return Stated(first, second, int(year), two_digits, order)


def _with_month_word(bare: str) -> Stated | None:
    if (found := _DAY_WORD_YEAR.fullmatch(bare)) and (month := month_of(found[2])):
        return Stated(int(found[1]), month, int(found[3]), len(found[3]) == 2)
    if (found := _WORD_DAY_YEAR.fullmatch(bare)) and (month := month_of(found[1])):
        return Stated(int(found[2]), month, int(found[3]), len(found[3]) == 2)
    if (found := _YEAR_WORD_DAY.fullmatch(bare)) and (month := month_of(found[2])):
        return Stated(int(found[3]), month, int(found[1]))
    if (found := _WORD_YEAR.fullmatch(bare)) and (month := month_of(found[1])):
        return Stated(None, month, int(found[2]))
    if (found := _MONTH_YEAR.fullmatch(bare)) and int(found[1]) <= 12:
        return Stated(None, int(found[1]), int(found[2]))
    return None


def _from_digits(digits: str) -> Stated | None:
    """19800817, 17081980, 170880 or 1980; five digits are an Excel serial and not judged here."""
    if len(digits) == 8 and digits[:2] in ("19", "20") and 1 <= int(digits[4:6]) <= 12:
        return Stated(int(digits[6:]), int(digits[4:6]), int(digits[:4]))
    if len(digits) == 8:
        return Stated(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    # 200812 is 20 August 1912 or 2012, and December 2008: only a text that cannot be year and month is taken
    if len(digits) == 6 and not (digits[:2] in ("19", "20") and int(digits[4:]) <= 12):
        return Stated(int(digits[:2]), int(digits[2:4]), int(digits[4:]), True)
    if len(digits) == 4:
        return Stated(None, None, int(digits))
    return None
