"""Two semesters of a city, truly linked: its warehouse, made once for all that is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.true_home import open_warehouse, true_home

SEMESTERS = ("2017-S1", "2017-S2")


@dataclass(frozen=True)
class Built:
    """A simulated home, its warehouse, and what dbt left of the build."""

    home: Path
    warehouse: Path
    target: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("true_city")
    home, target = folder / "home", folder / "target"
    true_home(home, SEMESTERS, population=2500)
    return Built(home, open_warehouse(home, target), target)
