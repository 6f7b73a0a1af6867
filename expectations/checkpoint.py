"""Keeps the checkpoint of a semester in step with the lists that were judged."""

from __future__ import annotations

from ingest.store import Store


def refresh_checkpoint(store: Store, semester: str) -> None:
    """Puts all lists of a semester into its checkpoint, unless none was judged since."""
    folder = store.rules_context(semester)
    lists = [path.stat().st_mtime_ns for path in (folder / "validation_definitions").glob("*.json")]
    checkpoint = folder / "checkpoints" / f"{semester}.json"
    if not lists or (checkpoint.exists() and checkpoint.stat().st_mtime_ns >= max(lists)):
        return
    from expectations.suite import write_checkpoint

    write_checkpoint(folder, semester)
