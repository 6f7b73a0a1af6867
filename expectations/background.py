"""Finds the past of a list: its last accepted version, residents gone, the population."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission

_REGISTRY = "civil_registry_records"


@dataclass(frozen=True)
class Background:
    """The knowledge from before a list.

    `before` holds the accepted rows of the entity in the newest earlier semester that has the list, `registry` the
    answers of the civil registry of all earlier semesters, `residents` the official number by code of the regency.
    """

    before: Path | None = None
    registry: tuple[Path, ...] = ()
    residents: Mapping[str, int] = field(default_factory=dict)

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
    )


def _earlier(store: Store, entity: str, semester: str) -> list[Path]:
    """The accepted parts of the semesters before, the newest first; `semester=none` only holds the columns."""
    parts = (store.accepted / entity).glob("semester=*/part.parquet")
    return sorted((part for part in parts if part.parent.name < f"semester={semester}"), reverse=True)


def _has(part: Path, submission: Submission) -> bool:
    return (submission.agency_id, submission.table_id) in _lists(part, part.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _lists(part: Path, written: int) -> frozenset[tuple[str, str]]:
    """Agency and table of the lists in an accepted part."""
    with pq.ParquetFile(part) as file:
        rows = file.read(columns=["agency_id", "table_id"])
    found = rows.group_by(["agency_id", "table_id"]).aggregate([]).to_pydict()
    return frozenset(zip(found["agency_id"], found["table_id"], strict=True))


@lru_cache(maxsize=64)
def _hash(path: Path, written: int) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
