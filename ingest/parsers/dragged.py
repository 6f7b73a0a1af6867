"""Finds numbers that a spreadsheet counted up while a cell was dragged down the column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, IntArray, to_mask

_SHORTEST_RUN = 5
_FEWEST_PEOPLE = 3
_SHARE_AGAINST, _FEWEST_AGAINST = 0.25, 2  # a series fits some row's sex and birth by chance


def dragged_down(nik: pa.Array, name_key: pa.Array, checkable: BoolArray, contradicts: BoolArray) -> BoolArray:
    """A mask of NIKs counted up from the row above, five or more.

    Neighbours in a register may have such numbers: those of one birthday are counted up. So a run is a drag only where
    it is of several people, and where what most rows say of sex and birth (`checkable`) is against it (`contradicts`).
    A list that says neither proves nothing.
    """
    numbers: IntArray = pc.fill_null(pc.cast(nik, pa.int64()), 0).to_numpy(zero_copy_only=False)
    dragged = np.zeros(len(nik), np.bool_)
    is_next = (np.diff(numbers) == 1) & (numbers[:-1] > 0)
    for first, last in _runs(is_next):
        rows = slice(first + 1, last + 1)
        if last - first + 1 < _SHORTEST_RUN or len(name_key[first : last + 1].unique()) < _FEWEST_PEOPLE:
            continue
        asked = int(checkable[rows].sum())
        against = int(contradicts[rows].sum())
        dragged[rows] = 2 * asked >= last - first and against >= max(_FEWEST_AGAINST, _SHARE_AGAINST * asked)
    return dragged


def is_checkable(length: int, *columns: pa.Array | None) -> BoolArray:
    """The rows that say a sex or a birth date to hold a NIK against."""
    told = np.zeros(length, np.bool_)
    for column in columns:
        if column is not None:
            told |= to_mask(pc.is_valid(column))
    return told


def _runs(is_next: BoolArray) -> Iterator[tuple[int, int]]:
    """The first and last row of each run of rows that follow one another."""
    edges = np.diff(np.r_[False, is_next, False].astype(np.int8))
    for start, stop in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield int(start), int(stop)
