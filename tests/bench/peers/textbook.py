"""Plain Splink with a model as a tutorial has it: rows in, scored pairs out.

A comparison per column, Jaro-Winkler on the name, term frequencies on, blocking on each strong column, EM trained.
Its threshold is chosen afterwards, by the truth, at its very best. Three models, from the tutorial's to the best that
we could write by hand without comparing NIK and date together:
`textbook` compares the NIK by distance, `exact` only as a whole, `card` also compares the family card.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
LEAST_WEIGHT = -10.0
"""Pairs below are not handed on: no threshold that low was ever the best."""


def city_model(model: str) -> SettingsCreator:
    """The columns of our city's rows."""
    comparisons = [
        cl.DamerauLevenshteinAtThresholds("nik", [1, 2]) if model == "textbook" else cl.ExactMatch("nik"),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.JaroWinklerAtThresholds("name", [0.92, 0.85, 0.7]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("sex"),
        cl.ExactMatch("village").configure(term_frequency_adjustments=True),
    ]
    if model == "card":
        comparisons.append(cl.DamerauLevenshteinAtThresholds("card", [1]))
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("nik"),
            block_on("birth_date", "sex"),
            block_on("card", "substr(name, 1, 3)"),
            block_on("name", "village"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


CITY_TRAINING = (["nik"], ["birth_date", "sex"], ["card", "name"])


def train(linker: Linker, certain: list[list[str]], training: tuple[list[str], ...]) -> None:
    """EM as documented: the prior from certain rules, u from random pairs, m from blocks of strong columns."""
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in certain], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for columns in training:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))


def main() -> None:
    """Reads rows, trains, predicts, writes `row_a, row_b, weight` and says how long it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", type=Path)
    options.add_argument("pairs", type=Path)
    options.add_argument("--model", choices=("textbook", "exact", "card"), default="textbook")
    chosen = options.parse_args()
    connection = duckdb.connect()
    connection.execute("CREATE TABLE rows AS FROM read_parquet($rows)", {"rows": str(chosen.rows)})
    database = DuckDBAPI(connection)
    began = time.perf_counter()
    linker = Linker(database.register("rows"), city_model(chosen.model))
    train(linker, [["nik"], ["card", "name"]], CITY_TRAINING)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
    predicted = time.perf_counter()
    connection.execute(
        f"COPY (SELECT row_id_l AS row_a, row_id_r AS row_b, match_weight AS weight FROM {found.physical_name})"
        f" TO '{chosen.pairs}' (FORMAT parquet)"
    )
    print(json.dumps({"train_s": trained - began, "predict_s": predicted - trained}))


if __name__ == "__main__":
    main()
