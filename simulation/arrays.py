"""Keeps tables as dataclasses of equally long numpy arrays.

Here too: the few operations on whole columns that they need.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Objects = NDArray[np.object_]

Table = TypeVar("Table")

NO_DAY = np.datetime64("NaT", "D")


def append(first: Table, second: Table) -> Table:
    """The rows of `first`, then those of `second`."""
    return type(first)(
        **{f.name: np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(first)}  # type: ignore[arg-type]
    )


def take(table: Table, which: Mask | Ints) -> Table:
    """The rows of `table` that `which` picks."""
    return type(table)(**{f.name: getattr(table, f.name)[which] for f in fields(table)})  # type: ignore[arg-type]


def objects(values: Any) -> Objects:
    """`values` as an array of Python objects, one per element even when they are sequences."""
    array: Objects = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def only(which: Mask, values: Objects) -> Objects:
    """`values` where `which` holds, None elsewhere."""
    column: Objects = values.copy()
    column[~which] = None
    return column


def date_parts(days: Days) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of every date (which must be known)."""
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return year, month, day


def ages(births: Days, day: date) -> Ints:
    """Age in whole years on `day`."""
    year, month, dom = date_parts(births)
    before_birthday = (month * 100 + dom) > (day.month * 100 + day.day)
    return day.year - year - before_birthday


def digits(numbers: Ints, width: int) -> Objects:
    """Every number as text of at least `width` digits, zeros in front."""
    return objects([f"{number:0{width}d}" for number in numbers.tolist()])


def first_of_each(groups: Ints, order: Ints) -> Ints:
    """For each distinct group the position that comes first when positions are taken in `order`."""
    ranked = groups[order]
    _, first = np.unique(ranked, return_index=True)
    return order[first]
