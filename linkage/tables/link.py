"""Links the rows of two tables, or of one, by what their columns tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linkage import poor_lists
from linkage.components import Nodes, components
from linkage.tables import rows
from linkage.tables.columns import Columns
from linkage.tables.comparisons import APART, NAME, OTHERS
from linkage.tables.estimate import Numbers, chances, fit

LINK_FROM = 0.8
"""How likely a pair must be to be linked. Set on FEBRL 1 and RLdata500 alone (`docs/linkage.md`)."""
LEAST_BITS = -10.0
"""Evidence below which a pair is not handed out."""
DRAWN = 500_000
"""Pairs drawn at random to see how two people agree by chance."""
SURE = 0.9
"""Expected precision or recall below which the tables tell too little."""


@dataclass(frozen=True)
class LinkedTables:
    """The persons that two tables, or one, have in common.

    `pairs`: `row_a`, `row_b` (places in the first and second table, or both in the one), `bits` of evidence,
    `probability`, `is_linked`; the likeliest first. `persons`: `side` (0 or 1), `row`, `person` (one number for the
    rows of one person). `expected_precision`, `expected_recall`: what the model thinks of its own answer, over the
    pairs that met. `reason`: why the tables can hardly be linked, in Indonesian; None where they can.
    """

    pairs: pa.Table
    persons: pa.Table
    expected_precision: float
    expected_recall: float
    reason: str | None


def link_tables(
    left: pa.Table,
    columns: Columns,
    right: pa.Table | None = None,
    right_columns: Columns | None = None,
    *,
    one_to_one: bool = False,
    link_from: float = LINK_FROM,
) -> LinkedTables:
    """The persons that `left` and `right` have in common; without `right`, the doubles within `left`.

    `columns` says what the columns of `left` mean, and those of `right` where they have no names of their own. Facts
    that only one table has are not compared. `one_to_one`: each table has a person once, so a row takes the partner
    that also takes it. ValueError for a column that a table does not have, or an empty table.
    """
    tables = [(left, columns), *([(right, right_columns or columns)] if right is not None else [])]
    sizes = [table.num_rows for table, _ in tables]
    if not all(sizes):
        raise ValueError("a table without rows cannot be linked")
    with duckdb.connect() as connection:
        are_apart = rows.load(connection, tables)
        facts = (*(APART if are_apart else (NAME,)), *OTHERS)
        rows.meet(connection, len(sizes) == 2)
        connection.register("drawn", rows.draw(sizes, DRAWN))
        met, drawn = rows.compare(connection, "pairs", facts), rows.compare(connection, "drawn", facts)
        reason = _too_little(connection)
    all_pairs = sizes[0] * sizes[-1] if len(sizes) == 2 else max(1, sizes[0] * (sizes[0] - 1) // 2)
    bits = fit(facts, met, drawn, all_pairs, min(sizes) / 2).bits(met)
    likely = chances(bits)
    linked = likely >= link_from
    if one_to_one:
        linked &= _mutual(met.node_a, met.node_b, bits)
    labels = components(sum(sizes), met.node_a[linked], met.node_b[linked])
    sure = float(likely[linked].sum())
    precision = sure / max(1, int(linked.sum())) if linked.any() else 1.0
    recall = sure / max(float(likely.sum()), 1e-9)
    order = np.lexsort((met.node_b, met.node_a, -bits))
    order = order[bits[order] >= LEAST_BITS]
    ahead = sizes[0] if len(sizes) == 2 else 0
    return LinkedTables(
        pairs=pa.table({
            "row_a": met.node_a[order], "row_b": met.node_b[order] - ahead, "bits": bits[order],
            "probability": likely[order], "is_linked": linked[order],
        }),
        persons=_persons(sizes, labels),
        expected_precision=precision,
        expected_recall=recall,
        reason=reason if min(precision, recall) < SURE else None,
    )  # fmt: skip


def _mutual(node_a: Nodes, node_b: Nodes, bits: Numbers) -> npt.NDArray[np.bool_]:
    """The pairs whose rows are each other's likeliest partner; of equals the first."""
    order = np.lexsort((node_b, node_a, -bits))
    best = np.ones(len(order), dtype=bool)
    for nodes in (node_a, node_b):
        taken = np.zeros(len(order), dtype=bool)
        taken[order[np.unique(nodes[order], return_index=True)[1]]] = True
        best &= taken
    return best


def _persons(sizes: Sequence[int], labels: Nodes) -> pa.Table:
    """Every row of each table with the number of its person, counted from 0."""
    return pa.table(
        {
            "side": np.repeat(np.arange(len(sizes), dtype=np.int8), sizes),
            "row": np.concatenate([np.arange(size) for size in sizes]),
            "person": np.unique(labels, return_inverse=True)[1],
        }
    )


_FILLED = """
SELECT side, avg((letters IS NOT NULL)::INTEGER), avg((coalesce(number, email, phone) IS NOT NULL)::INTEGER),
    avg((date IS NOT NULL)::INTEGER), avg((coalesce(place, postcode, address) IS NOT NULL)::INTEGER)
FROM rows GROUP BY side ORDER BY side
"""


def _too_little(connection: duckdb.DuckDBPyConnection) -> str:
    """The reason in words for people; of two tables, of the poorer."""
    sides = connection.execute(_FILLED).fetchall()
    named, numbered, dated, placed = (min(side[fact] for side in sides) >= poor_lists.FILLED for fact in range(1, 5))
    code = poor_lists.reason_of(named, numbered, dated, placed)
    return poor_lists.REASONS[code] if code else "isian yang ada terlalu sering kosong atau berbeda"
