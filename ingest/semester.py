"""The semester: `2017-S1` is January to June, `2017-S2` July to December, the same text everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_TEXT = re.compile(r"(\d{4})-S([12])")


@dataclass(frozen=True, order=True)
class Semester:
    """One half year; orders by time, prints as `2017-S1`."""

    year: int
    half: int

    @classmethod
    def parse(cls, text: str) -> Semester:
        """The semester that `text` names; ValueError tells the expected form.

        >>> Semester.parse("2017-S1").last_day
        datetime.date(2017, 6, 30)
        >>> str(Semester.parse("2017-S1").previous), str(Semester.parse("2017-S2").next)
        ('2016-S2', '2018-S1')
        """
        found = _TEXT.fullmatch(text.strip())
        if found is None or not 1990 <= int(found[1]) <= 2100:
            raise ValueError(f"semester harus ditulis seperti 2017-S1 atau 2017-S2, bukan {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def containing(cls, day: date) -> Semester:
        """The semester in which `day` lies."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1) if self.half == 1 else date(self.year, 7, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def previous(self) -> Semester:
        return Semester(self.year - 1, 2) if self.half == 1 else Semester(self.year, 1)

    @property
    def next(self) -> Semester:
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)


def is_semester(text: str) -> bool:
    """True for the text of a semester, such as a folder's name.

    >>> [is_semester(text) for text in ("2017-S1", "2017-S3")]
    [True, False]
    """
    try:
        Semester.parse(text)
    except ValueError:
        return False
    return True
