"""Takes away NIKs that the row's own date or card disowns.

A number dragged down a column falls on a neighbour, now and then on one of the same name: number and name agree, and
only the date and the card say that it is somebody else. A row without a date is told by its card alone, where its list
has the number on two cards and the registry has the name on this one under another. So this is asked before rung 1. A
number one slip from the right one is left to `slipped_number`, which keeps it as what was sent.
"""

from __future__ import annotations

import duckdb

from linkage.rungs import foreign_nik

YEARS_OFF = 2
"""Years by which a date known to the year alone may miss the one in the NIK."""

_DISOWNED = """
CREATE OR REPLACE TEMP TABLE foreign_numbers AS
WITH
-- Twice in one list, on two cards: one of the two was typed or dragged from the other.
on_two_cards AS (
    SELECT nik, list FROM (SELECT nik, card, unnest(lists) AS list FROM records WHERE nik IS NOT NULL)
    GROUP BY nik, list HAVING count(DISTINCT card) > 1
),
doubled AS (
    SELECT DISTINCT node FROM (SELECT node, nik, unnest(lists) AS list FROM records) SEMI JOIN on_two_cards
    USING (nik, list)
),
rows_named AS (
    SELECT records.*, name.full_form AS form, node IN (FROM doubled) AS is_on_two_cards,
        (birth_year - nik // 10000 % 100 + 50 + {years}) % 100 NOT BETWEEN 50 AND 50 + 2 * {years} AS is_year_off
    FROM records INNER JOIN name_forms USING (name_id) WHERE nik IS NOT NULL
),
disowned AS (
    FROM rows_named
    WHERE NOT is_registry AND card IS NOT NULL
        AND (strftime(birth_exact, '%d%m%y') <> nik_date OR (birth_exact IS NULL AND (is_year_off OR is_on_two_cards)))
)
SELECT DISTINCT disowned.node, disowned.nik AS sent_nik, false AS is_slip, false AS keeps_date
FROM disowned
INNER JOIN rows_named AS other ON other.form = disowned.form AND other.card = disowned.card
WHERE other.nik <> disowned.nik AND damerau_levenshtein(other.nik::VARCHAR, disowned.nik::VARCHAR) > 1
    AND CASE WHEN disowned.birth_exact IS NOT NULL THEN other.birth_exact = disowned.birth_exact AND other.owns_nik
        WHEN disowned.is_year_off THEN abs(other.birth_year - disowned.birth_year) <= {years} AND other.owns_nik
        ELSE other.is_registry AND NOT other.is_nobody END
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from `records` the NIKs that the row's own facts speak against."""
    connection.execute(_DISOWNED.format(years=YEARS_OFF))
    connection.execute(foreign_nik.BORROWED)
    foreign_nik.take_away(connection)
