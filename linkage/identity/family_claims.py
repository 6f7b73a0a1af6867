"""Tells which family ids each person may claim in a semester.

What stood before the semester comes first. Runs of the semester itself come second: what the last of them gave, what
ended in one and comes back, and of equal claims what the first of them gave. So a list that is held back and let in
again leaves every family with the id that it had.
"""

from __future__ import annotations

import duckdb

# Who a person of an older state is now.
_HEIRS = """
CREATE TEMP TABLE heirs AS
SELECT id, other_id AS person_id FROM person_fates
QUALIFY row_number() OVER (PARTITION BY id ORDER BY other_id = id DESC, overlap DESC, other_id) = 1;

CREATE TEMP TABLE family_ids AS
SELECT id, min(semester) AS since, bool_or(is_given_out) AS is_given_out
FROM (
    SELECT id, semester, false AS is_given_out FROM previous WHERE part = 'id' AND kind = 'family'
    UNION ALL SELECT id, semester, true FROM earlier WHERE part IN ('id', 'gone') AND kind = 'family'
) GROUP BY id;

CREATE TEMP TABLE held_before AS
SELECT person_id AS member, member AS old_member, previous.id, semester
FROM previous INNER JOIN heirs ON heirs.id = member
WHERE part = 'member';

CREATE TEMP TABLE held_earlier AS
SELECT person_id AS member, member AS old_member, earlier.id, semester
FROM earlier INNER JOIN heirs ON heirs.id = member
WHERE part = 'member';

-- Of families that ended or went into another in a run of this semester, and may come back. What went into another in
-- a semester before is settled: its redirect stands.
CREATE TEMP TABLE held_until AS
SELECT person_id AS member, member AS old_member, held.id, semester
FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) AS held INNER JOIN heirs ON heirs.id = member
WHERE part = 'gone' AND kind = 'family' AND held.id NOT IN (SELECT id FROM previous WHERE event = 'redirect');

CREATE TEMP TABLE known_ids AS
SELECT DISTINCT id FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier) WHERE part IN ('id', 'event')
"""

_CLAIMS = """
CREATE OR REPLACE TEMP TABLE claims AS
WITH rolling AS (SELECT person_id AS member, family_id AS id FROM family_now WHERE semester = $last),
previous_at AS (
    SELECT member, max_by(id, semester) AS id FROM held_before
    WHERE semester <= $semester AND $semester < $run GROUP BY old_member, member
),
own AS (
    -- A semester that came late has none of its own yet: then the next one that has.
    SELECT member, coalesce(max_by(id, semester) FILTER (semester <= $semester), min_by(id, semester)) AS id
    FROM held_earlier GROUP BY old_member, member
),
ended AS (
    SELECT member, coalesce(max_by(id, semester) FILTER (semester <= $semester), min_by(id, semester)) AS id
    FROM held_until GROUP BY old_member, member
),
-- What the first run of this semester gave: of equal claims that one stands, whatever was withdrawn in between.
first_given AS (
    SELECT coalesce(firsts.member, own.member) AS member, coalesce(firsts.id, own.id) AS id
    FROM (SELECT member, id FROM earlier WHERE part = 'first') AS firsts FULL JOIN own USING (member)
    WHERE $semester = $run
),
base AS (
    SELECT member, id FROM previous_at UNION ALL SELECT member, id FROM rolling ANTI JOIN previous_at USING (member)
),
choices AS (
    SELECT DISTINCT member, id, 1 AS choice FROM base
    UNION
    SELECT member, own.id, CASE WHEN ended.member IS NULL THEN 2 ELSE 3 END
    FROM own LEFT JOIN ended USING (member) ANTI JOIN base ON base.member = own.member AND base.id = own.id
    UNION
    SELECT member, id, 2 FROM ended ANTI JOIN base USING (member, id) ANTI JOIN own USING (member, id)
)
SELECT member, choices.id, choice, coalesce(since, $semester) AS since, coalesce(is_given_out, false) AS is_given_out,
    (member, choices.id) IN (FROM first_given) AS is_first, coalesce(card = kept_card, false) AS is_kept
FROM choices LEFT JOIN family_ids USING (id) LEFT JOIN standing ON standing.person_id = member
"""


def open_claims(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills what all semesters ask of the two states.

    Also `known_ids(id)`, which no new id may be. Needs `previous`, `earlier`, `person_fates`, and `known_ids` of
    persons, which it replaces.
    """
    connection.execute("DROP TABLE known_ids")
    connection.execute(_HEIRS)


def claim(connection: duckdb.DuckDBPyConnection, semester: str, last: str, run: str) -> None:
    """Fills `claims(member, id, choice, since, is_given_out, is_first, is_kept)` of persons in `semester`.

    `last`: the semester named before it ('' when none); `run`: the semester whose state is being made.
    Needs `standing` and `family_now`.
    """
    connection.execute(_CLAIMS, {"semester": semester, "last": last, "run": run})
