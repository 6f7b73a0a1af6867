"""Finds the past of a list: its last accepted version, residents gone, the population."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from ingest.acceptance.agreement import agreed_sources
from ingest.declarations.catalogue import CatalogueError
from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission

_REGISTRY = "civil_registry_records"


@dataclass(frozen=True)
class Background:
    """The knowledge from before a list.

    `before` holds the accepted rows of the entity in the newest earlier semester that has the list, `registry` the
    answers of the civil registry of all earlier semesters, `residents` the official number by code of the regency.
    `is_agreed`: the file is the one that the agreement names; None where no agreement names one.
    """

    before: Path | None = None
    registry: tuple[Path, ...] = ()
    residents: Mapping[str, int] = field(default_factory=dict)
    is_agreed: bool | None = None

    def hashes(self) -> list[str]:
        """The content on which a judgement depends, as text."""
        files = (self.before, *self.registry)
        return [
            *(_hash(path, path.stat().st_mtime_ns) if path else "" for path in files),
            repr(sorted(self.residents.items())),
        ]


def background_of(store: Store, submission: Submission, residents: Mapping[str, int]) -> Background:
    """The knowledge about a list from the semesters before its own."""
    return Background(
        before=next(
            (path for path in _earlier(store, submission.entity, submission.semester) if _has(path, submission)), None
        ),
        registry=tuple(_earlier(store, _REGISTRY, submission.semester)),
        residents=residents,
        is_agreed=_is_agreed(store, submission),
    )


def _is_agreed(store: Store, submission: Submission) -> bool | None:
    """True when the agreement of the semester, or the newest before, names the file's bytes.

    A workbook that mends the agreed file is asked about where agreements are (orchestration), not here.
    """
    if submission.snapshot_id is None or submission.corrects:
        return None
    try:
        agreements = [each for each in agreed_sources(store) if each.semester <= submission.semester]
    except CatalogueError:
        return None  # an agreement that cannot be read is told by itself
    if not agreements or agreements[-1].snapshot != submission.snapshot_id:
        return None
    agreed = {each.sha256 for each in agreements[-1].agreed_files}
    return submission.file_sha256 in agreed if agreed else None


def _earlier(store: Store, entity: str, semester: str) -> list[Path]:
    """The accepted parts of the semesters before, the newest first; `semester=none` only holds the columns."""
    parts = (store.accepted / entity).glob("semester=*/part.parquet")
    return sorted((part for part in parts if part.parent.name < f"semester={semester}"), reverse=True)


def _has(part: Path, submission: Submission) -> bool:
    own = [("agency_id", "=", submission.agency_id), ("table_id", "=", submission.table_id)]
    return bool(pq.read_table(part, columns=["table_id"], filters=own).num_rows)


@lru_cache(maxsize=64)
def _hash(path: Path, written: int) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
