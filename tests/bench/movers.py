"""Movers between regencies: how many the crosswalk finds, and how many of those it finds are wrong, seed by seed.

    python -m tests.bench.movers FOLDER [--seeds 1,2,3] [--regencies 8] [--population 500] [--master 'local[1]']

Each land is simulated, read and linked shard by shard (all that is readable is admitted, no warehouse is built), and
the shards' people meet by way of Spark, as `sinergi shards` does it. A land that is there already is judged anew.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from ingest.store import write_parquet
from linkage import resolve
from orchestration.cli.shards import CROSSWALK_FILE
from orchestration.settings import Settings
from orchestration.spark.movers import find_movers, share_shards
from orchestration.spark.session import spark_session
from orchestration.spark.shards import find_shards
from simulation import simulate_land
from tests.bench.shards import Person, found_pairs, true_pairs
from tests.support.true_home import accept_everything

SEMESTER = "2017-S2"


def link_shard(home: Path) -> None:
    """Reads and links the lists of one regency, as far as movers need it."""
    settings = Settings.from_environment(home)
    accept_everything(settings.store, settings.catalogue(), [SEMESTER])
    store = settings.store
    resolve(store.accepted, store.linkage, SEMESTER, f"a made-up key of {home.name}".encode(), threads=1)


def prepare(land: Path, seed: int, regencies: int, population: int) -> None:
    """Simulates and links a land, unless it is there."""
    if (land / "truth" / "moves.parquet").exists():
        return
    for home in simulate_land(land, regencies, population, [SEMESTER], seed).homes:
        link_shard(home)


def rungs_of(land: Path, pairs: set[tuple[Person, Person]]) -> Counter[str]:
    """How many of `pairs` each kind of evidence found."""
    told = {
        ((row["shard_a"], row["person_id_a"]), (row["shard_b"], row["person_id_b"])): row["evidence"]
        for row in pq.read_table(land / CROSSWALK_FILE).to_pylist()
        if row["verdict"] == "same"
    }
    return Counter(told[pair] for pair in pairs)


def known(land: Path) -> set[Person]:
    """Persons of whom some row has a number, a date or a card: the others have a name and a place alone."""
    rows = f"read_parquet('{land}/*/linkage/across/evidence.parquet')"
    found = duckdb.sql(
        f"select distinct shard, person_id from {rows}"
        " where nik is not null or birth_date is not null or family_card_no is not null"
    ).fetchall()
    return {(shard, person) for shard, person in found}


def main() -> None:
    """Prints a line for each seed, and one for all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--seeds", default="1,2,3")
    options.add_argument("--regencies", type=int, default=8)
    options.add_argument("--population", type=int, default=500)
    options.add_argument("--master", default="local[1]")
    chosen = options.parse_args()
    lands = {int(seed): chosen.folder / f"seed-{seed}" for seed in chosen.seeds.split(",")}
    for seed, land in lands.items():
        prepare(land, seed, chosen.regencies, chosen.population)
    total: Counter[str] = Counter()
    with spark_session(chosen.master) as spark:
        for seed, land in lands.items():
            shards = find_shards(land)
            share_shards(spark, shards, land, SEMESTER)
            write_parquet(find_movers(spark, shards, land).crosswalk, land / CROSSWALK_FILE)
            true, found, told = true_pairs(land), found_pairs(land), known(land)
            judged = Counter(
                true=len(true), found=len(found), right=len(true & found),
                known=sum(one in told and other in told for one, other in true),
            )  # fmt: skip
            total += judged
            sys.stdout.write(f"seed {seed}: {line(judged)}\n")
            sys.stdout.write(f"  by evidence, right: {dict(rungs_of(land, true & found))}\n")
            sys.stdout.write(f"  by evidence, wrong: {dict(rungs_of(land, found - true))}\n")
    sys.stdout.write(f"all: {line(total)}\n")


def line(judged: Counter[str]) -> str:
    """What was found of one land, or of all."""
    return (
        f"pairs {judged['true']} ({judged['known']} with number, date or card on both sides), found {judged['found']},"
        f" right {judged['right']}: recall {judged['right'] / max(1, judged['true']):.3f},"
        f" precision {judged['right'] / max(1, judged['found']):.4f}"
    )


if __name__ == "__main__":
    main()
