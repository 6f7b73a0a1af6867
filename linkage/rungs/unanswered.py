"""Marks numbers that the registry could not answer, where it tells no status.

Such an answer repeats what was asked, the number, the name, perhaps the kelurahan, and has neither date nor card,
while nearly every other row of the list has them. Only a list that tells of no number that it was not found is read so.
"""

from __future__ import annotations

import duckdb

ENOUGH = 0.9
"""Share of a list's rows that must have a date or a card before one that has neither says that nobody was found."""

_NOBODY = """
WITH silent AS (
    SELECT agency_id, table_id, semester FROM records WHERE is_registry
    GROUP BY ALL
    HAVING NOT bool_or(is_nobody)
        AND count(*) FILTER (birth_exact IS NOT NULL OR card IS NOT NULL) >= {enough} * count(*)
)
UPDATE records SET is_nobody = true
FROM silent
WHERE is_registry AND birth_exact IS NULL AND year_slack = 0 AND card IS NULL AND nik IS NOT NULL
    AND silent.agency_id = records.agency_id AND silent.table_id = records.table_id
    AND silent.semester = records.semester
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Marks as nobody's what the registry could not answer."""
    connection.execute(_NOBODY.format(enough=ENOUGH))
