"""How the numbers of the model are made, by hand and rarely: from the links of rungs 1 and 2, never from a truth.

Two views of the rows are laid beside each other: one half of the lists without their NIK, as a row is that has to be
looked for, and the other half with it. Pairs that rungs 1 and 2 hold to be one person give m, pairs drawn at random
give u (both by Splink). Those links ask for the number or for the name, so what they cannot show is set by hand and said
in `card.md`: how often a number slips, and the least share of true pairs at a level.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from linkage import ladder, profiles, records
from linkage.model.comparisons import COMPARISONS
from linkage.model.factory import settings
from linkage.model.weights import Chances, Weights

BY_HAND = {
    # A digit mistyped or two exchanged in one number of two hundred (BPK and Dinsos findings, domain notes 3.1, are of
    # the same order). By chance: numbers given out on one day in one place differ by a digit of the serial.
    "same_number": Chances(0.9, 2e-9),
    "slip_same_date": Chances(0.01, 5e-6),
    "slip": Chances(0.005, 4e-6),
}
ROWS_ENOUGH, PAIRS_ENOUGH = 60_000, 2e6
LEAST = 1e-3
"""The least m of a level: rungs 1 and 2 found few pairs that contradict, because they looked for agreement."""
LEAST_CHANCE = 1e-7
"""The least u of a level that no pair drawn at random showed."""

_SIDES = """
CREATE OR REPLACE TEMP TABLE list_sides AS
SELECT list, row_number() OVER (ORDER BY list) % 2 AS side
FROM (SELECT DISTINCT agency_id || table_id AS list FROM records);

CREATE OR REPLACE TEMP TABLE {side} AS
SELECT profiles.* REPLACE ({number} AS number), persons.label AS person
FROM profiles INNER JOIN persons USING (node) INNER JOIN records USING (node)
INNER JOIN list_sides ON list_sides.list = agency_id || table_id
WHERE side = {parity} AND persons.label % {every} = 0
"""


def train(accepted: Path, until: str, key: bytes, base: Weights, version: str) -> Weights:
    """Weights made from the accepted rows up to the semester `until`; thresholds and found share are those of `base`."""
    connection = duckdb.connect()
    try:
        _prepare(connection, accepted, until, key)
        found = _estimate(connection)
    finally:
        connection.close()
    return replace(base, version=version, levels=_completed(found))


def _prepare(connection: duckdb.DuckDBPyConnection, accepted: Path, until: str, key: bytes) -> None:
    """Fills `looked_for` and `others`: every row by itself, with the person that rungs 1 and 2 made of it."""
    records.load(connection, accepted, until, key)
    ladder.climb(connection, highest=2)
    profiles.open_rows(connection)
    connection.execute(
        "CREATE TEMP TABLE persons AS FROM clusters; UPDATE clusters SET label = node;"
        "CREATE TEMP TABLE wanted AS SELECT label FROM clusters"
    )
    profiles.build(connection)
    counted = connection.execute("SELECT count(*) FROM records").fetchone()
    every = 1 + (int(counted[0]) if counted else 0) // ROWS_ENOUGH
    for side, parity, number in (("looked_for", 1, "NULL::VARCHAR"), ("others", 0, "number")):
        connection.execute(_SIDES.format(side=side, parity=parity, number=number, every=every))


def _estimate(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Chances]]:
    """m and u of every level that the rows show."""
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI(connection)
    tables = [database.register(side) for side in ("looked_for", "others")]
    linker = Linker(tables, settings(link_type="link_only"), log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_ENOUGH, seed=1)
    linker.training.estimate_m_from_label_column("person")
    made: dict[str, Any] = linker.misc.save_model_to_json()
    found: dict[str, dict[str, Chances]] = {}
    for comparison, written in zip(COMPARISONS, made["comparisons"], strict=True):
        told = [level for level in written["comparison_levels"] if not level.get("is_null_level")]
        found[comparison.field] = {
            name: Chances(level.get("m_probability") or 0.0, level.get("u_probability") or 0.0)
            for name, level in zip(comparison.level_names, told, strict=True)
        }
    return found


def _completed(found: dict[str, dict[str, Chances]]) -> dict[str, dict[str, Chances]]:
    """`found` with what no data can show set by hand, and no level at zero."""
    whole = {
        field: {name: Chances(max(pair.m, LEAST), max(pair.u, LEAST_CHANCE)) for name, pair in levels.items()}
        for field, levels in found.items()
    }
    whole["identity"] |= BY_HAND
    if not any(pair.u for pair in found["head"].values()):
        whole["head"] = whole["mother"]  # one list alone names the head: as carelessly as others name the mother
    return {
        field: {name: Chances(float(f"{pair.m:.4g}"), float(f"{pair.u:.4g}")) for name, pair in levels.items()}
        for field, levels in whole.items()
    }
