"""Two semesters of a small city by command; what stood after the first is kept for who asks the same another way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulation import simulate

ROOT = Path(__file__).parents[2]
POPULATION = 3000
FIRST, SECOND = "2017-S1", "2017-S2"
SECONDS = 900


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    release: str


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "orchestration.cli.app", *arguments]


def run(home: Path, semester: str, *more: str) -> Done:
    done = subprocess.run(
        command("run", semester, "--home", str(home), *more),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd=ROOT,
        check=False,
    )
    assert not done.stderr, done.stderr
    return Done(done.returncode, done.stdout, current(home))


def current(home: Path) -> str:
    link = home / "published" / "current"
    return link.readlink().name if link.is_symlink() else ""


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's files; the runs follow one another in it, as semesters do."""
    home = tmp_path_factory.mktemp("city")
    simulate(home, POPULATION, (FIRST, SECOND), seed=5)
    return home


@pytest.fixture(scope="session")
def kept_after_first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole home as the first run leaves it."""
    return tmp_path_factory.mktemp("after_first") / "home"


@pytest.fixture(scope="session")
def first(city: Path, kept_after_first: Path) -> Done:
    done = run(city, FIRST)
    shutil.copytree(city, kept_after_first, symlinks=True)
    return done
