"""Rung 2, slips: two valid NIKs one edit apart that are one person's.

One digit is another, or two neighbours are exchanged, and what comes out is still a possible number. Numbers come in
series, so nearness alone says nothing (the next in the row is another's): asked for are the name and a birth date, a
card, a kelurahan or a relative in common. The weaker claim gives its number up; what was sent is kept as `sent_nik`.
Two numbers of one list and semester, two that the registry knows, and two that stand in several lists each are two
people's; so are twins, whose numbers follow each other and whose names are a letter apart.
"""

from __future__ import annotations

import duckdb

from linkage import clusters
from linkage.rungs import foreign_nik

MOST_AT_HOME = 40
"""People with one card or household beyond which it is an institution, and makes nobody a relative."""

NEXT_IN_ROW = 100
"""Numbers of one day and place nearer than this may be twins', or neighbours' in the registry's row."""

# Whose number it may be, and how well it is borne out; open is what one table alone says and the registry does not.
_NUMBERS = """
CREATE OR REPLACE TEMP TABLE slip_numbers AS
SELECT nik, label, bool_or(is_registry AND NOT is_nobody) AS is_known,
    min(hash(agency_id, table_id)) = max(hash(agency_id, table_id)) AS is_of_one_table,
    {'known': bool_or(is_registry AND NOT is_nobody), 'borne_out': bool_or(birth_exact IS NOT NULL AND owns_nik),
        'lists': count(DISTINCT hash(agency_id, table_id)), 'rows': sum(row_count), 'number': -nik} AS claim
FROM records INNER JOIN clusters USING (node)
WHERE nik IS NOT NULL AND name_id IS NOT NULL
GROUP BY nik, label
"""

# A slip leaves the rest of the number as it was; one inside the date is sought among those who agree otherwise.
_REST_OF_NUMBER = {
    "place": "hash(nik % 10000000000)", "serial": "hash(nik // 10000)",
    "place_and_day": "hash(nik // 100000000000, nik % 1000000000)",
    "year_and_serial": "hash(nik // 100000, nik % 1000)",
}  # fmt: skip
_REST_OF_ROW = ("name_forms.name.full_form", "birth_exact", "card", "address_id")
_ENDS = "nik // 10000000000 * 10000 + nik % 10000"

_CANDIDATES = """
CREATE OR REPLACE TEMP TABLE slip_near AS
WITH slip_keys AS (
    {keys}
),
met AS (
    SELECT DISTINCT one.nik AS open_nik, one.label AS open_label, other.nik, other.label
    FROM slip_keys AS one INNER JOIN slip_keys AS other ON one.kind = other.kind AND one.key = other.key
    WHERE one.is_open AND one.nik <> other.nik AND (one.nik < other.nik OR NOT other.is_open)
)
SELECT * FROM met WHERE damerau_levenshtein(open_nik::VARCHAR, nik::VARCHAR) = 1;

CREATE OR REPLACE TEMP TABLE slip_candidates AS
SELECT * FROM slip_near WHERE open_label <> label
"""


def _keys() -> str:
    """The SELECTs of what a number that slipped has in common with the right one."""
    parts = [
        f"SELECT nik, label, NOT is_known AND is_of_one_table AS is_open, '{kind}' AS kind, {key} AS key"
        " FROM slip_numbers"
        for kind, key in _REST_OF_NUMBER.items()
    ]
    parts += [
        f"SELECT DISTINCT nik, label, NOT is_known AND is_of_one_table, '{column}', hash({_ENDS}, {column})"
        " FROM records INNER JOIN clusters USING (node) INNER JOIN slip_numbers USING (nik, label)"
        f" INNER JOIN name_forms USING (name_id) WHERE {column} IS NOT NULL"
        for column in _REST_OF_ROW
    ]
    return " UNION ALL ".join(parts)


_PEOPLE = """
CREATE OR REPLACE TEMP TABLE slip_people AS
SELECT label, list(DISTINCT name_id) FILTER (name_id IS NOT NULL) AS names,
    list(DISTINCT birth_exact) FILTER (birth_exact IS NOT NULL) AS births,
    bool_or(birth_exact IS NOT NULL AND owns_nik) AS is_dated,
    list(DISTINCT sex) FILTER (NOT is_sex_of_nik AND sex IS NOT NULL) AS sexes,
    list(DISTINCT card) FILTER (card IS NOT NULL) AS cards,
    list(DISTINCT village_code) FILTER (village_code IS NOT NULL) AS villages,
    list(DISTINCT hash(village_code, address_id)) FILTER (village_code IS NOT NULL AND address_id IS NOT NULL)
        AS houses,
    list_distinct(flatten(list(lists))) AS lists
FROM records INNER JOIN clusters USING (node)
SEMI JOIN (SELECT open_label AS label FROM slip_candidates UNION SELECT label FROM slip_candidates) AS met USING (label)
GROUP BY label
"""

