"""Makes families of persons.

A family shares a family card, or a family of the agreed source where no card is known.

Per semester, from what was known then. A person's own card decides; the agreed source only gathers those without
one, onto the card of its head, spouse or young children, so that a daughter who married does not chain two
families. A card that is used no more and whose holders mostly went to one new card was re-issued: the rest go
along. Families keep their id by the persons they have in common.
"""

from __future__ import annotations

import duckdb

from linkage.identity import cards, family_claims, ledger

# The best evidence of each person and semester: the registry's card before a list's, the newest before the older.
_EVIDENCE = f"""
-- What rows say of families, gathered once: the semesters go over it one after another.
CREATE TEMP TABLE family_rows AS
SELECT person_id, semester, card, is_registry, reference_list, reference_family, source_family_id, holds_family,
    count(*) AS row_count
FROM person_rows GROUP BY ALL;

CREATE TEMP TABLE presence AS SELECT DISTINCT person_id, semester FROM family_rows;

CREATE TEMP TABLE card_evidence AS
SELECT person_id, semester, card
FROM (
    SELECT person_id, semester, card, is_registry, sum(row_count) AS row_count FROM family_rows WHERE card IS NOT NULL
    GROUP BY person_id, semester, card, is_registry
)
QUALIFY row_number() OVER (PARTITION BY person_id, semester ORDER BY is_registry DESC, {cards.ISSUED} DESC,
    row_count DESC, card) = 1;

CREATE TEMP TABLE household_evidence AS
SELECT person_id, semester, max(reference_family) AS reference_family, max(source_family_id) AS source_family_id,
    bool_or(reference_family IS NOT NULL AND holds_family) AS holds_family
FROM family_rows WHERE coalesce(reference_family, source_family_id) IS NOT NULL
GROUP BY person_id, semester;

CREATE TEMP TABLE lone_reference_families AS
SELECT source_family_id, min(reference_family) AS reference_family
FROM family_rows WHERE reference_family IS NOT NULL AND source_family_id IS NOT NULL
GROUP BY source_family_id HAVING count(DISTINCT reference_family) = 1;

CREATE TEMP TABLE standing (
    person_id UBIGINT, card BIGINT, kept_card BIGINT, reference_family VARCHAR, source_family_id VARCHAR,
    holds_family BOOLEAN);
CREATE TEMP TABLE family_now (semester VARCHAR, person_id UBIGINT, family_id UBIGINT);
"""

_SUCCESSORS = """
CREATE OR REPLACE TEMP TABLE successors AS
WITH moves AS (
    SELECT standing.card AS old_card, card_evidence.card AS new_card, count(*) AS mover_count
    FROM standing INNER JOIN card_evidence USING (person_id)
    WHERE semester = $semester AND card_evidence.card <> standing.card
    GROUP BY old_card, new_card
),
-- Who is on no list any more has no say: the dead and those who moved away get no new card.
holders AS (
    SELECT card AS old_card, count(*) AS holder_count
    FROM standing SEMI JOIN (FROM presence WHERE semester = $semester) AS here USING (person_id)
    WHERE card IS NOT NULL GROUP BY card
)
SELECT old_card, new_card
FROM moves INNER JOIN holders USING (old_card)
WHERE 2 * mover_count > holder_count
    AND old_card NOT IN (SELECT card FROM card_evidence WHERE semester = $semester)
"""

_ADVANCE = """
CREATE OR REPLACE TEMP TABLE standing AS
WITH present AS (SELECT DISTINCT person_id FROM presence WHERE semester <= $semester),
cards AS (SELECT person_id, card FROM card_evidence WHERE semester = $semester),
households AS (SELECT * FROM household_evidence WHERE semester = $semester)
SELECT present.person_id,
    coalesce(cards.card, new_card, standing.card) AS card,
    coalesce(new_card, standing.card) AS kept_card,
    coalesce(households.reference_family, standing.reference_family) AS reference_family,
    coalesce(households.source_family_id, standing.source_family_id) AS source_family_id,
    CASE WHEN households.reference_family IS NULL THEN standing.holds_family ELSE households.holds_family END
        AS holds_family
FROM present
LEFT JOIN standing USING (person_id)
LEFT JOIN cards USING (person_id)
LEFT JOIN households USING (person_id)
LEFT JOIN successors ON old_card = standing.card
"""

