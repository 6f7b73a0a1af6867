"""Marks numbers that the registry could not answer, where it tells no status.

Its answer repeats what was asked, the number, the name, perhaps the kelurahan, and has neither date nor card, while
nearly every other row of the list has them (`silent_registry`).
"""

from __future__ import annotations

import duckdb

_NOBODY = """
UPDATE records SET is_nobody = true
FROM silent_lists
WHERE is_registry AND own_year IS NULL AND card IS NULL AND nik IS NOT NULL
    AND silent_lists.agency_id = records.agency_id AND silent_lists.table_id = records.table_id
    AND silent_lists.semester = records.semester
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Marks as nobody's what the registry could not answer."""
    connection.execute(_NOBODY)
