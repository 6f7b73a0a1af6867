"""Lands the files of an agency's inbox: hashed, kept byte for byte, recognised when repeated."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from ingest.forgotten import key_path
from ingest.formats.kept_cells import is_kept_cells, stands_for
from ingest.formats.room import limits_here
from ingest.scraps import SCRAP_SUFFIX, scrap_prefix
from ingest.store import Store, private_folder, replacing, sync_file, sync_folder
from ingest.whole import sha256_of

# Left behind by spreadsheet programs, file managers and interrupted copies; never somebody's data.
_NOT_FILES = ("~$*", ".*", "*.tmp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini")

_LINK = "tautan ke tempat lain, tidak diikuti; taruh berkasnya sendiri di sini"
# What this process has copied: home, path, size, times and place on the disk -> hash.
_landed: dict[tuple[object, ...], str] = {}


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
    return [_land(store, path, folder) for path in files_in(folder, ignored)]


def files_in(folder: Path, ignored: tuple[str, ...] = ()) -> list[Path]:
    """The files of a folder of the inbox that are taken in, by name."""
    return [path for path in _entries(folder, ignored) if _refusal(path) is None]


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
    most = limits_here().max_file_bytes
    if seen.st_size > most:
        return (
            f"{seen.st_size / 2**20:.0f} MiB, lebih besar dari {most / 2**20:.0f} MiB, jadi tidak dibaca; kirim "
            "daftarnya saja, tanpa gambar, atau dalam beberapa berkas"
        )
    return None


def _land(store: Store, path: Path, folder: Path) -> Arrival:
    """The file with its landed copy, hashed while it is copied.

    What is kept is what was hashed.

    A landed copy that is damaged is replaced. A file that stays as it is, is copied once by one process.
    """
    seen = path.stat()
    version = (store.home, path, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)
    sha256 = _landed.get(version)
    if sha256 is None or not is_landed(store, sha256):
        sha256 = _copy(store, path)
    if is_kept_cells(store.landed(sha256)) and not is_kept_cells(path):
        _take_the_place(store.landed(sha256), path)
    else:
        _landed[version] = sha256
    modified = datetime.fromtimestamp(seen.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Arrival(shown_name(path.relative_to(folder).as_posix()), sha256, store.landed(sha256), modified)


def _copy(store: Store, path: Path) -> str:
    private_folder(store.landing)
    handle, name = tempfile.mkstemp(dir=store.landing, prefix=scrap_prefix(), suffix=SCRAP_SUFFIX)
    temporary, digest = Path(name), hashlib.sha256()
    try:
        with path.open("rb") as source, os.fdopen(handle, "wb") as copy:
            for block in iter(lambda: source.read(1 << 20), b""):
                digest.update(block)
                copy.write(block)
        sha256 = stood_for(store, temporary) or digest.hexdigest()
        if not is_landed(store, sha256):
            sync_file(temporary)
            os.replace(temporary, store.landed(sha256))
            sync_folder(store.landing)
    finally:
        temporary.unlink(missing_ok=True)
    return sha256


def is_landed(store: Store, sha256: str) -> bool:
    """True when the landed copy is, or stands for, the bytes its name tells."""
    landed = store.landed(sha256)
    try:
        seen = landed.stat()
    except OSError:
        return False
    return _has_the_hash(landed, sha256, seen.st_size, seen.st_mtime_ns, seen.st_ino) or (
        stood_for(store, landed) == sha256
    )


def stood_for(store: Store, path: Path) -> str | None:
    """The hash of the file that `path` is what was left of.

    None for any other file.
    """
    if not is_kept_cells(path) or not key_path(store).exists():
        return None
    return stands_for(path, key_path(store).read_bytes())


def _take_the_place(landed: Path, path: Path) -> None:
    """Puts what is left of a file in its place; the time stays."""
    seen = path.stat()
    with replacing(path, lasting=True) as temporary:
        shutil.copyfile(landed, temporary)
        os.utime(temporary, ns=(seen.st_atime_ns, seen.st_mtime_ns))


@lru_cache(maxsize=4096)
def _has_the_hash(path: Path, sha256: str, size: int, changed: int, inode: int) -> bool:
    """True for the right bytes; asked once of one version of a file."""
    return sha256_of(path) == sha256