_GROUPS = """
CREATE OR REPLACE TEMP TABLE members AS
WITH placed AS (
    SELECT person_id, coalesce(first_card, card) AS card, standing.source_family_id, holds_family,
        coalesce(standing.reference_family, lone_reference_families.reference_family) AS reference_family
    FROM standing LEFT JOIN lone_reference_families USING (source_family_id) LEFT JOIN joined_cards USING (card)
),
card_of_reference AS (
    SELECT reference_family, card FROM placed WHERE card IS NOT NULL AND reference_family IS NOT NULL AND holds_family
    GROUP BY reference_family, card
    QUALIFY row_number() OVER (PARTITION BY reference_family ORDER BY count(*) DESC, card) = 1
),
card_of_number AS (
    SELECT source_family_id, card FROM placed WHERE card IS NOT NULL AND source_family_id IS NOT NULL
    GROUP BY source_family_id, card
    QUALIFY row_number() OVER (PARTITION BY source_family_id ORDER BY count(*) DESC, card) = 1
)
SELECT person_id AS member,
    coalesce(
        'C' || placed.card, 'C' || card_of_reference.card, 'R' || placed.reference_family,
        'C' || card_of_number.card, 'N' || placed.source_family_id, 'P' || person_id) AS label
FROM placed
LEFT JOIN card_of_reference USING (reference_family)
LEFT JOIN card_of_number USING (source_family_id)
"""

_NAME = """
INSERT INTO family_now
SELECT $semester, member, id FROM members INNER JOIN carried USING (label)
"""
_TAKE = "INSERT INTO known_ids SELECT DISTINCT id FROM carried ANTI JOIN known_ids USING (id)"

_FATES = """
CREATE OR REPLACE TEMP TABLE family_fates AS
SELECT held.id, family_id AS other_id, count(*) AS overlap
FROM (
    SELECT id, member, semester FROM previous WHERE part = 'member'
    UNION ALL SELECT id, member, semester FROM earlier WHERE part = 'member'
) AS held
INNER JOIN heirs ON heirs.id = member
INNER JOIN family_now ON family_now.person_id = heirs.person_id AND family_now.semester = held.semester
GROUP BY held.id, family_id;

CREATE OR REPLACE TEMP TABLE family_origins AS
WITH stays AS (
    SELECT family_id, semester, lag(family_id) OVER (PARTITION BY person_id ORDER BY semester) AS left_family_id,
        min(semester) OVER (PARTITION BY family_id) AS first_semester
    FROM family_now
)
SELECT family_id AS id, left_family_id AS other_id, count(*) AS overlap
FROM stays
WHERE semester = first_semester AND left_family_id <> family_id
GROUP BY family_id, left_family_id
"""

# What befell families that go on: a card issued anew, and members who went from one to another, as by marriage.
_CHANGES = """
CREATE OR REPLACE TEMP TABLE family_changes AS
WITH before AS (SELECT person_id, family_id FROM family_now WHERE semester = $last),
now AS (SELECT person_id, family_id FROM family_now WHERE semester = $run),
moved AS (
    SELECT now.family_id AS id, before.family_id AS other_id
    FROM now INNER JOIN before USING (person_id)
    WHERE now.family_id <> before.family_id
),
reissued AS (
    SELECT family_id AS id
    FROM standing INNER JOIN now USING (person_id)
    INNER JOIN successors ON new_card = card
    WHERE new_card NOT IN (SELECT card FROM card_evidence WHERE semester < $run)
)
SELECT DISTINCT id, 'new_card' AS event, NULL::UBIGINT AS other_id, 'card_reissued' AS cause
FROM reissued SEMI JOIN before ON before.family_id = reissued.id
UNION ALL
-- of a family that is new or gone, the split or merge tells it
SELECT DISTINCT id, 'joined', other_id, 'members_moved'
FROM moved
SEMI JOIN before AS known ON known.family_id = moved.id
SEMI JOIN now AS alive ON alive.family_id = moved.other_id
"""


def name(connection: duckdb.DuckDBPyConnection, semesters: list[str], run: str, key: bytes) -> None:
    """Fills `family_now(semester, person_id, family_id)` for each of `semesters`, the last of which is `run`.

    `family_changes(id, event, other_id, cause)` says what befell families that go on in `run`.
    """
    connection.execute(_EVIDENCE)
    family_claims.open_claims(connection)
    before, last = "", ""
    for semester in semesters:
        connection.execute(_SUCCESSORS, {"semester": semester})
        connection.execute(_ADVANCE, {"semester": semester})
        cards.join(connection, semester)
        connection.execute(_GROUPS)
        family_claims.claim(connection, semester, last, run)
        ledger.carry(connection, "family", semester, key)
        connection.execute(_NAME, {"semester": semester})
        connection.execute(_TAKE)
        before, last = last, semester
    connection.execute(_FATES)
    connection.execute(_CHANGES, {"last": before, "run": last})
