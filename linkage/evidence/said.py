"""Numbers what the accepted rows say, each thing once.

Offices send the same rows again half a year later. What a list says of somebody in ten semesters is one record with
ten rows, and is compared once: history adds little to compare, and no weight to what it repeats.
"""

from __future__ import annotations

import duckdb

# What a row says, all of it: what is compared, and of which list. When it says so is no part of it.
_SAID = (
    "nik", "nik_date", "nik_sex", "nik_year", "card", "name_key", "own_sex", "birth_date", "birth_exact", "age_year",
    "person_number", "nisn", "source_family_id", "household_id", "reference_family", "holds_family", "is_nobody",
    "head_name_key", "mother_name_key", "village_code", "rt", "rw", "address", "agency_id", "table_id",
    "reference_list",
)  # fmt: skip

# A row that says too little to tell whom it means is another's in another semester.
RECORD_ROWS = f"""
CREATE TEMP TABLE told AS
WITH doubled AS (SELECT fingerprint, semester FROM accepted GROUP BY ALL HAVING count(*) > 1),
ordinals AS (
    SELECT accepted.rowid AS position, row_number() OVER (PARTITION BY fingerprint, semester
        ORDER BY hash({", ".join(_SAID)}), record_id) - 1 AS ordinal
    FROM accepted SEMI JOIN doubled USING (fingerprint, semester)
)
SELECT accepted.rowid AS position, record_id, entity, semester, hash(agency_id, table_id, semester) AS list,
    fingerprint, coalesce(ordinal, 0)::INTEGER AS ordinal,
    hash({", ".join(_SAID)}, coalesce(ordinal, 0),
        CASE WHEN CASE WHEN nik IS NULL THEN NOT says_more ELSE coalesce(name_key, birth_exact::VARCHAR) IS NULL END
            THEN semester END) AS said
FROM accepted LEFT JOIN ordinals ON ordinals.position = accepted.rowid;

CREATE TEMP TABLE told_once AS
SELECT (row_number() OVER (ORDER BY fingerprint, ordinal, said) - 1)::INTEGER AS node, *
FROM (
    SELECT fingerprint, said, min(ordinal) AS ordinal, count(*) AS row_count, list_sort(list(DISTINCT list)) AS lists,
        arg_min(position, {{'semester': semester, 'record_id': record_id}}) AS position
    FROM told GROUP BY fingerprint, said
);

CREATE TEMP TABLE record_rows AS
SELECT node, record_id, entity, semester,
    -- Equal rows of one semester are told apart by number alone: which is which cannot matter.
    xor(fingerprint, (left(semester, 4)::UBIGINT * 2 + right(semester, 1)::UBIGINT) * 16777216 + told.ordinal)
        AS member_key
FROM told INNER JOIN told_once USING (fingerprint, said)
"""

_RECORDS = """
CREATE TEMP TABLE records AS
SELECT node, ordinal, row_count, record_id AS first_record_id, agency_id, table_id, accepted.fingerprint, lists,
    reference_list, entity = 'civil_registry_records' AS is_registry,
    -- A number that is taken from the row as a slip of the right one is kept as the one that was sent.
    nik, NULL::BIGINT AS sent_nik, nik_date, card, name_forms.name_id, coalesce(own_sex, nik_sex) AS sex,
    own_sex IS NULL AS is_sex_of_nik, birth_exact,
    coalesce(year(birth_date), nik_year, age_year)::INTEGER AS birth_year,
    CASE WHEN birth_exact IS NOT NULL OR (birth_date IS NULL AND nik IS NOT NULL) THEN 0 ELSE 2 END::TINYINT
        AS year_slack,
    coalesce(year(birth_date), age_year)::SMALLINT AS own_year,
    -- The row's own columns bear its NIK out: the number is not somebody else's typed into it.
    coalesce(own_sex = nik_sex, true)
        AND coalesce(strftime(birth_exact, '%d%m%y') = nik_date, abs(age_year - nik_year) <= 2, false) AS owns_nik,
    person_number, nisn, source_family_id, household_id, reference_family, holds_family, says_more,
    is_nobody, heads.name_id AS head_id, mothers.name_id AS mother_id, village_code, rt, rw, address_id, street_id
FROM told_once INNER JOIN accepted ON accepted.rowid = told_once.position
LEFT JOIN name_forms USING (name_key)
LEFT JOIN name_forms AS heads ON heads.name_key = head_name_key
LEFT JOIN name_forms AS mothers ON mothers.name_key = mother_name_key
LEFT JOIN address_forms USING (address);
DROP TABLE told; DROP TABLE told_once
"""


def number(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `records` and `record_rows` from `accepted`, `name_forms` and `address_forms`."""
    connection.execute(RECORD_ROWS)
    connection.execute(_RECORDS)
