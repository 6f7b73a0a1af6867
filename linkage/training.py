"""Makes the numbers of the model, by hand and rarely.

From the links of rungs 1 and 2, never from a truth.

Two views of the rows are laid beside each other: one half of the lists without their NIK, as a row is that has to be
looked for, and the other half with it. Pairs that rungs 1 and 2 hold to be one person give m, pairs drawn at random
give u (both by Splink). Those links ask for the number or for the name, so what they cannot show is set by hand and
said in `card.md`: how often a number slips, and the least share of true pairs at a level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from linkage.decisions import decided
from linkage.evidence import records
from linkage.model import profiles
from linkage.model.comparisons import COMPARISONS
from linkage.model.factory import settings
from linkage.model.weights import Chances, Weights
from linkage.rungs import ladder

BY_HAND = {
    # A digit mistyped or two exchanged in one number of two hundred (BPK and Dinsos findings, domain notes 3.1, are of
    # the same order). By chance: numbers given out on one day in one place differ by a digit of the serial.
    "same_number_and_date": Chances(0.9, 2e-9),
    # The number of another member of the family typed, as lists do with the head's.
    "same_number": Chances(0.01, 1e-7),
    "slip_same_date": Chances(0.01, 5e-6),
    "slip": Chances(0.005, 4e-6),
    # Of two people born on one day here one pair in four has numbers two digits apart (sex or district, and a serial).
    "two_slips_same_date": Chances(0.002, 1.2e-5),
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
    """Weights made from the accepted rows up to the semester `until`.

    All but m and u are those of `base`.
    """
    connection = duckdb.connect()
    try:
        _prepare(connection, accepted, until, key)
        found = _estimate(connection)
    finally:
        connection.close()
    return replace(base, version=version, levels=_completed(found))


def _prepare(connection: duckdb.DuckDBPyConnection, accepted: Path, until: str, key: bytes) -> None:
    """Fills `looked_for` and `others`.

    Every row by itself, with the person that rungs 1 and 2 made of it.
    """
    records.load(connection, accepted, until, key)
    # No decisions of people (none lie there): they are few, and about the cases that are least like the rest.
    decided.open_decisions(connection, accepted)
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
    """Both chances of every level that the rows show."""
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI(connection)
    tables = [database.register(side) for side in ("looked_for", "others")]
    linker = Linker(tables, settings(link_type="link_only"), log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_ENOUGH, seed=1)
    linker.training.estimate_m_from_label_column("person")
    return without_true_pairs(learnt(linker.misc.save_model_to_json()), _share_true(connection))


def learnt(model: Mapping[str, Any]) -> dict[str, dict[str, Chances]]:
    """Both chances of every level of the comparisons in `model`.

    `model` is a trained model as Splink writes it.
    """
    level_names = {comparison.field: comparison.level_names for comparison in COMPARISONS}
    found: dict[str, dict[str, Chances]] = {}
    for written in model["comparisons"]:
        filled_levels = [level for level in written["comparison_levels"] if not level.get("is_null_level")]
        found[written["output_column_name"]] = {
            name: Chances(level.get("m_probability") or 0.0, level.get("u_probability") or 0.0)
            for name, level in zip(level_names[written["output_column_name"]], filled_levels, strict=True)
        }
    return found


def without_true_pairs(found: Mapping[str, Mapping[str, Chances]], share: float) -> dict[str, dict[str, Chances]]:
    """`found` with the true pairs taken out of u.

    Of the pairs drawn at random, `share` were of one person.

    One pair in ten thousand is enough to make a level that two people are hardly ever at (the same number, the same
    rare name) look a hundred times as usual as it is.
    """
    return {
        field: {
            name: Chances(pair.m, max((pair.u - share * pair.m) / (1 - share), 0.0)) for name, pair in levels.items()
        }
        for field, levels in found.items()
    }


def _share_true(connection: duckdb.DuckDBPyConnection) -> float:
    """The share of all pairs between the two sides that are true.

    True are those that rungs 1 and 2 hold to be one person.
    """
    counted = connection.execute(
        "SELECT (SELECT count(*) FROM looked_for INNER JOIN others USING (person))"
        " / ((SELECT count(*) FROM looked_for) * (SELECT count(*) FROM others))"
    ).fetchone()
    return float(counted[0] or 0) if counted else 0.0


def floored(found: Mapping[str, Mapping[str, Chances]]) -> dict[str, dict[str, Chances]]:
    """`found` with no level at zero: what was never seen is rare, not impossible."""
    return {
        field: {name: Chances(max(pair.m, LEAST), max(pair.u, LEAST_CHANCE)) for name, pair in levels.items()}
        for field, levels in found.items()
    }


def _completed(found: dict[str, dict[str, Chances]]) -> dict[str, dict[str, Chances]]:
    """`found` with what no data can show set by hand, and no level at zero."""
    whole = floored(found)
    whole["identity"] |= BY_HAND
    if not any(pair.u for pair in found["head"].values()):
        whole["head"] = whole["mother"]  # one list alone names the head: as carelessly as others name the mother
    return {
        field: {name: Chances(float(f"{pair.m:.4g}"), float(f"{pair.u:.4g}")) for name, pair in levels.items()}
        for field, levels in whole.items()
    }
