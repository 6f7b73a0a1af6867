"""All accepted rows of all semesters up to one, as the rungs compare them.

Table `records`: what a list says of somebody, once, however many semesters it says so (`lists`: one of each). Offices
send the same rows again half a year later, so history adds little to compare. Table `record_rows`: the accepted rows
behind each, by `node`. Equal rows of one semester are several records, and so are rows of two editions of the source.

Nothing in it depends on the order of rows, sheets or files: `node` numbers records by a keyed fingerprint of their
content.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from linkage.evidence import addresses, agreement, cities, names, population, said, silent_registry

ENTITIES = ("civil_registry_records", "enrolment_records", "reference_records")

COLUMNS = {  # what is read of each entity; a column that an entity does not have is null
    "record_id": "VARCHAR", "semester": "VARCHAR", "agency_id": "VARCHAR", "table_id": "VARCHAR", "as_of_date": "DATE",
    "snapshot_id": "VARCHAR", "nik": "VARCHAR", "family_card_no": "VARCHAR", "name_key": "VARCHAR", "sex": "VARCHAR",
    "birth_date": "DATE", "birth_date_quality": "VARCHAR", "age_years": "INTEGER", "source_person_id": "VARCHAR",
    "source_family_id": "VARCHAR", "household_id": "VARCHAR", "family_no_in_household": "VARCHAR",
    "member_no": "VARCHAR",
    "nisn": "VARCHAR", "village_code": "VARCHAR", "rt": "VARCHAR", "rw": "VARCHAR", "address": "VARCHAR",
    "head_name": "VARCHAR", "mother_name": "VARCHAR", "relation_head": "VARCHAR", "relation_family_head": "VARCHAR",
    "head_name_key": "VARCHAR", "mother_name_key": "VARCHAR", "sls_name": "VARCHAR", "registry_status": "VARCHAR",
}  # fmt: skip
_CONTENT = (  # who the row says it is about; where it stands in its file is no part of it
    "agency_id", "table_id", "snapshot_id", "nik", "family_card_no", "name_key", "sex", "birth_date",
    "source_person_id", "source_family_id", "household_id", "family_no_in_household", "member_no", "nisn",
)  # fmt: skip
_PLACE = ("village_code", "rt", "rw", "address", "head_name", "mother_name")
_WEAK_DATES = ("heaped", "from_nik", "year_only", "missing", "unreadable")

LEAVES_AT = 15
"""Age in the agreed source from which a child may have married onto another card by the time of a later list."""

# Only what is compared is kept: long text is hashed while it is read, identifiers become numbers.
_ROWS = """
SELECT record_id, '{entity}' AS entity, semester, agency_id, table_id,
    -- Without a NIK the place is part of who is meant; with one, a corrected address does not make another row.
    ('0x' || left(sha256(concat_ws('|', $key, '{entity}', {content},
        CASE WHEN nik IS NULL THEN concat_ws('|', {place}) END)), 16))::UBIGINT AS fingerprint,
    CASE WHEN '{entity}' = 'reference_records' THEN coalesce(snapshot_id, table_id) || '|' || semester END
        AS reference_list,
    try_cast(nik AS BIGINT) AS nik,
    CASE WHEN substr(nik, 7, 2) > '40' THEN lpad((try_cast(substr(nik, 7, 2) AS INTEGER) - 40)::VARCHAR, 2, '0')
        ELSE substr(nik, 7, 2) END || substr(nik, 9, 4) AS nik_date,
    CASE WHEN substr(nik, 7, 2) > '40' THEN 'P' WHEN nik IS NOT NULL THEN 'L' END AS nik_sex,
    try_cast(substr(nik, 11, 2) AS INTEGER) AS nik_year,
    try_cast(family_card_no AS BIGINT) AS card, name_key, sex AS own_sex, birth_date,
    -- A heap or a date that stands for less than a day is no evidence.
    CASE WHEN birth_date_quality IN {weak} OR strftime(birth_date, '%d%m') IN ('0101', '3112')
        THEN NULL ELSE birth_date END AS birth_exact,
    year(coalesce(as_of_date, make_date(substr(semester, 1, 4)::INTEGER, 6, 30))) AS seen_year,
    seen_year - age_years - CASE WHEN month(as_of_date) < 7 THEN 1 ELSE 0 END AS age_year,
    -- The agreed source numbers its members within the household: IDARTBDT is IDBDT and two digits more.
    coalesce(source_person_id, source_family_id || lpad(member_no, 2, '0')) AS person_number,
    nisn, source_family_id, household_id,
    -- Whose card is the family's: head, spouse, and children too young to have left. Unknown counts.
    coalesce(coalesce(relation_family_head, relation_head) IN ('head', 'spouse'), true) OR age_years < {leaves_at}
        AS holds_family,
    CASE WHEN '{entity}' = 'reference_records' THEN coalesce(source_family_id, household_id)
        || '|' || coalesce(family_no_in_household, '1') END AS reference_family,
    -- The registry was asked for this number and knows nobody under it.
    coalesce(registry_status = 'not_found', false) AS is_nobody,
    head_name_key, mother_name_key, village_code, {rt} AS rt, {rw} AS rw, address,
    name_key IS NOT NULL AND (birth_date IS NOT NULL OR address IS NOT NULL OR head_name IS NOT NULL
        OR mother_name IS NOT NULL OR (rt IS NOT NULL AND rw IS NOT NULL AND village_code IS NOT NULL)) AS says_more
