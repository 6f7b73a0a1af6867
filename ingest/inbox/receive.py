"""Lands the files of an agency's inbox: hashed, kept byte for byte, recognised when repeated."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from ingest.store import PRIVATE_FOLDER, Store, replacing

# Left behind by spreadsheet programs, file managers and interrupted copies; never somebody's data.
_NOT_FILES = ("~$*", ".*", "*.tmp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Arrival:
    """One file of the inbox with its landed copy."""

    file_name: str
    sha256: str
    landed: Path
    received_at: str


def receive(store: Store, semester: str, agency_id: str, ignored: tuple[str, ...] = ()) -> list[Arrival]:
    """The files of an agency for a semester, by name, each landed below its hash."""
    folder = store.inbox_of(semester, agency_id)
    return [_land(store, path, folder) for path in _files(folder, ignored)]


def _files(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.name.lower()
        if path.is_file() and not any(fnmatch(name, pattern.lower()) for pattern in (*_NOT_FILES, *ignored)):
            yield path


def _land(store: Store, path: Path, folder: Path) -> Arrival:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for block in iter(lambda: source.read(1 << 20), b""):
            digest.update(block)
    sha256 = digest.hexdigest()
    landed = store.landed(sha256)
    if not landed.exists():
        store.landing.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        with replacing(landed) as temporary:
            shutil.copyfile(path, temporary)
            os.chmod(temporary, 0o600)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Arrival(path.relative_to(folder).as_posix(), sha256, landed, modified)
