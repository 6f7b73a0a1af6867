"""What happened to ids: born, parted, joined, withdrawn, and where an id that is no more leads to."""

from __future__ import annotations

import duckdb

# `previous` is the state before the semester; `earlier` is an earlier run of this semester, of which only the ids
# matter that it gave out and that are gone.
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
appeared AS (SELECT id, other_id FROM (SELECT id FROM now ANTI JOIN prior USING (id)) LEFT JOIN origin USING (id)),
vanished AS (SELECT id, other_id FROM (SELECT id FROM prior ANTI JOIN now USING (id)) LEFT JOIN fate USING (id)),
corrected AS (
    SELECT id, other_id
    FROM (SELECT id FROM given_out ANTI JOIN now USING (id) ANTI JOIN prior USING (id)) LEFT JOIN fate USING (id)
),
found AS (
    SELECT id, CASE WHEN other_id IS NULL THEN 'born' ELSE 'split' END AS event, other_id,
        CASE WHEN other_id IS NULL THEN 'first_seen' ELSE 'members_parted' END AS cause FROM appeared
    UNION ALL SELECT other_id, 'merged', id, 'members_joined' FROM vanished WHERE other_id IS NOT NULL
    UNION ALL SELECT id, 'redirect', other_id, 'members_joined' FROM vanished WHERE other_id IS NOT NULL
    UNION ALL SELECT id, 'ended', NULL, 'rows_withdrawn' FROM vanished WHERE other_id IS NULL
    UNION ALL SELECT id, 'redirect', other_id, 'correction' FROM corrected WHERE other_id IS NOT NULL
    UNION ALL SELECT id, 'ended', NULL, 'correction' FROM corrected WHERE other_id IS NULL
    UNION ALL SELECT id, event, other_id, cause
    FROM earlier ANTI JOIN now USING (id)
    WHERE part = 'event' AND kind = '{kind}' AND cause = 'correction' AND semester = $semester
)
SELECT DISTINCT $semester AS semester, '{kind}' AS kind, id, event, other_id, cause FROM found
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
    WHERE part = 'id' GROUP BY id
)
SELECT kind, used.id, coalesce(since, $semester) AS since FROM used LEFT JOIN known USING (id)
"""


def record(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Fills `live_ids` and `identity_events`: those of the semesters before, and those of this one."""
    connection.execute(_START)
    connection.execute(_LIVE_IDS, {"semester": semester})
    for kind in ("person", "family"):
        connection.execute(_EVENTS.format(kind=kind), {"semester": semester})
