"""Tells what the next answers of the review move, and after which one may stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

STEP = 50
"""Answers that a person gives at a sitting."""
REST = 0.05
"""Share of the receipts and of the rupiah in question that may be left undecided."""


@dataclass(frozen=True)
class Sitting:
    """The pairs of one sitting, by first and last number, and their worth."""

    first: int
    last: int
    receipts: int
    amount_idr: int


def sittings(open_pairs: Sequence[dict[str, Any]]) -> list[Sitting]:
    """The open pairs, those that move most first, in sittings of `STEP`."""
    return [
        Sitting(start + 1, start + len(part), *_moved(part))
        for start in range(0, len(open_pairs), STEP)
        for part in [open_pairs[start : start + STEP]]
    ]


def enough(open_pairs: Sequence[dict[str, Any]]) -> int:
    """The fewest answers after which the rest moves less than `REST`."""
    left, all_of_them = _moved(open_pairs), _moved(open_pairs)
    for number, pair in enumerate(open_pairs):
        if all(part <= REST * whole for part, whole in zip(left, all_of_them, strict=True)):
            return number
        left = left[0] - pair["moved_receipt_count"], left[1] - pair["moved_amount_idr"]
    return len(open_pairs)


def _moved(pairs: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """The receipts and rupiah that answers to the pairs move."""
    return sum(pair["moved_receipt_count"] for pair in pairs), sum(pair["moved_amount_idr"] for pair in pairs)
