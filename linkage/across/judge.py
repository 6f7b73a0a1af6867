"""Judges who of several shards is one person, by the ladder of a run.

The persons of a shard are its own to tell apart: their rows are joined before all rungs, and two persons of one shard
never meet in one. So are groups that share no token: what comes out does not depend on which groups a machine judges
together.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from linkage import clusters
from linkage.across import issued_there
from linkage.decisions.decided import DECIDED
from linkage.evidence import few_rows, population
from linkage.rungs.ladder import LADDER, Rung, climb

CROSSWALK = pa.schema(
    [
        ("shard_a", pa.string()),
        ("person_id_a", pa.string()),
        ("shard_b", pa.string()),
        ("person_id_b", pa.string()),
        ("verdict", pa.string()),  # same, or ask: people should look
        ("rung", pa.int32()),
        ("score", pa.float64()),
        ("evidence", pa.string()),
    ]
)
"""Pairs of persons of two shards. A pair that only a third shard joins has the evidence `through_another`."""


@dataclass(frozen=True)
class Land:
    """The counts that make a resemblance rare or common.

    Rows with a name, persons of the largest shard, persons of all.
    """

    rows: int
    persons: int
    land: int


_SETTLED = """
CREATE OR REPLACE TEMP TABLE decided_sides AS
WITH placed AS (SELECT DISTINCT node, shard, person_id, component FROM record_rows INNER JOIN shown USING (record_id))
SELECT node, dense_rank() OVER (ORDER BY shard) AS decision_no, dense_rank() OVER (ORDER BY person_id) AS side
FROM placed
UNION ALL SELECT node, 0, dense_rank() OVER (ORDER BY component) FROM placed;

INSERT INTO edges
SELECT min(node) OVER person, node, {rung}, 1.0, 'settled'
FROM (SELECT DISTINCT node, shard, person_id FROM record_rows INNER JOIN shown USING (record_id))
WINDOW person AS (PARTITION BY shard, person_id)
QUALIFY min(node) OVER person <> node
"""

# A shard is of one city, whatever places its rows name.
_CITIES = """
CREATE OR REPLACE TEMP TABLE office_cities AS
SELECT DISTINCT agency_id, shard AS office_city
FROM record_rows INNER JOIN records USING (node) INNER JOIN shown USING (record_id)
"""

_CROSSWALK = """
WITH people AS (
    SELECT node, label, component, {'shard': shard, 'person_id': person_id} AS person
    FROM clusters INNER JOIN record_rows USING (node) INNER JOIN shown USING (record_id)
),
joined AS (
    SELECT DISTINCT one.person AS a, other.person AS b
    FROM people AS one INNER JOIN people AS other ON one.label = other.label AND one.person.shard < other.person.shard
),
told AS (
    SELECT least(one.person, other.person) AS a, greatest(one.person, other.person) AS b,
        min({'rung': rung, 'loss': -score, 'evidence': evidence}) AS edge
    FROM edges INNER JOIN people AS one ON one.node = node_a INNER JOIN people AS other ON other.node = node_b
    WHERE one.person.shard <> other.person.shard GROUP BY ALL
),
asked AS (
    SELECT least(one.person, other.person) AS a, greatest(one.person, other.person) AS b, min(reason) AS reason
    FROM open_conflicts INNER JOIN people AS one ON one.node = node_a INNER JOIN people AS other ON other.node = node_b
    WHERE one.person.shard <> other.person.shard AND one.component = other.component GROUP BY ALL
)
SELECT a.shard, a.person_id, b.shard, b.person_id, 'same', edge.rung, -edge.loss,
    coalesce(edge.evidence, 'through_another')
FROM joined LEFT JOIN told USING (a, b)
UNION ALL
SELECT a.shard, a.person_id, b.shard, b.person_id, 'ask', NULL, NULL, reason FROM asked
ORDER BY ALL
"""


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Joins the rows of each person of a shard; keeps two of one shard apart."""
    connection.execute(_SETTLED.replace("{rung}", str(DECIDED)))


_SETTLED_RUNG = Rung(DECIDED, "settled", _settle)
_ISSUED_THERE = Rung(issued_there.RUNG, "issued_there", issued_there.produce)
# before the model, which then does not ask again
_LADDER = (_SETTLED_RUNG, *LADDER[1:-1], _ISSUED_THERE, LADDER[-1])


def judge(rows: pa.Table, key: bytes, land: Land) -> pa.Table:
    """The crosswalk of `rows`: evidence of shards with the `component` that they were met in.

    `name_rows` beside each row: how many rows of the land bear its name. `key` is the land's.
    """
    shown = rows.select(["record_id", "shard", "person_id", "component"])
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as connection:
        connection.register("shown_rows", shown)
        connection.execute("CREATE TEMP TABLE shown AS FROM shown_rows")
        entities = {
            entity: rows.filter(pc.equal(rows["entity"], entity)) for entity in sorted(set(rows["entity"].to_pylist()))
        }
        few_rows.load(connection, entities, max(rows["semester"].to_pylist()), key)
        connection.execute(_CITIES)
        population.take(connection, _name_rows(rows), land.rows, land.persons, land.land)
        climb(connection, ladder=_LADDER)
        clusters.form(connection)
        made: pa.Table = connection.execute(_CROSSWALK).fetch_arrow_table()
    return made.rename_columns(CROSSWALK.names).cast(CROSSWALK)


def _name_rows(rows: pa.Table) -> pa.Table:
    """Each name of the rows once, with how many of the land bear it."""
    named = rows.filter(pc.is_valid(rows["name_key"]))
    counted = named.group_by("name_key").aggregate([("name_rows", "max")])
    return counted.rename_columns(["name_key", "row_count"])
