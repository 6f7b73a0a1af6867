"""Rung 2, continuity: the same row of the same list in another semester is the same person.

For rows with neither NIK nor number. Only a row that is alone in its content in every semester counts, and only
when it says more than a name: a birth date, an address or the name of its head or mother.
"""

from __future__ import annotations

import duckdb

_EDGES = """
INSERT INTO edges
WITH rows_of_content AS (
    SELECT node, semester, min(node) OVER content AS first_node,
        count(*) OVER (PARTITION BY fingerprint, semester) AS count_in_semester
    FROM records
    WHERE nik IS NULL AND says_more
    WINDOW content AS (PARTITION BY fingerprint)
)
SELECT first_node, node, 2, 0.9, 'same_row'
FROM rows_of_content
WHERE node <> first_node AND first_node NOT IN (SELECT first_node FROM rows_of_content WHERE count_in_semester > 1)
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges between equal rows of one list in different semesters."""
    connection.execute(_EDGES)
