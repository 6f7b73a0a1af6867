"""A run city laid beside itself: many cities of the same density, with the truth of each row.

Each copy has its own places, offices, NIKs and card, household and pupil numbers. Names stay the same set, as they do
when a land grows. The day of birth is turned within its month (the last days: within their year) from city to city, in
the columns and in the NIK alike: otherwise every person would have a namesake of the same birthday in every other city,
which no land has. Digits are turned one by one, so a slip of one digit stays a slip of one digit. Heaps (1 January, 31
December) stay.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.bench.truth import ENTITIES, true_rows

MOST = 50
"""Copies for which there are numbers."""

_TURNED = """
CREATE OR REPLACE TEMP MACRO turned(digit, steps) AS ((digit::INTEGER + steps) % 10)::VARCHAR;
-- Two digits of a day turned among those with the same first digit; 1 January and the 29th to 31st stay.
CREATE OR REPLACE TEMP MACRO turned_day(day, month, city) AS CASE
    WHEN day BETWEEN 1 AND 9 AND month > 1 THEN 1 + (day - 1 + city) % 9
    WHEN day BETWEEN 2 AND 9 THEN 2 + (day - 2 + city) % 8
    WHEN day BETWEEN 10 AND 19 THEN 10 + (day - 10 + city) % 10
    WHEN day BETWEEN 20 AND 28 THEN 20 + (day - 20 + city) % 9
    ELSE day END;
CREATE OR REPLACE TEMP MACRO turned_month(day, month, city) AS
    CASE WHEN day <= 28 AND month BETWEEN 2 AND 9 THEN 2 + (month - 2 + city // 8) % 8
        WHEN day BETWEEN 29 AND 30 AND month BETWEEN 3 AND 12 THEN 3 + (month - 3 + city) % 10
        WHEN day = 31 AND month IN (1, 3, 5, 7, 8, 10)
            THEN [1, 3, 5, 7, 8, 10][1 + (list_position([1, 3, 5, 7, 8, 10], month) - 1 + city) % 6]
        ELSE month END;
CREATE OR REPLACE TEMP MACRO day_of(digits) AS digits::INTEGER - CASE WHEN digits > '40' THEN 40 ELSE 0 END;
-- Regency, district and the thousands of the serial; two digits at least, so that no number is a slip of a copy's.
CREATE OR REPLACE TEMP MACRO turned_place(number, city) AS
    left(number, 3) || turned(substr(number, 4, 1), city // 10) || turned(substr(number, 5, 1), city % 10)
    || turned(substr(number, 6, 1), city % 10) || substr(number, 7, 6) || turned(substr(number, 13, 1), city // 10)
    || substr(number, 14);
CREATE OR REPLACE TEMP MACRO turned_date(day, month, women, city) AS
    lpad((turned_day(day, month, city) + women)::VARCHAR, 2, '0')
    || lpad(turned_month(day, month, city)::VARCHAR, 2, '0');
CREATE OR REPLACE TEMP MACRO turned_nik(nik, city) AS
    left(turned_place(nik, city), 6)
    || turned_date(day_of(substr(nik, 7, 2)), substr(nik, 9, 2)::INTEGER,
        CASE WHEN substr(nik, 7, 2) > '40' THEN 40 ELSE 0 END, city)
    || substr(nik, 11, 2) || substr(turned_place(nik, city), 13);
"""

_COLUMNS = {  # column -> what it is in the copy numbered `city`
    "record_id": "record_id || '-' || city",
    "agency_id": "agency_id || CASE WHEN city > 0 THEN '_' || city ELSE '' END",
    "village_code": "left(village_code, 3) || ((substr(village_code, 4, 2)::INTEGER + city) % 100)::VARCHAR"
    " || substr(village_code, 6)",
    "nik": "turned_nik(nik, city)",
    "family_card_no": "turned_place(family_card_no, city)",
    "birth_date": "make_date(year(birth_date)::INTEGER, turned_month(day(birth_date), month(birth_date), city)::INTEGER"
    ", turned_day(day(birth_date), month(birth_date), city)::INTEGER)",
    "nisn": "left(nisn, 3) || lpad(((substr(nisn, 4)::INTEGER + city * 200000) % 10000000)::VARCHAR, 7, '0')",
    "source_person_id": "source_person_id || '-' || city",
    "source_family_id": "source_family_id || '-' || city",
    "household_id": "household_id || '-' || city",
}

_DISTRICT = """
SELECT record_id FROM true_rows
SEMI JOIN (SELECT DISTINCT true_person_id FROM true_rows WHERE village_code LIKE '{district}%') AS dwellers
    USING (true_person_id)
"""


def lay(home: Path, copies: int, target: Path, district: str | None = None) -> int:
    """Lays `copies` (at most `MOST`) of the city in `home` below `target`/accepted; the number of rows.

    `target`/truth.parquet says `record_id, true_person_id, group_name` (the list). `district`: the rows of those alone
    who live in villages whose code begins so.
    """
    if not 1 <= copies <= MOST:
        raise ValueError(f"between 1 and {MOST} copies")
    with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
        true_rows(connection, home)
        connection.execute(_TURNED)
        connection.execute(
            "CREATE TEMP TABLE taken AS " + (_DISTRICT.format(district=district) if district else "FROM true_rows")
        )
        for entity in ENTITIES:
            for part in sorted((home / "accepted" / entity).glob("semester=*/part.parquet")):
                _copy(connection, part, copies, target / "accepted" / entity / part.parent.name / part.name)
        connection.execute(
            "COPY (SELECT record_id || '-' || city AS record_id, true_person_id || '-' || city AS true_person_id,"
            " list_name || '-' || city AS group_name"
            f" FROM true_rows SEMI JOIN taken USING (record_id), range({copies}) AS cities(city))"
            f" TO '{target / 'truth.parquet'}' (FORMAT parquet)"
        )
        counted = connection.execute(f"SELECT count(*) FROM '{target / 'truth.parquet'}'").fetchone()
    return int(counted[0]) if counted else 0


def _copy(connection: duckdb.DuckDBPyConnection, part: Path, copies: int, target: Path) -> None:
    """Writes the rows of one file once for each city."""
    scan = f"read_parquet('{part}', hive_partitioning = false)"
    present = {row[0] for row in connection.execute(f"DESCRIBE FROM {scan}").fetchall()}
    replaced = ", ".join(f"{made} AS {column}" for column, made in _COLUMNS.items() if column in present)
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"COPY (SELECT rows.* REPLACE ({replaced}) FROM {scan} AS rows SEMI JOIN taken USING (record_id),"
        f" range({copies}) AS cities(city)) TO '{target}' (FORMAT parquet)"
    )
