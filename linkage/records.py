"""All accepted rows of all semesters up to one, as the rungs compare them: table `records`, one row each.

Nothing in it depends on the order of rows, sheets or files: `node` numbers rows by a keyed fingerprint of their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from linkage import agreement, names

ENTITIES = ("civil_registry_records", "enrolment_records", "reference_records")

_COLUMNS = {  # what is read of each entity; a column that an entity does not have is null
    "record_id": "VARCHAR", "semester": "VARCHAR", "agency_id": "VARCHAR", "table_id": "VARCHAR", "as_of_date": "DATE",
    "snapshot_id": "VARCHAR", "nik": "VARCHAR", "family_card_no": "VARCHAR", "name_key": "VARCHAR", "sex": "VARCHAR",
    "birth_date": "DATE", "birth_date_quality": "VARCHAR", "age_years": "INTEGER", "source_person_id": "VARCHAR",
    "source_family_id": "VARCHAR", "household_id": "VARCHAR", "family_no_in_household": "VARCHAR", "member_no": "VARCHAR",
    "nisn": "VARCHAR", "village_code": "VARCHAR", "rt": "VARCHAR", "rw": "VARCHAR", "address": "VARCHAR",
    "head_name": "VARCHAR", "mother_name": "VARCHAR",
}  # fmt: skip
_CONTENT = (  # who the row says it is about; where it stands in its file is no part of it
    "entity", "agency_id", "table_id", "snapshot_id", "nik", "family_card_no", "name_key", "sex", "birth_date",
    "source_person_id", "source_family_id", "household_id", "family_no_in_household", "member_no", "nisn",
)  # fmt: skip
_PLACE = ("village_code", "rt", "rw", "address", "head_name", "mother_name", "age_years")
_WEAK_DATES = ("heaped", "from_nik", "year_only", "missing", "unreadable")

_RECORDS = """
CREATE TEMP TABLE records AS
WITH marked AS (
    SELECT *,
        ('0x' || substr(sha256(concat_ws('|', $key, {content})), 1, 16))::UBIGINT AS fingerprint,
        md5_number_upper(concat_ws('|', {place})) AS place_hash,
        CASE WHEN substr(nik, 7, 2) > '40' THEN lpad((substr(nik, 7, 2)::INTEGER - 40)::VARCHAR, 2, '0')
            ELSE substr(nik, 7, 2) END || substr(nik, 9, 4) AS nik_date,
        coalesce(sex, CASE WHEN substr(nik, 7, 2) > '40' THEN 'P' WHEN nik IS NOT NULL THEN 'L' END) AS known_sex,
        coalesce(as_of_date, make_date(substr(semester, 1, 4)::INTEGER, 6, 30)) AS seen_date
    FROM accepted
),
dated AS (
    SELECT *,
        row_number() OVER (PARTITION BY semester, fingerprint ORDER BY place_hash, record_id) AS ordinal,
        CASE WHEN birth_date_quality IN {weak} OR strftime(birth_date, '%d%m') IN ('0101', '3112')
            THEN NULL ELSE birth_date END AS birth_exact,
        -- Two digits of a year: the century that the row's own age tells, else the younger that is not in the future.
        substr(nik, 11, 2)::INTEGER
            + CASE WHEN 2000 + substr(nik, 11, 2)::INTEGER > year(seen_date)
                OR year(seen_date) - age_years < 1950 + substr(nik, 11, 2)::INTEGER THEN 1900 ELSE 2000 END AS nik_year,
        year(seen_date) - age_years - CASE WHEN month(seen_date) < 7 THEN 1 ELSE 0 END AS age_year
    FROM marked
)
SELECT
    (row_number() OVER (ORDER BY fingerprint, semester, ordinal, record_id) - 1)::INTEGER AS node,
    record_id, entity, semester, agency_id, table_id, fingerprint, place_hash,
    substr(sha256(concat_ws('|', semester, fingerprint, ordinal)), 1, 16) AS member_key,
    CASE WHEN entity = 'reference_records' THEN coalesce(snapshot_id, table_id) || '|' || semester END AS reference_list,
    entity = 'civil_registry_records' AS is_registry,
    nik, nik_date, family_card_no AS card, name_key, known_sex AS sex, sex IS NOT NULL AS has_own_sex,
    birth_date, birth_exact, age_years,
    coalesce(year(birth_date), nik_year, age_year)::INTEGER AS birth_year,
    CASE WHEN birth_exact IS NOT NULL OR (birth_date IS NULL AND nik IS NOT NULL) THEN 0 ELSE 2 END AS year_slack,
    -- The row's own columns bear its NIK out: the number is not somebody else's typed into it.
    coalesce(known_sex = CASE WHEN substr(nik, 7, 2) > '40' THEN 'P' ELSE 'L' END, false)
        AND coalesce(strftime(birth_exact, '%d%m%y') = nik_date, abs(age_year - nik_year) <= 2, false) AS owns_nik,
    source_person_id, nisn, source_family_id, household_id,
    birth_date IS NOT NULL OR address IS NOT NULL OR (rt IS NOT NULL AND rw IS NOT NULL AND village_code IS NOT NULL)
        OR head_name IS NOT NULL OR mother_name IS NOT NULL AS says_more,
    CASE WHEN entity = 'reference_records' THEN coalesce(source_family_id, household_id)
        || '|' || coalesce(family_no_in_household, '1') END AS reference_family
