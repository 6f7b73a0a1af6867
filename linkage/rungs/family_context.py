"""Rung 4: persons without a NIK, recognised in their family.

A row of the agreed source has neither birth date nor card, often no NIK: what tells whom it means is the family it
stands in. Families meet where they already have a member in common, or an address (of a row that has a street alone,
somebody of that very name and age): then a person without a NIK is
compared with the few people of the families so related, where a name and an age say much. The families are resolved
together: each person takes the one best match that takes it back, and whoever was recognised relates families in
the next pass, until nothing changes.
"""

from __future__ import annotations

import duckdb

from linkage import clusters
from linkage.evidence.agreement import YEARS_APART

MOST_PASSES = 5
MOST_IN_STREET = 400
"""People of one street and kelurahan beyond which it tells as little as the kelurahan."""
FEW_BEAR_IT, NOT_ALL_BEAR_IT = 0.0005, 0.01
"""Shares of all rows from which a name is a usual one (as the model has it), and one that tells nothing in a house."""
MOST_MEMBERS = 40
"""People with one card, household or address beyond which it is an institution, or a street without house numbers."""

# A row without a village has that of its address, where only one village has such a house; else that of who bears its
# very name in such a house, or, of a name that few bear, in such a street, where only one village has one.
_VILLAGES = """
CREATE OR REPLACE TEMP TABLE kin_villages AS
SELECT address_id, min(village_code) AS only_village FROM records
WHERE address_id IS NOT NULL AND village_code IS NOT NULL
GROUP BY address_id HAVING min(village_code) = max(village_code);

CREATE OR REPLACE TEMP TABLE kin_named_villages AS
WITH unplaced AS (
    SELECT DISTINCT coalesce(address_id, street_id) AS place, address_id IS NOT NULL AS is_house, name_id
    FROM records INNER JOIN name_shares USING (name_id)
    WHERE village_code IS NULL AND street_id IS NOT NULL
        AND name_share < CASE WHEN address_id IS NULL THEN $few ELSE $not_all END
),
placed AS (
    SELECT place, is_house, name_id, village_code
    FROM records INNER JOIN unplaced USING (name_id)
    WHERE village_code IS NOT NULL AND CASE WHEN is_house THEN address_id ELSE street_id END = place
)
SELECT place, is_house, name_id, min(village_code) AS village_of_name FROM placed
GROUP BY ALL HAVING min(village_code) = max(village_code)
"""

# Whoever shares a card, household or address with another; open is who has no NIK.
_GROUPS = """
CREATE OR REPLACE TEMP TABLE kin_open AS
SELECT label FROM records INNER JOIN clusters USING (node) GROUP BY label HAVING max(nik) IS NULL;

CREATE OR REPLACE TEMP TABLE kin_groups AS
WITH placed AS (
    SELECT label, card, source_family_id, household_id, records.address_id, street_id,
        coalesce(village_code, only_village, village_of_name) AS village
    FROM records INNER JOIN clusters USING (node) LEFT JOIN kin_villages
        ON kin_villages.address_id = records.address_id
    LEFT JOIN kin_named_villages AS named ON named.name_id = records.name_id
        AND named.place = coalesce(records.address_id, records.street_id)
        AND named.is_house = (records.address_id IS NOT NULL)
)
SELECT label, kind, key
FROM (
    SELECT DISTINCT label, unnest([
        {'kind': 'card', 'key': card::UBIGINT},
        {'kind': 'household', 'key': hash(coalesce(source_family_id, household_id))},
        {'kind': 'address', 'key': hash(village, address_id)},
        {'kind': 'street', 'key': hash(village, street_id, 'street')}
    ], recursive := true),
    unnest([card IS NOT NULL, coalesce(source_family_id, household_id) IS NOT NULL,
        village IS NOT NULL AND address_id IS NOT NULL, village IS NOT NULL AND street_id IS NOT NULL]) AS is_known
    FROM placed
)
WHERE is_known
QUALIFY count(*) OVER (PARTITION BY kind, key) BETWEEN 2 AND CASE WHEN kind = 'street' THEN $street ELSE $most END
"""

