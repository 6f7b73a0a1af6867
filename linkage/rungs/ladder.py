"""Lists the rungs of the ladder, strongest first.

A rung is a producer of edges; nothing else decides who belongs together.
Contract of a producer: it reads `records` (see `records.py`) and `name_forms`, and inserts into `edges(node_a,
node_b, rung, score, evidence)` the pairs that it holds to be one person, node_a < node_b not required, score in (0,
1]; and into `conflicts(node_a, node_b, reason)` the pairs that people should look at. Guards are no rung's
business: `clusters.py` applies them to all edges of all rungs, strongest first. The probabilistic rungs take their
place at the end of `LADDER`, and see in `edges` what the stronger rungs settled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from linkage.decisions import decided
from linkage.rungs import (
    card_number,
    disowned_number,
    family_context,
    foreign_nik,
    number_of_another,
    probable,
    same_nik,
    same_row,
    shared_number,
    slipped_number,
    unanswered,
)


@dataclass(frozen=True)
class Rung:
    """One producer of edges; several may share a number when they are equally strong."""

    number: int
    name: str
    produce: Callable[[duckdb.DuckDBPyConnection], None]


LADDER: tuple[Rung, ...] = (
    Rung(decided.DECIDED, "decided", decided.produce),
    Rung(1, "unanswered", unanswered.produce),
    Rung(1, "card_number", card_number.produce),
    Rung(1, "disowned_number", disowned_number.produce),
    Rung(1, "number_of_another", number_of_another.produce),
    Rung(1, "same_nik", same_nik.produce),
    Rung(1, "foreign_nik", foreign_nik.produce),
    Rung(2, "slipped_number", slipped_number.produce),
    Rung(2, "shared_number", shared_number.produce),
    Rung(2, "same_row", same_row.produce),
    Rung(4, "family_context", family_context.produce),
    Rung(3, "probable", probable.produce),
)


def climb(connection: duckdb.DuckDBPyConnection, highest: int = 9, ladder: Sequence[Rung] = LADDER) -> None:
    """Fills `edges` and `conflicts` from every rung of `ladder` in order, up to number `highest`."""
    connection.execute(
        "CREATE TEMP TABLE edges (node_a INTEGER, node_b INTEGER, rung TINYINT, score DOUBLE, evidence VARCHAR);"
        "CREATE TEMP TABLE conflicts (node_a INTEGER, node_b INTEGER, reason VARCHAR);"
        # numbers taken from a row as somebody else's
        "CREATE TEMP TABLE borrowed_numbers (node INTEGER, nik BIGINT)"
    )
    for rung in ladder:
        if rung.number <= highest:
            rung.produce(connection)
