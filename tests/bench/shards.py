"""Many regencies on a Spark cluster: one shard killed on the way, each release equal to its run alone, movers found.

    python -m tests.bench.shards --master spark://127.0.0.1:7077 [--regencies 12] [--population 5000]

A land is simulated, run by `sinergi shards`, and one shard's run is killed once. Then some regencies are run alone, and
what they publish is compared; and the crosswalk with the truth of who moved.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from delivery.release.releases import current_release
from ingest.store import Store
from simulation import simulate_land
from tests.bench.measure import ROOT
from tests.bench.truth import true_rows

Person = tuple[str, str]
_SINERGI = (sys.executable, "-m", "orchestration.cli.app")


def kill_once(home: Path) -> None:
    """Kills the run of `home` when it has accepted its lists."""
    while not (home / "accepted").is_dir():
        time.sleep(0.2)
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = cmdline.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(home).encode() in words and b"run" in words:
            os.kill(int(cmdline.parent.name), signal.SIGKILL)
            sys.stdout.write(f"killed the run of {home.name}\n")


def is_equal(one: Path, other: Path) -> bool:
    """True when both homes publish the same content."""
    releases = [current_release(Store(home)) for home in (one, other)]
    return None not in releases and len({release.content_hash for release in releases if release}) == 1


def true_pairs(land: Path) -> set[tuple[Person, Person]]:
    """Persons of two shards, as these linked them, who are truly one: who most of a person's rows mean counts."""
    parent: dict[Person, Person] = {}

    def root(person: Person) -> Person:
        while (above := parent.get(person, person)) != person:
            person = above
        return person

    for move in pq.read_table(land / "truth" / "moves.parquet").to_pylist():
        old = root((move["from_shard"], move["from_person_id"]))
        parent[root((move["to_shard"], move["to_person_id"]))] = old
    persons: dict[Person, list[Person]] = {}
    for home in sorted(land.glob("*/truth/rows.parquet")):
        shard = home.parents[1]
        for person, true_person in _linked(shard):
            persons.setdefault(root((shard.name, true_person)), []).append((shard.name, person))
    return {(one, other) for same in persons.values() for one in same for other in same if one[0] < other[0]}


def _linked(home: Path) -> Iterator[tuple[str, str]]:
    """Each person that the shard linked, and the true person whom most of its rows mean."""
    with duckdb.connect() as connection:
        true_rows(connection, home)
        yield from connection.execute(
            "SELECT person_id, mode(true_person_id ORDER BY true_person_id) FROM true_rows"
            f" INNER JOIN read_parquet('{home}/linkage/person_links.parquet') AS links USING (record_id)"
            " WHERE true_person_id IS NOT NULL GROUP BY person_id"
        ).fetchall()


def found_pairs(land: Path) -> set[tuple[Person, Person]]:
    """The pairs that the crosswalk calls the same person."""
    return {
        ((pair["shard_a"], pair["person_id_a"]), (pair["shard_b"], pair["person_id_b"]))
        for pair in pq.read_table(land / "crosswalk.parquet").to_pylist()
        if pair["verdict"] == "same"
    }


def main() -> None:
    """Makes and runs the land, and writes what came out beside what should."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--land", type=Path, default=ROOT / "data/bench-land")
    options.add_argument("--master", required=True)
    options.add_argument("--regencies", type=int, default=12)
    options.add_argument("--population", type=int, default=5_000)
    options.add_argument("--semester", default="2017-S2")
    options.add_argument("--alone", type=int, default=3, help="how many regencies are run alone, to compare")
    chosen = options.parse_args()
    shutil.rmtree(chosen.land, ignore_errors=True)
    report = simulate_land(chosen.land, chosen.regencies, chosen.population, [chosen.semester])
    alone = chosen.land.with_name(chosen.land.name + "-alone")
    shutil.rmtree(alone, ignore_errors=True)
    for home in report.homes[: chosen.alone]:
        shutil.copytree(home, alone / home.name)
    victim = report.homes[len(report.homes) // 2].resolve()
    threading.Thread(target=kill_once, args=(victim,), daemon=True).start()
    began = time.monotonic()
    command = [*_SINERGI, "shards", str(chosen.land), chosen.semester, "--master", chosen.master]
    subprocess.run(command, check=False)  # held lists of a town are no failure of the bench
    sys.stdout.write(f"{chosen.regencies} regencies: {time.monotonic() - began:.0f} s\n")
    for home in report.homes[: chosen.alone]:
        # ids, and the noise of protected counts, are of a home's key: the same one makes the same release
        shutil.copy2(home / "identity.key", alone / home.name)
        subprocess.run([*_SINERGI, "run", chosen.semester, "--home", str(alone / home.name)], check=False)
        sys.stdout.write(f"{home.name} equal to its run alone: {is_equal(home, alone / home.name)}\n")
    true, found = true_pairs(chosen.land), found_pairs(chosen.land)
    right = len(true & found)
    sys.stdout.write(
        f"movers in two shards {len(true)}, found {len(found)}, right {right}: recall {right / max(1, len(true)):.4f},"
        f" precision {right / max(1, len(found)):.4f} (goals: .98 and .9995)\n"
    )


if __name__ == "__main__":
    main()
