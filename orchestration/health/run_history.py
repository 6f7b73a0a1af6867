"""Dagster's book of runs as files: which parts of it are damaged."""

from __future__ import annotations

from pathlib import Path

from ingest.ledger.sound import state_of


def damaged_books(home: Path) -> list[Path]:
    """The folders of Dagster's book in which a database is damaged."""
    parts = [home / "dagster" / name for name in ("history", "schedules")]
    return [part for part in parts if any(state_of(path) == "rusak" for path in part.glob("*.db"))]
