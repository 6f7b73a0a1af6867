"""Cards of one family, beside a registry that knows every card of a city."""

from __future__ import annotations

import duckdb

from linkage.identity import cards

CITY = 20_000
FIRST, SECOND, THIRD = 7700000101150001, 7700000202160002, 7700000303170003


def test_a_registry_of_a_whole_city_is_not_met_with_itself() -> None:
    """One person has two cards, another has two that the registry confirms both: that is all there is to find.

    Bound by memory: a join of the registry's cards with each other would need the square of their number.
    """
    with duckdb.connect(config={"memory_limit": "80MB", "temp_directory": "", "threads": 1}) as connection:
        connection.execute(
            "CREATE TEMP TABLE family_rows AS"
            f" SELECT range AS person_id, {THIRD} + range AS card, '2017-S1' AS semester, true AS is_registry,"
            f" NULL::VARCHAR AS reference_list FROM range({CITY})"
        )
        rows = [(-1, FIRST, False), (-1, SECOND, False), (-2, THIRD, False), (-2, THIRD + 1, False)]
        connection.executemany("INSERT INTO family_rows VALUES (?, ?, '2017-S1', ?, NULL)", rows)
        cards.join(connection, "2017-S1")
        joined = connection.execute("SELECT card, first_card FROM joined_cards ORDER BY card").fetchall()
    assert joined == [(FIRST, FIRST), (SECOND, FIRST)]
