"""What the next answers of the review move, and when to stop."""

from __future__ import annotations

from typing import Any

import pytest

from delivery.review.worth import Sitting, enough, sittings


def pairs(*moved: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"moved_receipt_count": receipts, "moved_amount_idr": amount} for receipts, amount in moved]


def test_sittings_of_fifty_with_what_they_move() -> None:
    found = sittings(pairs(*[(2, 1000)] * 50, (1, 500), (0, 0)))
    assert found == [Sitting(1, 50, 100, 50_000), Sitting(51, 52, 1, 500)]


@pytest.mark.parametrize(
    ("moved", "last"),
    [
        ([(10, 100), (9, 90), (1, 10)], 2),
        ([(10, 100), (10, 20), (1, 100)], 3),  # few receipts, much money
        ([(0, 0), (0, 0)], 0),
        ([], 0),
    ],
)
def test_one_may_stop_when_the_rest_moves_little(moved: list[tuple[int, int]], last: int) -> None:
    assert enough(pairs(*moved)) == last
