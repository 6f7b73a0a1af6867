"""Gathers the rows near a few rows, and climbs the ladder over these alone.

Near are all that may have a say in whom the few are linked to.

For explaining: the very rungs, guards and decisions of a run, in a moment instead of over the whole city, and again
with a cell changed. Near is who shares a number, an address, or name and birth date, with a row, or with one who does,
and so on for a few steps; and whose NIK is a slip of one of theirs. What too many rows share (an institution's card)
makes nobody near.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from linkage import clusters
from linkage.decisions import decided
from linkage.evidence import few_rows, records
from linkage.identity import ledger
from linkage.rungs import ladder

STEPS = 3
MOST_ROWS_OF_A_NUMBER = 300

_KEYS = {  # what two rows may have in common -> kind of the number
    "nik": "nik", "family_card_no": "card", "source_family_id": "household", "household_id": "household",
    "source_person_id": "person", "nisn": "pupil",
}  # fmt: skip

_NUMBERS = """
SELECT position, '{kind}' AS kind, nullif({column}, '') AS number FROM all_rows
"""

_ALL_NUMBERS = """
CREATE TEMP TABLE numbers AS
SELECT position, kind, number
FROM ({numbers}
    -- the number of a card typed into the cell of the NIK
    UNION ALL SELECT position, 'card', nullif(nik, '') FROM all_rows
    UNION ALL SELECT position, 'name_birth', name_key || birth_date FROM all_rows
    UNION ALL SELECT position, 'address', village_code || upper(address) FROM all_rows)
WHERE number IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY kind, number) <= {most}
"""

_STEP = """
INSERT INTO near
SELECT DISTINCT other.position
FROM near INNER JOIN numbers AS mine USING (position)
INNER JOIN numbers AS other ON other.kind = mine.kind AND other.number = mine.number
WHERE other.position NOT IN (SELECT position FROM near)
"""


# Every number that one slip makes of a NIK of those asked about.
_SLIPS = """
INSERT INTO near
WITH mine AS (SELECT DISTINCT number FROM near INNER JOIN numbers USING (position) WHERE kind = 'nik'),
slips AS (
    SELECT left(number, place) || digit || substr(number, place + 2) AS number
    FROM mine, range(16) AS places (place), range(10) AS digits (digit)
    UNION SELECT left(number, place) || substr(number, place + 2, 1) || substr(number, place + 1, 1)
        || substr(number, place + 3) FROM mine, range(15) AS places (place)
)
SELECT DISTINCT position FROM numbers SEMI JOIN slips USING (number)
WHERE kind = 'nik' AND position NOT IN (SELECT position FROM near)
"""


@dataclass(frozen=True)
class Neighbourhood:
    """Accepted rows, as they stand, near those asked about.

    `until`: the newest semester looked at; `city`: all accepted rows, among which these few are rare or common.
    """

    tables: Mapping[str, pa.Table]
    until: str
    city: Path

    def row(self, record_id: str) -> dict[str, Any]:
        """The newest accepted row with this id, `entity` among its columns.

        KeyError when there is none.
        """
        for entity, table in self.tables.items():
            found = table.filter(pc.equal(table["record_id"], record_id))
            if found.num_rows:
                return {"entity": entity, **found.sort_by([("semester", "descending")]).slice(0, 1).to_pylist()[0]}
        raise KeyError(record_id)

    def changed(self, record_id: str, values: Mapping[str, Any]) -> Neighbourhood:
        """The same with `values` in the columns of one row that has them."""
        return replace(self, tables={name: _changed(table, record_id, values) for name, table in self.tables.items()})


def _changed(table: pa.Table, record_id: str, values: Mapping[str, Any]) -> pa.Table:
    mine = pc.equal(table["record_id"], record_id)
    columns = {name: table[name] for name in table.column_names}
    for name in columns.keys() & values.keys():
        columns[name] = pc.if_else(mine, pa.scalar(values[name], table.schema.field(name).type), columns[name])
    return pa.table(columns, schema=table.schema)


def gather(accepted: Path, record_ids: Collection[str], until: str) -> Neighbourhood:
    """The rows near `record_ids`, of every semester up to and with `until`."""
    tables: dict[str, pa.Table] = {}
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        sources = _open(connection, accepted, until)
        connection.execute(
            "CREATE TEMP TABLE near AS SELECT position FROM all_rows WHERE list_contains($asked, record_id)",
            {"asked": sorted(record_ids)},
        )
        connection.execute(_SLIPS)
        for _ in range(STEPS):
            connection.execute(_STEP)
        for entity, source in sources.items():
            near = "SELECT place FROM all_rows SEMI JOIN near USING (position) WHERE entity = $entity"
            statement = f"SELECT * EXCLUDE (place) FROM ({source}) WHERE place IN ({near}) ORDER BY place"
            tables[entity] = connection.execute(statement, {"entity": entity}).fetch_arrow_table()
    return Neighbourhood(tables, until, accepted)


def _open(connection: duckdb.DuckDBPyConnection, accepted: Path, until: str) -> dict[str, str]:
    """Fills `all_rows(position, entity, place, ...)` and `numbers`; the SELECT of each entity that has rows."""
    sources, parts = {}, []
    wanted = ["record_id", "name_key", "birth_date", "village_code", "address", *_KEYS]
    for entity in records.ENTITIES:
        files = records.files_of(accepted, entity, until)
        if not files:
            continue
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        scan = (
            f"SELECT *, filename || '|' || file_row_number AS place FROM read_parquet([{paths}], union_by_name = true,"
            " hive_partitioning = false, filename = true, file_row_number = true)"
        )
        sources[entity] = scan.replace("SELECT *", "SELECT * EXCLUDE (filename, file_row_number)", 1)
        present = {row[0] for row in connection.execute(f"DESCRIBE {scan}").fetchall()}
        columns = ", ".join(f"{name if name in present else 'NULL'}::VARCHAR AS {name}" for name in wanted)
        parts.append(f"SELECT '{entity}' AS entity, place, {columns} FROM ({scan})")
    rows = " UNION ALL ".join(parts) or "SELECT " + ", ".join(f"NULL AS {n}" for n in ("entity", "place", *wanted))
    connection.execute(f"CREATE TEMP TABLE all_rows AS SELECT row_number() OVER () AS position, * FROM ({rows})")
    numbers = " UNION ALL ".join(_NUMBERS.format(kind=kind, column=column) for column, kind in _KEYS.items())
    connection.execute(_ALL_NUMBERS.format(numbers=numbers, most=MOST_ROWS_OF_A_NUMBER))
    return sources


@contextmanager
def _loaded(rows: Neighbourhood, key: bytes) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with `rows` as the rungs compare them."""
    with duckdb.connect() as connection:
        few_rows.load(connection, rows.tables, rows.until, key, rows.city)
        yield connection


@contextmanager
def climbed(rows: Neighbourhood, linkage: Path, key: bytes) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which `rows` went up the ladder: `records`, `edges`, `conflicts`, `clusters`, `links`.

    `linkage` is asked for the decisions of people, and nothing is written there; `key` makes the fingerprints.
    """
    with _loaded(rows, key) as connection:
        for state in ("previous", "earlier"):
            ledger.open_state(connection, state, None)
        decided.open_decisions(connection, linkage)
        ladder.climb(connection)
        clusters.form(connection)
        yield connection
