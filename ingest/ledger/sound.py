"""Looks at the ledger's file before it is opened, and restores it from its twin.

The twin is a copy as SQLite makes it, taken when a run or a command has written (`keep_twin`). A ledger on a database
server is that server's to keep.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ingest.ledger_upgrade import LedgerError
from ingest.store import Store, replacing
from ingest.whole import set_aside, twin_of

_LOST = (
    "RUM-004 {path}: buku kiriman (ledger) {state}, padahal folder data ini sudah dipakai, dan tidak ada salinan yang "
    "utuh. Tidak ada yang diubah. Pulihkan folder data dari cadangan: sinergi restore BERKAS --home FOLDER."
)
_RESTORED = (
    "RUM-005 {path}: buku kiriman (ledger) {state}; dipulihkan dari salinan {since}. Putusan (admit, hold, agree) "
    "sesudah itu perlu diulang."
)


def make_sound(path: Path) -> str:
    """Restores the ledger at `path` where it is damaged or gone.

    Says so, or "" where nothing was wrong.

    LedgerError where it was in use and nothing is left to restore it from.
    """
    state = state_of(path)
    twin = twin_of(path)
    if state == "" or (state == "hilang" and not twin.exists() and not is_used(Store(path.parent))):
        return ""
    if state_of(twin):
        if not is_used(Store(path.parent)):
            return ""
        raise LedgerError(_LOST.format(path=path, state=state))
    since = datetime.fromtimestamp(twin.stat().st_mtime, UTC).strftime("%d-%m-%Y %H:%M UTC")
    for part in (path, path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}-wal")):
        set_aside(part)
    copy_book(twin, path)
    return _RESTORED.format(path=path, state=state, since=since)


def state_of(path: Path) -> str:
    """The fault of a SQLite file in a word; "" where it is whole."""
    if not path.exists():
        return "hilang"
    if path.stat().st_size == 0:
        return "kosong"
    try:
        with closing(sqlite3.connect(path)) as book:
            answer = book.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):  # somebody is writing, so it is in use and can be
            return ""
        return "rusak"
    except sqlite3.DatabaseError:
        return "rusak"
    return "" if answer == ("ok",) else "rusak"


def keep_twin(path: Path) -> None:
    """Copies the ledger as it is now to its twin."""
    copy_book(path, twin_of(path))


def copy_book(source: Path, target: Path) -> None:
    """Copies a SQLite file as it is at one moment, whoever writes it meanwhile."""
    with (
        replacing(target, lasting=True) as temporary,
        closing(sqlite3.connect(source)) as book,
        closing(sqlite3.connect(temporary)) as copy,
    ):
        book.backup(copy)


def is_used(store: Store) -> bool:
    """True when a home took something in or published, as its ledger must know."""
    return any(store.landing.glob("[0-9a-f]*")) or any(store.published.glob("*/manifest.json"))
