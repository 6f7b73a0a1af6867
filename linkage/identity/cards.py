"""Tells which family cards are one family's.

They are the old one and the new one that somebody carries at a time. Lists hear late of a new card, and row by row. Two
cards that one person carries in one semester are one family's, unless the registry confirms both, or the newest agreed
source lists both: then the person has left one family for another. A source hears of a family as a whole, so that it
never has the old and the new card of one. For the same reason a card on which lists still have people of two such
families does not make one of them. Of a person's cards the newest says where the person stands; the day of issue is in
the number.
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
WITH carried AS (SELECT DISTINCT person_id, card FROM family_rows WHERE semester = $semester AND card IS NOT NULL),
several AS (FROM carried QUALIFY count(*) OVER (PARTITION BY person_id) BETWEEN 2 AND $most),
told AS (
    SELECT DISTINCT card, semester, CASE WHEN is_registry THEN 'registry' ELSE reference_list END AS teller
    FROM family_rows WHERE (is_registry OR reference_list IS NOT NULL) AND semester <= $semester AND card IS NOT NULL
),
-- a row for each card: two rows that only share a teller must never meet, they are the square of a city
settled AS (
    SELECT card, list(DISTINCT teller) AS tellers
    FROM (FROM told QUALIFY teller = 'registry' OR semester = max(semester) OVER (PARTITION BY teller = 'registry'))
    GROUP BY card
),
pairs AS (
    SELECT one.card, other.card AS other_card, count(*) AS carrier_count
    FROM several AS one INNER JOIN several AS other ON one.person_id = other.person_id AND one.card <> other.card
    GROUP BY ALL
),
apart AS (
    SELECT card, other_card
    FROM pairs INNER JOIN settled AS one USING (card) INNER JOIN settled AS other ON other.card = other_card
    WHERE list_has_any(one.tellers, other.tellers)
    UNION
    -- an old card whose holders parted goes along with the larger part alone
    SELECT lesser.card, lesser.other_card
    FROM pairs AS lesser INNER JOIN pairs AS greater
        ON greater.card = lesser.card AND greater.other_card <> lesser.other_card
        AND greater.carrier_count >= lesser.carrier_count
    INNER JOIN settled AS one ON one.card = lesser.other_card
    INNER JOIN settled AS other ON other.card = greater.other_card
    WHERE list_has_any(one.tellers, other.tellers)
),
either AS (FROM apart UNION SELECT other_card, card FROM apart)
SELECT card, other_card FROM pairs ANTI JOIN either USING (card, other_card) WHERE card < other_card ORDER BY ALL
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
