"""The order of the tests, and which go to one worker: those that share a warehouse or a town, else those of a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer

# A run of a whole semester prints no PDF here: a browser for each would cost more than the run (test_pack_parts asks).
os.environ.setdefault("SINERGI_PDF", "0")

# Folders whose session fixtures cost more than their tests: made once, not once by each worker.
SHARED = (
    "tests/orchestration",
    "tests/integration/true_city",
    "tests/integration/handover",
    "tests/unit/warehouse",
    "tests/unit/simulation",
    "tests/unit/orchestration",
)

# Folders whose files run whole semesters, minutes each: begun last, one worker would end them alone.
LONG = ("tests/orchestration/", "tests/integration/", "tests/cases/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long files first, the shared folders next, all others after."""
    first = (*LONG, *SHARED)
    items.sort(key=lambda item: next((at for at, folder in enumerate(first) if item.nodeid.startswith(folder)), 99))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Any:
    """Gives out whole files, and whole folders of SHARED (pytest 9.2 hides `--dist loadgroup`'s marks from xdist)."""
    from xdist.scheduler import LoadScopeScheduling

    class SharedScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.split("::", 1)[0]
            folder = path.rpartition("/")[0]
            return folder if folder in SHARED else path

    config.option.loadscopereorder = False  # by number of tests: the longest files have the fewest
    return SharedScheduling(config, log)
