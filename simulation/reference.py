"""Makes the agreed data source as the city truly has it.

Who is listed, and with which welfare rank.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.arrays import Ints, Mask
from simulation.city import City, rank_percentiles
from simulation.randomness import stream

_LISTED = 40  # BDT lists the lowest 40 % (domain notes 1.1)
_FRINGE, _FRINGE_SHARE = 47, 0.4  # some households just above the line are listed too ("desil 4+")
_NOISE = 0.55  # of the proxy means test against true welfare, in standard deviations: errors near those of 3.1
_MISSED = 0.04  # households below the line that the enumerators did not find
# National decile by city percentile: a town is better off than the nation, so its lowest tenth is not all decile 1.
_DECILE_EDGES = [7, 15, 24, 34, 44, 55, 67, 79, 90]


@dataclass(frozen=True)
class Reference:
    """A snapshot of the agreed source.

    `percentile` has one element per person of the city at the time it was taken; 0 = not listed.
    """

    snapshot_id: str
    percentile: Ints
    is_handed_over: bool = False  # as two files, of families and of members
    unranked: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # people listed without a rank

    def of_people(self, count: int) -> Ints:
        """Percentile of `count` people of a later time.

        Who was not yet there is not listed.
        """
        later = np.zeros(count, dtype=np.int64)
        later[: len(self.percentile)] = self.percentile
        return later

    def of_families(self, city: City) -> Ints:
        """Lowest percentile among all who belong to each family now; 0 = none listed.

        The dead and gone are among them.
        """
        listed = self.of_people(len(city.people))
        best = np.full(len(city.families), 1000)
        known = listed > 0
        np.minimum.at(best, city.people.family[known], listed[known])
        return np.where(best == 1000, 0, best)

    def unranked_people(self, count: int) -> Mask:
        """Who of `count` people of a later time is listed without a rank."""
        mask = np.zeros(count, dtype=bool)
        mask[self.unranked] = True
        return mask

    def unranked_families(self, city: City) -> Mask:
        """Families of which somebody is listed, and nobody with a rank."""
        mask = np.zeros(len(city.families), dtype=bool)
        mask[city.people.family[self.unranked]] = True
        alone: Mask = mask & (self.of_families(city) == 0)
        return alone


def assess_households(city: City, snapshot_id: str) -> Reference:
    """The BDT of the city as it now is.

    Households by a noisy proxy of their welfare, the lowest 40 % listed.
    """
    percentile = _proxy_percentiles(city, snapshot_id)
    luck = stream(city.seed, snapshot_id, "missed").random(len(percentile))
    found = np.where(percentile <= _LISTED, luck >= _MISSED, (percentile <= _FRINGE) & (luck < _FRINGE_SHARE))
    listed = np.where(found, percentile, 0)
    return Reference(snapshot_id, np.where(city.present(), listed[city.families.household[city.people.family]], 0))


def assess_families(city: City, snapshot_id: str) -> Reference:
    """DTSEN of the city as it now is: all residents."""
    percentile = _proxy_percentiles(city, snapshot_id)
    return Reference(snapshot_id, np.where(city.present(), percentile[city.families.household[city.people.family]], 0))


def decile(percentile: Ints) -> Ints:
    """National decile 1-10 of a city percentile; 0 stays 0."""
    return np.where(percentile > 0, np.searchsorted(_DECILE_EDGES, percentile) + 1, 0)


def _proxy_percentiles(city: City, snapshot_id: str) -> Ints:
    sizes = city.family_sizes()
    count = city.household_count()
    persons = np.bincount(city.families.household, weights=sizes, minlength=count)
    welfare = np.bincount(city.families.household, weights=sizes * city.families.welfare, minlength=count)
    noise = stream(city.seed, snapshot_id, "proxy").normal(0, _NOISE, count)
    return rank_percentiles(welfare / np.maximum(persons, 1) + noise, persons.astype(np.int64))
