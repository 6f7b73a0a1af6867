"""Makes persons of clusters.

Each takes the id that its rows had before, or a new one.
"""

from __future__ import annotations

import duckdb

from linkage.identity import ledger

# The first choice is what the row had before the semester; the second, what an earlier run of this semester gave it:
# who parted from a group keeps the id got then. The last: a row that was withdrawn and comes back, the id that ended.
_CLAIMS = """
CREATE OR REPLACE TEMP TABLE members AS
SELECT label, member_key AS member FROM clusters INNER JOIN record_rows USING (node);

CREATE OR REPLACE TEMP TABLE claims AS
WITH before AS (SELECT member, id FROM previous WHERE part = 'row'),
own AS (SELECT member, id FROM earlier WHERE part = 'row'),
given_out AS (SELECT DISTINCT id FROM earlier WHERE part = 'id'),
first_seen AS (
    SELECT id, min(semester) AS since
    FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) WHERE part = 'id' GROUP BY id
),
ended AS (
    SELECT DISTINCT member, id FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier)
    WHERE part = 'gone' AND kind = 'person'
),
choices AS (
    SELECT member, id, 1 AS choice FROM before
    UNION ALL
    SELECT member, own.id, CASE WHEN before.id IS NULL THEN 1 ELSE 2 END
    FROM own LEFT JOIN before USING (member) WHERE own.id IS DISTINCT FROM before.id
    UNION ALL
    SELECT member, id, 3 FROM ended ANTI JOIN before USING (member) ANTI JOIN own USING (member)
)
SELECT member, choices.id, choice, since, given_out.id IS NOT NULL AS is_given_out, false AS is_first,
    false AS is_kept
FROM choices LEFT JOIN given_out USING (id) LEFT JOIN first_seen USING (id);

CREATE OR REPLACE TEMP TABLE known_ids AS
SELECT DISTINCT id FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) WHERE part IN ('id', 'event');
"""

_PERSON_ROWS = """
CREATE TEMP TABLE row_persons AS
SELECT node, carried.id AS person_id, rung, score, evidence FROM links INNER JOIN carried USING (label);
DROP TABLE links; DROP TABLE edges; DROP TABLE clusters; DROP TABLE conflicts;

CREATE TEMP VIEW person_rows AS
SELECT record_rows.*, records.* EXCLUDE (node), person_id, rung, score, evidence
FROM record_rows INNER JOIN records USING (node) INNER JOIN row_persons USING (node);
"""

# What became of an id: where the rows that it had are now; where the rows of a new id were before.
_FATES = """
CREATE OR REPLACE TEMP TABLE person_fates AS
SELECT id, person_id AS other_id, count(*) AS overlap
FROM (
    SELECT id, member FROM previous WHERE part = 'row'
    UNION ALL SELECT id, member FROM earlier WHERE part = 'row'
    UNION ALL SELECT id, member FROM earlier WHERE part = 'gone' AND kind = 'person'
    UNION ALL SELECT id, member FROM previous WHERE part = 'gone' AND kind = 'person'
) AS held INNER JOIN person_rows ON member_key = member
GROUP BY id, person_id;

CREATE OR REPLACE TEMP TABLE person_origins AS
SELECT person_id AS id, previous.id AS other_id, count(*) AS overlap
FROM person_rows INNER JOIN previous ON member_key = member AND part = 'row'
WHERE person_id <> previous.id
GROUP BY person_id, previous.id
"""


def name(connection: duckdb.DuckDBPyConnection, semester: str, key: bytes) -> None:
    """Fills `person_rows`: the accepted rows, what they say, `person_id` and the link."""
    connection.execute(_CLAIMS)
    ledger.carry(connection, "person", semester, key)
    connection.execute(_PERSON_ROWS)
    connection.execute(_FATES)
