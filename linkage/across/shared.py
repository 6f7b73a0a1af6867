"""Makes the tables that a linked shard shows to the others.

They are keyed tokens of its persons, and the rows behind them.
Tokens tell nobody who has not the land's key anything but that two are equal; the rows of a person are asked for only
where a token of it, or of somebody it lives with, is met in another shard. Names of lists, snapshots and rows get the
shard's code before them, for one office of two shards is two offices, and two lists of one source are two lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from linkage.evidence import records

_ROWS = """
SELECT $shard AS shard, person_id, '{entity}' AS entity, {columns}
FROM ({source}) AS source INNER JOIN person_links USING (record_id) LEFT JOIN likely_mothers USING (record_id)
WHERE person_links.entity = '{entity}' AND person_links.semester = source.semester
"""
# The survey names no mothers: a child's is the one woman who is head or spouse of its family and of the age. Only what
# two shards are compared by; within its shard the whole family says more.
_MOTHERS = """
CREATE TEMP TABLE likely_mothers AS
WITH members AS (
    SELECT record_id, semester, table_id, name_key, mother_name_key, sex, age_years,
        coalesce(relation_family_head, relation_head) AS relation,
        coalesce(source_family_id, household_id) || '|' || coalesce(family_no_in_household, '1') AS family
    FROM ({source})
)
SELECT child.record_id, min(woman.name_key) AS mother
FROM members AS child INNER JOIN members AS woman USING (semester, table_id, family)
WHERE child.relation = 'child' AND child.mother_name_key IS NULL
    AND woman.relation IN ('head', 'spouse') AND woman.sex = 'P' AND woman.age_years - child.age_years BETWEEN 14 AND 50
GROUP BY child.record_id HAVING count(*) = 1
"""
_PREFIXED = ("record_id", "agency_id")

# What two rows of one person have in common over any distance; what only a name and a place tell stays in its city.
_TOKENS = """
WITH facts AS (
    SELECT person_id, nik, card, person_number, nisn, household_id, source_family_id, name_forms.name.sound AS sound,
        name_forms.name.full_form AS letters,
        [CASE WHEN head_id <> name_id THEN heads.name.sound END, mothers.name.sound,
            likely.name.sound] AS kin,
        CASE WHEN coalesce(strftime(birth_exact, '%d%m'), left(nik_date, 4)) NOT IN ('0101', '3112')
            THEN coalesce(strftime(birth_exact, '%d%m%y'), nik_date) END AS date
    FROM record_rows INNER JOIN person_links USING (record_id, entity, semester) INNER JOIN records USING (node)
    LEFT JOIN name_forms USING (name_id)
    LEFT JOIN name_forms AS heads ON heads.name_id = head_id
    LEFT JOIN name_forms AS mothers ON mothers.name_id = mother_id
    LEFT JOIN likely_mothers USING (record_id)
    LEFT JOIN name_forms AS likely ON likely.name_key = likely_mothers.mother
),
kinds AS (
    SELECT person_id, 'number' AS kind, nik::VARCHAR AS value FROM facts
    UNION ALL SELECT person_id, 'card', card::VARCHAR FROM facts
    UNION ALL SELECT person_id, 'card', nik::VARCHAR FROM facts
    UNION ALL SELECT person_id, 'household', coalesce(source_family_id, household_id) FROM facts
    UNION ALL SELECT person_id, 'person_number', person_number FROM facts
    UNION ALL SELECT person_id, 'pupil_number', nisn FROM facts
    UNION ALL SELECT person_id, 'name_and_date', sound || '|' || date FROM facts
    UNION ALL SELECT person_id, 'name_and_kin', sound || '|' || unnest(kin) FROM facts
    UNION ALL SELECT person_id, 'slip_of_date', letters || '|' || (nik // 10000000000 * 10000 + nik % 10000) FROM facts
    -- who lives together; of the shard alone, so that it brings a family along and lets nobody meet
    UNION ALL SELECT person_id, '{home}', $shard || '|card|' || card FROM facts
    UNION ALL SELECT person_id, '{home}', $shard || '|household|' || coalesce(source_family_id, household_id) FROM facts
)
SELECT DISTINCT $shard AS shard, person_id, kind,
    ('0x' || left(sha256(concat_ws('|', $key, kind, value)), 15))::BIGINT AS token
FROM kinds WHERE value IS NOT NULL ORDER BY kind, token, person_id
"""
_NAMES = """
SELECT name_key, sum(row_count)::BIGINT AS row_count
FROM records INNER JOIN name_forms USING (name_id) GROUP BY name_key ORDER BY 1
"""
EVIDENCE, TOKENS, NAMES = "evidence", "tokens", "names"
HOME = "home"
"""The kind of the tokens that the members of a family share within their shard."""


@dataclass(frozen=True)
class Shared:
    """The rows of a shard's persons, their tokens, and how many rows bear each name."""

    evidence: pa.Table
    tokens: pa.Table
    names: pa.Table

    def tables(self) -> dict[str, pa.Table]:
        """The tables by the names of their files."""
        return {EVIDENCE: self.evidence, TOKENS: self.tokens, NAMES: self.names}


def share(accepted: Path, linkage: Path, shard: str, until: str, key: bytes) -> Shared:
    """The tables that a linked shard shows of all rows up to `until`.

    `shard` is its code, that of Kemendagri. `key` is the land's, the same for all shards.
    """
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as connection:
        links = str(linkage / "person_links.parquet").replace("'", "''")
        connection.execute(f"CREATE TEMP VIEW person_links AS FROM read_parquet('{links}')")
        records.load(connection, accepted, until, key)
        surveyed = records.source(connection, records.files_of(accepted, "reference_records", until))
        connection.execute(_MOTHERS.format(source=surveyed))
        tokens = connection.execute(_TOKENS.format(home=HOME), {"shard": shard, "key": key.hex()}).fetch_arrow_table()
        names = connection.execute(_NAMES).fetch_arrow_table()
        rows = " UNION ALL ".join(
            _ROWS.format(
                entity=entity,
                columns=_columns(),
                source=records.source(connection, records.files_of(accepted, entity, until)),
            )
            for entity in records.ENTITIES
        )
        evidence = connection.execute(
            f"SELECT * FROM ({rows}) ORDER BY person_id, entity, semester, record_id", {"shard": shard}
        ).fetch_arrow_table()
    return Shared(evidence, tokens, names)


def _columns() -> str:
    """The columns of comparison, with the shard's code before the names that are its own."""
    own = {name: f"$shard || '|' || source.{name} AS {name}" for name in _PREFIXED}
    own["mother_name_key"] = "coalesce(source.mother_name_key, likely_mothers.mother) AS mother_name_key"
    own["snapshot_id"] = "$shard || '|' || coalesce(snapshot_id, table_id) AS snapshot_id"
    return ", ".join(own.get(name, f"source.{name}") for name in records.COLUMNS)
