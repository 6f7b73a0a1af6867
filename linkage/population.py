"""How many people there are to choose from, and how many rows bear a name: what makes a resemblance rare or common.

Counted over the whole city even where a few rows alone are looked at (`explain`), so that a pair has one score.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

_COUNT = """
CREATE OR REPLACE TEMP TABLE name_shares AS
WITH bearers AS (SELECT name_key, count(*) AS row_count FROM ({rows}) WHERE name_key IS NOT NULL GROUP BY name_key)
SELECT name_id, row_count / (SELECT sum(row_count) FROM bearers) AS name_share
FROM bearers INNER JOIN name_forms USING (name_key);
CREATE OR REPLACE TEMP TABLE city_size AS SELECT count(DISTINCT nik) AS persons FROM ({rows})
"""


def count(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Fills `name_shares(name_id, name_share)` and `city_size(persons)` from SELECTs with `name_key` and `nik`."""
    connection.execute(_COUNT.format(rows=" UNION ALL ".join(f"SELECT name_key, nik FROM ({s})" for s in sources)))


def size(connection: duckdb.DuckDBPyConnection) -> int:
    """How many persons with a number the city's lists know; at least 1."""
    row = connection.execute("SELECT persons FROM city_size").fetchone()
    return max(1, int(row[0])) if row else 1
