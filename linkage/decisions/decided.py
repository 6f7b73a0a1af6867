"""Rung 0: what people decided, in every run.

`same` joins before all rungs and over every guard; `not_same` cuts.

A decision speaks of contents, so it holds for each row with that content. Of equal rows of one semester `same` takes
the first alone: whether the others are the same person too, nobody was asked.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from linkage.decisions import kept

DECIDED = 0
"""The rung of people's decisions: it goes before all others."""

_OPEN = """
CREATE OR REPLACE TEMP TABLE decisions AS
SELECT fingerprint_a, fingerprint_b, verdict, decided_by, decided_at, reason, decision_no, is_in_force
FROM newest_decisions
-- one of each pair: the newest; those before it are history
QUALIFY row_number() OVER (PARTITION BY fingerprint_a, fingerprint_b ORDER BY decision_no DESC) = 1
"""

_CONTENTS = """
CREATE OR REPLACE TEMP TABLE decided_rows AS
SELECT fingerprint, node, ordinal, min(node) OVER (PARTITION BY fingerprint) AS first_node
FROM records
SEMI JOIN (SELECT fingerprint_a AS fingerprint FROM decisions UNION SELECT fingerprint_b FROM decisions) AS contents
    USING (fingerprint)
"""

_PAIRS = """
CREATE OR REPLACE TEMP TABLE decided_pairs AS
WITH same AS (SELECT fingerprint_a, fingerprint_b FROM decisions WHERE verdict = 'same' AND is_in_force),
pairs AS (
    SELECT one.first_node AS node_a, other.node AS node_b
    FROM same
    INNER JOIN decided_rows AS one ON one.fingerprint = fingerprint_a AND one.node = one.first_node
    INNER JOIN decided_rows AS other ON other.fingerprint = fingerprint_b AND other.ordinal = 0
    WHERE fingerprint_a <> fingerprint_b
    UNION
    SELECT other.first_node, one.node
    FROM same
    INNER JOIN decided_rows AS one ON one.fingerprint = fingerprint_a AND one.ordinal = 0
    INNER JOIN decided_rows AS other ON other.fingerprint = fingerprint_b AND other.node = other.first_node
    WHERE fingerprint_a <> fingerprint_b
    UNION
    SELECT first_node, node
    FROM same INNER JOIN decided_rows ON fingerprint = fingerprint_a
    WHERE fingerprint_a = fingerprint_b AND node <> first_node
)
SELECT node_a, node_b,
    -- Which guard the decision went over stands in the evidence.
    CASE WHEN one.nik <> other.nik THEN 'decided_same_two_niks'
        WHEN one.reference_list = other.reference_list THEN 'decided_same_one_list'
        ELSE 'decided_same' END AS evidence
FROM pairs INNER JOIN records AS one ON one.node = node_a INNER JOIN records AS other ON other.node = node_b
"""

_SIDES = """
CREATE OR REPLACE TEMP TABLE decided_sides AS
WITH apart AS (
    SELECT fingerprint_a, fingerprint_b, decision_no FROM decisions WHERE verdict = 'not_same' AND is_in_force
)
SELECT node, decision_no, 0 AS side
FROM apart INNER JOIN decided_rows ON fingerprint = fingerprint_a WHERE fingerprint_a <> fingerprint_b
UNION ALL
SELECT node, decision_no, 1
FROM apart INNER JOIN decided_rows ON fingerprint = fingerprint_b WHERE fingerprint_a <> fingerprint_b
UNION ALL
SELECT node, decision_no, ordinal
FROM apart INNER JOIN decided_rows ON fingerprint = fingerprint_a WHERE fingerprint_a = fingerprint_b
"""

# Two equal rows that are two people: the first of one semester is the first of the next, as nobody can tell them apart.
_EQUALS = """
INSERT INTO edges
SELECT min(node) OVER (PARTITION BY decision_no, side), node, {rung}, 1.0, 'decided_equal_rows'
FROM decided_sides INNER JOIN decisions USING (decision_no)
WHERE fingerprint_a = fingerprint_b
QUALIFY min(node) OVER (PARTITION BY decision_no, side) <> node
"""


def open_decisions(connection: duckdb.DuckDBPyConnection, linkage: Path) -> None:
    """Fills `decisions`: the newest of each pair, and whether it is in force."""
    standing = kept.standing(kept.load(linkage))
    lines = [
        (
            *decision.pair,
            decision.verdict,
            decision.decided_by,
            decision.decided_at,
            decision.reason,
            decision.decision_no,
            holds,
        )
        for holds, decisions in ((True, standing.in_force), (False, standing.overruled))
        for decision in decisions
    ]
    schema = kept.SCHEMA.append(pa.field("is_in_force", pa.bool_()))
    table = pa.table([list(column) for column in zip(*lines, strict=True)], schema=schema) if lines else None
    connection.register("newest_decisions", table if table is not None else schema.empty_table())
    connection.execute(_OPEN)
    connection.unregister("newest_decisions")


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges of rung 0, and fills `decided_sides`.

    `decided_sides` says which rows may never meet in one person.
    """
    for statement in (_CONTENTS, _PAIRS, _SIDES):
        connection.execute(statement)
    connection.execute(_EQUALS.format(rung=DECIDED))
    connection.execute(f"INSERT INTO edges SELECT node_a, node_b, {DECIDED}, 1.0, evidence FROM decided_pairs")


# Where a decision joined rows that had two ids, the id that is gone and the one that stays; and where it parted rows
# that had one id, the id that is new and the one that stayed.
_MOVES = """
CREATE OR REPLACE TEMP TABLE decided_moves AS
WITH held AS (
    SELECT DISTINCT node, states.id
    FROM decided_rows INNER JOIN record_rows USING (node)
    INNER JOIN (SELECT * FROM previous UNION SELECT * FROM earlier) AS states ON member_key = member
    WHERE part = 'row'
),
joined AS (
    SELECT one.id AS id_a, other.id AS id_b, person_id AS other_id
    FROM decided_pairs
    INNER JOIN held AS one ON one.node = node_a INNER JOIN held AS other ON other.node = node_b
    INNER JOIN row_persons ON row_persons.node = node_a
    WHERE one.id <> other.id
),
parted AS (
    SELECT one_now.person_id AS id, other_now.person_id AS other_id, one.id AS held_id
    FROM decided_sides AS one_side
    INNER JOIN decided_sides AS other_side
        ON one_side.decision_no = other_side.decision_no AND one_side.side <> other_side.side
    INNER JOIN held AS one ON one.node = one_side.node
    INNER JOIN held AS other ON other.node = other_side.node AND other.id = one.id
    INNER JOIN row_persons AS one_now ON one_now.node = one_side.node
    INNER JOIN row_persons AS other_now ON other_now.node = other_side.node
)
SELECT id_a AS id, other_id FROM joined WHERE id_a <> other_id
UNION SELECT id_b, other_id FROM joined WHERE id_b <> other_id
UNION SELECT id, other_id FROM parted WHERE other_id = held_id AND id <> other_id
"""


def tell_moves(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `decided_moves(id, other_id)`, the person ids that a decision moved.

    A decision joined such a person with another, or parted it from one.
    """
    connection.execute(_MOVES)
