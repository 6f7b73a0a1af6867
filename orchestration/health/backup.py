"""A whole home in one file, and a home made of such a file.

Every byte told by its hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ingest.ledger import Ledger
from ingest.ledger.sound import copy_book
from ingest.scraps import SCRAP_SUFFIX, scrap_prefix, sweep
from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER, Store, private_folder, replacing, sync_folder

MANIFEST = "sinergi-backup.json"
_FORMAT = "sinergi backup 1"
_LEDGER = "ledger.sqlite"
# locks of processes, their scratch, and what was set aside as damaged: nothing that a home needs
_LEFT_OUT = (".lock", ".lock.holder", f"{_LEDGER}.lock", f"{_LEDGER}-journal")
_SCRATCH = (".building-", ".removed-")
_BLOCK = 1 << 20


class BackupError(Exception):
    """A file that is no whole backup, or a place that cannot take it.

    Says what to do.
    """


@dataclass(frozen=True)
class Contents:
    """The contents of a backup.

    File -> bytes and hash, and the counts by which it is known again.
    """

    files: dict[str, dict[str, Any]]
    counts: dict[str, Any]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(int(entry["bytes"]) for entry in self.files.values())


def back_up(home: Path, ledger: Ledger, target: Path) -> Contents:
    """Writes the home to the file `target`, private, whole or not at all.

    For whoever has the lock of the home. The ledger goes in as one consistent copy.
    """
    files: dict[str, dict[str, Any]] = {}
    with replacing(target, lasting=True) as part, tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in _members(home, target):
            name = path.relative_to(home).as_posix()
            if path.is_symlink() or path.is_dir():
                archive.add(path, name, recursive=False)
            elif name == _LEDGER:
                with tempfile.TemporaryDirectory(
                    dir=home, prefix=scrap_prefix("ledger"), suffix=SCRAP_SUFFIX
                ) as folder:
                    copy_book(path, Path(folder) / _LEDGER)
                    files[name] = _add(archive, Path(folder) / _LEDGER, name)
            else:
                files[name] = _add(archive, path, name)
        contents = Contents(files, counts_of(home, ledger))
        _add_manifest(archive, contents)
    return contents


def restore(source: Path, home: Path) -> Contents:
    """Makes `home`, which must not be there, of a backup.

    BackupError unless every byte is as it was.

    Nothing is left of a backup that is not whole.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupError(f"RUM-030 {home}: sudah ada isinya; pulihkan ke folder yang belum ada.")
    private_folder(home.parent)
    beside = f"{home.name}.restoring"
    sweep(path for path in home.parent.iterdir() if path.name.startswith(f".{beside}."))
    folder = Path(tempfile.mkdtemp(dir=home.parent, prefix=scrap_prefix(beside), suffix=SCRAP_SUFFIX))
    try:
        contents = _unpacked(source, folder)
        if home.exists():
            home.rmdir()
        os.replace(folder, home)
        sync_folder(home.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return contents


def counts_of(home: Path, ledger: Ledger) -> dict[str, Any]:
    """The counts by which a home is known again: of ledger and release."""
    from delivery import current_release

    release = current_release(Store(home))
    rows = ledger.submissions()
    return {
        "submissions": len(rows),
        "rows_accepted": sum(row.rows_accepted for row in rows),
        "releases": len(ledger.releases()),
        "answers": len(ledger.answers()),
        "release": release.name if release else None,
        "content_hash": release.content_hash if release else None,
    }


def _members(home: Path, target: Path) -> Iterator[Path]:
    """Everything of the home that goes into its backup, folders before what they hold."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if parts[-1] in _LEFT_OUT or path == target.resolve():
            continue
        if any(part.startswith(_SCRATCH) or part.endswith(SCRAP_SUFFIX) or ".rusak-" in part for part in parts):
            continue
        if path.is_symlink() or path.is_dir() or path.is_file():
            yield path


def _add(archive: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    """Adds a file as it is read, once; gives its bytes and hash."""
    with path.open("rb") as source:
        told = archive.gettarinfo(arcname=name, fileobj=source)
        told.type, told.linkname = tarfile.REGTYPE, ""  # never as a link to another name of it
        told.size = os.fstat(source.fileno()).st_size
        reader = _Hashing(source)
        archive.addfile(told, reader)
    return {"bytes": told.size, "sha256": reader.digest.hexdigest()}


class _Hashing(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def _add_manifest(archive: tarfile.TarFile, contents: Contents) -> None:
    text = json.dumps({"format": _FORMAT, "files": contents.files, "counts": contents.counts}).encode()
    told = tarfile.TarInfo(MANIFEST)
    told.size, told.mode = len(text), PRIVATE_FILE
    archive.addfile(told, io.BytesIO(text))


def _unpacked(source: Path, folder: Path) -> Contents:
    """The contents of a backup, written to `folder`, each file hashed on its way."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                if member.name == MANIFEST:
                    manifest = json.loads(_bytes_of(archive, member).read())
                    continue
                path = _place_of(member, folder)
                if member.isreg():
                    found[member.name] = _write(_bytes_of(archive, member), path)
                elif member.isdir():
                    path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
                elif member.issym():
                    path.symlink_to(member.linkname)
                if member.isreg() or member.isdir():
                    path.chmod(member.mode & 0o777)
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"RUM-031 {source}: bukan cadangan Sinergi, atau rusak ({type(error).__name__}).") from error
    if manifest.get("format") != _FORMAT:
        raise BackupError(f"RUM-031 {source}: cadangan tidak lengkap: daftar isinya tidak ada.")
    wrong = sorted(name for name in {*found, *manifest["files"]} if found.get(name) != manifest["files"].get(name))
    if wrong:
        raise BackupError(f"RUM-032 {source}: {len(wrong)} berkas tidak seperti waktu disimpan, misalnya {wrong[0]}.")
    return Contents(manifest["files"], manifest["counts"])


def _place_of(member: tarfile.TarInfo, folder: Path) -> Path:
    """The path of a member; TarError where it leads out of the folder.

    By hand: the Python of Debian 12 (3.11.2) has no `tarfile.data_filter`.
    """
    path, inside = folder / member.name, folder.resolve()
    ends = [path, path.parent / member.linkname] if member.issym() else [path]
    if not all(end.resolve().is_relative_to(inside) for end in ends):
        raise tarfile.TarError(member.name)
    return path


def _bytes_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise tarfile.TarError(member.name)
    return content


def _write(content: IO[bytes], path: Path) -> dict[str, Any]:
    private_folder(path.parent)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for block in iter(lambda: content.read(_BLOCK), b""):
            digest.update(block)
            size += target.write(block)
        os.fsync(target.fileno())
    return {"bytes": size, "sha256": digest.hexdigest()}