FROM dated
"""


def files_of(accepted: Path, entity: str, until: str) -> list[Path]:
    """The Parquet parts of `entity` of every semester up to and with `until`, oldest first."""
    parts = sorted((accepted / entity).glob("semester=*/*.parquet"))
    return [part for part in parts if (label := part.parent.name.removeprefix("semester=")) == "none" or label <= until]


def semesters_in(accepted: Path) -> list[str]:
    """Every semester that has an accepted part of a personal entity, oldest first."""
    folders = {part.parent.name for entity in ENTITIES for part in (accepted / entity).glob("semester=*/*.parquet")}
    return sorted(name.removeprefix("semester=") for name in folders if name != "semester=none")


def _selection(connection: duckdb.DuckDBPyConnection, entity: str, files: Sequence[Path]) -> str:
    """The SELECT that reads `entity` in the columns of comparison."""
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    source = f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
    present = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    columns = (
        f"{f'nullif(trim({name}::VARCHAR), {chr(39) * 2})' if kind == 'VARCHAR' else name}::{kind} AS {name}"
        if name in present
        else f"NULL::{kind} AS {name}"
        for name, kind in _COLUMNS.items()
    )
    return f"SELECT '{entity}' AS entity, {', '.join(columns)} FROM {source}"


def load(connection: duckdb.DuckDBPyConnection, accepted: Path, until: str, key: bytes) -> int:
    """Fills `records` and `name_forms`; the number of rows."""
    empty = "SELECT NULL::VARCHAR AS entity, " + ", ".join(f"NULL::{kind} AS {n}" for n, kind in _COLUMNS.items())
    parts = [f"({empty} LIMIT 0)"]
    parts += [_selection(connection, name, files) for name in ENTITIES if (files := files_of(accepted, name, until))]
    connection.execute("CREATE TEMP TABLE accepted AS " + " UNION ALL ".join(parts))
    content = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in _CONTENT)
    place = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in _PLACE)
    statement = _RECORDS.format(content=content, place=place, weak=_WEAK_DATES)
    connection.execute(statement, {"key": key.hex()})
    connection.execute("DROP TABLE accepted")
    agreement.define(connection)
    _load_names(connection)
    count = connection.execute("SELECT count(*) FROM records").fetchone()
    return int(count[0]) if count else 0


def _load_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `name_forms`: the features of each distinct name, as one struct column `name`."""
    keys = connection.execute("SELECT DISTINCT name_key FROM records WHERE name_key IS NOT NULL ORDER BY 1").fetchall()
    table = names.feature_table(key for (key,) in keys)
    connection.register("name_features", table)
    connection.execute(
        "CREATE TEMP TABLE name_forms AS SELECT name_key, struct_pack(full_form := full_form, ordered_form := ordered_form,"
        " core_form := core_form, particles := particles, words := words) AS name FROM name_features"
    )
    connection.unregister("name_features")
