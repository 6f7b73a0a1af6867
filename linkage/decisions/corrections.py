"""Lists the rows whose NIK is somebody else's: questions for the office that typed it.

Of a hundred pairs with one number and two names one is one person, and neither the name nor the register at hand tells
which number is wrong: the identity card does, and that the office can ask for. So such rows go back with its workbook,
and the review of pairs stays with what people can decide.
"""

from __future__ import annotations

import duckdb

_QUESTIONS = """
CREATE OR REPLACE TEMP TABLE number_questions AS
WITH held AS (SELECT DISTINCT nik, person_id FROM records INNER JOIN row_persons USING (node) WHERE nik IS NOT NULL),
-- Nobody could be told the owner: all who bear the number are asked.
torn AS (SELECT nik FROM held GROUP BY nik HAVING count(*) > 1),
asked AS (
    SELECT node, borrowed_numbers.nik
    FROM borrowed_numbers INNER JOIN row_persons USING (node)
    ANTI JOIN held ON held.nik = borrowed_numbers.nik AND held.person_id = row_persons.person_id
    UNION SELECT node, nik FROM records SEMI JOIN torn USING (nik)
)
SELECT node, asked.nik FROM asked INNER JOIN records USING (node)
WHERE NOT is_registry AND name_id IS NOT NULL
"""

OUTPUT = """
SELECT record_id, semester, entity, agency_id, table_id, number_questions.nik::VARCHAR AS nik
FROM number_questions INNER JOIN records USING (node) INNER JOIN record_rows USING (node) ORDER BY semester, record_id
"""


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `number_questions(node, nik)`: rows that another person has the number of; after `persons.name`."""
    connection.execute(_QUESTIONS)
