"""Rung 2: rows without a NIK that share another number and the name.

Without one of their own, that is.

Numbers of a family (family card, household in the agreed source) ask for the same name; numbers of a person (a
list's own person number, a pupil's NISN) bear a slip in it. Sex, birth and NIK may be unknown but not contradict.
Two rows that both carry a NIK never meet here: equal NIKs are rung 1, different NIKs are two people.
"""

from __future__ import annotations

import duckdb

MOST_CONTENTS = 80
"""A number with more different contents than this is an institution's or a slip copied down a column: not compared."""

_ROWS = """
CREATE TEMP TABLE number_rows AS
WITH numbers AS (
    SELECT node, 'card' AS kind, card::VARCHAR AS number FROM records WHERE card IS NOT NULL
    UNION ALL SELECT node, 'household', source_family_id FROM records WHERE source_family_id IS NOT NULL
    UNION ALL SELECT node, 'household', household_id FROM records WHERE household_id <> coalesce(source_family_id, '')
    UNION ALL SELECT node, 'person_number', person_number FROM records WHERE length(person_number) >= 6
    UNION ALL SELECT node, 'pupil_number', nisn FROM records
    WHERE length(nisn) = 10 AND nisn <> repeat(left(nisn, 1), 10)
),
-- Something to do: a row without a NIK, and not all rows in one reference list.
open_numbers AS (
    SELECT kind, number FROM numbers INNER JOIN records USING (node)
    WHERE name_id IS NOT NULL
    GROUP BY kind, number
    HAVING count(*) > 1 AND bool_or(nik IS NULL)
        AND (bool_or(reference_list IS NULL) OR min(reference_list) <> max(reference_list))
)
SELECT node, kind, number, name_id, nik, nik_date, sex, birth_exact, birth_year, year_slack, reference_list,
    lists, row_count,
    min(node) OVER (PARTITION BY kind, number, name_id, nik, sex, birth_exact, birth_year, year_slack, reference_list)
        AS first_node
FROM numbers INNER JOIN open_numbers USING (kind, number) INNER JOIN records USING (node)
WHERE name_id IS NOT NULL;

CREATE TEMP TABLE number_groups AS
SELECT * EXCLUDE (lists, row_count, first_node), name.full_form AS full_form, name.ordered_form AS ordered_form,
    count(*) OVER (PARTITION BY kind, number) AS groups_of_number
FROM number_rows INNER JOIN name_forms USING (name_id)
WHERE node = first_node
"""

_WITHIN = """
INSERT INTO edges
SELECT first_node, node, 2, 0.97, kind || '_name'
FROM number_rows
WHERE (node <> first_node OR row_count > 1) AND nik IS NULL AND reference_list IS NULL
"""

_MAY_MEET = """
(one.nik IS NULL OR other.nik IS NULL) AND coalesce(one.reference_list <> other.reference_list, true)
AND sex_fits(one.sex, other.sex)
AND birth_fits(one.birth_year, one.year_slack, other.birth_year, other.year_slack)
AND (one.kind IN ('person_number', 'pupil_number') OR birth_may_be_one(one.birth_exact, other.birth_exact))
"""

_IS_SAME_BIRTH = "birth_agrees(one.birth_exact, one.nik_date, other.birth_exact, other.nik_date)"

# The same letters, found by their hash: most of the work is done here without comparing a single pair of names.
_SAME_NAME = """
CREATE TEMP TABLE same_names AS
SELECT DISTINCT node_a, node_b, kind, is_same_birth
FROM (
    SELECT one.node AS node_a, other.node AS node_b, one.kind, {is_same_birth} AS is_same_birth
    FROM number_groups AS one INNER JOIN number_groups AS other
        ON one.kind = other.kind AND one.number = other.number AND one.full_form = other.full_form
        AND one.node < other.node
    WHERE {may_meet} AND one.groups_of_number <= {most}
    UNION ALL
    SELECT one.node, other.node, one.kind, {is_same_birth}
    FROM number_groups AS one INNER JOIN number_groups AS other
        ON one.kind = other.kind AND one.number = other.number AND one.ordered_form = other.ordered_form
        AND one.node < other.node
    WHERE {may_meet} AND one.groups_of_number <= {most}
);

-- A row without a NIK that fits two people alike (mother and daughter of one name) is left to the rungs that weigh.
CREATE TEMP TABLE namesakes AS
WITH facing AS (
    SELECT node_a AS node, node_b AS other, is_same_birth FROM same_names
    UNION SELECT node_b, node_a, is_same_birth FROM same_names
),
rivals AS (
    SELECT facing.node, other, is_same_birth, theirs.nik,
        bool_or(is_same_birth) OVER (PARTITION BY facing.node) AS has_same_birth
    FROM facing
    INNER JOIN records AS ours ON ours.node = facing.node AND ours.nik IS NULL
    INNER JOIN records AS theirs ON theirs.node = other AND theirs.nik IS NOT NULL
)
SELECT least(node, other) AS node_a, greatest(node, other) AS node_b FROM rivals WHERE is_same_birth = has_same_birth
QUALIFY min(nik) OVER (PARTITION BY node) <> max(nik) OVER (PARTITION BY node);

INSERT INTO edges
SELECT node_a, node_b, 2, CASE WHEN is_same_birth THEN 0.98 ELSE 0.95 END,
    kind || CASE WHEN is_same_birth THEN '_name_birth' ELSE '_name' END
FROM same_names ANTI JOIN namesakes USING (node_a, node_b);
DROP TABLE namesakes;
"""

