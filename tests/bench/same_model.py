"""Plain Splink with the product's own model: every row of all lists compared, in a process of its own.

The factory's settings, the frozen weights, the product's blocking rules and macros; no ladder before it, no family, no
guard after it. `python -m tests.bench.same_model ACCEPTED LABELS` writes `record_id, person_id, rung` and says how long
predict and cluster took.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb

from linkage.evidence import population, records
from linkage.model import profiles, settings
from linkage.model.weights import load
from tests.bench.link_home import KEY

# Every row is a person by itself, and all are looked for.
_ALONE = """
CREATE TEMP TABLE edges (node_a INTEGER, node_b INTEGER, rung TINYINT, score DOUBLE, evidence VARCHAR);
CREATE TEMP TABLE decided_sides (node INTEGER, decision_no INTEGER, side INTEGER)
"""


def main() -> None:
    """Links the rows of `accepted` and prints `rows`, `pairs`, `prepare_s`, `predict_s` and `cluster_s` as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("accepted", type=Path)
    options.add_argument("labels", type=Path)
    options.add_argument("--memory", default="10GB")
    options.add_argument("--scratch", type=Path, required=True, help="folder to spill to")
    chosen = options.parse_args()
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": chosen.memory, "temp_directory": str(chosen.scratch), "preserve_insertion_order": False,
    }  # fmt: skip
    with duckdb.connect(config=config) as connection:
        sys.stdout.write(json.dumps(_link(connection, chosen.accepted, chosen.labels)) + "\n")


def _link(connection: duckdb.DuckDBPyConnection, accepted: Path, labels: Path) -> dict[str, float]:
    from splink import DuckDBAPI, Linker

    began = time.perf_counter()
    records.load(connection, accepted, records.semesters_in(accepted)[-1], KEY)
    connection.execute(_ALONE)
    profiles.open_rows(connection)
    connection.execute("CREATE TEMP TABLE wanted AS SELECT label FROM clusters")
    profiles.build(connection)
    weights = load()
    made = settings(weights, persons=population.size(connection)[0])
    made.retain_intermediate_calculation_columns = False
    linker = Linker(DuckDBAPI(connection).register("profiles"), made, log_level="ERROR")
    prepared = time.perf_counter()
    cpu = time.process_time()
    pairs = linker.inference.predict(threshold_match_probability=weights.review_from)
    predicted = time.perf_counter()
    persons = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=weights.link_from
    )
    clustered, cpu = time.perf_counter(), time.process_time() - cpu
    connection.execute(
        "COPY (SELECT record_id, cluster_id::VARCHAR AS person_id, 1 AS rung"
        f" FROM {persons.physical_name} INNER JOIN record_rows USING (node)) TO '{labels}' (FORMAT parquet)"
    )
    counted = connection.execute(f"SELECT count(*), (SELECT count(*) FROM record_rows) FROM {pairs.physical_name}")
    pair_count, rows = counted.fetchone() or (0, 0)
    return {
        "rows": rows, "pairs": pair_count, "prepare_s": prepared - began, "predict_s": predicted - prepared,
        "cluster_s": clustered - predicted, "cpu_s": cpu,
    }  # fmt: skip


if __name__ == "__main__":
    main()
