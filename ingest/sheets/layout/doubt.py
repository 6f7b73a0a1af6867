"""Judges rows of unclear kind: a record that lacks cells, a note, or a signature."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.sheets.layout.model import FurnitureKind


@dataclass(frozen=True)
class Evidence:
    """The looks of one row: cells filled, their usual number, and their kinds.

    `signs`: 2 for words that only a signature block has (`Mengetahui`, `NIP.`), 1 for an office or a rank.
    """

    filled: int
    usual: int
    columns: int
    has_numbers: bool
    has_key: bool
    has_serial: bool
    signs: int
    notes: bool


def weigh(row: Evidence, in_signature: bool, total_seen: bool) -> FurnitureKind | None:
    """The kind of furniture, or None for a record.

    Two filled cells, one of them a name or a number, make a record: it will be rejected with a code if it is none.
    Only below a signature or the last total is more asked for, because there two cells side by side are
    `Mengetahui` and a date, or two names in brackets.
    """
    after_end = in_signature or total_seen
    few = row.filled <= max(3, row.usual // 2) and row.filled < max(3, row.columns)
    if row.has_serial:
        return None
    if (
        few
        and not (row.has_numbers and row.has_key)
        and (row.signs > 1 or (row.signs and (row.filled < 3 or after_end)))
    ):
        return "signature"
    if few and row.notes:
        return "note"
    if after_end:
        whole = row.has_key and row.filled >= min(row.columns, max(2, 0.6 * row.usual))
        is_plausible = row.has_numbers or (row.filled >= 4 and not in_signature)
        return None if whole and is_plausible else ("signature" if in_signature else "note")
    as_full = row.filled >= max(2, 0.6 * row.usual)
    return None if row.filled >= min(2, row.columns) and (row.has_key or row.has_numbers or as_full) else "note"
