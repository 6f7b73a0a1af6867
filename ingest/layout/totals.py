"""Rows in which a sheet states its own sums; each is a test of what was read (TAB-006)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ingest.layout.furniture import is_grand_total, is_numeric, total_kind
from ingest.layout.model import StatedTotal, text_of
from ingest.workbook import Cell


def read_total(
    rows: list[list[Cell]], row: int, filled: list[int], name_columns: Sequence[int], records: Sequence[int]
) -> StatedTotal | None:
    """What a row without running number states as a sum, or None when it states none.

    `name_columns` are where records have their names; `records` the record rows so far.
    """
    cells = rows[row]
    texts = [column for column in filled if not is_numeric(cells[column])]
    if not texts:
        return None
    label_at = texts[0]
    label = text_of(cells[label_at])
    kind = total_kind(label)
    # a person called Total has a village, a sex and an address; a sum at most a unit beside its label
    if kind is None or (len(texts) > 2 and kind != "subtotal"):
        return None
    values = {column: cells[column] for column in filled if column != label_at and is_numeric(cells[column])}
    if kind == "perhaps":
        # a record may be called `Jumlah siswa`; a sum stands where no names stand, or adds up
        if label_at in name_columns and not _adds_up(rows, values, records):
            return None
        kind = "total"
    return StatedTotal(row, label, values, kind)


def _adds_up(rows: list[list[Cell]], values: dict[int, Cell], records: Sequence[int]) -> bool:
    """True when a stated number is the sum of the last records, however many, in its column."""
    for column, stated in values.items():
        if not isinstance(stated, (int, float)) or not stated:
            continue
        running = 0.0
        for record in reversed(records):
            cell = rows[record][column]
            running += cell if isinstance(cell, (int, float)) else 0.0
            if abs(running - stated) < 1e-6:
                return True
    return False


def settled(total: StatedTotal, last_record: int) -> StatedTotal:
    """`total` with the kind that the rows after it show: a `JUMLAH` that records follow is the sum of a part."""
    partial = total.kind == "subtotal" or (total.row < last_record and not is_grand_total(total.label))
    kind: Literal["total", "subtotal"] = "subtotal" if partial else "total"
    return StatedTotal(total.row, total.label, total.values, kind)
