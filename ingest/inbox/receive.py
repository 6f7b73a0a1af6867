"""Lands the files of an agency's inbox: hashed, kept byte for byte, recognised when repeated."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from ingest.formats.model import Limits
from ingest.store import PRIVATE_FOLDER, Store, replacing

# Left behind by spreadsheet programs, file managers and interrupted copies; never somebody's data.
_NOT_FILES = ("~$*", ".*", "*.tmp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini")

_LINK = "tautan ke tempat lain, tidak diikuti; taruh berkasnya sendiri di sini"
_MOST_BYTES = Limits().max_file_bytes


@dataclass(frozen=True)
class Arrival:
    """One file of the inbox with its landed copy."""

    file_name: str
    sha256: str
    landed: Path
    received_at: str


@dataclass(frozen=True)
class Refused:
    """An entry of an agency's folder that is not taken in, and why."""

    name: str
    reason: str


def receive(store: Store, semester: str, agency_id: str, ignored: tuple[str, ...] = ()) -> list[Arrival]:
    """The files of an agency for a semester, by name, each landed below its hash."""
    folder = store.inbox_of(semester, agency_id)
    return [_land(store, path, folder) for path in _entries(folder, ignored) if _refusal(path) is None]


def refused(store: Store, semester: str, agency_id: str, ignored: tuple[str, ...] = ()) -> list[Refused]:
    """The entries of an agency's folder that are not taken in.

    These are links, pipes and devices, files beyond any list's size.
    """
    folder = store.inbox_of(semester, agency_id)
    if folder.is_symlink():
        return [Refused(shown_name(folder.name), _LINK)]
    reasons = ((path, _refusal(path)) for path in _entries(folder, ignored))
    return [Refused(shown_name(path.relative_to(folder).as_posix()), reason) for path, reason in reasons if reason]


def shown_name(name: str) -> str:
    r"""A file's name as text, bytes that are not UTF-8 escaped.

    >>> shown_name("BPNT peserta \udce9.xlsx")
    'BPNT peserta \\xe9.xlsx'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _entries(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    """Everything below the folder meant as a file; links are never followed."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else []:
        name = path.name.lower()
        if any(fnmatch(name, pattern.lower()) for pattern in (*_NOT_FILES, *ignored)):
            continue
        if path.is_symlink() or not path.is_dir():
            yield path


def _refusal(path: Path) -> str | None:
    """The reason why an entry is not read, judged before copying."""
    seen = path.lstat()
    if stat.S_ISLNK(seen.st_mode):
        return _LINK
    if not stat.S_ISREG(seen.st_mode):
        return "bukan berkas biasa (pipa atau perangkat), jadi tidak dibaca; hapus dari kotak masuk"
    if seen.st_size > _MOST_BYTES:
        return (
            f"{seen.st_size / 2**20:.0f} MiB, lebih besar dari {_MOST_BYTES / 2**20:.0f} MiB, jadi tidak dibaca; kirim "
            "daftarnya saja, tanpa gambar, atau dalam beberapa berkas"
        )
    return None


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
    return Arrival(shown_name(path.relative_to(folder).as_posix()), sha256, landed, modified)
