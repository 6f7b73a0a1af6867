"""Reads and writes the frozen numbers of the model.

They are m and u per comparison and level, beside them the weight in bits.

`weights.json` knows no engine. m is the share of true pairs at a level, u that of pairs of two people; the weight is
log2(m / u). The prior is that of a pair of records of which one is looked for among all others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log2
from typing import Any

from linkage.model.comparisons import COMPARISONS


@dataclass(frozen=True)
class Chances:
    """The chances of one level among true pairs (`m`) and others (`u`).

    Others are pairs of two people; both chances are above 0.
    """

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Bits of evidence that the level gives."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Weights:
    """All numbers of one model.

    `found_share`: share of the records looked for that are among the others.
    """

    version: str
    found_share: float
    link_from: float
    review_from: float
    levels: Mapping[str, Mapping[str, Chances]]

    def prior(self, persons: int) -> float:
        """Probability that a record and one of `persons` others, drawn blindly, are one person."""
        return min(0.5, self.found_share / max(1, persons))

    def of(self, field: str) -> dict[str, float]:
        """Weight of each level of `field`."""
        return {name: chances.weight for name, chances in self.levels[field].items()}


def parse(document: Mapping[str, Any]) -> Weights:
    """The weights that `document` (see `weights.json`) holds; ValueError where a level is missing or unknown."""
    levels = {
        field: {name: Chances(float(pair["m"]), float(pair["u"])) for name, pair in found.items()}
        for field, found in document["comparisons"].items()
    }
    wanted = {comparison.field: set(comparison.level_names) for comparison in COMPARISONS}
    if {field: set(found) for field, found in levels.items()} != wanted:
        raise ValueError("the weights do not fit the comparisons of this version")
    return Weights(document["version"], document["found_share"], document["link_from"], document["review_from"], levels)


def render(weights: Weights) -> str:
    """`weights` as the text of `weights.json`."""
    comparisons = {
        field: {
            name: {"m": chances.m, "u": chances.u, "log2_bayes_factor": round(chances.weight, 4)}
            for name, chances in found.items()
        }
        for field, found in weights.levels.items()
    }
    head = {name: getattr(weights, name) for name in ("version", "found_share", "link_from", "review_from")}
    return json.dumps({**head, "comparisons": comparisons}, indent=2) + "\n"


@lru_cache(maxsize=1)
def load() -> Weights:
    """The weights that this version of the program ships."""
    return parse(json.loads(resources.files("linkage.model").joinpath("weights.json").read_text("utf-8")))
