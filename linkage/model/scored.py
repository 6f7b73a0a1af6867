"""Scores pairs of rows by the frozen model.

The rung, `explain` and `why-not` all ask it.

A row is compared as the person that stronger rungs made of it (see `profiles.py`), so the score of two rows of two
persons is the score of the persons. Generated from the same comparisons and weights as the Splink settings.
"""

from __future__ import annotations

from math import log2

import duckdb

from linkage.evidence import population
from linkage.model import profiles
from linkage.model.comparisons import COLUMNS, COMPARISONS
from linkage.model.weights import Weights, load

FIELDS = tuple(comparison.field for comparison in COMPARISONS)


def score(connection: duckdb.DuckDBPyConnection, pairs_table: str, weights: Weights | None = None) -> None:
    """Fills `scored` for the pairs (`node_a`, `node_b`) of `pairs_table`.

    Columns: node_a, node_b, match_weight (bits, with the prior), match_probability, weight_<field> of each comparison
    (0 = a side does not know it), profile_a and profile_b (rows that stand for the persons). Needs
    `profiles.open_rows`.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT DISTINCT label FROM clusters"
        f" WHERE node IN (SELECT node_a FROM {pairs_table} UNION ALL SELECT node_b FROM {pairs_table})"
    )
    profiles.build(connection)
    connection.execute(statement(pairs_table, weights or load(), *population.size(connection)))


def statement(pairs_table: str, weights: Weights, persons: int, land: int | None = None) -> str:
    """The SQL that fills `scored` from `profiles`.

    `persons` is how many there are to choose from.

    The weights of a home were learnt within one city, so two of one city are chosen among its `persons`; two of
    different cities among all of the `land` (the same when not given).
    """
    prior, cities = _bits(weights.prior(persons)), ""
    if land is not None and land != persons:
        prior = f"CASE WHEN is_one_city THEN {prior} ELSE {_bits(weights.prior(land))} END"
        cities = ", list_has_any(one.cities, other.cities) AS is_one_city"
    bits = ", ".join(
        f"{comparison.case(weights.of(comparison.field))} AS weight_{comparison.field}" for comparison in COMPARISONS
    )
    sides = ", ".join(f"one.{name} AS {name}_l, other.{name} AS {name}_r" for name in COLUMNS)
    names = [f"weight_{field}" for field in FIELDS]
    return f"""
CREATE OR REPLACE TEMP TABLE scored AS
WITH faced AS (
    SELECT pairs.node_a, pairs.node_b, one.node AS profile_a, other.node AS profile_b, {sides}{cities}
    FROM {pairs_table} AS pairs
    INNER JOIN clusters AS left_rows ON left_rows.node = pairs.node_a
    INNER JOIN clusters AS right_rows ON right_rows.node = pairs.node_b
    INNER JOIN profiles AS one ON one.label = left_rows.label
    INNER JOIN profiles AS other ON other.label = right_rows.label
),
weighed AS (SELECT node_a, node_b, profile_a, profile_b, {prior} AS prior_bits, {bits} FROM faced),
summed AS (SELECT *, prior_bits + {" + ".join(names)} AS match_weight FROM weighed)
SELECT node_a, node_b, match_weight, 1 / (1 + pow(2, -match_weight)) AS match_probability, {", ".join(names)},
    profile_a, profile_b
FROM summed
QUALIFY row_number() OVER (PARTITION BY node_a, node_b ORDER BY match_weight DESC, profile_a, profile_b) = 1
"""


def _bits(prior: float) -> str:
    """The SQL of a chance as bits."""
    return f"{log2(prior / (1 - prior))!r}::DOUBLE"
