"""Takes away NIKs that are family cards, typed into the person's cell.

Both have sixteen digits and a date, so no check of form tells them apart; another row does, which has the number in
its column of cards. The number then says what it can: whose card it is. A number that the registry knows as a NIK, or
that the row's own date of birth bears out, stays one: a child may be born on the day on which a card was issued.
"""

from __future__ import annotations

import duckdb

from linkage.rungs import foreign_nik

_CARDS = """
CREATE OR REPLACE TEMP TABLE foreign_numbers AS
WITH cards AS (SELECT DISTINCT card AS nik FROM records WHERE card IS NOT NULL),
doubted AS (
    SELECT nik FROM records SEMI JOIN cards USING (nik)
    GROUP BY nik HAVING NOT bool_or((is_registry AND NOT is_nobody) OR (birth_exact IS NOT NULL AND owns_nik))
)
SELECT node, nik AS sent_nik, false AS is_slip, false AS keeps_date FROM records SEMI JOIN doubted USING (nik);

UPDATE records SET card = foreign_numbers.sent_nik
FROM foreign_numbers WHERE foreign_numbers.node = records.node AND card IS NULL
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from `records` the NIKs that are cards elsewhere, and makes them the row's card."""
    connection.execute(_CARDS)
    foreign_nik.take_away(connection)
