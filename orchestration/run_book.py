"""Dagster's own book of runs below SINERGI_HOME: its folder, its configuration, its instance."""

from __future__ import annotations

import re
from pathlib import Path

from dagster import DagsterInstance

from ingest.store import PRIVATE_FOLDER, write_text
from orchestration.dagster_private.storage import RunBook

# The dagster.yaml of every home names RunBook in this module and is the operator's: the name stays here.
__all__ = ["RunBook", "dagster_home", "open_run_book"]

_CONFIGURATION = """\
# Written by Sinergi at first use; yours to change from then on.
telemetry:
  enabled: false
nux: # no invitation to a newsletter over the operator's screen
  enabled: false
storage:
  custom:
    module: orchestration.run_book
    class: RunBook
    config:
      base_dir: {folder}
"""


def dagster_home(home: Path) -> Path:
    """The folder of Dagster's book, with its configuration, made at first use."""
    folder = home / "dagster"
    path, base = folder / "dagster.yaml", f"base_dir: {folder}\n"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        write_text(_CONFIGURATION.format(folder=folder), path)
    elif base not in (kept := path.read_text(encoding="utf-8")) and kept.startswith(_CONFIGURATION[:40]):
        # the home was moved or copied: the book must not be written where it came from
        write_text(re.sub(r"base_dir: .*\n", lambda _: base, kept), path)
    return folder


def open_run_book(home: Path) -> DagsterInstance:
    """The Dagster instance of an installation, which the UI shows too; for a `with`."""
    return DagsterInstance.from_config(str(dagster_home(home)))
