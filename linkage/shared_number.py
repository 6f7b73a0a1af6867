"""Rung 2: rows without a NIK of their own that share another number and the name.

Numbers of a family (family card, household in the agreed source) ask for the same name; numbers of a person (a list's own
person number, a pupil's NISN) bear a slip in it. Sex, birth and NIK may be unknown but not contradict. Two rows that both
carry a NIK never meet here: equal NIKs are rung 1, different NIKs are two people.
"""

from __future__ import annotations

import duckdb

MOST_CONTENTS = 80
"""A number with more different contents than this is an institution's or a slip copied down a column: not compared."""

_ROWS = """
CREATE TEMP TABLE number_rows AS
WITH numbers AS (
    SELECT node, 'card' AS kind, card AS number FROM records WHERE card IS NOT NULL
    UNION SELECT node, 'household', source_family_id FROM records WHERE source_family_id IS NOT NULL
    UNION SELECT node, 'household', household_id FROM records WHERE household_id IS NOT NULL
    UNION SELECT node, 'person_number', source_person_id FROM records WHERE length(source_person_id) >= 6
    UNION SELECT node, 'pupil_number', nisn FROM records WHERE length(nisn) = 10 AND nisn <> repeat(left(nisn, 1), 10)
)
SELECT node, kind, number, name_key, nik, nik_date, sex, birth_exact, birth_year, year_slack,
    concat_ws('|', agency_id, table_id, semester) AS list_name,
    min(node) OVER (
        PARTITION BY kind, number, name_key, nik, sex, birth_exact, birth_year, year_slack) AS first_node,
    bool_or(nik IS NULL) OVER (PARTITION BY kind, number) AS has_work
FROM numbers INNER JOIN records USING (node)
WHERE name_key IS NOT NULL
QUALIFY has_work;

CREATE TEMP TABLE number_groups AS
SELECT number_rows.*, name, count(*) OVER (PARTITION BY kind, number) AS groups_of_number
FROM number_rows INNER JOIN name_forms USING (name_key)
WHERE node = first_node;
"""

_WITHIN = """
INSERT INTO edges
SELECT first_node, node, 2, 0.97, kind || '_name' FROM number_rows WHERE node <> first_node AND nik IS NULL
"""

# Two names born on one day in one family: with twins about, a slip in the name is no slip.
_TWINS = """
CREATE TEMP TABLE number_twins AS
SELECT kind, number, birth_exact FROM number_rows WHERE birth_exact IS NOT NULL
GROUP BY kind, number, birth_exact HAVING count(DISTINCT nik) > 1
UNION
SELECT kind, number, birth_exact FROM number_rows WHERE birth_exact IS NOT NULL
GROUP BY kind, number, birth_exact, list_name HAVING count(DISTINCT name_key) > 1
"""

_BETWEEN = """
INSERT INTO edges
WITH pairs AS (
    SELECT one.node AS node_a, other.node AS node_b, one.kind,
        name_level(one.name, other.name) AS name_level,
        birth_agrees(one, other) AS is_same_birth,
        one.name.core_form = other.name.core_form AND one.birth_year + other.birth_year IS NOT NULL AS is_core_borne_out,
        number_twins.number IS NOT NULL AS has_twin,
        one.kind IN ('person_number', 'pupil_number') AS is_of_person
    FROM number_groups AS one
    INNER JOIN number_groups AS other
        ON one.kind = other.kind AND one.number = other.number AND one.node < other.node
    LEFT JOIN number_twins
        ON number_twins.kind = one.kind AND number_twins.number = one.number
        AND number_twins.birth_exact = coalesce(one.birth_exact, other.birth_exact)
    WHERE (one.nik IS NULL OR other.nik IS NULL) AND one.groups_of_number <= {most}
        AND sex_fits(one.sex, other.sex) AND birth_fits(one, other)
),
judged AS (
    SELECT node_a, node_b,
        CASE WHEN name_level = 3 AND is_same_birth THEN 0.98
            WHEN name_level = 3 THEN 0.95
            WHEN name_level = 2 AND is_same_birth AND NOT has_twin THEN 0.93
            WHEN name_level = 2 AND (is_of_person OR is_core_borne_out) AND NOT has_twin THEN 0.92
            WHEN name_level = 1 AND is_of_person AND is_same_birth AND NOT has_twin THEN 0.9 END AS score,
        kind || '_name' || CASE WHEN is_same_birth THEN '_birth' ELSE '' END AS evidence
    FROM pairs
)
SELECT node_a, node_b, 2, score, evidence FROM judged WHERE score IS NOT NULL
"""

# The same name twice on one card under two NIKs: one digit may have slipped, or they are father and son. People decide.
_SLIPS = """
INSERT INTO conflicts
WITH carriers AS (
    SELECT card, name.full_form AS form, nik, min(node) AS node, min(birth_year) AS birth_year
    FROM records INNER JOIN name_forms USING (name_key)
    WHERE card IS NOT NULL AND nik IS NOT NULL
    GROUP BY card, form, nik
)
SELECT one.node, other.node, 'two_niks_one_name'
FROM carriers AS one INNER JOIN carriers AS other
    ON one.card = other.card AND one.form = other.form AND one.nik < other.nik
WHERE abs(one.birth_year - other.birth_year) <= 3;
DROP TABLE number_rows; DROP TABLE number_groups; DROP TABLE number_twins;
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges of rung 2 that rest on a shared number, and as conflicts one name under two NIKs on one card."""
    for statement in (_ROWS, _WITHIN, _TWINS, _BETWEEN, _SLIPS):
        connection.execute(statement.format(most=MOST_CONTENTS))
