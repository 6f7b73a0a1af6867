"""The period that a sheet's titles state, against the semester it was put in for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.semester import Semester

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari pebruari feb peb", "maret mar", "april apr", "mei", "juni jun", "juli jul",
         "agustus agt agu ags", "september sept sep", "oktober okt", "november nopember nov nop", "desember des"), 1
    )
    for name in names.split()
}  # fmt: skip
_HALVES = {"i": 1, "1": 1, "satu": 1, "ganjil": 1, "ii": 2, "2": 2, "dua": 2, "genap": 2}
_QUARTERS = {"i": 1, "1": 1, "ii": 2, "2": 2, "iii": 3, "3": 3, "iv": 4, "4": 4}

# A year in the name of a law is not a period: "Perpres Nomor 15 Tahun 2010", "Permensos No. 5/2016".
_LAW = re.compile(
    r"\b(?:nomor|no\.?|perpres|permen\w*|uu|pp|inpres|kepmen\w*|perda|perwali)\s*[\w./-]*\d+\s*(?:tahun|/)\s*\d{4}"
)
_SCHOOL_YEAR = re.compile(r"\b((?:19|20)\d{2})\s*/\s*((?:19|20)\d{2})\b")
_SEMESTER = re.compile(r"\bsemester\s+(iii?|i|1|2|satu|dua)\b\D{0,20}((?:19|20)\d{2})")
_QUARTER = re.compile(r"\b(?:triwulan|tw)\s*-?\s*(iv|iii|ii|i|[1-4])\b\D{0,20}((?:19|20)\d{2})")
_MONTH = re.compile(
    r"\b(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?\s*(?:tahun\s*)?((?:19|20)\d{2})"
)
_MONTH_SHEET = re.compile(
    r"(?:[a-z]+[\s._-]+)?(?:\d{1,2}[\s._-]+)?(?:"
    + "|".join(sorted(_MONTHS, key=len, reverse=True))
    + r")\.?(?:[\s._-]*(?:20)?\d\d)?"
)
_YEARS = re.compile(r"\b((?:19|20)\d{2})\s*(?:-|s/?d|sampai)\s*((?:19|20)\d{2})\b")
_YEAR = re.compile(r"\b(?:tahun(?:\s+anggaran)?|ta\.?|periode|per)\s*:?\s*((?:19|20)\d{2})\b")


@dataclass(frozen=True, order=True)
class Period:
    """A stated period: years, and the half of the year where that is said."""

    first_year: int
    last_year: int
    half: int | None = None

    def covers(self, semester: Semester) -> bool:
        return self.first_year <= semester.year <= self.last_year and self.half in (None, semester.half)

    def __str__(self) -> str:
        years = str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}-{self.last_year}"
        return f"semester {self.half} tahun {years}" if self.half else f"tahun {years}"


def stated_periods(titles: Iterable[str]) -> set[Period]:
    """The periods that titles state, only the most exact kind (half year before year).

    >>> sorted(map(str, stated_periods(["DAFTAR PENERIMA KKS", "SEMESTER II TAHUN 2016"])))
    ['semester 2 tahun 2016']
    >>> sorted(map(str, stated_periods(["PER 31 MARET 2023 "])))
    ['semester 1 tahun 2023']
    >>> stated_periods(["Dasar: Perpres Nomor 15 Tahun 2010"])
    set()
    """
    texts = [" ".join(_LAW.sub(" ", title.lower()).split()) for title in titles]
    exact = {Period(int(y), int(y), _HALVES[h]) for t in texts for h, y in _SEMESTER.findall(t) if h in _HALVES}
    exact |= {Period(int(y), int(y), (_QUARTERS[q] + 1) // 2) for t in texts for q, y in _QUARTER.findall(t)}
    if exact:
        return exact
    months = {Period(int(y), int(y), 1 if _MONTHS[m] <= 6 else 2) for t in texts for m, y in _MONTH.findall(t)}
    ranges = {Period(int(a), int(b)) for t in texts for a, b in (*_SCHOOL_YEAR.findall(t), *_YEARS.findall(t))}
    if months or ranges:
        return months | ranges
    return {Period(int(year), int(year)) for text in texts for year in _YEAR.findall(text)}


def month_of_sheet(name: str) -> str:
    """The name of a sheet that is called by a month; else ''.

    >>> [month_of_sheet(name) for name in ("PEBRUARI", "Mei 2026", "BPNT Okt", "Maret Lama", "MEIWATI")]
    ['PEBRUARI', 'Mei 2026', 'BPNT Okt', '', '']
    """
    return name.strip() if _MONTH_SHEET.fullmatch(name.strip().lower()) else ""


def is_of_another_semester(titles: Iterable[str], semester: Semester) -> str | None:
    """The stated period in words when titles state one and none of them covers `semester`."""
    periods = stated_periods(titles)
    if not periods or any(period.covers(semester) for period in periods):
        return None
    return ", ".join(str(period) for period in sorted(periods))
