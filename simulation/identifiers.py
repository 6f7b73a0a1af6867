"""Issues the numbers of the civil registry.

NIK and family card, both 16 digits and never used twice.
"""

from __future__ import annotations

import numpy as np

from simulation.arrays import Days, Ints, date_parts
from simulation.city import FEMALE
from simulation.regions import Regions

# Position of the kecamatan in regions.csv, which is its number less one.
_BACUKIKI_BARAT, _BACUKIKI = 3, 0


def registration_places(rng: np.random.Generator, regions: Regions, village: Ints, age: Ints, is_local: Ints) -> Ints:
    """Six-digit place of first registration, which a NIK keeps for life.

    Bacukiki Barat was carved out of Bacukiki: its older residents carry Bacukiki's number (domain notes 2.1).
    """
    luck, district = rng.random((len(village), 2)), regions.district[village]
    elsewhere = np.array(regions.elsewhere, dtype=np.int64)
    old_district = np.where((district == _BACUKIKI_BARAT) & (age >= 9) & (luck[:, 0] < 0.8), _BACUKIKI, district)
    home = regions.prefix * 100 + old_district + 1
    away = elsewhere[(luck[:, 0] * len(elsewhere)).astype(np.int64)] * 100 + 1 + (luck[:, 1] * 9).astype(np.int64)
    place: Ints = np.where(is_local == 1, home, away)
    return place


def _next_serials(stems: Ints, used: Ints) -> Ints:
    """Serials from 1 within each stem, after those that `used` numbers already took."""
    order = np.argsort(stems, kind="stable")
    ranked = stems[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    lengths = np.diff(np.r_[starts, len(ranked)])
    serial = np.empty(len(stems), dtype=np.int64)
    serial[order] = np.arange(len(ranked)) - np.repeat(starts, lengths) + 1
    taken, first = np.unique(used // 10_000, return_inverse=True)
    if len(taken):
        greatest = np.zeros(len(taken), dtype=np.int64)
        np.maximum.at(greatest, first, used % 10_000)
        at = np.minimum(np.searchsorted(taken, stems), len(taken) - 1)
        serial += np.where(taken[at] == stems, greatest[at], 0)
    return serial


def issue_niks(place: Ints, birth: Days, sex: Ints, used: Ints) -> Ints:
    """A NIK for everybody.

    It holds place, DDMMYY of birth with the day + 40 for women, serial from 0001.
    """
    year, month, day = date_parts(birth)
    stem: Ints = place * 1_000_000 + (day + 40 * (sex == FEMALE)) * 10_000 + month * 100 + year % 100
    return stem * 10_000 + _next_serials(stem, used)


def issue_cards(place: Ints, issued: Days, used: Ints) -> Ints:
    """A family card number for every family: place (six digits), DDMMYY, serial from 0001."""
    year, month, day = date_parts(issued)
    stem = place * 1_000_000 + day * 10_000 + month * 100 + year % 100
    return stem * 10_000 + _next_serials(stem, used)
