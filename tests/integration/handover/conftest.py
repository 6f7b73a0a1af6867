"""A town with two versions of DTSEN, truly linked: its warehouse, made once for all that is asked of it."""

from __future__ import annotations

import pytest

from tests.integration.true_city.conftest import Built
from tests.support.true_home import open_warehouse, true_home

SEMESTERS = ("2026-S1", "2026-S2")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("handover")
    home, target = folder / "home", folder / "target"
    true_home(home, SEMESTERS, population=2000, source="dtsen")
    return Built(home, open_warehouse(home, target), target)
