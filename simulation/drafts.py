"""Drafts who lives together, and how old.

Families as matrices, before they have names, numbers or a place to live.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Floats, Ints, Mask
from simulation.city import CHILD, FEMALE, HEAD, MALE, MARRIED, PARENT, SINGLE, SPOUSE, WIDOWED

# Kinds of families and how common they are; mean size comes to about 3.4 (family cards, not kitchens).
_COUPLE_CHILDREN, _COUPLE, _MOTHER, _FATHER, _ALONE, _THREE_GENERATIONS = range(6)
_KIND_WEIGHTS = [0.58, 0.12, 0.13, 0.02, 0.08, 0.07]
_CHILDREN = 7  # slots for children per family
_SLOTS = 3 + _CHILDREN
_CHILD_WEIGHTS = [0.0, 0.22, 0.33, 0.24, 0.12, 0.06, 0.02, 0.01]


@dataclass
class Draft:
    """Families as matrices: one row per family, one column per slot (head, spouse, parent, children)."""

    present: Mask
    age: Floats  # years, with fraction
    sex: Ints
    marital: Ints
    relation: Ints  # of each slot


def draft_families(rng: np.random.Generator, count: int) -> Draft:
    """`count` families as ages and relations, nobody named yet."""
    kind = rng.choice(len(_KIND_WEIGHTS), size=count, p=np.asarray(_KIND_WEIGHTS) / sum(_KIND_WEIGHTS))
    head_age = np.select(
        [kind == _COUPLE, kind == _MOTHER, kind == _ALONE, kind == _THREE_GENERATIONS],
        [
            np.where(rng.random(count) < 0.4, rng.normal(28, 4, count), rng.normal(64, 8, count)),
            rng.normal(49, 11, count),
            rng.uniform(20, 84, count),
            rng.normal(38, 6, count),
        ],
        rng.normal(42, 9.5, count),
    )
    head_age = np.clip(head_age, 20.5, 88)
    wife_age = np.clip(head_age - rng.normal(3.2, 3.2, count), 18.2, 86)
    parent_age = np.clip(head_age + rng.uniform(20, 32, count), 45, 93)
    has_spouse = np.isin(kind, [_COUPLE_CHILDREN, _COUPLE, _THREE_GENERATIONS])
    mother_age = np.where(kind == _MOTHER, head_age, np.where(has_spouse, wife_age, head_age - 3))
    child_age, child_here = _children(rng, mother_age, np.isin(kind, [_COUPLE, _ALONE]))
    age = np.column_stack([head_age, wife_age, parent_age, child_age])
    present = np.column_stack([np.ones(count, bool), has_spouse, kind == _THREE_GENERATIONS, child_here])
    sex = np.where(rng.random((count, _SLOTS)) < 0.503, MALE, FEMALE)
    sex[:, 0] = np.where(kind == _MOTHER, FEMALE, np.where(kind == _ALONE, sex[:, 0], MALE))
    sex[:, 1] = FEMALE
    sex[:, 2] = np.where(rng.random(count) < 0.3, MALE, FEMALE)
    marital = np.full((count, _SLOTS), SINGLE)
    alone = np.where(head_age > 45, WIDOWED, SINGLE)
    marital[:, 0] = np.where(
        has_spouse, MARRIED, np.where(kind == _ALONE, alone, np.where(rng.random(count) < 0.7, 4, 3))
    )
    marital[:, 1], marital[:, 2] = MARRIED, WIDOWED
    relation = np.array([HEAD, SPOUSE, PARENT] + [CHILD] * _CHILDREN)
    return Draft(present, age, sex, marital, relation)


def _children(rng: np.random.Generator, mother_age: Floats, childless: Mask) -> tuple[Floats, Mask]:
    """Age and presence of up to seven children per family.

    Now and then twins, born on the same day.
    """
    count = len(mother_age)
    born = rng.choice(_CHILDREN + 1, size=count, p=np.asarray(_CHILD_WEIGHTS))
    gaps = 1.2 + rng.gamma(2.0, 1.4, size=(count, _CHILDREN))
    gaps[:, 0] = 18.5 + rng.gamma(2.2, 2.0, count)
    gaps[:, 1:][rng.random((count, _CHILDREN - 1)) < 0.012] = 0.0
    age_at_birth = np.cumsum(gaps, axis=1)
    age = mother_age[:, None] - age_at_birth
    stays = np.interp(age, [0, 19, 24, 30, 40], [1, 0.97, 0.7, 0.3, 0.08])
    twin_stays = rng.random((count, _CHILDREN))
    here = (np.arange(_CHILDREN) < born[:, None]) & (age >= 0.02) & (age_at_birth < 44) & (twin_stays < stays)
    here[childless] = False
    return age, here
