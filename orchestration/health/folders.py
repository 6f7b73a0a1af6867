"""The folders of a home: private, whoever made them.

What is published is for all who may enter.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingest.scraps import SCRAP_SUFFIX, sweep, sweep_temp
from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER, Store, private_folder
from orchestration.health.ailments import Ailment

MADE = ("landing", "conformed", "accepted", "linkage", "warehouse", "quality", "packs", "dbt", "logs")
# made by people, or by others of ours; private all the same
_CLOSED = (*MADE, "inbox", "agencies", "city", "dagster")
_FILES = ("ledger.sqlite", "identity.key", "rulings.parquet", "passed_texts.json", "forgotten.parquet")
_OTHERS = 0o077
_READERS_PASS = 0o710


def close_folders(store: Store) -> None:
    """Makes the folders of a run, and everything that holds personal data private."""
    for folder in MADE:
        private_folder(store.home / folder)
    for path in _open(store.home):
        with suppress(PermissionError):  # another user's: told by the doctor
            path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def sweep_scraps(home: Path) -> int:
    """Removes the scraps of processes that are gone; gives how many in the home.

    For whoever has the lock of the home.
    """
    sweep_temp()
    return sweep(home.rglob(f".*{SCRAP_SUFFIX}"))


def open_to_readers(store: Store, group: str) -> bool:
    """Lets a group through the door of the home; False where the account may not.

    It leads to what is published: all else in the home stays closed by its own rights.
    """
    try:
        shutil.chown(store.home, group=group)
        store.home.chmod(_READERS_PASS)
    except (LookupError, PermissionError):
        return False
    return True


def open_folders(home: Path) -> list[Ailment]:
    """Everything that others may look into and should not."""
    return [Ailment("RUM-022", str(path)) for path in _open(home)]


def _open(home: Path) -> Iterator[Path]:
    for path in (home / name for name in (*_CLOSED, *_FILES)):
        if path.exists() and not path.is_symlink() and path.stat().st_mode & _OTHERS:
            yield path
