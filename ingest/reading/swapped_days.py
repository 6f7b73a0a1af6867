"""Puts day and month of births in order, as the NIKs beside them say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, IntArray, to_mask
from ingest.reading.typed import FieldIssue, RawTable, Typed

DayArray = np.ndarray[tuple[int], np.dtype[np.datetime64]]
_FEWEST = 3
"""Rows of a list: fewer are slips of a hand, not sheets that passed through an American Excel."""

_CELLS = ("birth_date", "birth_place_and_date", "birth_date_or_age")


def put_in_order(raw: RawTable, typed: Typed) -> None:
    """Swaps day and month of births that are their NIKs' only so; TGL-006.

    A column whose values all have the month first is known by itself (`date_habits`). Where only some sheets or rows
    have it so, `3/4/1980` can be either; the NIK was made from the birth that is on the card.
    """
    columns = typed.columns
    if not {"nik", "birth_date"} <= columns.keys():
        return
    found = np.flatnonzero(_is_swapped(columns["nik"], columns["birth_date"]))
    if len(found) < _FEWEST:
        return
    mask = np.zeros(raw.length, dtype=bool)
    mask[found] = True
    days = _dates(columns["birth_date"])[found]
    month, day = _month(days), _day(days)
    right = (days.astype("datetime64[Y]").astype("datetime64[M]") + (day - 1)).astype("datetime64[D]") + (month - 1)
    columns["birth_date"] = pc.replace_with_mask(columns["birth_date"], pa.array(mask), pa.array(right))
    columns["birth_date_quality"] = pc.if_else(pa.array(mask), "month_first", columns["birth_date_quality"])
    field = next((name for name in _CELLS if name in raw.cells), "birth_date")
    typed.issues.append(FieldIssue(field, "TGL-006", found.tolist()))


def _is_swapped(niks: pa.Array, births: pa.Array) -> BoolArray:
    """True where the NIK has day and month of the birth the other way round."""
    both = to_mask(pc.and_(pc.is_valid(niks), pc.is_valid(births)))
    days = _dates(births)
    in_nik = [
        pc.fill_null(pc.utf8_slice_codeunits(niks, start, start + 2).cast(pa.int16()), 0).to_numpy(zero_copy_only=False)
        for start in (6, 8, 10)
    ]
    day = np.where(in_nik[0] > 40, in_nik[0] - 40, in_nik[0])
    year = days.astype("datetime64[Y]").astype(int) + 1970
    is_other = _day(days) != _month(days)
    mask: BoolArray = both & is_other & (day == _month(days)) & (in_nik[1] == _day(days)) & (in_nik[2] == year % 100)
    return mask


def _dates(births: pa.Array) -> DayArray:
    """The births as days, the first of 1970 where there is none."""
    numbers = pc.fill_null(births.cast(pa.int32()), 0).to_numpy(zero_copy_only=False)
    days: DayArray = numbers.astype("datetime64[D]")
    return days


def _day(days: DayArray) -> IntArray:
    since: IntArray = (days - days.astype("datetime64[M]")).astype(np.int64)
    return since + 1


def _month(days: DayArray) -> IntArray:
    months: IntArray = days.astype("datetime64[M]").astype(np.int64)
    return months % 12 + 1
