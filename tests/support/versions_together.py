"""A town in whose last semester three versions of DTSEN came together, and how its families truly moved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store
from simulation import simulate
from simulation.desk import Faults
from tests.support import true_moves
from tests.support.true_city import TrueCity
from tests.support.true_home import accept_everything

TABLES = ("dtsen_families", "dtsen_members")
SEMESTERS = ("2025-S2", "2026-S1", "2026-S2")
VERSIONS = ("DTSEN-2025-V3", "DTSEN-2026-V2", "DTSEN-2026-V3")
NOW = SEMESTERS[-1]


def versions_together(home: Path, population: int, seed: int = 7, faults: Faults = "normal") -> pd.DataFrame:
    """Simulates the town and accepts the last semester; gives each family's true move to each version, and its cause.

    Its other lists of the semesters before are not there.
    """
    simulate(home, population=population, semesters=SEMESTERS, seed=seed, source="dtsen", faults=faults)
    inbox = home / "inbox"
    for semester in SEMESTERS[:-1]:
        for path in (inbox / semester / "bappeda").glob("*keluarga_dtsen*"):
            path.rename(inbox / NOW / "bappeda" / path.name)
        shutil.rmtree(inbox / semester)
    truth = home / "truth" / "rows.parquet"
    rows = pd.read_parquet(truth)
    rows = rows[(rows["semester"] == NOW) | rows["table_id"].isin(TABLES)]
    rows.to_parquet(truth, index=False)
    moves = true_moves.families(TrueCity(home), NOW)
    rows.assign(semester=NOW).to_parquet(truth, index=False)
    accept_everything(Store(home), load_catalogue(), [NOW])
    return moves.assign(snapshot_id=moves["semester"].map(dict(zip(SEMESTERS, VERSIONS, strict=True))))
