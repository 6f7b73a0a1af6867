"""`recordlinkage` as its guide has it: block, compare, classify by ECM (unsupervised); rows in, scored pairs out.

It compares pairs with pandas, which is why it gets a slice of the city only. Cells that are missing count as
disagreement: it knows no other way.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage as rl

_CITY = {
    "blocks": (["nik"], ["birth_date", "sex"], ["card"], ["name", "village"]),
    "exact": ("nik", "birth_date", "sex", "village", "card"),
    "near": ("name",),
}
_PUBLIC = {
    "blocks": (["nik"], ["birth_date"], ["given_name", "surname"], ["surname", "postcode"], ["given_name", "postcode"]),
    "exact": ("nik", "birth_date", "postcode", "state"),
    "near": ("given_name", "surname", "address", "suburb"),
}


def pairs_of(rows: pd.DataFrame, plan: dict[str, tuple[object, ...]]) -> pd.DataFrame:
    """`row_a, row_b, weight` (log2 odds) of every pair that shares a block; rows have a `side` where two lists meet."""
    indexer = rl.Index()
    for block in plan["blocks"]:
        indexer.block(block)
    sides = [side for _, side in rows.groupby("side")] if "side" in rows else [rows]
    candidates = indexer.index(*sides)
    compare = rl.Compare()
    for column in plan["exact"]:
        compare.exact(column, column, label=column)
    for column in plan["near"]:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    vectors = compare.compute(candidates, *sides)
    vectors = vectors.loc[:, vectors.nunique() > 1].fillna(0)
    classifier = rl.ECMClassifier(binarize=0.5)
    classifier.fit(vectors)
    odds = np.asarray(classifier.prob(vectors), dtype=float).clip(1e-15, 1 - 1e-15)
    return pd.DataFrame(
        {
            "row_a": vectors.index.get_level_values(0),
            "row_b": vectors.index.get_level_values(1),
            "weight": np.log2(odds / (1 - odds)),
        }
    )


def main() -> None:
    """Reads rows, writes pairs, says how long it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", type=Path)
    options.add_argument("pairs", type=Path)
    options.add_argument("--public", action="store_true")
    chosen = options.parse_args()
    rows = pd.read_parquet(chosen.rows).set_index("row_id")
    if "side" in rows and rows["side"].nunique() == 1:
        rows = rows.drop(columns="side")
    began = time.perf_counter()
    pairs_of(rows, _PUBLIC if chosen.public else _CITY).to_parquet(chosen.pairs, index=False)
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
