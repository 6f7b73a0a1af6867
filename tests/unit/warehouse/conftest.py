"""One dbt build of the small city, shared by all questions asked of its warehouse."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt.manifest import PROJECT, prepared_program
from orchestration.dbt.prepared import prepare
from orchestration.settings import Settings
from tests.unit.warehouse import small_city
from tests.unit.warehouse.made_up_input import Row, write_input

Rows = dict[str, list[Row]]


def build(home: Path, *arguments: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Runs dbt on the input below `home`, on the project parsed once for all; its own files go to `target`."""
    (home / "warehouse").mkdir(parents=True, exist_ok=True)
    prepare(Settings.from_environment(home))
    environment = os.environ | {
        "SINERGI_HOME": str(home), "DBT_PROFILES_DIR": str(PROJECT), "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target / "logs"),
    }  # fmt: skip
    command = [prepared_program(), "--no-use-colors", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=target.parent)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished build of the small city: `home/` and dbt's `target/`."""
    folder = tmp_path_factory.mktemp("warehouse")
    write_input(folder / "home", small_city.rows())
    finished = build(folder / "home", "build", target=folder / "target")
    assert finished.returncode == 0, finished.stdout[-4000:]
    return folder


@pytest.fixture(scope="session")
def warehouse(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built / "home" / "warehouse" / "build.duckdb"), read_only=True) as connection:
        yield connection
