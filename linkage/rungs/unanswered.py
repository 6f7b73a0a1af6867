"""Marks numbers that the registry could not answer, where it tells no status.

Its answer repeats what was asked, the number, the name, perhaps the kelurahan, and has neither date nor card, while
nearly every other row of the list has them (`silent_registry`).
"""

from __future__ import annotations

import duckdb

_NOBODY = """
UPDATE records SET is_nobody = true
WHERE is_registry AND own_year IS NULL AND card IS NULL AND nik IS NOT NULL
    -- in each semester in which it was asked
    AND list_has_all((SELECT coalesce(list(list), []) FROM silent_lists), lists)
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Marks as nobody's what the registry could not answer."""
    connection.execute(_NOBODY)
