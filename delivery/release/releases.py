"""Handles the releases in `published/`.

Which there are, which is current, moving on to another, clearing away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.release.guard import PublishError
from ingest.lock import locked
from ingest.store import Store, write_json

CURRENT = "current"
POINTER = "current.json"
MANIFEST = "manifest.json"
KEPT = 8
PUBLIC_FILE = 0o644
PUBLIC_FOLDER = 0o755
_NAME = re.compile(r"(?P<semester>\d{4}-S[12])-(?P<at>\d{8}T\d{6})-(?P<hash>[0-9a-f]{8})")
_WAIT_SECONDS = 600.0
_BUILDING = ".building-"
_REMOVED = ".removed-"


@dataclass(frozen=True)
class Release:
    """One published release. `is_new` is false when publishing found that nothing had changed."""

    name: str
    semester: str
    created_at: str
    content_hash: str
    path: Path
    tables: dict[str, int]
    is_new: bool = False

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def unchanged(self) -> bool:
        return not self.is_new

    def manifest(self) -> dict[str, Any]:
        """The manifest as it was written."""
        content: dict[str, Any] = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        return content

    @classmethod
    def load(cls, path: Path) -> Release:
        """The release in folder `path`."""
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        return cls(
            name=manifest["release"],
            semester=manifest["semester"],
            created_at=manifest["created_at"],
            content_hash=manifest["content_hash"],
            path=path,
            tables={name: table["rows"] for name, table in manifest["tables"].items()},
        )


def releases(store: Store) -> list[Release]:
    """All releases kept, oldest first."""
    if not store.published.is_dir():
        return []
    folders = [path for path in store.published.iterdir() if _NAME.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return [Release.load(path) for path in sorted(folders, key=_age)]


def current_release(store: Store) -> Release | None:
    """The release that readers see, or None when nothing was published yet."""
    link, pointer = store.published / CURRENT, store.published / POINTER
    if link.is_symlink():
        path = store.published / link.readlink()
    elif pointer.is_file():
        path = store.published / json.loads(pointer.read_text(encoding="utf-8"))["release"]
    else:
        return None
    return Release.load(path) if (path / MANIFEST).is_file() else None


def point_at(store: Store, name: str) -> None:
    """Makes `name` the current release, in one step.

    A reader sees the old one or the new one, never neither.

    Readers that hold a file of the old release keep it. Where the file system knows no symbolic links,
    `current.json` names the release instead.
    """
    link = store.published / CURRENT
    if link.exists() and not link.is_symlink():
        raise PublishError([f"PUB-006 {link}: bukan tautan; pindahkan folder ini, lalu terbitkan lagi"])
    temporary = store.published / f".{CURRENT}-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    try:
        temporary.symlink_to(name, target_is_directory=True)
    except (OSError, NotImplementedError):
        write_json({"release": name}, store.published / POINTER)
        (store.published / POINTER).chmod(PUBLIC_FILE)
        return
    os.replace(temporary, link)
    (store.published / POINTER).unlink(missing_ok=True)
    sync_folder(store.published)


@contextmanager
def building(store: Store) -> Iterator[Path]:
    """A folder to build a release in, gone at the end unless it was renamed.

    One publisher at a time.
    """
    store.published.mkdir(parents=True, exist_ok=True)
    store.published.chmod(PUBLIC_FOLDER)
    with locked(store.published / ".lock", _WAIT_SECONDS):
        _sweep(store.published)
        folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=store.published))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def prune(store: Store) -> list[str]:
    """Removes all but the newest KEPT releases, never the current one; gives the names removed."""
    current = current_release(store)
    old = releases(store)[:-KEPT]
    removed = [release for release in old if current is None or release.name != current.name]
    for release in removed:
        # renamed first: a half-removed folder must not look like a release
        gone = store.published / f"{_REMOVED}{release.name}"
        os.replace(release.path, gone)
        shutil.rmtree(gone, ignore_errors=True)
    return [release.name for release in removed]


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _age(path: Path) -> tuple[str, str]:
    found = _NAME.fullmatch(path.name)
    return (found["at"] if found else "", path.name)


def _sweep(published: Path) -> None:
    """Clears away what a run that died left behind."""
    for path in published.iterdir():
        if path.name.startswith((_BUILDING, _REMOVED)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f".{CURRENT}-"):
            path.unlink(missing_ok=True)
