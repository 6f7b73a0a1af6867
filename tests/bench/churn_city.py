"""Two semesters of one city with a churn that is chosen: who stays says the same, in lists re-sorted and renumbered.

Made of the first semester of a simulated home, since in its second everything changes at once. Each list is a file;
`sent(base_id, semester, record_id)` tells which accepted row says what which row of the home said.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.bench.truth import ENTITIES, true_rows

FIRST, SECOND = "2017-S1", "2017-S2"
RESUBMITTED, HELD_BACK = "pbi_jk", "dapodik"
"""The largest list of receivers is sent again; that of pupils, many of whom are on no other list, is held back."""

# Half of those who leave or arrive do so as whole families, half alone; about 8 % and 10 % of those before.
_FATES = """
CREATE OR REPLACE TEMP TABLE fates AS
WITH people AS (
    SELECT true_person_id, min(true_family_id) AS true_family_id FROM true_rows WHERE semester = '{first}' GROUP BY ALL
),
dice AS (
    SELECT *, hash(true_family_id || 'family') % 10000 AS of_family,
        hash(true_person_id || 'person') % 10000 AS of_person
    FROM people
)
SELECT true_person_id, true_family_id,
    CASE WHEN of_family < 465 OR of_person < 465 THEN 'arrives'
        WHEN of_family < 465 + 372 OR of_person < 465 + 372 THEN 'leaves' ELSE 'stays' END AS fate
FROM dice
"""
# BDT was surveyed once: nobody who arrives is in it, and it is not sent again.
_KEPT = {
    FIRST: "fate <> 'arrives'",
    SECOND: "fate <> 'leaves' AND entity <> 'reference_records'",
}
_OUTGOING = """
CREATE OR REPLACE TEMP TABLE outgoing AS
WITH salted AS (
    SELECT record_id AS base_id, submission_id, entity, true_person_id,
        '{semester}|' || CASE WHEN table_id LIKE '{again}' THEN '{salt}' ELSE '' END || '|' AS salt
    FROM true_rows INNER JOIN fates USING (true_person_id)
    WHERE semester = '{first}' AND ({kept}) AND table_id NOT LIKE '{withheld}'
)
SELECT base_id, entity, left(md5(salt || base_id), 24) AS record_id, left(md5(salt || submission_id), 24) AS file_id,
    hash(salt || base_id) AS place
FROM salted
"""
_PART = """
COPY (
    SELECT source.* REPLACE (
        '{semester}' AS semester, outgoing.record_id AS record_id, file_id AS submission_id,
        (source.as_of_date + INTERVAL {months} MONTH)::DATE AS as_of_date,
        (row_number() OVER (PARTITION BY file_id, source.sheet ORDER BY place, base_id))::INTEGER AS row_number
    )
    FROM read_parquet('{source}', hive_partitioning = false) AS source
    INNER JOIN outgoing ON base_id = source.record_id AND entity = '{entity}'
    ORDER BY place, base_id
) TO '{target}' (FORMAT parquet)
"""


def open_city(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Fills `true_rows`, `fates(true_person_id, true_family_id, fate)` and an empty `sent`."""
    true_rows(connection, home)
    connection.execute(_FATES.format(first=FIRST))
    connection.execute("CREATE OR REPLACE TEMP TABLE sent (base_id VARCHAR, semester VARCHAR, record_id VARCHAR)")


def send(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    accepted: Path,
    semester: str,
    *,
    salt: str = "",
    again: str = "%",
    withheld: str = "",
) -> None:
    """Writes the accepted rows of a semester, each list shuffled and renumbered.

    Lists whose table is like `again` get ids and an order of their own for this `salt`: the file was sent again. A
    list like `withheld` does not come.
    """
    connection.execute(
        _OUTGOING.format(
            semester=semester, first=FIRST, salt=salt, again=again, withheld=withheld, kept=_KEPT[semester]
        )
    )
    connection.execute("DELETE FROM sent WHERE semester = $semester", {"semester": semester})
    connection.execute("INSERT INTO sent SELECT base_id, $semester, record_id FROM outgoing", {"semester": semester})
    for entity in ENTITIES:
        part = Path(entity) / f"semester={FIRST}" / "part.parquet"
        target = accepted / entity / f"semester={semester}" / "part.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(
            _PART.format(
                semester=semester, entity=entity, source=home / "accepted" / part, target=target,
                months=0 if semester == FIRST else 6,
            )
        )  # fmt: skip
