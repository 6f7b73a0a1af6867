"""Loads the city's kelurahan as the vocabulary lists them.

Each has a share of the residents and an RT/RW grid. The regencies of a land (`land.py`) have the same kelurahan under
numbers of their own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from simulation.arrays import Floats, Ints, Objects, objects

CITY = "Parepare"
CITY_CODE = "73.72"
PREFIX = 7772  # of the numbers that the city issues; 77 is a province that does not exist (domain notes 2.1)

# Where people from elsewhere were first registered: the neighbours' numbers under a province that does not exist.
_ELSEWHERE = (7711, 7714, 7715, 7716, 7713, 7712, 7708, 7771)
MOST_REGENCIES = 19
_FIRST_REGENCY, _FIRST_ELSEWHERE = 7720, 7740  # prefixes of regency 0, and of who came to it from outside the land

# Residents in thousands, rough and made up, except that the whole is the city's 163 thousand (domain notes 2.3).
_RESIDENTS = {
    "Lompoe": 9.6, "Watang Bacukiki": 3.2, "Lemoe": 2.6, "Galung Maloang": 11.4, "Labukkang": 8.4,
    "Ujung Sabbang": 5.1, "Ujung Bulu": 7.2, "Lapadde": 16.5, "Mallusetasi": 3.0, "Lakessi": 4.9, "Ujung Baru": 4.3,
    "Watang Soreang": 9.3, "Kampung Pisang": 3.1, "Ujung Lare": 4.4, "Bukit Indah": 12.6, "Bukit Harapan": 12.2,
    "Kampung Baru": 6.4, "Cappa Galung": 8.2, "Lumpue": 10.8, "Tiro Sompe": 8.3, "Sumpang Minangae": 5.2,
    "Bumi Harapan": 7.6,
}  # fmt: skip
# Welfare of a kelurahan against the city's mean, in standard deviations: ports and old quarters poorer (made up).
_POOR = {
    "Lakessi": -0.35,
    "Watang Soreang": -0.3,
    "Cappa Galung": -0.3,
    "Kampung Pisang": -0.2,
    "Lemoe": -0.45,
    "Watang Bacukiki": -0.35,
    "Tiro Sompe": -0.15,
}
_RESIDENTS_PER_RT = 0.286  # thousand; gives the city's 570 SLS (domain notes 3.4)
_RT_PER_RW = 3


@dataclass(frozen=True)
class Regions:
    """Kelurahan in the order of the vocabulary; every array has one element per kelurahan."""

    code: Objects
    name: Objects
    bps_code: Objects
    aliases: tuple[tuple[str, ...], ...]
    district: Ints  # position in district_code
    district_code: Objects
    district_name: Objects
    district_bps: Objects
    share: Floats
    wealth: Floats
    neighbourhoods: Ints  # number of RT
    city_code: str = CITY_CODE
    prefix: int = PREFIX  # first four digits of NIK and family cards issued here
    elsewhere: tuple[int, ...] = _ELSEWHERE  # those of people first registered elsewhere
    serial: int = 0  # of the regency in its land; 0 for the one city

    def registry(self, village: Ints) -> Ints:
        """The six digits that the registry's office of each kelurahan puts before every number."""
        places: Ints = self.prefix * 100 + self.district[village] + 1
        return places

    def rt_rw(self, village: Ints, serial: Ints) -> tuple[Ints, Ints]:
        """RT and RW of the `serial`-th neighbourhood of each kelurahan (taken modulo their number)."""
        place = serial % self.neighbourhoods[village]
        return place % _RT_PER_RW + 1, place // _RT_PER_RW + 1


def region_rows(regency: int = 0) -> list[dict[str, str]]:
    """The lines of the region list of the city, or of a regency.

    A regency's codes are of the province that does not exist: its list is for its own home.
    """
    text = (files("ingest") / "vocabularies" / "regions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    if not regency:
        return rows
    home, bps = CITY_CODE.split(".", maxsplit=1)[0], CITY_CODE.replace(".", "")
    code, digits = regency_code(regency), regency_code(regency).replace(".", "")
    changed = []
    for row in rows:
        if row["region_code"] == home or row["region_code"].startswith(CITY_CODE):
            codes = {
                name: row[name].replace(CITY_CODE, code) if row[name] != home else code[:2]
                for name in ("region_code", "parent_code")
            }
            own = row["bps_code"].replace(bps, digits, 1) if row["bps_code"] != home else code[:2]
            changed.append({**row, **codes, "bps_code": own})
    return changed


def regency_code(regency: int) -> str:
    """The Kemendagri code of a land's regency."""
    return f"{(_FIRST_REGENCY + regency) // 100}.{(_FIRST_REGENCY + regency) % 100}"


@cache
def load_regions(regency: int = 0) -> Regions:
    """The 22 kelurahan of the city, or of a land's regency (1 to 19).

    From `ingest/vocabularies/regions.csv`.
    """
    rows, city_code = region_rows(regency), regency_code(regency) if regency else CITY_CODE
    districts = [row for row in rows if row["region_level"] == "district" and row["parent_code"] == city_code]
    position = {row["region_code"]: index for index, row in enumerate(districts)}
    villages = [row for row in rows if row["region_level"] == "village" and row["parent_code"] in position]
    residents = np.array([_RESIDENTS.get(row["region_name"], 5.0) for row in villages])
    return Regions(
        code=objects([row["region_code"] for row in villages]),
        name=objects([row["region_name"] for row in villages]),
        bps_code=objects([row["bps_code"] for row in villages]),
        aliases=tuple(tuple(filter(None, row["aliases"].split("|"))) for row in villages),
        district=np.array([position[row["parent_code"]] for row in villages], dtype=np.int64),
        district_code=objects([row["region_code"] for row in districts]),
        district_name=objects([row["region_name"] for row in districts]),
        district_bps=objects([row["bps_code"] for row in districts]),
        share=residents / residents.sum(),
        wealth=np.array([_POOR.get(row["region_name"], 0.1) for row in villages]),
        neighbourhoods=np.maximum(3, np.round(residents / _RESIDENTS_PER_RT)).astype(np.int64),
        city_code=city_code,
        prefix=_FIRST_REGENCY + regency if regency else PREFIX,
        elsewhere=(_FIRST_ELSEWHERE + regency,) if regency else _ELSEWHERE,
        serial=regency,
    )
