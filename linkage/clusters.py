"""Edges become persons: connected rows, cut wherever a guard forbids the whole.

Most components break no guard and are taken as they are, vectorised. The few that do are built again edge by edge,
strongest first, and an edge that would break a guard is refused: rows without a NIK stay with their strongest edge.
The order is by rung, score and content, so the result depends on neither threads nor the order of rows.

Guards: one person has one NIK; two rows of one reference list are two people; beyond rung 1, birth years that lie
too far apart (father and son with one name on one card) are two people; and before all, what people decided to be two
(`decided.py`). What people decided to be one goes over every other guard: such a part may hold two NIKs, and still
takes no third.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from linkage.components import Nodes, components
from linkage.decisions.decided import DECIDED
from linkage.evidence.agreement import YEARS_APART

_FORBIDDEN = """
SELECT label
FROM clusters INNER JOIN records USING (node)
GROUP BY label
HAVING min(nik) <> max(nik) OR max(year(birth_exact)) - min(year(birth_exact)) > $years
UNION
SELECT label FROM clusters INNER JOIN records USING (node) WHERE reference_list IS NOT NULL
GROUP BY label, reference_list HAVING count(*) > 1
UNION
SELECT label FROM clusters INNER JOIN decided_sides USING (node)
GROUP BY label, decision_no HAVING count(DISTINCT side) > 1
"""


@dataclass
class _Part:
    """Rows joined so far, with the facts that the guards ask of them."""

    niks: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    sides: dict[int, int] = field(default_factory=dict)

    def refuses(self, other: _Part, rung: int) -> str | None:
        """The guard that forbids joining with `other`, if any."""
        if any(self.sides.get(decision, side) != side for decision, side in other.sides.items()):
            return "guard_decided"
        if rung == DECIDED:
            return None
        # two NIKs that a decision made one person's take rows of either, and no third
        if len(self.niks | other.niks) > max(1, len(self.niks), len(other.niks)):
            return "guard_two_niks"
        if self.lists & other.lists:
            return "guard_same_list"
        if rung > 1 and self.years and other.years:
            nearest = min(abs(mine - theirs) for mine in self.years for theirs in other.years)
            if nearest > YEARS_APART:
                return "guard_birth_year"
        return None

    def take(self, other: _Part) -> None:
        self.niks |= other.niks
        self.lists |= other.lists
        self.years |= other.years
        self.sides |= other.sides


Row = tuple[int, str | None, str | None, int | None]
Edge = tuple[int, int, int]
Side = tuple[int, int, int]
Refused = list[tuple[int, int, str]]


def grow(rows: Iterable[Row], edges: Iterable[Edge], sides: Iterable[Side] = ()) -> tuple[dict[int, int], Refused]:
    """The label of each node, and the edges that a guard refused.

    `edges` (strongest first) are taken one by one under the guards.

    `sides`: (node, decision, side): rows on different sides of one decision are two people.
    """
    parent: dict[int, int] = {}
    parts: dict[int, _Part] = {}
    for node, nik, reference_list, year in rows:
        parent[node] = node
        parts[node] = _Part(
            {nik} if nik else set(), {reference_list} if reference_list else set(), {year} if year else set()
        )
    for node, decision, side in sides:
        parts[node].sides[decision] = side

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    refused: Refused = []
    for node_a, node_b, rung in edges:
        low, high = sorted((root(node_a), root(node_b)))
        if low == high:
            continue
        if reason := parts[low].refuses(parts[high], rung):
            refused.append((node_a, node_b, reason))
        else:
            parent[high] = low
            parts[low].take(parts.pop(high))
    return {node: root(node) for node in parent}, refused


def _write_labels(connection: duckdb.DuckDBPyConnection, labels: Nodes) -> None:
    nodes = pa.table({"node": pa.array(np.arange(len(labels), dtype=np.int32)), "label": pa.array(labels)})
    connection.register("labels", nodes)
    connection.execute("CREATE OR REPLACE TEMP TABLE clusters AS SELECT node, label FROM labels")
    connection.unregister("labels")


def _cut(connection: duckdb.DuckDBPyConnection, labels: Nodes) -> Refused:
    """Builds forbidden components again under the guards, in `labels`; what was refused."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE forbidden AS {_FORBIDDEN}", {"years": YEARS_APART})
    rows: list[Any] = connection.execute(
        "SELECT node, nik, reference_list, year(birth_exact) FROM records INNER JOIN clusters USING (node)"
        " SEMI JOIN forbidden USING (label) ORDER BY node"
    ).fetchall()
    edges: list[Any] = connection.execute(
        "SELECT node_a, node_b, rung FROM edges INNER JOIN clusters ON node = node_a SEMI JOIN forbidden USING (label)"
        " ORDER BY rung, score DESC, least(node_a, node_b), greatest(node_a, node_b), evidence"
    ).fetchall()
    sides: list[Any] = connection.execute(
        "SELECT node, decision_no, side FROM decided_sides INNER JOIN clusters USING (node) SEMI JOIN forbidden"
        " USING (label) ORDER BY ALL"
    ).fetchall()
    grown, refused = grow(rows, edges, sides)
    for node, label in grown.items():
        labels[node] = label
    return refused


def label(connection: duckdb.DuckDBPyConnection) -> Refused:
    """Fills `clusters(node, label)` from the edges so far; gives the edges that guards refused.

    A label is the smallest node.
    """
    size = connection.execute("SELECT count(*) FROM records").fetchone()
    ends: dict[str, Any] = connection.execute("SELECT node_a, node_b FROM edges").fetchnumpy()
    labels = components(int(size[0]) if size else 0, ends["node_a"].astype(np.int32), ends["node_b"].astype(np.int32))
    _write_labels(connection, labels)
    refused = _cut(connection, labels)
    _write_labels(connection, labels)
    return refused


def form(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `clusters(node, label)`, and `links` with the evidence; what a guard refused joins `conflicts`."""
    if refused := label(connection):
        connection.executemany("INSERT INTO conflicts VALUES (?, ?, ?)", refused)
    connection.execute(_LINKS)
    connection.execute(_OPEN_CONFLICTS)


# The strongest edge that a row has inside its person; a row without one is alone.
_LINKS = """
CREATE OR REPLACE TEMP TABLE links AS
WITH held AS (
    SELECT node_a, node_b, rung, score, evidence
    FROM edges
    INNER JOIN clusters AS one ON one.node = node_a INNER JOIN clusters AS other ON other.node = node_b
    WHERE one.label = other.label
),
ends AS (
    SELECT node_a AS node, rung, score, evidence FROM held
    UNION ALL SELECT node_b, rung, score, evidence FROM held
),
best AS (SELECT node, min({'rung': rung, 'loss': -score, 'evidence': evidence}) AS edge FROM ends GROUP BY node)
SELECT node, label, coalesce(edge.rung, 0)::TINYINT AS rung, -edge.loss AS score,
    coalesce(edge.evidence, 'alone') AS evidence
FROM clusters LEFT JOIN best USING (node)
"""

# What the chain of other rows joined after all is no conflict any more.
_OPEN_CONFLICTS = """
CREATE OR REPLACE TEMP TABLE open_conflicts AS
SELECT DISTINCT node_a, node_b, reason
FROM conflicts
INNER JOIN clusters AS one ON one.node = node_a INNER JOIN clusters AS other ON other.node = node_b
WHERE one.label <> other.label
"""
