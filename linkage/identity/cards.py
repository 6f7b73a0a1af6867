"""Tells which family cards are one family's.

They are the old one and the new one that somebody carries at a time. Lists hear late of a new card, and row by row. Two
cards that one person carries in one semester are one family's, unless the registry confirms both: then the person has
left one family for another. Of a person's cards the newest says where the person stands; the day of issue is in the
number.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from linkage.components import components

ISSUED = "card // 10000 % 100 * 10000 + card // 1000000 % 100 * 100 + card // 100000000 % 100"
"""The SQL of the day on which a card was issued, as a number that grows with time: YYMMDD of its DDMMYY."""

MOST_CARDS = 3
"""Cards of one person in one semester beyond which they tell nothing of its family."""

_TOGETHER = """
WITH carried AS (SELECT DISTINCT person_id, card FROM person_rows WHERE semester = $semester AND card IS NOT NULL),
several AS (FROM carried QUALIFY count(*) OVER (PARTITION BY person_id) BETWEEN 2 AND $most),
confirmed AS (SELECT DISTINCT card FROM person_rows WHERE is_registry AND semester <= $semester AND card IS NOT NULL)
SELECT DISTINCT one.card, other.card
FROM several AS one INNER JOIN several AS other ON one.person_id = other.person_id AND one.card < other.card
WHERE one.card NOT IN (FROM confirmed) OR other.card NOT IN (FROM confirmed)
ORDER BY ALL
"""


def join(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Fills `joined_cards(card, first_card)`: cards that are one family's in `semester`, and the first of them."""
    pairs: list[Any] = connection.execute(_TOGETHER, {"semester": semester, "most": MOST_CARDS}).fetchall()
    cards = sorted({card for pair in pairs for card in pair})
    place = {card: number for number, card in enumerate(cards)}
    ends = [np.array([place[pair[side]] for pair in pairs], dtype=np.int32) for side in (0, 1)]
    labels = components(len(cards), *ends).tolist()
    table = pa.table(
        {"card": pa.array(cards, pa.int64()), "first_card": pa.array([cards[label] for label in labels], pa.int64())}
    )
    connection.register("joined", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE joined_cards AS SELECT card, first_card FROM joined")
    connection.unregister("joined")
