"""Rung 1: rows with one valid NIK whose name or birth date agrees.

The NIK alone never merges.

Rows are compared as groups of equal content, so a person in ten lists costs one comparison per spelling, not per row.
"""

from __future__ import annotations

import duckdb

MOST_SPELLINGS = 40
"""A NIK with more different contents than this is nobody's number (copied down a column): no comparison at all."""

_GROUPS = """
CREATE TEMP TABLE nik_contents AS
SELECT nik, nik_date, name_id, birth_exact, sex, owns_nik, min(node) AS first_node
FROM records
WHERE nik IS NOT NULL AND (name_id IS NOT NULL OR birth_exact IS NOT NULL)
GROUP BY ALL;

CREATE TEMP TABLE nik_groups AS
SELECT first_node AS node, nik, birth_exact, sex, owns_nik, name,
    coalesce(strftime(birth_exact, '%d%m%y') <> nik_date, false) AS disowns_nik,
    count(*) OVER (PARTITION BY nik) AS groups_of_nik
FROM nik_contents LEFT JOIN name_forms USING (name_id)
WHERE nik IN (SELECT nik FROM nik_contents GROUP BY nik HAVING count(*) > 1);
"""

_WITHIN = """
INSERT INTO edges
SELECT first_node, node, 1, CASE WHEN records.name_id IS NULL THEN 0.9 ELSE 1.0 END,
    CASE WHEN records.name_id IS NULL THEN 'nik_birth_date' ELSE 'nik_name' END
FROM records INNER JOIN nik_contents
    ON records.nik = nik_contents.nik AND records.owns_nik = nik_contents.owns_nik
    AND records.name_id IS NOT DISTINCT FROM nik_contents.name_id
    AND records.birth_exact IS NOT DISTINCT FROM nik_contents.birth_exact AND records.sex = nik_contents.sex
WHERE node <> first_node OR row_count > 1
"""

_PAIRS = """
CREATE TEMP TABLE nik_pairs AS
SELECT one.node AS node_a, other.node AS node_b, one.nik, one.birth_exact,
    name_level(one.name, other.name) AS name_level,
    coalesce(one.birth_exact = other.birth_exact, false) AS is_same_birth,
    one.disowns_nik OR other.disowns_nik AS is_disowned,
    coalesce(names_within(one.name, other.name) OR slipped_once(one.name, other.name), false) AS is_bare,
    sex_fits(one.sex, other.sex) AS is_sex_fit,
    one.name.full_form AS form_a, other.name.full_form AS form_b
FROM nik_groups AS one
INNER JOIN nik_groups AS other ON one.nik = other.nik AND one.node < other.node
WHERE one.groups_of_nik <= {most}
"""

# Somebody whose row carries a sister's or a neighbour's number: who bears that name, and is of that date or card, has
# another NIK elsewhere; of one card no slip of this one, for then the row may be the person's after all.
_TWINS = """
CREATE TEMP TABLE nik_twins AS
WITH doubtful AS (FROM nik_pairs WHERE name_level <= 1),
facts AS (
    SELECT DISTINCT nik, name.full_form AS form, birth_exact, card
    FROM records INNER JOIN name_forms USING (name_id) WHERE nik IS NOT NULL
),
theirs AS (
    FROM facts SEMI JOIN (SELECT form_a AS form FROM doubtful UNION SELECT form_b FROM doubtful) AS forms USING (form)
),
strays AS (
    SELECT DISTINCT one.nik, one.form
    FROM theirs AS one SEMI JOIN doubtful USING (nik)
    INNER JOIN theirs AS other ON other.form = one.form AND other.card = one.card
    WHERE damerau_levenshtein(one.nik::VARCHAR, other.nik::VARCHAR) > 1
)
SELECT node_a, node_b
FROM doubtful INNER JOIN theirs ON theirs.birth_exact = doubtful.birth_exact AND theirs.form IN (form_a, form_b)
WHERE is_same_birth AND theirs.nik <> doubtful.nik
UNION
SELECT node_a, node_b FROM doubtful INNER JOIN strays ON strays.nik = doubtful.nik AND strays.form IN (form_a, form_b)
"""

_BETWEEN = """
CREATE TEMP TABLE nik_verdicts AS
SELECT node_a, node_b,
    -- A part of the name, and a birth date that is not the NIK's: a brother's NIK typed into the row.
    CASE WHEN name_level >= 2 THEN 'nik_name'
        WHEN nik_twins.node_a IS NOT NULL THEN NULL
        WHEN (name_level = 1 OR is_bare) AND NOT is_disowned THEN 'nik_name'
        WHEN is_same_birth AND is_sex_fit THEN 'nik_birth_date' END AS evidence,
    CASE WHEN name_level = 3 THEN 1.0 WHEN name_level = 2 THEN 0.99 WHEN name_level = 1 THEN 0.95
        ELSE 0.9 END AS score,
    CASE WHEN nik_twins.node_a IS NOT NULL AND is_same_birth THEN 'nik_twin_conflict' ELSE 'nik_name_conflict' END
        AS reason
FROM nik_pairs LEFT JOIN nik_twins USING (node_a, node_b);

INSERT INTO edges SELECT node_a, node_b, 1, score, evidence FROM nik_verdicts WHERE evidence IS NOT NULL;
INSERT INTO conflicts SELECT node_a, node_b, reason FROM nik_verdicts WHERE evidence IS NULL;
INSERT INTO conflicts
SELECT min(node) OVER (PARTITION BY nik), node, 'nik_of_many' FROM nik_groups WHERE groups_of_nik > {most}
QUALIFY min(node) OVER (PARTITION BY nik) <> node;
DROP TABLE nik_contents; DROP TABLE nik_groups; DROP TABLE nik_pairs; DROP TABLE nik_twins; DROP TABLE nik_verdicts;
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges of rung 1.

    Pairs that share nothing but the number become conflicts.
    """
    for statement in (_GROUPS, _WITHIN, _PAIRS, _TWINS, _BETWEEN):
        connection.execute(statement.format(most=MOST_SPELLINGS))
