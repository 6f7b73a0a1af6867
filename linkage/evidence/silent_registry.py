"""Finds the lists of the registry that tell no status of a number.

Such a list gives date and card of nearly everybody, and of whom it did not find neither. Counted over the whole city
even where a few rows alone are looked at (`explain`).
"""

from __future__ import annotations

import duckdb

ENOUGH = 0.9
"""Share of a list's rows that must have a date or a card before a row that has neither says that nobody was found."""

_COUNT = """
CREATE OR REPLACE TEMP TABLE silent_lists AS
SELECT hash(agency_id, table_id, semester) AS list FROM ({source})
GROUP BY ALL
HAVING count(registry_status) = 0
    AND count(*) FILTER (birth_date IS NOT NULL OR family_card_no IS NOT NULL) >= {enough} * count(*)
"""


def count(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Fills `silent_lists(list)`, as `records.lists` names them, from a SELECT of the registry's rows."""
    connection.execute(_COUNT.format(source=source, enough=ENOUGH))
