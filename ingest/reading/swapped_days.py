"""Puts day and month of births in order, as the NIKs beside them say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, IntArray, to_mask
from ingest.reading.rejected import but_for
from ingest.reading.typed import FieldIssue, RawTable, Typed

DayArray = np.ndarray[tuple[int], np.dtype[np.datetime64]]
_FEWEST = 3
"""Rows of a list: fewer are slips of a hand, not sheets that passed through an American Excel."""

_CODE, _MONTH_FIRST = "TGL-006", "month_first"
_CELLS = ("birth_date", "birth_place_and_date", "birth_date_or_age")


def put_in_order(raw: RawTable, typed: Typed) -> None:
    """Swaps day and month of births that are their NIKs' only so; TGL-006.

    A column whose values all have the month first is known by itself (`date_habits`). Where only some sheets or rows
    have it so, `3/4/1980` can be either; the NIK was made from the birth that is on the card. A single value of such a
    column that somebody typed in later, day first, is put back.
    """
    columns = typed.columns
    if not {"nik", "birth_date"} <= columns.keys():
        return
    is_swapped = _is_swapped(columns["nik"], columns["birth_date"])
    is_by_habit = to_mask(pc.equal(columns["birth_date_quality"], _MONTH_FIRST))
    field = next((name for name in _CELLS if name in raw.cells), "birth_date")
    _turn(columns, is_swapped & is_by_habit, "exact")
    put_back = frozenset(np.flatnonzero(is_swapped & is_by_habit).tolist())
    told = (but_for(issue, put_back) if issue.code == _CODE else issue for issue in typed.issues)
    typed.issues[:] = [issue for issue in told if issue.positions or issue.code != _CODE]
    found = is_swapped & ~is_by_habit
    if found.sum() >= _FEWEST:
        _turn(columns, found, _MONTH_FIRST)
        typed.issues.append(FieldIssue(field, _CODE, np.flatnonzero(found).tolist()))


def _turn(columns: dict[str, pa.Array], mask: BoolArray, quality: str) -> None:
    """Swaps day and month where `mask` is, and says of what quality such births are."""
    found = np.flatnonzero(mask)
    days = _dates(columns["birth_date"])[found]
    month, day = _month(days), _day(days)
    right = (days.astype("datetime64[Y]").astype("datetime64[M]") + (day - 1)).astype("datetime64[D]") + (month - 1)
    columns["birth_date"] = pc.replace_with_mask(columns["birth_date"], pa.array(mask), pa.array(right))
    columns["birth_date_quality"] = pc.if_else(pa.array(mask), quality, columns["birth_date_quality"])


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