# Two names born on one day in one family: with twins about, a slip in the name is no slip.
_TWINS = """
CREATE TEMP TABLE number_twins AS
SELECT kind, number, birth_exact FROM number_rows WHERE birth_exact IS NOT NULL
GROUP BY kind, number, birth_exact HAVING count(DISTINCT nik) > 1
UNION
SELECT kind, number, birth_exact
FROM (SELECT kind, number, birth_exact, name_id, unnest(lists) AS list FROM number_rows WHERE birth_exact IS NOT NULL)
GROUP BY kind, number, birth_exact, list HAVING count(DISTINCT name_id) > 1
"""

# Other letters: asked only of rows without a NIK that the same letters did not settle.
_NEAR_NAME = """
INSERT INTO edges
WITH settled AS (SELECT node_a AS node, kind FROM same_names UNION SELECT node_b, kind FROM same_names),
unsettled AS (SELECT * FROM number_groups ANTI JOIN settled USING (node, kind) WHERE nik IS NULL),
pairs AS (
    SELECT one.node AS node_a, other.node AS node_b, one.kind, one.number,
        name_level(one_name.name, other_name.name) AS name_level,
        {is_same_birth} AS is_same_birth,
        one_name.name.core_form = other_name.name.core_form AND one.birth_year + other.birth_year IS NOT NULL
            AS is_core_borne_out,
        names_within(one_name.name, other_name.name) AS is_bare,
        coalesce(one.birth_exact, other.birth_exact) AS birth_exact,
        one.kind IN ('person_number', 'pupil_number') AS is_of_person
    FROM unsettled AS one
    INNER JOIN number_groups AS other ON one.kind = other.kind AND one.number = other.number AND one.node <> other.node
    INNER JOIN name_forms AS one_name ON one_name.name_id = one.name_id
    INNER JOIN name_forms AS other_name ON other_name.name_id = other.name_id
    WHERE {may_meet} AND one.groups_of_number <= {most}
),
judged AS (
    SELECT node_a, node_b,
        CASE WHEN name_level = 2 AND is_same_birth THEN 0.93
            WHEN name_level = 2 AND (is_of_person OR is_core_borne_out) THEN 0.92
            WHEN (name_level = 1 OR is_bare) AND is_same_birth THEN 0.9 END AS score,
        kind || CASE WHEN is_same_birth THEN '_near_birth' ELSE '_near' END AS evidence
    FROM pairs ANTI JOIN number_twins USING (kind, number, birth_exact)
    WHERE name_level BETWEEN 1 AND 2 OR is_bare
)
SELECT node_a, node_b, 2, score, evidence FROM judged WHERE score IS NOT NULL
"""

# The same name twice on one card under two NIKs: one digit may have slipped, or they are father and son. People decide.
_SLIPS = """
INSERT INTO conflicts
WITH carriers AS (
    SELECT card, name.full_form AS form, nik, min(node) AS node, min(birth_year) AS birth_year
    FROM records INNER JOIN name_forms USING (name_id)
    WHERE card IS NOT NULL AND nik IS NOT NULL
    GROUP BY card, form, nik
)
SELECT one.node, other.node, 'two_niks_one_name'
FROM carriers AS one INNER JOIN carriers AS other
    ON one.card = other.card AND one.form = other.form AND one.nik < other.nik
WHERE abs(one.birth_year - other.birth_year) <= 3;
DROP TABLE number_rows; DROP TABLE number_groups; DROP TABLE number_twins; DROP TABLE same_names;
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges of rung 2 that rest on a shared number.

    One name under two NIKs on one card becomes a conflict.
    """
    for statement in (_ROWS, _WITHIN, _SAME_NAME, _TWINS, _NEAR_NAME, _SLIPS):
        connection.execute(statement.format(most=MOST_CONTENTS, may_meet=_MAY_MEET, is_same_birth=_IS_SAME_BIRTH))
