"""Which tests go to one worker: those that share something costly (a built warehouse, a town), else those of a file."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

# Folders whose session fixtures cost more than their tests: made once, not once by each worker.
SHARED = ("tests/unit/warehouse", "tests/unit/simulation", "tests/unit/orchestration")
ROOT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)  # before xdist, which asks first, reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Gives each test its group (`--dist loadgroup`): what it says itself, its shared folder, or its file."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            folder = item.path.parent.relative_to(ROOT).as_posix()
            group = folder if folder in SHARED else item.path.relative_to(ROOT).as_posix()
            item.add_marker(pytest.mark.xdist_group(group))
    return (yield)
