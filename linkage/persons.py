"""Clusters become persons: each takes the id that its rows had before, or a new one."""

from __future__ import annotations

import duckdb

from linkage import ledger

# The state before this semester speaks first, unless an earlier run of this semester did not know the id yet (a semester
# before it came late). What that run gave out is the second choice: who parted from a larger group keeps the new id.
_CLAIMS = """
CREATE OR REPLACE TEMP TABLE members AS
SELECT label, member_key AS member FROM clusters INNER JOIN records USING (node);

CREATE OR REPLACE TEMP TABLE claims AS
WITH before AS (SELECT member, id FROM previous WHERE part = 'row'),
own AS (SELECT member, id FROM earlier WHERE part = 'row'),
-- Ids of which that run knew: in use then, or led on to another.
given_out AS (SELECT DISTINCT id FROM earlier WHERE part IN ('id', 'event')),
first_seen AS (
    SELECT id, min(semester) AS since
    FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) WHERE part = 'id' GROUP BY id
),
first_choice AS (
    SELECT coalesce(before.member, own.member) AS member,
        CASE WHEN given_out.id IS NOT NULL OR own.id IS NULL THEN before.id ELSE own.id END AS id
    FROM before FULL JOIN own USING (member) LEFT JOIN given_out ON given_out.id = before.id
),
choices AS (
    SELECT member, id, 1 AS choice FROM first_choice
    UNION ALL SELECT member, own.id, 2 FROM own INNER JOIN first_choice USING (member) WHERE own.id <> first_choice.id
)
SELECT member, choices.id, choice, since, given_out.id IS NOT NULL AS is_given_out
FROM choices LEFT JOIN given_out USING (id) LEFT JOIN first_seen USING (id);

CREATE OR REPLACE TEMP TABLE known_ids AS
SELECT DISTINCT id FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) WHERE part IN ('id', 'event');
"""

_PERSON_ROWS = """
CREATE TEMP TABLE row_persons AS
SELECT node, carried.id AS person_id, rung, score, evidence FROM links INNER JOIN carried USING (label);
DROP TABLE links; DROP TABLE edges; DROP TABLE clusters; DROP TABLE conflicts;

CREATE TEMP VIEW person_rows AS
SELECT records.*, person_id, rung, score, evidence FROM records INNER JOIN row_persons USING (node);
"""

# What became of an id: where the rows that it had are now; where the rows of a new id were before.
_FATES = """
CREATE OR REPLACE TEMP TABLE person_fates AS
SELECT id, person_id AS other_id, count(*) AS overlap
FROM (
    SELECT id, member FROM previous WHERE part = 'row'
    UNION ALL SELECT id, member FROM earlier WHERE part = 'row'
) AS held INNER JOIN person_rows ON member_key = member
GROUP BY id, person_id;

CREATE OR REPLACE TEMP TABLE person_origins AS
SELECT person_id AS id, previous.id AS other_id, count(*) AS overlap
FROM person_rows INNER JOIN previous ON member_key = member AND part = 'row'
WHERE person_id <> previous.id
GROUP BY person_id, previous.id
"""


def name(connection: duckdb.DuckDBPyConnection, semester: str, key: bytes) -> None:
    """Fills `person_rows`: `records` with `person_id` and the evidence of the link."""
    connection.execute(_CLAIMS)
    ledger.carry(connection, "person", semester, key)
    connection.execute(_PERSON_ROWS)
    connection.execute(_FATES)
