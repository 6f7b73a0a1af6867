"""Tells whether a file is whole; keeps twins of what nothing can make again."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.store import PARQUET_SEAL, replacing, write_parquet

TWINS = ".salinan"
SET_ASIDE = ".rusak"
_SEAL_BYTES = len(PARQUET_SEAL) + 32
Fate = Literal["absent", "whole", "restored", "lost"]


def is_whole(path: Path) -> bool:
    """True when a Parquet file has the bytes that were written."""
    try:
        seen = path.stat()
    except OSError:
        return False
    return _is_whole(path, seen.st_size, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=16_384)
def _is_whole(path: Path, size: int, changed: int, inode: int) -> bool:
    """True for a whole file; asked once of one version of it by one process."""
    try:
        content = memoryview(path.read_bytes())
        at = size - 8 - int.from_bytes(content[-8:-4], "little") - _SEAL_BYTES
        if at > 0 and content[at : at + len(PARQUET_SEAL)] == PARQUET_SEAL:
            digest = hashlib.sha256(content[:at])
            digest.update(content[at + _SEAL_BYTES :])
            return bool(digest.digest() == content[at + len(PARQUET_SEAL) : at + _SEAL_BYTES])
        pq.read_table(path)  # of an earlier release, without a seal
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True


def has_an_end(path: Path) -> bool:
    """True when a Parquet file is there to its end.

    Its pages are not looked at.
    """
    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def twin_of(path: Path) -> Path:
    """The path of the second copy of `path`."""
    return path.parent / TWINS / path.name


def write_twice(table: pa.Table, path: Path) -> None:
    """Writes `table` whole to `path` and to its twin."""
    write_parquet(table, path, lasting=True)
    _copy(path, twin_of(path))


def put_right(path: Path) -> Fate:
    """The fate of a Parquet file that has a twin.

    A damaged or missing one is restored from its twin; without a whole twin it is left as it is, and lost.
    """
    twin = twin_of(path)
    if is_whole(path):
        if not _is_same(path, twin):  # of an earlier release, or a write that was stopped between the two
            _copy(path, twin)
        return "whole"
    if not path.exists() and not twin.exists():
        return "absent"
    if not is_whole(twin):
        return "lost"
    set_aside(path)
    _copy(twin, path)
    return "restored"


def _is_same(path: Path, twin: Path) -> bool:
    return twin.exists() and filecmp.cmp(path, twin, shallow=False)


def set_aside(path: Path) -> None:
    """Renames what is damaged, so that it is neither used nor lost."""
    if path.exists():
        number = 1
        while (aside := path.with_name(f"{path.name}{SET_ASIDE}-{number}")).exists():
            number += 1
        os.replace(path, aside)


def _copy(source: Path, target: Path) -> None:
    with replacing(target, lasting=True) as temporary:
        shutil.copyfile(source, temporary)
