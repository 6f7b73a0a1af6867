"""Rung 2, continuity: the same row of the same list in another semester.

Such rows are the same person.

For rows with neither NIK nor number, and only when they say more than a name: a birth date, an address or the name of
the head or mother. Of rows that are equal in one semester (PKH has a row per component) the first is the first of the
next, the second the second: nobody can tell them apart, and without it they would get new ids every half year.
"""

from __future__ import annotations

import duckdb

_EDGES = """
INSERT INTO edges
WITH continued AS (
    SELECT node, row_count, min(node) OVER (PARTITION BY fingerprint, ordinal) AS first_node
    FROM records WHERE nik IS NULL AND says_more
)
SELECT first_node, node, 2, 0.9, 'same_row' FROM continued WHERE node <> first_node OR row_count > 1
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges between equal rows of one list in different semesters."""
    connection.execute(_EDGES)
