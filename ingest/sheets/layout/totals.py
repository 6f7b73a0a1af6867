"""Reads the sums that a sheet states; each tests what was read (TAB-006)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ingest.sheets.layout.furniture import is_grand_total, is_numeric, total_kind
from ingest.sheets.layout.model import StatedTotal, text_of
from ingest.workbook import Cell


def read_total(
    rows: list[list[Cell]], row: int, filled: list[int], name_columns: Sequence[int], records: Sequence[int]
) -> StatedTotal | None:
    """The sum that a row without running number states; None when it states none.

    `name_columns` are where records have their names; `records` the record rows so far.
    """
    cells = rows[row]
    values = {column: cells[column] for column in filled if is_numeric(cells[column])}
    texts = [column for column in filled if column not in values and any(map(str.isalpha, text_of(cells[column])))]
    if not texts:
        # a line of sums below the list, without a word
        return (
            StatedTotal(row, "", values, "total")
            if len(values) == len(filled) and _adds_up(rows, values, records)
            else None
        )
    label = text_of(cells[texts[0]])
    kind = total_kind(label)
    # a person called Total has a village, a sex and an address; a sum at most a unit beside its label
    if kind is None or (len(texts) > 2 and kind != "subtotal"):
        return None
    if kind == "perhaps":
        # a record may be called `Jumlah siswa`; a sum stands where no names stand, or adds up
        if texts[0] in name_columns and not _adds_up(rows, values, records):
            return None
        kind = "total"
    return StatedTotal(row, label, values, kind)


def _adds_up(rows: list[list[Cell]], values: dict[int, Cell], records: Sequence[int]) -> bool:
    """True when a stated number sums the last two or more records of its column."""
    for column, stated in values.items():
        if not isinstance(stated, (int, float)) or not stated:
            continue
        running = 0.0
        for count, record in enumerate(reversed(records), start=1):
            cell = rows[record][column]
            running += cell if isinstance(cell, (int, float)) else 0.0
            if count > 1 and abs(running - stated) < 1e-6:
                return True
    return False


def with_final_kind(total: StatedTotal, last_record: int) -> StatedTotal:
    """`total` with its final kind: a `JUMLAH` that records follow is a part's."""
    partial = total.kind == "subtotal" or (total.row < last_record and not is_grand_total(total.label))
    kind: Literal["total", "subtotal"] = "subtotal" if partial else "total"
    return StatedTotal(total.row, total.label, total.values, kind)
