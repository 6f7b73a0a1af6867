"""Records what happened to ids: born, parted, joined, withdrawn.

Also where an id that is no more leads to.
"""

from __future__ import annotations

import duckdb

# `previous` is the state before the semester; `earlier` is an earlier run of this semester, of which only the ids
# matter that it gave out and that are gone, or that a decision of people parted. What befell those it alone knows of
# stays told: the next run of the semester does not find them in any state.
_EVENTS = """
INSERT INTO identity_events
WITH now AS (SELECT DISTINCT id FROM live_ids WHERE kind = '{kind}'),
prior AS (SELECT DISTINCT id FROM previous WHERE part = 'id' AND kind = '{kind}'),
given_out AS (SELECT DISTINCT id FROM earlier WHERE part = 'id' AND kind = '{kind}'),
origin AS (
    SELECT id, other_id FROM {kind}_origins
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY overlap DESC, other_id) = 1
),
fate AS (
    SELECT id, other_id FROM {kind}_fates SEMI JOIN now ON now.id = other_id
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY overlap DESC, other_id) = 1
),
decided AS (SELECT DISTINCT id, other_id FROM decided_moves WHERE '{kind}' = 'person'),
parted AS (
    SELECT id, max(other_id) AS other_id
    FROM (
        SELECT id, other_id FROM decided
        UNION ALL
        SELECT id, other_id FROM earlier
        WHERE part = 'event' AND kind = '{kind}' AND event = 'split' AND cause = 'decision' AND semester = $semester
    ) GROUP BY id
),
appeared AS (
    SELECT id, coalesce(origin.other_id, parted.other_id) AS other_id,
        coalesce(origin.other_id, parted.other_id) = parted.other_id AS is_decided
    FROM (SELECT id FROM now ANTI JOIN prior USING (id)) LEFT JOIN origin USING (id) LEFT JOIN parted USING (id)
),
was_decided AS (
    -- the run that first followed the decision told it so, even where no row of the two was known before the semester
    SELECT id, other_id FROM decided
    UNION
    SELECT id, other_id FROM earlier
    WHERE part = 'event' AND kind = '{kind}' AND event = 'redirect' AND cause = 'decision' AND semester = $semester
),
gone AS (
    SELECT id, other_id, 'members_joined' AS cause
    FROM (SELECT id FROM prior ANTI JOIN now USING (id)) LEFT JOIN fate USING (id)
    UNION ALL
    SELECT id, other_id, 'correction'
    FROM (SELECT id FROM given_out ANTI JOIN now USING (id) ANTI JOIN prior USING (id)) LEFT JOIN fate USING (id)
),
joined AS (
    SELECT gone.id, gone.other_id, CASE WHEN was_decided.id IS NULL THEN cause ELSE 'decision' END AS cause
    FROM gone LEFT JOIN was_decided ON was_decided.id = gone.id AND was_decided.other_id = gone.other_id
    WHERE gone.other_id IS NOT NULL
),
told AS (
    SELECT id, event, other_id, cause, CASE event WHEN 'merged' THEN other_id ELSE id END AS gone_id
    FROM earlier
    WHERE part = 'event' AND kind = '{kind}' AND semester = $semester
        AND (cause = 'correction' OR (cause = 'decision' AND event <> 'split'))
),
found AS (
    SELECT id, CASE WHEN other_id IS NULL THEN 'born' ELSE 'split' END AS event, other_id,
        CASE WHEN other_id IS NULL THEN 'first_seen' WHEN is_decided THEN 'decision' ELSE 'members_parted' END AS cause
    FROM appeared
    UNION ALL SELECT other_id, 'merged', id, cause FROM joined WHERE cause <> 'correction'
    UNION ALL SELECT id, 'redirect', other_id, cause FROM joined
    UNION ALL SELECT id, 'ended', NULL, CASE cause WHEN 'members_joined' THEN 'rows_withdrawn' ELSE cause END
    FROM gone WHERE other_id IS NULL
    UNION ALL SELECT id, event, other_id, cause
    FROM told WHERE gone_id NOT IN (SELECT id FROM now) AND gone_id NOT IN (SELECT id FROM prior)
)
SELECT DISTINCT $semester AS semester, '{kind}' AS kind, id, event, other_id, cause FROM found
"""

# Families that go on, and yet are not as they were.
_CHANGES = """
INSERT INTO identity_events SELECT $semester, 'family', id, event, other_id, cause FROM family_changes
"""

_START = """
CREATE OR REPLACE TEMP TABLE identity_events AS
SELECT semester, kind, id, event, other_id, cause FROM previous WHERE part = 'event'
"""

# Since when each id that is in use has been known.
_LIVE_IDS = """
CREATE OR REPLACE TEMP TABLE live_ids AS
WITH used AS (
    SELECT 'person' AS kind, person_id AS id, min(semester) AS semester FROM person_rows GROUP BY person_id
    UNION ALL SELECT 'family', family_id, min(semester) FROM family_now GROUP BY family_id
),
known AS (
    SELECT id, min(semester) AS since FROM (SELECT * FROM previous UNION ALL SELECT * FROM earlier)
    WHERE part IN ('id', 'gone') GROUP BY id
)
SELECT kind, used.id, coalesce(since, $semester) AS since FROM used LEFT JOIN known USING (id)
"""


def record(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Fills `live_ids` and `identity_events`: those of the semesters before, and those of this one."""
    connection.execute(_START)
    connection.execute(_LIVE_IDS, {"semester": semester})
    for kind in ("person", "family"):
        connection.execute(_EVENTS.format(kind=kind), {"semester": semester})
    connection.execute(_CHANGES, {"semester": semester})
