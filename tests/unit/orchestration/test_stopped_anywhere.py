"""A run stopped at any of its writes, or with a full disk: the next one gives what an undisturbed one gives."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.store import Store
from tests.support.sheets import write_xlsx
from tests.unit.ingest.test_intake import kks_row, kks_sheet
from tests.unit.orchestration.test_sick_homes import SECOND, TITLES, healthy, opened, rows_of, run

pytestmark = pytest.mark.slow

__all__ = ["healthy"]
POINTS = 6


class PowerCutError(BaseException):
    """Nothing that the program does handles this."""


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def counting(stop_at: int, stop: Callable[[], BaseException]) -> Iterator[list[int]]:
    """Counts the files that take their place; at `stop_at`, `stop` happens instead."""
    true_replace, done = os.replace, [0]

    def replace(source: os.PathLike[str] | str, target: os.PathLike[str] | str) -> None:
        done[0] += 1
        if done[0] == stop_at:
            raise stop()
        true_replace(source, target)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "replace", replace)
        yield done


@pytest.fixture(scope="session")
def correction(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second semester's list sent again, of two receivers less and three more."""
    people = [kks_row(n, f"Andi Baso {chr(65 + n)}", f"7772010107{n:06}") for n in range(2, 13)]
    path = tmp_path_factory.mktemp("correction") / "kks.xlsx"
    write_xlsx(path, {"Lumpue": kks_sheet(people, title=TITLES[SECOND])})
    return path


def corrected(healthy: Path, correction: Path, home: Path) -> Path:
    """A copy of the home with the corrected file."""
    shutil.copytree(healthy, home, symlinks=True)
    shutil.copy2(correction, home / "inbox" / SECOND / "dinsos" / "kks.xlsx")
    return home


@pytest.fixture(scope="module")
def undisturbed(
    healthy: Path, correction: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, list[tuple[object, ...]]]:
    """The number of files that a run writes here, and what it gives."""
    home = corrected(healthy, correction, tmp_path_factory.mktemp("undisturbed") / "home")
    with counting(-1, PowerCutError) as done:
        run(opened(home), SECOND)
    return done[0], rows_of(Store(home))


@pytest.mark.parametrize("stop", [PowerCutError, full_disk], ids=["power cut", "full disk"])
@pytest.mark.parametrize("part", range(POINTS))
def test_the_next_run_gives_what_an_undisturbed_one_gives(
    healthy: Path, correction: Path, undisturbed: tuple[int, list[tuple[object, ...]]], tmp_path: Path, part: int,
    stop: Callable[[], BaseException],
) -> None:  # fmt: skip
    writes, expected = undisturbed
    home = corrected(healthy, correction, tmp_path / "home")
    stop_at = 1 + part * (writes - 1) // (POINTS - 1)
    with pytest.raises((PowerCutError, OSError)), counting(stop_at, stop):
        run(opened(home), SECOND)
    run(opened(home), SECOND)
    assert rows_of(Store(home)) == expected
