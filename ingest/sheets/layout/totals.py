"""Reads the sums that a sheet states; each tests what was read (TAB-006)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from ingest.sheets.layout.figures import figure, stated_figure
from ingest.sheets.layout.furniture import (
    is_grand_total,
    is_identifier,
    is_numeric,
    is_one_of,
    is_sum_of,
    total_kind,
)
from ingest.sheets.layout.model import StatedTotal, text_of
from ingest.workbook import Cell, UncachedFormula

_FEWEST_COUNTED = 2
_SUMMING = re.compile(r"=\s*(?:sum|subtotal|count[a-z]*)\s*\(", re.IGNORECASE)


def read_total(
    rows: list[list[Cell]], row: int, filled: list[int], name_columns: Sequence[int], records: Sequence[int],
    places: Iterable[str] = (),
) -> StatedTotal | None:  # fmt: skip
    """The sum that a row without running number states; None when it states none.

    `name_columns` are where records have their names; `records` the record rows so far; `places` what the bands above
    them name.
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
    if kind is None and is_one_of(label, places):
        # below the rows of a place stands its name once more, with their number or sum
        told = {column: cell for column in filled if column != texts[0] and (cell := stated_figure(cells[column]))}
        sums = len(told) == len(filled) - 1 and _sums_those_above(rows, row, told, records)
        return StatedTotal(row, label, values, "subtotal") if sums else None
    # a person called Total has a village, a sex and an address; a sum at most a unit beside its label
    if kind is None or (len(texts) > 2 and kind != "subtotal"):
        return None
    if kind == "perhaps":
        # a record may be called `Jumlah siswa`; a sum stands where no names stand, sums the place of the band above,
        # adds up, counts or is a formula
        may_be_name = texts[0] in name_columns and not _holds_numbers(rows, texts[0], records)
        counted = {column: said for column in texts[1:] if (said := stated_figure(cells[column]))}  # `16 orang`
        is_sum = is_sum_of(label, places) or _adds_up(rows, values, records)
        is_sum = is_sum or _counts(rows, row, {**values, **counted}, records)
        if may_be_name and not is_sum:
            return None
        kind = "total"
    return StatedTotal(row, label, values, kind)


def _holds_numbers(rows: list[list[Cell]], column: int, records: Sequence[int]) -> bool:
    """True for a column of numbers of persons: a word there names nobody."""
    return bool(records) and is_identifier(rows[records[-1]][column])


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


def _sums_those_above(
    rows: list[list[Cell]], row: int, told: Mapping[int, float], records: Sequence[int]
) -> bool:  # fmt: skip
    """True when each figure is the number or the sum of the records right above."""
    block = [record for back, record in enumerate(reversed(records), start=1) if record == row - back]
    sums = {column: sum(stated_figure(rows[record][column]) or 0.0 for record in block) for column in told}
    return bool(block and told) and all(stated in (len(block), sums[column]) for column, stated in told.items())


def _counts(rows: list[list[Cell]], row: int, values: dict[int, Cell], records: Sequence[int]) -> bool:
    """True when a stated number counts persons above, or a formula sums."""
    if any(isinstance(cell, UncachedFormula) and _SUMMING.match(cell) for cell in values.values()):
        return True
    if len(records) < _FEWEST_COUNTED or not any(map(is_identifier, rows[records[-1]])):
        return False
    together = sum(1 for back, record in enumerate(reversed(records), start=1) if record == row - back)
    return not {float(len(records)), float(together)}.isdisjoint(map(figure, values.values()))


def with_final_kind(total: StatedTotal, last_record: int) -> StatedTotal:
    """`total` with its final kind: a `JUMLAH` that records follow is a part's."""
    partial = total.kind == "subtotal" or (total.row < last_record and not is_grand_total(total.label))
    kind: Literal["total", "subtotal"] = "subtotal" if partial else "total"
    return StatedTotal(total.row, total.label, total.values, kind)
