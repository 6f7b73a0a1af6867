"""Loads the city's kelurahan as the vocabulary lists them.

Each has a share of the residents and an RT/RW grid.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from simulation.arrays import Floats, Ints, Objects, objects

CITY = "Parepare"
CITY_CODE = "73.72"

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

    def rt_rw(self, village: Ints, serial: Ints) -> tuple[Ints, Ints]:
        """RT and RW of the `serial`-th neighbourhood of each kelurahan (taken modulo their number)."""
        place = serial % self.neighbourhoods[village]
        return place % _RT_PER_RW + 1, place // _RT_PER_RW + 1


@lru_cache(maxsize=1)
def load_regions() -> Regions:
    """The 22 kelurahan of the city from `ingest/vocabularies/regions.csv`."""
    text = (files("ingest") / "vocabularies" / "regions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    districts = [row for row in rows if row["region_level"] == "district" and row["parent_code"] == CITY_CODE]
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
    )
