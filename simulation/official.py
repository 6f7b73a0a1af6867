"""Writes the official figures of the made-up city: residents, and the poor.

They are the home's own official figures: a made-up city has no other city's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ingest.semester import Semester
from simulation.city import MALE, City

_POOR_PERCENT = 5.7  # of Kota Parepare in 2017, BPS
_SOURCE = "kota buatan"
Line = dict[str, object]


class OfficialFigures:
    """The lines of both files, which grow with the semesters."""

    def __init__(self) -> None:
        self._population: list[Line] = []
        self._poverty: dict[int, Line] = {}

    def count(self, city: City, semester: Semester) -> None:
        """Counts the residents at the end of `semester`: the city, each kecamatan and each kelurahan."""
        self._population += _residents(city, semester)
        self._poverty.setdefault(semester.year, {
            "region_code": city.regions.city_code, "year": semester.year,
            "poor_person_count": round(int(city.present().sum()) * _POOR_PERCENT / 100), "p0_percent": _POOR_PERCENT,
            "p1_index": "", "poverty_line_idr": "", "source": _SOURCE,
        })  # fmt: skip

    def write(self, home: Path) -> None:
        """Writes the figures into the home's folder of the city."""
        folder = home / "city"
        folder.mkdir(parents=True, exist_ok=True)
        for name, lines in (("official_population", self._population), ("official_poverty", [*self._poverty.values()])):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as text:
                writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(lines)


def _residents(city: City, semester: Semester) -> Iterator[Line]:
    present = np.flatnonzero(city.present())
    village = city.families.village[city.people.family[present]]
    male = city.people.sex[present] == MALE
    regions = city.regions
    places = [
        (regions.city_code, np.ones(len(present), bool)),
        *((code, regions.district[village] == at) for at, code in enumerate(regions.district_code)),
        *((code, village == at) for at, code in enumerate(regions.code)),
    ]
    for code, lives_there in places:
        men = int((lives_there & male).sum())
        yield {
            "region_code": code, "as_of_date": semester.last_day.isoformat(), "person_count": int(lives_there.sum()),
            "male_count": men, "female_count": int(lives_there.sum()) - men, "source": _SOURCE, "confidence": "",
        }  # fmt: skip
