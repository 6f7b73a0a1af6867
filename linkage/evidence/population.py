"""Counts the people to choose from, and the rows that bear a name.

Both decide what makes a resemblance rare or common.

Counted over the whole city even where a few rows alone are looked at (`explain`), so that a pair has one score.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from linkage.evidence import cities

_COUNT = f"""
CREATE OR REPLACE TEMP TABLE name_shares AS
WITH bearers AS (SELECT name_key, count(*) AS row_count FROM ({{rows}}) WHERE name_key IS NOT NULL GROUP BY name_key)
SELECT name_id, row_count / (SELECT sum(row_count) FROM bearers) AS name_share
FROM bearers INNER JOIN name_forms USING (name_key);
CREATE OR REPLACE TEMP TABLE city_size AS
WITH dwellers AS (
    SELECT coalesce({cities.CITY_OF_VILLAGE}, office_city, '') AS city, nik
    FROM ({{rows}}) LEFT JOIN office_cities USING (agency_id) WHERE nik IS NOT NULL
)
SELECT coalesce(max(persons), 0) AS persons, (SELECT count(DISTINCT nik) FROM dwellers) AS land
FROM (SELECT count(DISTINCT nik) AS persons FROM dwellers GROUP BY city)
"""

_GIVEN = """
CREATE OR REPLACE TEMP TABLE name_shares AS
SELECT name_id, row_count / $rows AS name_share FROM name_counts INNER JOIN name_forms USING (name_key);
CREATE OR REPLACE TEMP TABLE city_size AS SELECT $persons::BIGINT AS persons, $land::BIGINT AS land
"""


LEAST_PERSONS = 100_000
"""The people of a small city: who is in a short list was chosen among no fewer."""


def count(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Fills `name_shares(name_id, name_share)` and `city_size(persons, land)`; after `cities.count`.

    `sources` are SELECTs with `name_key`, `nik`, `agency_id` and `village_code`.
    """
    rows = " UNION ALL ".join(f"SELECT name_key, nik, agency_id, village_code FROM ({source})" for source in sources)
    connection.execute(_COUNT.format(rows=rows))


def take(connection: duckdb.DuckDBPyConnection, names: pa.Table, rows: int, persons: int, land: int) -> None:
    """Fills both tables from counts made elsewhere: `names(name_key, row_count)` of `rows` rows with a name."""
    connection.register("name_counts", names)
    shares, sizes = _GIVEN.split(";")
    connection.execute(shares, {"rows": rows})
    connection.execute(sizes, {"persons": persons, "land": land})
    connection.unregister("name_counts")


def size(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The persons that the lists know in the largest city, and in all.

    Counted are persons with a number; at least `LEAST_PERSONS`.
    """
    row = connection.execute("SELECT persons, land FROM city_size").fetchone() or (0, 0)
    return max(LEAST_PERSONS, int(row[0])), max(LEAST_PERSONS, int(row[1]))
