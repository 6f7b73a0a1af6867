"""Dagster's own book of runs below SINERGI_HOME: its folder, its configuration, its instance."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from dagster import DagsterInstance

from ingest.store import private_folder, write_text
from ingest.whole import set_aside
from orchestration.dagster_private.storage import RunBook
from orchestration.health.run_history import damaged_books

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
        private_folder(folder)
        write_text(_CONFIGURATION.format(folder=folder), path)
    elif not _is_whole(path):
        write_text(_CONFIGURATION.format(folder=folder), path)
    elif base not in (kept := path.read_text(encoding="utf-8")) and kept.startswith(_CONFIGURATION[:40]):
        # the home was moved or copied: the book must not be written where it came from
        write_text(re.sub(r"base_dir: .*\n", lambda _: base, kept), path)
    return folder


def _is_whole(path: Path) -> bool:
    """True when the configuration can be read, and says where the book is kept."""
    try:
        return "storage" in yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, yaml.YAMLError):
        return False


def open_run_book(home: Path) -> DagsterInstance:
    """The Dagster instance of an installation, which the UI shows too; for a `with`.

    A damaged book is set aside and begun anew: nothing of ours is kept there.
    """
    folder = dagster_home(home)
    for part in damaged_books(home):
        set_aside(part)
    return DagsterInstance.from_config(str(folder))
