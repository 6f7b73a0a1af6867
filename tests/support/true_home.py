"""A simulated city whose lists are all accepted and truly linked, and its warehouse: no judging, no linkage of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.acceptance.accept import accept
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from orchestration.dbt.grains import TEST, asked_grains
from orchestration.dbt.manifest import load_manifest
from orchestration.settings import Settings
from simulation import simulate
from simulation.desk import Faults
from tests.unit.warehouse.conftest import build
from tests.unit.warehouse.true_links import write_true_links


@dataclass(frozen=True)
class _Admitted:
    submission_id: str
    admitted: bool = True
    hold_codes: tuple[str, ...] = ()


def true_home(
    home: Path, semesters: Sequence[str], population: int, seed: int = 7, source: Literal["usual", "dtsen"] = "usual",
    faults: Faults = "normal",
) -> None:  # fmt: skip
    """Simulates a city in `home`, accepts every list of it, and writes the true links in place of ours."""
    simulate(home, population=population, semesters=semesters, seed=seed, source=source, faults=faults)
    accept_everything(Store(home), load_catalogue(), semesters)
    assert write_true_links(home) == 0


def accept_everything(store: Store, catalogue: Catalogue, semesters: Sequence[str]) -> None:
    """Reads the inbox and accepts every list of it, unjudged."""
    ledger = Ledger(store.ledger_url)
    for semester in semesters:
        submissions = [
            one
            for agency in sorted(catalogue.agencies)
            for one in conform_agency(store, ledger, catalogue, semester, agency)
        ]
        accept(store, ledger, catalogue, semester, submissions, [_Admitted(one.submission_id) for one in submissions])
    write_side_tables(store, ledger, catalogue)


def open_warehouse(home: Path, target: Path, *selected: str) -> Path:
    """The warehouse of `home`; of all models, or of those `selected` and what they need."""
    # a part is built without dbt's own tests: some of them read models that are not in it
    chosen = ["test", "--select", *(f"+{name}" for name in selected)] if selected else []
    without = ["--exclude", f"test_name:{TEST}", "--exclude-resource-type", "unit_test", *chosen]
    finished = build(home, "build", *without, target=target)
    assert finished.returncode == 0, finished.stdout[-4000:]
    warehouse = Store(home).warehouse
    assert asked_grains(warehouse, load_manifest(Settings.from_environment(home))).error is None
    return warehouse