FROM ({source})
"""

_ACCEPTED = """
CREATE TEMP TABLE accepted AS
-- Two digits of a year: the century that the row's own age tells, else the younger that is not in the future.
SELECT * EXCLUDE (seen_year) REPLACE (
    nik_year + CASE WHEN 2000 + nik_year > seen_year OR age_year < 1950 + nik_year THEN 1900 ELSE 2000 END AS nik_year
)
FROM ({rows})
"""


def _neighbourhood(part: str) -> str:
    """The SQL of the number of RT or RW.

    It is that of its own column, else as the smallest area (`RT 003 RW 008`) names it.
    """
    named = f"regexp_extract(upper(sls_name), '{part.upper()}[ .:]*0*([0-9]+)', 1)"
    return f"coalesce(try_cast(regexp_extract({part}, '[0-9]+') AS SMALLINT), try_cast({named} AS SMALLINT))"


def files_of(accepted: Path, entity: str, until: str) -> list[Path]:
    """The Parquet parts of `entity` of every semester up to and with `until`, oldest first."""
    parts = sorted((accepted / entity).glob("semester=*/*.parquet"))
    return [part for part in parts if (label := part.parent.name.removeprefix("semester=")) == "none" or label <= until]


def semesters_in(accepted: Path) -> list[str]:
    """Every semester that has an accepted part of a personal entity, oldest first."""
    folders = {part.parent.name for entity in ENTITIES for part in (accepted / entity).glob("semester=*/*.parquet")}
    return sorted(name.removeprefix("semester=") for name in folders if name != "semester=none")


def count(accepted: Path, until: str) -> int:
    """The number of accepted rows up to and with `until`."""
    files = [path for entity in ENTITIES for path in files_of(accepted, entity, until)]
    return sum(pq.read_metadata(path).num_rows for path in files)


def source(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> str:
    """The SELECT that reads `files` in the columns of comparison; no files give no rows."""
    if not files:
        return "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items()) + " LIMIT 0"
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    scan = f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
    present = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
    columns = []
    for name, kind in COLUMNS.items():
        value = f"nullif({name}::VARCHAR, '')" if kind == "VARCHAR" else name
        # Never a failing cast: its message would carry the personal value.
        columns.append(f"try_cast({value if name in present else 'NULL'} AS {kind}) AS {name}")
    return f"SELECT {', '.join(columns)} FROM {scan}"


def load(
    connection: duckdb.DuckDBPyConnection, accepted: Path, until: str, key: bytes, city: Path | None = None
) -> None:
    """Fills `records` and `name_forms` with all accepted rows up to and with `until`.

    `city`: the accepted rows of the whole city, where `accepted` holds a few of them; people and the places of
    offices are counted there.
    """
    content = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in _CONTENT)
    place = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in _PLACE)
    selections = []
    for entity in ENTITIES:
        rows_of = source(connection, files_of(accepted, entity, until))
        selections.append(
            _ROWS.format(
                entity=entity,
                content=content,
                place=place,
                weak=_WEAK_DATES,
                source=rows_of,
                leaves_at=LEAVES_AT,
                rt=_neighbourhood("rt"),
                rw=_neighbourhood("rw"),
            )
        )
    connection.execute(_ACCEPTED.format(rows=" UNION ALL ".join(selections)), {"key": key.hex()})
    _load_names(connection)
    _load_addresses(connection)
    said.number(connection)
    agreement.define(connection)
    whole = [source(connection, files_of(city, each, until)) for each in ENTITIES] if city else ["FROM accepted"]
    cities.count(connection, whole)
    population.count(connection, whole)
    answered = files_of(city or accepted, "civil_registry_records", until)
    silent_registry.count(connection, source(connection, answered))
    connection.execute("DROP TABLE accepted")


_NAME_KEYS = """
SELECT DISTINCT key
FROM (
    SELECT name_key AS key FROM accepted
    UNION ALL SELECT head_name_key FROM accepted
    UNION ALL SELECT mother_name_key FROM accepted
)
WHERE key IS NOT NULL ORDER BY key
"""


def _load_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `name_forms`, the features of each distinct name as one struct `name`.

    Names are those of persons, heads and mothers.
    """
    keys = connection.execute(_NAME_KEYS).fetchall()
    table = names.feature_table(key for (key,) in keys)
    connection.register("name_features", table)
    connection.execute(
        f"CREATE TEMP TABLE name_forms AS SELECT name_id, name_key, {names.AS_STRUCT} AS name FROM name_features"
    )
    connection.unregister("name_features")


def _load_addresses(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `address_forms`: which addresses are one house, and which one street, by number."""
    found = connection.execute("SELECT DISTINCT address FROM accepted WHERE address IS NOT NULL ORDER BY 1").fetchall()
    table = addresses.form_table(address for (address,) in found)
    connection.register("address_features", table)
    connection.execute(
        "CREATE TEMP TABLE address_forms AS"
        " SELECT address, CASE WHEN form <> '' THEN dense_rank() OVER (ORDER BY form) END::INTEGER AS address_id,"
        " CASE WHEN street <> '' THEN dense_rank() OVER (ORDER BY street) END::INTEGER AS street_id"
        " FROM address_features"
    )
    connection.unregister("address_features")
