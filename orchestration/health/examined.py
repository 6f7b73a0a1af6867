"""Examines a whole home for the doctor: every store to its last byte, nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest.acceptance.remade import accepted_of, damaged_parts, damaged_rows
from ingest.inbox.receive import is_landed
from ingest.ledger import Ledger
from ingest.ledger.sound import is_used, state_of
from ingest.store import Store
from ingest.whole import is_whole, sha256_of, twin_of
from linkage.identity.ledger import state_path
from orchestration.health.ailments import Ailment
from orchestration.health.folders import open_folders
from orchestration.health.identity_key import key_ailments
from orchestration.health.kept_by_people import ailments_of_kept
from orchestration.health.made_ready import in_short, states_ever
from orchestration.installation import Installation
from orchestration.settings import Settings


def examine(settings: Settings) -> list[Ailment]:
    """Everything that is wrong with a home; CatalogueError where its declarations do not fit."""
    site = Installation.open(settings)
    book, found = _ledger_of(settings)
    if book is None:
        found += ailments_of_kept(site.store, None)
    else:
        try:
            found += [
                *ailments_of_kept(site.store, book),
                *key_ailments(settings.home, book),
                *_files(site, book),
                *_rows(site, book),
                *_release(site.store, book),
            ]
        finally:
            book.close()
    found += [*_states(site.store.linkage), *_made_by_programs(settings), *open_folders(settings.home)]
    return sorted(found, key=lambda ailment: (ailment.mends_itself, ailment.code, ailment.where))


def _ledger_of(settings: Settings) -> tuple[Ledger | None, list[Ailment]]:
    """The ledger, or its twin where it is damaged, and what is wrong with it."""
    path = settings.store.home / "ledger.sqlite"
    if settings.ledger_url != settings.store.ledger_url:
        return Ledger(settings.ledger_url), []
    if not (state := state_of(path)):
        return Ledger(settings.ledger_url), []
    if not state_of(twin_of(path)):
        return Ledger(f"sqlite:///{twin_of(path)}"), [Ailment("RUM-005", str(path))]
    return None, [Ailment("RUM-004", str(path))] if is_used(settings.store) or state == "rusak" else []


def _files(site: Installation, book: Ledger) -> Iterator[Ailment]:
    """Landed files that are not the bytes that their names tell.

    Those of the inbox told apart.
    """
    rows = {row.file_sha256: row for row in book.submissions()}
    for sha256, row in sorted(rows.items()):
        if not is_landed(site.store, sha256):
            folder = site.store.inbox_of(row.semester, row.agency_id)
            is_here = any(sha256_of(path) == sha256 for path in _regular_files(folder))
            yield Ailment("RUM-020" if is_here else "RUM-021", f"{row.semester}/{row.agency_id}/{row.file_name}")


def _regular_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _rows(site: Installation, book: Ledger) -> Iterator[Ailment]:
    """Damaged results of reading, and of putting them together."""
    rows = damaged_rows(site.store, book, {row.semester for row in book.submissions()})
    if rows:
        lost = [
            row for row in rows
            if row.submission_id in accepted_of(book, row.semester) and not is_landed(site.store, row.file_sha256)
        ]  # fmt: skip
        yield from (Ailment("RUM-011", f"{row.semester}/{row.agency_id}/{row.file_name}") for row in lost)
        if len(lost) < len(rows):
            yield Ailment("RUM-010", in_short(row.submission_id for row in rows if row not in lost))
    parts = damaged_parts(site.store, book, site.catalogue)
    if parts:
        yield Ailment("RUM-012", in_short(f"{name}/{semester}" for name, semester in parts))


def _release(store: Store, book: Ledger) -> Iterator[Ailment]:
    """The release that readers see, where one was published."""
    from delivery.release.releases import current_release, is_intact

    release = current_release(store)
    if book.releases() and (release is None or not is_intact(release)):
        yield Ailment("RUM-019", str(store.published / "current"))


def _states(linkage: Path) -> Iterator[Ailment]:
    """Damaged states of the ids."""
    for path in (state_path(linkage, semester) for semester in states_ever(linkage)):
        if not is_whole(path):
            yield Ailment("RUM-013" if is_whole(twin_of(path)) else "RUM-014", str(path))


def _made_by_programs(settings: Settings) -> Iterator[Ailment]:
    """Damaged keepings of Dagster and dbt; a run makes them anew."""
    from orchestration.dbt.prepared import has_damaged_manifest
    from orchestration.health.run_history import damaged_books

    yield from (Ailment("RUM-016", str(path)) for path in damaged_books(settings.home))
    if has_damaged_manifest(settings):
        yield Ailment("RUM-017", str(settings.home / "dbt" / "manifest.json"))
    if settings.store.warehouse.exists() and not _opens(settings.store.warehouse):
        yield Ailment("RUM-018", str(settings.store.warehouse))


def _opens(warehouse: Path) -> bool:
    """True when the database can be opened, or somebody is writing it just now."""
    try:
        duckdb.connect(str(warehouse), read_only=True).close()
    except duckdb.IOException as error:
        return "lock" in str(error)
    except duckdb.Error:
        return False
    return True
