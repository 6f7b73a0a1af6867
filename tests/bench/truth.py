"""The accepted rows of a simulated home beside what they truly are, and beside what the linkage says."""

from __future__ import annotations

from pathlib import Path

import duckdb

ENTITIES = ("enrolment_records", "reference_records", "civil_registry_records")

# A row is found again by the place where it stood in its file, a first line `sep=;` not counted: spreadsheets hide it.
_ROWS = """
CREATE OR REPLACE TEMP TABLE true_rows AS
WITH accepted_rows AS ({entities}),
newest AS (
    SELECT DISTINCT submission_id, file_name FROM read_parquet('{home}/accepted/submissions/part.parquet')
),
written AS (FROM read_parquet('{home}/truth/rows.parquet')),
unseen AS (
    SELECT semester, agency_id, table_id, file_name, count(*)::INTEGER AS line_count
    FROM written WHERE furniture_kind = 'sep_line' GROUP BY ALL
),
truth AS (
    SELECT written.* REPLACE (row_number - coalesce(line_count, 0) AS row_number)
    FROM written LEFT JOIN unseen USING (semester, agency_id, table_id, file_name)
)
SELECT accepted_rows.*, true_person_id, semester || '|' || true_family_id AS true_family_id,
    agency_id || '.' || table_id AS list_name
FROM accepted_rows
INNER JOIN newest USING (submission_id)
INNER JOIN truth USING (semester, agency_id, table_id, file_name, row_number)
WHERE coalesce(truth.sheet, '') = coalesce(accepted_rows.sheet, '') AND kind = 'data'
"""
_MISPLACED = """
DELETE FROM true_rows WHERE submission_id IN (
    SELECT submission_id FROM true_rows INNER JOIN read_parquet('{home}/truth/persons.parquet') AS persons
        USING (true_person_id, semester)
    GROUP BY submission_id HAVING avg((true_rows.nik = persons.nik)::INTEGER) < 0.5
)
"""
_COLUMNS = (
    "record_id", "submission_id", "agency_id", "table_id", "semester", "sheet", "row_number", "nik", "family_card_no",
    "name_key", "sex", "birth_date", "village_code",
)  # fmt: skip


def true_rows(connection: duckdb.DuckDBPyConnection, home: Path, *, may_be_misread: bool = False) -> int:
    """Fills `true_rows`: every accepted person row with its true person and (of its semester) true family.

    Gives the number of rows; RuntimeError when an accepted row has no truth. In a strange city they `may_be_misread`: a
    subtotal taken for a row, a file whose rows are counted otherwise than its truth counts them. Such rows are not the
    linkage's fault, and left out.
    """
    entities = " UNION ALL ".join(
        f"SELECT {', '.join(_COLUMNS)}, '{name}' AS entity"
        f" FROM read_parquet('{home}/accepted/{name}/semester=*/part.parquet', union_by_name = true,"
        " hive_partitioning = false)"
        for name in ENTITIES
    )
    connection.execute(_ROWS.format(entities=entities, home=home))
    counted = connection.execute(
        f"SELECT (SELECT count(*) FROM true_rows), (SELECT count(*) FROM ({entities}))"
    ).fetchone()
    found, accepted = counted or (0, 0)
    if found != accepted and not may_be_misread:
        raise RuntimeError(f"{accepted - found} accepted rows of {home} have no truth")
    if may_be_misread:
        connection.execute(_MISPLACED.format(home=home))
    return int(found)