# Whom each open person may be: who shares a group with it, or a group with somebody of its group.
_CANDIDATES = """
CREATE OR REPLACE TEMP TABLE kin_pairs AS
WITH seats AS (FROM kin_groups SEMI JOIN kin_open USING (label)),
ties AS (
    SELECT seats.label, relative.label AS relative, theirs.kind, theirs.key
    FROM seats
    INNER JOIN kin_groups AS relative ON relative.kind = seats.kind AND relative.key = seats.key
    INNER JOIN kin_groups AS theirs ON theirs.label = relative.label
    WHERE relative.label <> seats.label AND seats.kind <> 'street' AND theirs.kind <> 'street'
),
relations AS (
    SELECT label, kind, key, count(DISTINCT relative) AS tie_count, false AS is_direct FROM ties GROUP BY ALL
    UNION ALL SELECT label, kind, key, 0, true FROM seats
)
SELECT relations.label, other.label AS other_label,
    -- Who shares a group with the person is a relative of it in every group of theirs, and no tie to itself.
    max(tie_count) - CASE WHEN bool_or(is_direct) THEN 1 ELSE 0 END AS tie_count,
    -- the street only where nothing nearer is shared
    coalesce(max(relations.kind) FILTER (is_direct AND relations.kind <> 'street'),
        max(relations.kind) FILTER (is_direct)) AS shared_kind
FROM relations INNER JOIN kin_groups AS other USING (kind, key)
WHERE other.label <> relations.label
GROUP BY relations.label, other.label
"""

# What is known of those who were paired, and how their names are written.
_PEOPLE = """
CREATE OR REPLACE TEMP TABLE kin_rows AS
SELECT label, records.* FROM records INNER JOIN clusters USING (node)
SEMI JOIN (SELECT label FROM kin_pairs UNION SELECT other_label FROM kin_pairs) AS paired USING (label);

CREATE OR REPLACE TEMP TABLE kin AS
SELECT label,
    CASE WHEN min(sex) = max(sex) THEN min(sex) END AS sex,
    CASE WHEN min(birth_exact) = max(birth_exact) THEN min(birth_exact) END AS birth_exact,
    min({'slack': year_slack, 'year': birth_year}) FILTER (birth_year IS NOT NULL) AS born,
    list(DISTINCT reference_list) FILTER (reference_list IS NOT NULL) AS reference_lists,
    bool_or(address_id IS NOT NULL) AS has_house,
    -- the same for rows of one list that say the very same: whom the list has twice
    max(nik) IS NOT NULL AS has_nik,
    CASE WHEN max(nik) IS NULL THEN min(fingerprint) ELSE label::UBIGINT END AS content,
    list_distinct(flatten(list(lists))) AS lists
FROM kin_rows GROUP BY label;

CREATE OR REPLACE TEMP TABLE kin_names AS SELECT DISTINCT label, name_id FROM kin_rows WHERE name_id IS NOT NULL
"""

