"""Draws chance that can be repeated.

Named random streams, and a fixed draw for every person or family.

A stream is named by what it decides, so that one more draw in one place changes nothing elsewhere. A fixed draw is a
hash of the person's number: the same office misspells the same name in the same way in every semester.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from simulation.arrays import Floats, Ints, Objects

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def _salt(labels: tuple[object, ...]) -> int:
    return int.from_bytes(sha256("/".join(map(str, labels)).encode()).digest()[:8], "little")


def stream(*labels: object) -> np.random.Generator:
    """A random generator that depends on `labels` alone."""
    return np.random.Generator(np.random.PCG64(_salt(labels)))


def draw(keys: Ints, *labels: object) -> Floats:
    """A number in [0, 1) for every key.

    Always the same for the same key and labels (splitmix64).
    """
    mixed: NDArray[np.uint64] = (keys.astype(np.uint64) + np.uint64(1)) * _STEP + np.uint64(_salt(labels))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def draw_integers(keys: Ints, count: int, *labels: object) -> Ints:
    """An integer in [0, count) for every key."""
    return (draw(keys, *labels) * count).astype(np.int64)


def choose(keys: Ints, options: Objects, *labels: object) -> Objects:
    """One of `options` for every key, all equally likely."""
    chosen: Objects = options[draw_integers(keys, len(options), *labels)]
    return chosen


def choose_weighted(keys: Ints, weights: list[float], *labels: object) -> Ints:
    """The position of one of `weights` for every key, as likely as its weight."""
    edges = np.cumsum(np.asarray(weights) / np.sum(weights))[:-1]
    return np.searchsorted(edges, draw(keys, *labels), side="right").astype(np.int64)
