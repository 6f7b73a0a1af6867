"""Plain Splink and `recordlinkage` on the rows that the linkage had, each at its best threshold by the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from linkage.components import components
from tests.bench import judge, peer_env

VARIANTS = {
    "textbook": "Splink, textbook",
    "exact": "Splink, NIK exact",
    "card": "Splink, NIK exact, family card",
}
"""The hand-written models, as `tests/bench/peers/textbook.py` names them, and their names in the tables."""


@dataclass(frozen=True)
class Rival:
    """A linker other than ours, at its best: the threshold on the match weight, and what it took."""

    name: str
    threshold: float
    best: judge.Line
    seconds: float


def number_rows(connection: duckdb.DuckDBPyConnection, rows: Path) -> int:
    """Gives `true_rows` a dense number, and writes what the rivals may read of them; the count of rows."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE row_numbers AS"
        " SELECT record_id, (row_number() OVER (ORDER BY record_id) - 1)::INTEGER AS row_id FROM true_rows"
    )
    connection.execute(
        "COPY (SELECT row_id, nik, family_card_no AS card, name_key AS name, sex, birth_date, village_code AS village"
        f" FROM true_rows INNER JOIN row_numbers USING (record_id) ORDER BY row_id) TO '{rows}' (FORMAT parquet)"
    )
    counted = connection.execute("SELECT count(*) FROM row_numbers").fetchone()
    return int(counted[0]) if counted else 0


def label(connection: duckdb.DuckDBPyConnection, pairs: dict[str, Any], size: int, threshold: float) -> None:
    """Makes `linked` of the pairs that weigh at least `threshold`: connected rows are one person."""
    kept = pairs["weight"] >= threshold
    labels = components(size, pairs["row_a"][kept].astype(np.int32), pairs["row_b"][kept].astype(np.int32))
    connection.register("labels", pa.table({"row_id": np.arange(size, dtype=np.int32), "label": labels}))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE linked AS"
        " SELECT record_id, label::VARCHAR AS person_id, 1 AS rung FROM labels INNER JOIN row_numbers USING (row_id)"
    )
    connection.unregister("labels")


def at_best(connection: duckdb.DuckDBPyConnection, name: str, pairs: Path, size: int, seconds: float) -> Rival:
    """The rival at the threshold whose F1 between lists is highest (steps of a whole, then of a quarter); leaves its
    labels in `linked`."""
    found = connection.execute(f"SELECT row_a, row_b, weight FROM read_parquet('{pairs}')").fetchnumpy()

    def line(threshold: float) -> judge.Line:
        label(connection, found, size, threshold)
        return judge.score(connection, name)

    coarse = max(np.arange(-6.0, 26.0, 1.0), key=lambda weight: line(weight).pairwise.f1)
    best = float(max(np.arange(coarse - 0.75, coarse + 1.0, 0.25), key=lambda weight: line(weight).pairwise.f1))
    return Rival(name, best, line(best), seconds)


def splink(connection: duckdb.DuckDBPyConnection, scratch: Path, variant: str) -> Rival:
    """Plain Splink with one of the hand-written models on all rows."""
    size = number_rows(connection, scratch / "rows.parquet")
    pairs = scratch / f"pairs-{variant}.parquet"
    spent = peer_env.run("textbook", scratch / "rows.parquet", pairs, "--model", variant)
    return at_best(connection, VARIANTS[variant], pairs, size, spent["train_s"] + spent["predict_s"])