# Names, sex and birth of the pairs. Two rows of one list are two people unless their names are letter for letter one.
_JUDGED = """
CREATE OR REPLACE TEMP TABLE kin_judged AS
WITH fitting AS (
    SELECT kin_pairs.*, list_has_any(one.lists, other.lists) AS is_in_one_list,
        one.has_house AND other.has_house AS is_other_house, one.born.year = other.born.year AS is_same_year,
        other.has_nik AS has_nik, one.content, other.content AS other_content,
        CASE WHEN one.birth_exact = other.birth_exact THEN 3
            WHEN abs(one.born.year - other.born.year) <= 1 THEN 2
            WHEN one.born IS NOT NULL AND other.born IS NOT NULL THEN 1 END AS birth_level
    FROM kin_pairs
    INNER JOIN kin AS one ON one.label = kin_pairs.label
    INNER JOIN kin AS other ON other.label = other_label
    WHERE sex_fits(one.sex, other.sex)
        AND coalesce(one.birth_exact = other.birth_exact, true)
        AND coalesce(abs(one.born.year - other.born.year) <= $years, true)
        AND NOT coalesce(list_has_any(one.reference_lists, other.reference_lists), false)
        AND one.content <> other.content
),
named AS (
    SELECT label, other_label, max(name_level(one_form.name, other_form.name)) AS name_level,
        bool_or(names_within(one_form.name, other_form.name)
            AND least(length(one_form.name.core_form), length(other_form.name.core_form)) > 2) AS is_bare
    FROM fitting
    INNER JOIN kin_names AS one USING (label)
    INNER JOIN kin_names AS other ON other.label = other_label
    INNER JOIN name_forms AS one_form ON one_form.name_id = one.name_id
    INNER JOIN name_forms AS other_form ON other_form.name_id = other.name_id
    GROUP BY label, other_label
)
SELECT label, other_label, shared_kind, tie_count, content, other_content,
    {'name': name_level, 'birth': coalesce(birth_level, 1), 'ties': least(tie_count, 3)} AS rank,
    -- two houses of one street are neighbours', unless the age is the same too: a house is written in many ways
    CASE WHEN shared_kind = 'street' AND tie_count <= 0
            AND (is_in_one_list OR coalesce(birth_level < 2, name_level < 3 OR is_other_house)
                OR (name_level < 2 AND (is_other_house OR NOT is_bare OR is_same_year IS NOT true))) THEN NULL
        WHEN name_level = 3 AND birth_level >= 2 THEN 0.97
        WHEN name_level >= 2 AND birth_level >= 2 THEN 0.94
        WHEN name_level = 3 THEN 0.92
        WHEN name_level = 2 AND birth_level IS NULL AND tie_count > 0 THEN 0.88
        WHEN name_level = 1 AND birth_level >= 2 THEN 0.85
        WHEN shared_kind = 'card' AND has_nik AND birth_level IS NULL AND (name_level = 2 OR is_bare)
            THEN 0.84 END AS score,
    CASE WHEN name_level = 3 THEN '_name' ELSE '_near' END
        || CASE birth_level WHEN 3 THEN '_birth' WHEN 2 THEN '_age' ELSE '' END AS found
FROM fitting INNER JOIN named USING (label, other_label)
WHERE name_level = 3 OR (name_level > 0 AND NOT is_in_one_list)
"""

# The one best match of each that takes it back; two that are equally good are left to people, unless they are one row
# that a list has twice.
_MATCHED = """
CREATE OR REPLACE TEMP TABLE kin_matches AS
WITH best AS (
    SELECT *,
        rank = max(rank) OVER of_one AND min(other_content) OVER as_good = max(other_content) OVER as_good AS is_best,
        rank = max(rank) OVER of_other AND min(content) OVER as_taken = max(content) OVER as_taken AS is_taken_back
    FROM kin_judged
    WINDOW of_one AS (PARTITION BY label), as_good AS (PARTITION BY label, rank),
        of_other AS (PARTITION BY other_label), as_taken AS (PARTITION BY other_label, rank)
)
SELECT DISTINCT least(label, other_label) AS node_a, greatest(label, other_label) AS node_b, score,
    'family_' || coalesce(shared_kind, 'member') || found AS evidence
FROM best WHERE is_best AND is_taken_back AND score IS NOT NULL
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges between persons recognised in their family.

    Pass by pass, until none is found.
    """
    connection.execute(_VILLAGES, {"few": FEW_BEAR_IT, "not_all": NOT_ALL_BEAR_IT})
    for _ in range(MOST_PASSES):
        clusters.label(connection)
        connection.execute(_GROUPS, {"most": MOST_MEMBERS, "street": MOST_IN_STREET})
        connection.execute(_CANDIDATES)
        connection.execute(_PEOPLE)
        connection.execute(_JUDGED, {"years": YEARS_APART})
        connection.execute(_MATCHED)
        added = connection.execute(
            "INSERT INTO edges SELECT node_a, node_b, 4, max(score), min(evidence) FROM kin_matches GROUP BY ALL"
        ).fetchone()
        if not added or not added[0]:
            break
    for table in (
        "kin_villages",
        "kin_named_villages",
        "kin_open",
        "kin",
        "kin_rows",
        "kin_names",
        "kin_groups",
        "kin_pairs",
        "kin_judged",
        "kin_matches",
    ):
        connection.execute(f"DROP TABLE {table}")
