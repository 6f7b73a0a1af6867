"""What stands in a home of the kill matrix: compared with what an undisturbed run left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from delivery.release.releases import current_release, is_intact, releases
from ingest.ledger import Ledger
from ingest.store import Store
from orchestration.health.examined import examine
from orchestration.settings import Settings
from tests.bench.kill_damage import SECOND

_ROWS = """
SELECT accepted.*, person_id, family_id
FROM read_parquet('{home}/accepted/{entity}/semester=20*/part.parquet') AS accepted
LEFT JOIN read_parquet('{home}/linkage/person_links.parquet') AS links USING (record_id, semester) ORDER BY ALL
"""
_ENTITIES = ("enrolment_records", "reference_records", "civil_registry_records")
_SCRAPS = (".part", ".tmp", ".wal")


@dataclass(frozen=True)
class Standing:
    """What a run is for: the release, the rows with their people, the book, and the papers."""

    code: int
    content: str
    rows: str
    book: str
    papers: str

    @classmethod
    def of(cls, home: Path, code: int) -> Standing:
        """What stands after a run that ended with `code`."""
        store, book = Store(home), Ledger(Store(home).ledger_url)
        current = current_release(store)
        try:
            listed = sorted((row.submission_id, row.status, row.rows_accepted) for row in book.submissions())
        finally:
            book.close()
        # those of a semester before are written by its own run alone: people take them away to send them
        papers = sorted(str(path.relative_to(home)) for path in (store.packs / SECOND).rglob("*") if path.is_file())
        content = current.content_hash if current else ""
        return cls(code, content, _digest(_rows(home)), _digest(map(str, listed)), _digest(papers))

    def differences(self, other: Standing) -> list[str]:
        """The names of what is not the same."""
        return [name for name in self.__dataclass_fields__ if getattr(self, name) != getattr(other, name)]


def broken_releases(home: Path, old: str, new_content: str) -> list[str]:
    """What is wrong with what readers see: each release whole, the old one there, the current the old or the new."""
    store = Store(home)
    kept = releases(store)
    faults = [f"{release.name} damaged" for release in kept if not is_intact(release)]
    current = current_release(store)
    if old not in {release.name for release in kept}:
        faults.append("the old release is gone")
    if current is None or (current.name != old and current.content_hash != new_content):
        faults.append("neither the old nor the new release is current")
    else:
        with duckdb.connect(str(current.warehouse), read_only=True) as opened:
            opened.execute("select count(*) from marts.mart_targeting").fetchall()
    return faults


def sickness(home: Path) -> list[str]:
    """The codes that the doctor tells, and scraps of files that a dead run left."""
    told = [ailment.code for ailment in examine(Settings.from_environment(home, {}))]
    scraps = [path for path in home.rglob("*") if path.name.endswith(_SCRAPS) or path.name.startswith(".building-")]
    return [*told, *(str(path.relative_to(home)) for path in scraps)]


def _rows(home: Path) -> Iterator[str]:
    with duckdb.connect() as connection:
        for entity in _ENTITIES:
            yield from map(str, connection.execute(_ROWS.format(home=home, entity=entity)).fetchall())


def _digest(texts: Iterator[str] | list[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
    return found.hexdigest()
