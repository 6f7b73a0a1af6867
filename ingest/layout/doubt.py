"""Rows that say neither what they are nor whose: a record that lacks cells, a note, or a signature."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.layout.model import FurnitureKind


@dataclass(frozen=True)
class Evidence:
    """What one row shows inside the columns of the table."""

    filled: int
    columns: int
    has_numbers: bool
    has_key: bool
    has_serial: bool
    signs: bool
    notes: bool


def weigh(row: Evidence, need: int, in_signature: bool, total_seen: bool) -> FurnitureKind | None:
    """The kind of furniture, or None for a record; `need` is half of what a usual record has filled.

    Two filled cells, one of them a name or a number, make a record: it will be rejected with a code if it is none.
    Only below a signature or the last total is more asked for, because there two cells side by side are
    `Mengetahui` and a date, or two names in brackets.
    """
    few = row.filled <= max(3, need) and row.filled < max(3, row.columns)
    if row.has_serial and row.filled > 1:
        return None
    if few and row.signs and not (row.has_numbers and row.has_key):
        return "signature"
    if few and row.notes:
        return "note"
    if in_signature or total_seen:
        whole = row.filled >= need and row.has_key and (row.has_numbers or (row.filled >= 4 and not in_signature))
        return None if whole else ("signature" if in_signature else "note")
    return None if row.filled >= min(2, need) and (row.has_key or row.has_numbers) else "note"
