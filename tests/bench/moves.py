"""Counts the planted causes of a move in DTSEN that our own links tell right.

`python -m tests.bench.moves --population 5000 --seed 11 --faults life`; a family is judged by the id that most of its
rows in the source have. With `--together` three versions came in one semester, and each is judged against the one
before it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from linkage import resolve
from tests.bench.link_home import KEY
from tests.support import true_moves
from tests.support.true_city import TrueCity
from tests.support.true_home import open_warehouse, true_home
from tests.support.versions_together import NOW, VERSIONS, versions_together

SEMESTERS = ("2026-S1", "2026-S2")
_FAMILIES = """
select rows.semester, rows.true_family_id as family, mode(links.family_id) as family_id
from read_parquet('{home}/linkage/person_links.parquet') as links
inner join read_parquet('{home}/accepted/reference_records/*/part.parquet', hive_partitioning = false) as records
    using (record_id)
inner join read_parquet('{home}/accepted/submissions/part.parquet') as submissions using (submission_id)
inner join read_parquet('{home}/truth/rows.parquet') as rows
    on rows.semester = records.semester and rows.file_name = submissions.file_name
    and rows.row_number = records.row_number and rows.kind = 'data'
group by all
"""

_FAMILIES_OF_VERSIONS = """
select persons.snapshot_id as known_in, rows.true_family_id as family, mode(persons.family_id) as family_id
from measures.msr_version_persons as persons
inner join read_parquet('{home}/accepted/reference_records/*/part.parquet', hive_partitioning = false) as records
    using (record_id)
inner join read_parquet('{home}/accepted/submissions/part.parquet') as submissions
    on records.submission_id = submissions.submission_id
inner join read_parquet('{home}/truth/rows.parquet') as rows
    on rows.file_name = submissions.file_name and rows.row_number = records.row_number and rows.kind = 'data'
group by all
"""


def judged(home: Path, warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every family of either version with its true move and cause, and those that we tell."""
    truth = true_moves.families(TrueCity(home))
    truth["known_in"] = [SEMESTERS[kind != "gone"] for kind in truth["kind"]]
    ids = duckdb.sql(_FAMILIES.format(home=home)).df().rename(columns={"semester": "known_in"})
    told = warehouse.execute(
        "select family_id, move_kind, cause_code as told_code from measures.msr_reference_moves"
    ).df()
    both = truth.merge(ids, how="left", on=["known_in", "family"]).merge(told, how="left", on="family_id")
    return _with_outcome(both)


def judged_together(home: Path, warehouse: duckdb.DuckDBPyConnection, truth: pd.DataFrame) -> pd.DataFrame:
    """As `judged`, of three versions of one semester; `truth` has the true moves to each."""
    before = dict(zip(VERSIONS[1:], VERSIONS, strict=False))
    truth["known_in"] = truth["snapshot_id"].where(truth["kind"] != "gone", truth["snapshot_id"].map(before))
    ids = warehouse.execute(_FAMILIES_OF_VERSIONS.format(home=home)).df()
    told = warehouse.execute(
        "select snapshot_id, family_id, move_kind, cause_code as told_code from measures.msr_version_moves"
    ).df()
    both = truth.merge(ids, how="left", on=["known_in", "family"])
    return _with_outcome(both.merge(told, how="left", on=["snapshot_id", "family_id"]))


def _with_outcome(both: pd.DataFrame) -> pd.DataFrame:
    return both.assign(is_right=(both["cause_code"] == both["told_code"]) & (both["kind"] == both["move_kind"]))


def main() -> None:
    """Simulates, reads, links, builds, and prints one line for each true cause."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--population", type=int, default=5000)
    options.add_argument("--seed", type=int, default=11)
    options.add_argument("--faults", default="normal")
    options.add_argument("--together", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sinergi-moves-") as folder:
        home = Path(folder) / "home"
        if chosen.together:
            truth = versions_together(home, chosen.population, chosen.seed, chosen.faults)
            resolve(home / "accepted", home / "linkage", NOW, KEY)
            path = open_warehouse(home, Path(folder) / "target", "msr_version_moves")
        else:
            true_home(home, SEMESTERS, chosen.population, chosen.seed, "dtsen", chosen.faults)
            resolve(home / "accepted", home / "linkage", SEMESTERS[-1], KEY)
            path = open_warehouse(home, Path(folder) / "target", "msr_reference_moves")
        with duckdb.connect(str(path), read_only=True) as warehouse:
            found = judged_together(home, warehouse, truth) if chosen.together else judged(home, warehouse)
    table = Table("true cause", "families", "right", title=f"{chosen.population:,} people, seed {chosen.seed}")
    for code, part in found.groupby("cause_code"):
        table.add_row(str(code), str(len(part)), str(int(part["is_right"].sum())))
    planted = found[~found["cause_code"].isin(["unmoved", "not_found"])]
    console = Console()
    console.print(table)
    console.print(f"planted: {int(planted['is_right'].sum())} of {len(planted)} right")
    console.print(f"all: {int(found['is_right'].sum())} of {len(found)} right")


if __name__ == "__main__":
    main()
