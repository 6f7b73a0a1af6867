"""Finds the city or regency that a row is of.

It is that of its village, else that of the office which sent it.

A land has a hundred people of one name born in one year; a city has one or two. So what only a name tells is asked
within a city (see `model/blocking.py`), and each row must have one.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

CITY_OF_VILLAGE = "left(village_code, 5)"
"""The SQL of the code of the city or regency (Kemendagri: province and regency, `PP.RR`) in that of a village."""

ENOUGH = 0.9
"""Share of an office's rows that must name one city before its rows without a place are taken to be of it too."""

# An office that names no place is one of the land's: its rows are of the one city that there is, if there is but one.
_COUNT = f"""
CREATE OR REPLACE TEMP TABLE office_cities AS
WITH named AS (
    SELECT agency_id, {CITY_OF_VILLAGE} AS city, count(*) AS row_count FROM ({{rows}}) GROUP BY ALL
),
offices AS (
    SELECT agency_id, city FROM named WHERE city IS NOT NULL
    QUALIFY row_count >= {ENOUGH} * sum(row_count) OVER (PARTITION BY agency_id)
),
land AS (
    SELECT city FROM (SELECT city, sum(row_count) AS row_count FROM named WHERE city IS NOT NULL GROUP BY city)
    QUALIFY row_count >= {ENOUGH} * sum(row_count) OVER ()
),
known AS (SELECT agency_id, bool_or(city IS NOT NULL) AS names_places FROM named GROUP BY agency_id)
SELECT agency_id, coalesce(offices.city, CASE WHEN NOT names_places THEN land.city END) AS office_city
FROM known LEFT JOIN offices USING (agency_id) LEFT JOIN land ON true
"""


def count(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Fills `office_cities(agency_id, office_city)` from SELECTs with `agency_id` and `village_code`."""
    rows = " UNION ALL ".join(f"SELECT agency_id, village_code FROM ({source})" for source in sources)
    connection.execute(_COUNT.format(rows=rows))
