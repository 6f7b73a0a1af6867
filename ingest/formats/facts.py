"""Holds facts of a sheet that its reader leaves out and a raw scan finds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SheetFacts:
    """Facts of one sheet, positions 0-based (row, column)."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)
    styled: dict[tuple[int, int], str] = field(default_factory=dict)  # cells in one of the styles asked for
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    row_count: int = 0
    column_count: int = 26