# Everybody who shares a card or a household with somebody: a relative of both is a tie between them.
_RELATIVES = """
CREATE OR REPLACE TEMP TABLE slip_relatives AS
WITH homes AS (
    SELECT DISTINCT label, unnest([card::UBIGINT, hash(coalesce(source_family_id, household_id))]) AS home,
        unnest([card IS NOT NULL, coalesce(source_family_id, household_id) IS NOT NULL]) AS is_known
    FROM records INNER JOIN clusters USING (node)
),
known_homes AS (SELECT label, home FROM homes WHERE is_known QUALIFY count(*) OVER (PARTITION BY home) <= {most})
SELECT mine.label, list(DISTINCT theirs.label) AS relatives
FROM known_homes AS mine INNER JOIN known_homes AS theirs USING (home)
SEMI JOIN slip_people ON slip_people.label = mine.label
WHERE mine.label <> theirs.label
GROUP BY mine.label
"""

_FACTS = """
CREATE OR REPLACE TEMP TABLE slip_facts AS
WITH spelt AS (
    SELECT open_label, slip_candidates.label, unnest(one.names) AS name_a, other.names AS names_b
    FROM slip_candidates
    INNER JOIN slip_people AS one ON one.label = open_label
    INNER JOIN slip_people AS other ON other.label = slip_candidates.label
),
named AS (
    SELECT open_label, spelt.label, max(name_level(one.name, other.name)) AS name_level,
        bool_or((one.name.core_form = other.name.core_form OR words_within(one.name, other.name))
            AND least(length(one.name.core_form), length(other.name.core_form)) > 2) AS is_same_core,
        bool_or(slipped_once(one.name, other.name)) AS is_slipped_once,
        bool_or(names_within(one.name, other.name)) AS is_bare
    FROM (SELECT open_label, label, name_a, unnest(names_b) AS name_b FROM spelt) AS spelt
    INNER JOIN name_forms AS one ON one.name_id = name_a INNER JOIN name_forms AS other ON other.name_id = name_b
    GROUP BY open_label, spelt.label
)
SELECT slip_candidates.*, name_level, is_same_core, is_slipped_once, is_bare,
    list_has_any(one.births, other.births) AS is_same_birth,
    coalesce(NOT list_has_any(one.births, other.births), false) AS is_birth_against,
    list_has_any(one.cards, other.cards) AS is_same_card,
    list_has_any(one.villages, other.villages) AS is_same_village,
    coalesce(NOT list_has_any(one.villages, other.villages), false) AS is_village_against,
    open_nik // 10000 % 1000000 = slip_candidates.nik // 10000 % 1000000 AS is_same_date,
    one.is_dated OR other.is_dated AS is_dated,
    open_nik // 10000 = slip_candidates.nik // 10000
        AND abs(open_nik - slip_candidates.nik) < {next} AS may_be_twin,
    list_has_any(one.houses, other.houses) AS is_same_house,
    coalesce(list_has_any(one_home.relatives, other_home.relatives)
        OR list_contains(one_home.relatives, slip_candidates.label), false) AS has_relative
FROM slip_candidates
INNER JOIN named USING (open_label, label)
INNER JOIN slip_people AS one ON one.label = open_label
INNER JOIN slip_people AS other ON other.label = slip_candidates.label
LEFT JOIN slip_relatives AS one_home ON one_home.label = open_label
LEFT JOIN slip_relatives AS other_home ON other_home.label = slip_candidates.label
WHERE NOT list_has_any(one.lists, other.lists) AND coalesce(list_has_any(one.sexes, other.sexes), true)
    AND NOT EXISTS (
        SELECT 1
        FROM decided_sides AS mine
        INNER JOIN decided_sides AS theirs ON mine.decision_no = theirs.decision_no AND mine.side <> theirs.side
        INNER JOIN clusters AS mine_now ON mine_now.node = mine.node
        INNER JOIN clusters AS theirs_now ON theirs_now.node = theirs.node
        WHERE mine_now.label = open_label AND theirs_now.label = slip_candidates.label
    )
"""

