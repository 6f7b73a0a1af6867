"""Learns from the tables how true pairs agree, and two people by chance.

Expectation and maximisation: true pairs are all that met, each counted by how likely it is (what did not meet is taken
for false); pairs of two people are those drawn at random, each by how unlikely it is that the two are one.
No truth is asked, and nothing is drawn twice differently: the same tables give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.tables.comparisons import PRIOR_PAIRS, Fact

Numbers = npt.NDArray[np.float64]
MOST_STEPS, ENOUGH = 100, 1e-4
"""Steps of learning at most, and the change of every chance from which it is at rest."""


@dataclass(frozen=True)
class Compared:
    """Pairs with the level of each fact (-1 unknown), and shares of values."""

    node_a: npt.NDArray[np.int32]
    node_b: npt.NDArray[np.int32]
    levels: Sequence[npt.NDArray[Any]]
    shares: Mapping[int, Numbers]


@dataclass(frozen=True)
class Learnt:
    """The prior and the chances of each fact's levels, true and by chance."""

    prior: float
    true: Sequence[Numbers]
    by_chance: Sequence[Numbers]

    def bits(self, compared: Compared) -> Numbers:
        """The evidence of each pair in bits, with the prior; unknown is none."""
        total = np.full(len(compared.node_a), log2(self.prior / (1 - self.prior)))
        for place, (true, by_chance) in enumerate(zip(self.true, self.by_chance, strict=True)):
            level = compared.levels[place]
            told = np.append(np.log2(true / by_chance), 0.0)[level]  # the last entry answers to -1
            if place in compared.shares:
                # To bear one name says as much as few bear it; a slip of it never says more.
                same = log2(true[0]) - np.log2(compared.shares[place])
                told = np.where(level == 0, same, np.where(level > 0, np.minimum(told, same), told))
            total += told
        return total


def chances(bits: Numbers) -> Numbers:
    """The probability of each pair to be one person."""
    return 1 / (1 + np.exp2(-np.clip(bits, -60, 60)))


def fit(facts: Sequence[Fact], met: Compared, drawn: Compared, all_pairs: int, likely_pairs: float) -> Learnt:
    """The numbers that the pairs which `met` and those `drawn` at random teach.

    To begin with `likely_pairs` of `all_pairs` are taken for true.
    """
    usual = [np.array(fact.usual) for fact in facts]
    nobody = np.zeros(len(drawn.node_a))
    learnt = Learnt(min(0.5, likely_pairs / all_pairs), usual, _by_chance(drawn, nobody, usual))
    for _ in range(MOST_STEPS):
        likely = chances(learnt.bits(met))
        last, learnt = (
            learnt,
            Learnt(
                min(0.5, max(1.0, float(likely.sum())) / all_pairs),
                [_taught(levels, likely, supposed) for levels, supposed in zip(met.levels, usual, strict=True)],
                _by_chance(drawn, chances(learnt.bits(drawn)), usual),
            ),
        )
        if max(float(np.abs(new - old).max()) for new, old in zip(learnt.true, last.true, strict=True)) < ENOUGH:
            break
    return learnt


def _by_chance(drawn: Compared, likely: Numbers, usual: Sequence[Numbers]) -> list[Numbers]:
    """The share of pairs of two people at each level.

    What was never seen is rarer than once in all that were drawn.
    """
    found = []
    for levels, supposed in zip(drawn.levels, usual, strict=True):
        known = levels >= 0
        counted = np.bincount(levels[known], weights=1 - likely[known], minlength=len(supposed))
        found.append(np.maximum(counted, 0.5) / max(1.0, counted.sum()))
    return found


def _taught(levels: npt.NDArray[Any], likely: Numbers, supposed: Numbers) -> Numbers:
    """The share of true pairs at each level; `supposed` counts as a few."""
    known = levels >= 0
    counted = np.bincount(levels[known], weights=likely[known], minlength=len(supposed)) + PRIOR_PAIRS * supposed
    return np.asarray(counted / counted.sum(), dtype=float)
