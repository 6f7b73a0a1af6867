"""Gates on the way to a release, passed by content, asked again at publication.

A gate's content holds that of the gate before, so that what was built from other rows than those that stand does not
pass. Whoever makes one asset alone, changes a file by hand or skips a step therefore publishes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from orchestration.dbt.sources import source_tables
from orchestration.inbox import agreed_now
from orchestration.installation import Installation

ACCEPTED, LINKED, BUILT = "penerimaan", "penautan", "gudang"
_WORDS = {
    ACCEPTED: "baris yang diterima belum lolos neraca baris dan aturan yang menahan",
    LINKED: "penautan belum lolos pemeriksaannya atas baris yang diterima sekarang",
    BUILT: "gudang data belum disusun utuh dan lolos uji dbt dari yang diterima dan ditautkan sekarang",
}


class GateError(Exception):
    """Something on the way to a release did not pass; `problems` says each in words."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def note(site: Installation, gate: str, *, passed: bool) -> None:
    """Notes for the content that there is now whether it passed the gate."""
    content = content_of(site, gate)
    if passed:
        site.ledger.note_pass(gate, content)
    else:
        site.ledger.take_back_pass(gate, content)


def refuse_what_did_not_pass(site: Installation, semester: str, today: date | None = None) -> None:
    """GateError with everything for which the content that there is now may not be published."""
    problems = [problem.sentence() for problem in agreed_now(site, semester, today).faults()]
    problems += [
        f"[PUB-007] {_WORDS[gate]}; jalankan seluruh semester: sinergi run {semester}"
        for gate in (ACCEPTED, LINKED, BUILT)
        if not site.ledger.has_passed(gate, content_of(site, gate))
    ]
    if problems:
        raise GateError(problems)


def content_of(site: Installation, gate: str) -> str:
    """The hash of a gate's content, that of the gates before it included."""
    gates = (ACCEPTED, LINKED, BUILT)
    digest = hashlib.sha256()
    for each in gates[: gates.index(gate) + 1]:
        for path in _files(site, each):
            digest.update(f"{path.relative_to(site.store.home).as_posix()}|{_hash_of(path)}\n".encode())
    return digest.hexdigest()


def _files(site: Installation, gate: str) -> Iterator[Path]:
    """The files that are read after the gate, in order; missing ones are no content."""
    if gate == BUILT:
        paths = [site.store.warehouse]
    else:
        source = "accepted" if gate == ACCEPTED else "linkage"
        names = [table.name for table in source_tables(site.catalogue.entities) if table.source == source]
        folder = site.store.home / source
        paths = sorted({*folder.glob("*.parquet"), *(p for name in names for p in (folder / name).rglob("*.parquet"))})
    return (path for path in paths if path.is_file())


def _hash_of(path: Path) -> str:
    seen = path.stat()
    return _hash_of_version(path, seen.st_size, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=4096)
def _hash_of_version(path: Path, size: int, changed: int, inode: int) -> str:
    """The hash of a file at one moment, asked several times a run."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