# What was counted on cities that nobody tuned to is in docs/decisions/0008: each line is a way to be sure. A name is no
# slip of another's where the numbers may be twins'.
_MATCHED = """
CREATE OR REPLACE TEMP TABLE slip_matches AS
WITH judged AS (
    SELECT *, CASE
        WHEN name_level IS NULL OR (name_level = 0 AND NOT is_bare AND NOT is_slipped_once)
            OR (may_be_twin AND NOT is_same_core) THEN NULL
        WHEN name_level >= 2 AND is_same_birth AND NOT is_village_against THEN 'name_birth'
        WHEN name_level >= 2 AND is_same_date AND is_dated AND NOT is_birth_against AND NOT is_village_against
            THEN 'name_date'
        WHEN name_level >= 2 AND is_same_card AND NOT is_birth_against THEN 'name_card'
        WHEN is_same_card AND (is_same_birth OR (is_same_date AND NOT is_birth_against)) THEN 'weak_card_birth'
        WHEN name_level >= 2 AND is_same_village AND is_same_date AND NOT is_birth_against THEN 'name_place'
        WHEN has_relative AND NOT is_birth_against AND (name_level = 3 OR (is_same_core AND NOT is_village_against))
            THEN 'name_family'
        WHEN name_level >= 2 AND is_same_house AND NOT is_birth_against THEN 'name_house'
        WHEN is_slipped_once AND is_same_birth AND is_same_village THEN 'weak_birth_place'
        WHEN is_same_core AND is_same_birth AND NOT is_village_against AND NOT may_be_twin THEN 'weak_birth'
        WHEN is_same_house AND is_same_date AND NOT is_birth_against THEN 'weak_house'
        END AS found
    FROM slip_facts
),
sides AS (
    SELECT open_nik AS nik, open_label AS label, nik AS other_nik FROM judged WHERE found IS NOT NULL
    UNION ALL SELECT nik, label, open_nik FROM judged WHERE found IS NOT NULL
    -- Numbers that are one person's already (a decision) are two all the same: whose third it is stays open.
    UNION ALL SELECT open_nik, open_label, nik FROM slip_near WHERE open_label = label
    UNION ALL SELECT nik, label, open_nik FROM slip_near WHERE open_label = label
),
-- A number that may be a slip of two is nobody's to guess.
torn AS (SELECT nik, label FROM sides GROUP BY ALL HAVING count(DISTINCT other_nik) > 1)
SELECT open_nik, open_label, judged.nik, judged.label, found, is_same_date,
    one.claim < other.claim AS is_open_weaker
FROM judged
INNER JOIN slip_numbers AS one ON one.nik = open_nik AND one.label = open_label
INNER JOIN slip_numbers AS other ON other.nik = judged.nik AND other.label = judged.label
WHERE found IS NOT NULL
    -- of several slips of one number each is a slip of it
    AND (CASE WHEN one.claim < other.claim THEN (open_nik, open_label) ELSE (judged.nik, judged.label) END)
        NOT IN (FROM torn)
"""

_TAKE_AWAY = """
INSERT INTO edges
SELECT open_label, label, 2, CASE WHEN found = 'name_family' THEN 0.94 ELSE 0.96 END, 'slip_' || found
FROM slip_matches;

CREATE OR REPLACE TEMP TABLE foreign_numbers AS
SELECT node, records.nik AS sent_nik, true AS is_slip, is_same_date AS keeps_date
FROM records INNER JOIN clusters USING (node)
INNER JOIN (
    SELECT CASE WHEN is_open_weaker THEN open_nik ELSE nik END AS nik,
        CASE WHEN is_open_weaker THEN open_label ELSE label END AS label, bool_and(is_same_date) AS is_same_date
    FROM slip_matches GROUP BY ALL
) AS weaker ON weaker.nik = records.nik AND weaker.label = clusters.label
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges between slips and right numbers; the weaker number is taken away.

    To be called when every number has one owner (`foreign_nik`).
    """
    clusters.label(connection)
    connection.execute(_NUMBERS)
    connection.execute(_CANDIDATES.format(keys=_keys()))
    connection.execute(_PEOPLE)
    connection.execute(_RELATIVES.format(most=MOST_AT_HOME))
    connection.execute(_FACTS.format(next=NEXT_IN_ROW))
    connection.execute(_MATCHED)
    connection.execute(_TAKE_AWAY)
    foreign_nik.take_away(connection)
    for table in ("numbers", "near", "candidates", "people", "relatives", "facts", "matches"):
        connection.execute(f"DROP TABLE slip_{table}")
