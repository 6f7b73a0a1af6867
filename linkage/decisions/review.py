"""Fills the queue of pairs about which people are asked, with what they decided.

The question is whether the two rows are one person.

One question for each pair of persons, whatever the number of rows and reasons; a pair of persons between which
somebody has decided is not asked again, but stays in the queue with the decision, so that it can be taken back.
"""

from __future__ import annotations

import duckdb

REASONS = (
    "review_band",
    "two_niks_one_name",
    "guard_two_niks",
    "guard_same_list",
    "guard_birth_year",
)
"""Why a pair is asked about, the reason that says most first. `decided` stands for pairs that are no longer open.

One number under two names is no reason: the office that typed it is asked (`corrections.py`)."""

_QUEUE = """
CREATE OR REPLACE TEMP TABLE review_queue AS
WITH faces AS (
    -- The model compares persons: of each the row that says most stands for it.
    SELECT person_id, arg_max(node, {{'said': (nik IS NOT NULL)::INT + (card IS NOT NULL)::INT
        + (birth_exact IS NOT NULL)::INT + says_more::INT, 'first': -node}}) AS node
    FROM records INNER JOIN row_persons USING (node)
    SEMI JOIN (
        SELECT person_id FROM row_persons WHERE node IN (
            SELECT unnest([node_a, node_b]) FROM open_conflicts WHERE reason = 'review_band')
    ) AS compared USING (person_id)
    GROUP BY person_id
),
asked AS (
    SELECT coalesce(one_face.node, open_conflicts.node_a) AS node_a,
        coalesce(other_face.node, open_conflicts.node_b) AS node_b, reason, match_probability AS score,
        least(one.person_id, other.person_id) AS low_person, greatest(one.person_id, other.person_id) AS high_person
    FROM open_conflicts
    INNER JOIN row_persons AS one ON one.node = open_conflicts.node_a
    INNER JOIN row_persons AS other ON other.node = open_conflicts.node_b
    LEFT JOIN verdicts
        ON verdicts.node_a = open_conflicts.node_a AND verdicts.node_b = open_conflicts.node_b
            AND reason = 'review_band'
    LEFT JOIN faces AS one_face ON one_face.person_id = one.person_id AND reason = 'review_band'
    LEFT JOIN faces AS other_face ON other_face.person_id = other.person_id AND reason = 'review_band'
    WHERE list_contains({reasons}, reason) AND one.person_id <> other.person_id
),
answered AS (
    SELECT DISTINCT least(one_now.person_id, other_now.person_id) AS low_person,
        greatest(one_now.person_id, other_now.person_id) AS high_person
    FROM decisions
    INNER JOIN decided_rows AS one ON one.fingerprint = fingerprint_a
    INNER JOIN decided_rows AS other ON other.fingerprint = fingerprint_b
    INNER JOIN row_persons AS one_now ON one_now.node = one.node
    INNER JOIN row_persons AS other_now ON other_now.node = other.node
    WHERE is_in_force AND verdict <> 'same'
),
sorted AS (
    SELECT reason, score, low_person, high_person,
        CASE WHEN in_order THEN one.fingerprint ELSE other.fingerprint END AS fingerprint_a,
        CASE WHEN in_order THEN other.fingerprint ELSE one.fingerprint END AS fingerprint_b,
        CASE WHEN in_order THEN node_a ELSE node_b END AS node_a,
        CASE WHEN in_order THEN node_b ELSE node_a END AS node_b
    FROM (SELECT *, node_a < node_b AS in_order FROM asked ANTI JOIN answered USING (low_person, high_person)) AS asked
    INNER JOIN records AS one ON one.node = asked.node_a INNER JOIN records AS other ON other.node = asked.node_b
),
ranked AS (
    SELECT *, list_position({reasons}, reason) AS weight FROM sorted
    QUALIFY row_number() OVER (
        PARTITION BY low_person, high_person
        ORDER BY list_position({reasons}, reason), reason, score DESC, fingerprint_a, fingerprint_b,
            node_a, node_b) = 1
),
open_pairs AS (
    SELECT node_a, node_b, fingerprint_a, fingerprint_b, reason, score, NULL AS verdict, NULL AS decided_by,
        NULL AS decided_at, NULL AS decided_reason, NULL::BOOLEAN AS is_in_force
    FROM ranked
    QUALIFY row_number() OVER (PARTITION BY fingerprint_a, fingerprint_b ORDER BY node_a, node_b) = 1
),
decided_ones AS (
    SELECT one.first_node AS node_a, max(other.node) AS node_b, fingerprint_a, fingerprint_b, 'decided' AS reason,
        NULL::DOUBLE AS score, verdict, decided_by, decided_at, reason AS decided_reason, is_in_force
    FROM decisions
    INNER JOIN decided_rows AS one ON one.fingerprint = fingerprint_a AND one.node = one.first_node
    INNER JOIN decided_rows AS other ON other.fingerprint = fingerprint_b AND other.node <> one.node
    GROUP BY ALL
),
pairs AS (
    SELECT * FROM open_pairs ANTI JOIN decided_ones USING (fingerprint_a, fingerprint_b)
    UNION ALL SELECT * FROM decided_ones
),
-- Shown is the newest row with this content of this person: the one that its office can still look up.
shown AS (
    SELECT pairs.node_a AS node, 'a' AS side, node_a, node_b FROM pairs
    UNION ALL SELECT node_b, 'b', node_a, node_b FROM pairs
),
newest AS (
    SELECT shown.node_a, shown.node_b, side, person.person_id,
        arg_max({{'record_id': same.record_id, 'entity': same.entity, 'semester': same.semester}},
            {{'semester': same.semester, 'record_id': same.record_id}}) AS line
    FROM shown
    INNER JOIN records AS mine ON mine.node = shown.node
    INNER JOIN row_persons AS person ON person.node = shown.node
    INNER JOIN records AS alike ON alike.fingerprint = mine.fingerprint
    INNER JOIN row_persons AS theirs ON theirs.node = alike.node AND theirs.person_id = person.person_id
    INNER JOIN record_rows AS same ON same.node = alike.node
    GROUP BY ALL
)
SELECT pairs.*, one.line AS line_a, other.line AS line_b, one.person_id AS person_a, other.person_id AS person_b
FROM pairs
INNER JOIN newest AS one ON one.node_a = pairs.node_a AND one.node_b = pairs.node_b AND one.side = 'a'
INNER JOIN newest AS other ON other.node_a = pairs.node_a AND other.node_b = pairs.node_b AND other.side = 'b'
"""

# The id of a pair is made of what its two rows say, so it is the same in every run that finds them.
OUTPUT = """
SELECT 'T' || left(md5(format('{{:016x}}{{:016x}}', fingerprint_a, fingerprint_b)), 16) AS pair_id,
    reason, score,
    line_a.semester AS semester_a, line_a.entity AS entity_a, line_a.record_id AS record_id_a,
    format('{{:016x}}', fingerprint_a) AS fingerprint_a, {person_a} AS person_id_a,
    line_b.semester AS semester_b, line_b.entity AS entity_b, line_b.record_id AS record_id_b,
    format('{{:016x}}', fingerprint_b) AS fingerprint_b, {person_b} AS person_id_b,
    verdict, decided_by, decided_at, decided_reason, is_in_force
FROM review_queue ORDER BY pair_id
"""


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `review_queue`, one row for each pair to be asked about or decided."""
    connection.execute(_QUEUE.format(reasons=list(REASONS)))
