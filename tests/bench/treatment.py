"""What became of each planted fault: found where it stands, and treated as the domain notes say (3.2).

`judge` makes one row a fault (`judged`). A fault of a cell is found when its code is told at its very row; one without
a code must read as if nothing were odd, so it is found when no warning is told of that cell. Treated: a value that can
be read is the true one, one that cannot is null with the original kept, and the row stands. A fault of a sheet is
found when the sheet was read around it, and treated when no line of it became a record, or the right records did.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from ingest.declarations import catalogue

CONSEQUENCES = ("NIK-008", "NIK-011", "ANG-005", "NIK-001", "KK-001", "TGL-005")
"""Codes that a fault of one row also brings to another row, or to another column of its own row."""

_TEXTS = (
    "record_id", "nik", "family_card_no", "rt", "rw", "sex", "full_name", "head_name", "member_name", "mother_name",
    "card_name", "village_code", "village_text", "marital_status", "as_of_date", "area_code",
)  # fmt: skip
_OTHERS = {
    "birth_date": "DATE", "benefit_date": "DATE", "age_years": "INTEGER", "family_no_in_household": "VARCHAR",
    "benefit_amount_idr": "BIGINT", "deposit_idr": "BIGINT", "realised_idr": "BIGINT", "is_proposed": "BOOLEAN",
}  # fmt: skip
_KEY = "semester, table_id, sheet, row_number"
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"

_VIEWS = """
CREATE MACRO true_date(told) AS coalesce(
    CAST(try_strptime(told, ['%Y-%m-%d', '%d/%m/%Y', '%d-%m-%Y']) AS DATE),
    TRY(make_date(
        CAST(nullif(regexp_extract(told, '(\\d+)$', 1), '') AS BIGINT),
        list_position(string_split('{months}', ' '), regexp_extract(told, ' ([A-Z][a-z]+) \\d+$', 1)),
        CAST(nullif(regexp_extract(told, '(\\d+) [A-Z]', 1), '') AS BIGINT)))
);
CREATE TABLE planted AS
SELECT row_number() OVER () AS fault_id, * FROM read_parquet('{home}/truth/faults.parquet');
CREATE TABLE told AS
SELECT DISTINCT {key}, field AS told_field, code AS told_code, severity, value IS NOT NULL AS is_kept
FROM read_parquet('{home}/conformed/*/semester=*/issues/*.parquet');
CREATE TABLE rejects AS SELECT {key} FROM read_parquet('{home}/conformed/*/semester=*/rejects/*.parquet');
CREATE TABLE villages AS
SELECT region_code AS village_code, upper(region_name) AS village_name FROM read_csv('{regions}', all_varchar = true)
WHERE region_level = 'village';
"""

# One CASE for each fault: the code decides where it has one, else the field that it stands in.
_TREATED = """
CASE
    WHEN is_rejected OR expected_code = 'BAR-001' THEN is_rejected AND record_id IS NULL
    WHEN record_id IS NULL THEN false
    WHEN expected_code IN ('NIK-001', 'NIK-002', 'NIK-003', 'NIK-004', 'NIK-006') THEN nik IS NULL AND is_kept
    WHEN expected_code IN ('KK-001', 'KK-002', 'KK-003', 'KK-004') THEN family_card_no IS NULL AND is_kept
    WHEN expected_code IN ('NIK-009', 'NIK-007') THEN nik = true_value
    WHEN expected_code = 'KK-009' THEN family_card_no = true_value
    WHEN expected_code = 'NIK-008' THEN nik IS NOT NULL AND nik <> true_value
    WHEN expected_code = 'WIL-003' THEN village_name = true_value AND village_text <> true_value
    WHEN expected_code = 'RP-002' THEN benefit_amount_idr IS NULL AND is_kept
    WHEN expected_code IN ('TGL-001', 'TGL-003') THEN birth_date IS NULL AND is_kept
    WHEN expected_code = 'TGL-006' THEN birth_date = true_date(true_value) AND is_kept
    WHEN expected_code = 'JK-001' THEN sex IS NULL AND is_kept
    WHEN expected_code = 'KODE-001' THEN marital_status IS NULL AND is_kept
    WHEN field = 'rt' THEN rt = true_value
    WHEN field = 'rw' THEN rw = true_value
    WHEN field = 'village_name' THEN village_name = true_value
    WHEN fault_no = 8 AND field = 'family_card_no' THEN family_card_no <> true_value OR has_other
    WHEN fault_no = 8 AND field = 'nik' THEN nik <> true_value
    WHEN field = 'full_name' THEN full_name IS NOT NULL
    WHEN field = 'head_name' THEN head_name IS NOT NULL
    WHEN field = 'member_name' THEN member_name IS NOT NULL
    WHEN field = 'mother_name' THEN mother_name IS NOT NULL
    WHEN field = 'card_name' THEN card_name IS NOT NULL
    WHEN field = 'kks_no' THEN true
    WHEN fault_no = 10 THEN full_name <> true_value
    WHEN field = 'family_no_in_household' THEN family_no_in_household = true_value
    WHEN field = 'benefit_amount_idr' THEN benefit_amount_idr = CAST(true_value AS BIGINT)
    WHEN field = 'deposit_idr' THEN deposit_idr = CAST(true_value AS BIGINT)
    WHEN field = 'realised_idr' THEN realised_idr = CAST(true_value AS BIGINT)
    WHEN field = 'turnover' THEN true
    WHEN fault_no = 17 THEN birth_date IS NULL
        AND abs(year(CAST(as_of_date AS DATE)) - age_years - year(true_date(true_value))) <= 1
    WHEN field = 'benefit_date' THEN benefit_date = true_date(true_value)
    WHEN field IN ('birth_date', 'birth_place_and_date') THEN birth_date = true_date(true_value)
    WHEN field = 'sex' THEN sex = left(true_value, 1)
    WHEN field = 'is_proposed' THEN is_proposed = (true_value = 'Ya')
