"""Handles the releases in `published/`.

Which there are, which is current, moving on to another, clearing away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.release.guard import PublishError
from ingest.lock import locked
from ingest.store import Store, sync_folder, write_json
from ingest.whole import sha256_of

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
    folders = sorted((path for path in store.published.iterdir() if _NAME.fullmatch(path.name)), key=_age)
    return [release for release in map(_loaded, folders) if release is not None]


def _loaded(path: Path) -> Release | None:
    """The release in a folder.

    None where its manifest is gone or damaged, and it is none any more.
    """
    try:
        return Release.load(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def current_release(store: Store) -> Release | None:
    """The release that readers see, or None when nothing was published yet."""
    link, pointer = store.published / CURRENT, store.published / POINTER
    if link.is_symlink():
        path = store.published / link.readlink()
    elif pointer.is_file():
        path = store.published / json.loads(pointer.read_text(encoding="utf-8"))["release"]
    else:
        return None
    return _loaded(path)


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
    """Removes releases that no rule keeps; gives the names removed.

    Kept are the newest KEPT, the newest of each semester, and the current one: never a matter of their age.
    """
    every, current = releases(store), current_release(store)
    kept = {release.name for release in every[-KEPT:]} | {release.name for release in newest_of_semesters(every)}
    removed = [release for release in every if release.name not in kept | {current.name if current else ""}]
    for release in removed:
        # renamed first: a half-removed folder must not look like a release
        gone = store.published / f"{_REMOVED}{release.name}"
        os.replace(release.path, gone)
        shutil.rmtree(gone, ignore_errors=True)
    return [release.name for release in removed]


def newest_of_semesters(every: Iterable[Release]) -> list[Release]:
    """The last release of each semester, `every` being in order of age."""
    return list({release.semester: release for release in every}.values())


def roll_back(store: Store, name: str | None = None) -> Release:
    """Makes an earlier release the current one.

    The one named, else the one before the current.

    PublishError where there is none, or its files are not what its manifest tells.
    """
    with locked(store.published / ".lock", _WAIT_SECONDS):
        every, current = releases(store), current_release(store)
        older = [release for release in every if current is None or _age(release.path) < _age(current.path)]
        wanted = [release for release in every if release.name == name] if name else older[-1:]
        if not wanted:
            there = ", ".join(release.name for release in every) or "belum ada"
            raise PublishError([f"PUB-008 tidak ada rilis {name or 'sebelum yang berlaku'}; yang ada: {there}"])
        if not is_intact(wanted[0]):
            raise PublishError([f"PUB-009 {wanted[0].name}: berkasnya rusak, jadi tidak diberlakukan; pilih yang lain"])
        point_at(store, wanted[0].name)
        return wanted[0]


def is_intact(release: Release) -> bool:
    """True when each file of the release has the bytes that the manifest tells."""
    for name, entry in release.manifest()["files"].items():
        path = release.path / name
        if not path.is_file() or path.stat().st_size != entry["bytes"] or sha256_of(path) != entry["sha256"]:
            return False
    return True


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
