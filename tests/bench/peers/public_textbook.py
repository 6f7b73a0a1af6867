"""Plain Splink on the public data, as its own example for FEBRL has it: one comparison per column, EM trained."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tests.bench.peers.textbook import train

_COMPARED = {
    "given_name": cl.JaroWinklerAtThresholds("given_name", [0.9, 0.8]).configure(term_frequency_adjustments=True),
    "surname": cl.JaroWinklerAtThresholds("surname", [0.9, 0.8]).configure(term_frequency_adjustments=True),
    "birth_date": cl.LevenshteinAtThresholds("birth_date", [1, 2]),
    "nik": cl.DamerauLevenshteinAtThresholds("nik", [1, 2]),
    "address": cl.LevenshteinAtThresholds("address", [2]),
    "postcode": cl.ExactMatch("postcode"),
    "sex": cl.ExactMatch("sex"),
}
_BLOCKS = (
    ["nik"], ["birth_date"], ["given_name", "surname"], ["surname", "postcode"], ["given_name", "postcode"],
    ["surname", "birth_year"], ["given_name", "birth_year"],
)  # fmt: skip


def main() -> None:
    """Reads rows, trains, predicts, writes pairs; compares what both lists have."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", type=Path)
    options.add_argument("pairs", type=Path)
    options.add_argument("--public", action="store_true", help="as the other peers take it")
    chosen = options.parse_args()
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE rows AS SELECT *, left(birth_date, 4) AS birth_year FROM read_parquet($rows)",
        {"rows": str(chosen.rows)},
    )
    sides = [row[0] for row in connection.execute("SELECT DISTINCT side FROM rows ORDER BY side").fetchall()]
    for side in sides:
        connection.execute(f"CREATE TABLE side_{side} AS FROM rows WHERE side = {side}")
    used = [name for name in _COMPARED if all(_is_filled(connection, side, name) for side in sides)]
    settings = SettingsCreator(
        link_type="link_only" if len(sides) == 2 else "dedupe_only",
        unique_id_column_name="row_id",
        comparisons=[_COMPARED[name] for name in used],
        blocking_rules_to_generate_predictions=[
            block_on(*block) for block in _BLOCKS if set(block) <= {*used, "birth_year"}
        ],
    )
    database = DuckDBAPI(connection)
    began = time.perf_counter()
    linker = Linker([database.register(f"side_{side}") for side in sides], settings)
    train(linker, [["birth_date", "surname"]], (["birth_date"], ["given_name", "surname"]))
    found = linker.inference.predict(threshold_match_weight=-20)
    connection.execute(
        f"COPY (SELECT row_id_l AS row_a, row_id_r AS row_b, match_weight AS weight FROM {found.physical_name})"
        f" TO '{chosen.pairs}' (FORMAT parquet)"
    )
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - began}) + "\n")


def _is_filled(connection: duckdb.DuckDBPyConnection, side: int, column: str) -> bool:
    counted = connection.execute(f"SELECT count({column}) FROM side_{side}").fetchone()
    return bool(counted and counted[0])


if __name__ == "__main__":
    main()