END
"""
_CELLS = """
CREATE TABLE judged AS
SELECT planted.fault_id, any_value(fault_no) AS fault_no, any_value(expected_code) AS expected_code,
    any_value(field) AS field,
    CASE WHEN any_value(expected_code) IS NOT NULL THEN bool_or(told_code IS NOT NULL AND told_code = expected_code)
        ELSE NOT bool_or(told_code IS NOT NULL AND told_field = field AND severity = 'warning'
            AND told_code NOT IN {consequences} AND NOT list_contains(others, told_code)) END AS is_found,
    bool_or(coalesce({treated}, false)) AS is_treated
FROM (
    SELECT planted.*, told_code, told_field, severity,
        coalesce(told.is_kept AND told_code = planted.expected_code, false) AS is_kept,
        others.codes AS others, len(others.codes) > 0 AS has_other, rejects.row_number IS NOT NULL AS is_rejected,
        villages.village_name, {columns}
    FROM planted
    LEFT JOIN told USING ({key})
    LEFT JOIN records USING ({key})
    LEFT JOIN rejects USING ({key})
    LEFT JOIN villages USING (village_code)
    LEFT JOIN (
        SELECT {key}, field, list(expected_code) FILTER (expected_code IS NOT NULL) AS codes FROM planted GROUP BY ALL
    ) AS others USING ({key}, field)
    WHERE planted.row_number IS NOT NULL AND planted.field IS NOT NULL
) AS planted
GROUP BY planted.fault_id
"""
_SHEETS = """
INSERT INTO judged
SELECT fault_id, fault_no, expected_code, NULL,
    CASE WHEN expected_code IS NOT NULL THEN is_told ELSE records > 0 END,
    CASE
        WHEN fault_no IN (12, 13) THEN records > 0 AND NOT is_record
        WHEN expected_code IN ('TAB-003', 'TAB-004') THEN records = 0
        WHEN fault_no = 14 AND row_number IS NOT NULL THEN is_record
        WHEN fault_no = 14 THEN records = in_place OR table_id <> 'kks'
        WHEN fault_no = 17 THEN aged > 0
        WHEN fault_no = 21 THEN placed = records
    END
FROM (
    SELECT fault_id, fault_no, expected_code, planted.table_id, planted.row_number,
        count(records.row_number) AS records, count(age_years) AS aged, count(area_code) AS placed,
        coalesce(bool_or(records.row_number = planted.row_number), false) AS is_record,
        count(*) FILTER (village_name = upper(planted.sheet)) AS in_place,
        bool_or(problems.code IS NOT NULL) AS is_told
    FROM planted
    LEFT JOIN records USING (semester, table_id, sheet)
    LEFT JOIN villages USING (village_code)
    LEFT JOIN problems
        ON problems.semester = planted.semester AND problems.table_id = planted.table_id
        AND problems.sheet = planted.sheet AND problems.code = planted.expected_code
    WHERE planted.field IS NULL
    GROUP BY ALL
)
"""


def judge(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Fills `judged(fault_id, fault_no, expected_code, field, is_found, is_treated)` for a home that was read."""
    connection.execute(
        _VIEWS.format(home=home, key=_KEY, months=_MONTHS, regions=catalogue.HERE / "vocabularies/regions.csv")
    )
    _read_records(connection, home)
    _read_problems(connection, home)
    columns = ", ".join((*_TEXTS, *_OTHERS))
    connection.execute(_CELLS.format(consequences=CONSEQUENCES, treated=_TREATED, key=_KEY, columns=columns))
    connection.execute(_SHEETS)


def _read_records(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """`records`: every conformed row of every list, in the columns that a fault can stand in."""
    types = dict.fromkeys(_TEXTS, "VARCHAR") | _OTHERS
    selects = []
    for path in sorted(home.glob("conformed/*/semester=*/*.parquet")):
        source = f"read_parquet('{path}', hive_partitioning = false)"
        there = {row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
        columns = ", ".join(
            f"CAST({name if name in there else 'NULL'} AS {kind}) AS {name}" for name, kind in types.items()
        )
        selects.append(f"SELECT {_KEY}, {columns} FROM {source}")
    connection.execute("CREATE TABLE records AS " + " UNION ALL ".join(selects))


def _read_problems(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """`problems(semester, table_id, sheet, code)`: what was told of whole sheets."""
    connection.execute("CREATE TABLE problems (semester VARCHAR, table_id VARCHAR, sheet VARCHAR, code VARCHAR)")
    for path in home.glob("conformed/*/semester=*/*.json"):
        one = json.loads(path.read_text(encoding="utf-8"))
        for problem in one["problems"]:
            connection.execute(
                "INSERT INTO problems VALUES (?, ?, ?, ?)",
                [one["semester"], one["table_id"], problem["sheet"], problem["code"]],
            )
