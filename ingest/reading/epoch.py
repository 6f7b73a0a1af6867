"""Mends days counted from 1904, as the workbook says or the NIKs prove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import to_mask
from ingest.reading.typed import FieldIssue, RawTable, Typed
from ingest.workbook import Cell

_APART = 1462  # days between the two starts of counting that spreadsheets have
_SERIALS = (3_000, 60_000)
_EPOCH = dt.date(1899, 12, 30)
_FEWEST, _SHARE = 8, 0.9


def with_days_from_1904(raw: RawTable, dates: Sequence[str]) -> RawTable:
    """`raw` with bare numbers in `dates` as days, counted from 1904."""
    cells = dict(raw.cells)
    for name in dates:
        rows = [at for at, cell in enumerate(cells.get(name, ())) if not isinstance(cell, str) and _is_serial(cell)]
        if rows:
            cells[name] = _moved(cells[name], rows, _APART)
    return replace(raw, cells=cells)


def on_one_epoch(raw: RawTable, typed: Typed, dates: Sequence[str]) -> tuple[RawTable, list[FieldIssue]]:
    """`raw` with days moved to the right epoch, and findings on what was moved.

    These are the days of birth and the serials of all `dates`, four years and a day away.
    Moved only where nearly all births are as far from the dates in their NIKs. A workbook counts from one day: where
    its bare numbers are off, those of every column are. Date cells are off where they were pasted from another book.
    """
    births = raw.cells.get("birth_date")
    if births is None or not {"nik", "birth_date"} <= typed.columns.keys():
        return raw, []
    cells, issues = dict(raw.cells), []
    for kind, names in ((_is_serial, dates), (_is_day, ("birth_date",))):
        rows = [at for at, cell in enumerate(births) if kind(cell)]
        days = _days_apart(typed, rows) if len(rows) >= _FEWEST else 0
        for name in names if days else ():
            found = [at for at, cell in enumerate(cells.get(name, ())) if kind(cell)]
            if found:
                cells[name] = _moved(cells[name], found, days)
                issues.append(FieldIssue(name, "TGL-008", found[:1], f"{len(found)} tanggal, {days:+d} hari"))
    return (replace(raw, cells=cells), issues) if issues else (raw, [])


def _days_apart(typed: Typed, rows: Sequence[int]) -> int:
    """The days that part these births from their NIKs; 0 where not certain."""
    take = pa.array(rows)
    niks, births = typed.columns["nik"].take(take), typed.columns["birth_date"].take(take)
    both = np.flatnonzero(to_mask(pc.and_(pc.is_valid(niks), pc.is_valid(births)))).tolist()
    if len(both) < _FEWEST:
        return 0
    apart = [_apart(niks[at].as_py(), births[at].as_py()) for at in both]
    return next((days for days in (_APART, -_APART) if apart.count(days) >= _SHARE * len(both)), 0)


def _apart(nik: str, birth: dt.date) -> int:
    """The days from a birth to the NIK's, in the nearer century; 0 without."""
    found = []
    for century in (1900, 2000):
        try:
            born = dt.date(century + int(nik[10:12]), int(nik[8:10]), int(nik[6:8]) % 40)
        except ValueError:
            continue
        found.append((born - birth).days)
    return min(found, key=abs, default=0)


def _is_serial(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) == 5 and cell.isascii() and cell.isdigit() and int(cell) < _SERIALS[1]
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and _SERIALS[0] < cell < _SERIALS[1]


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, dt.date)


def _moved(cells: Sequence[Cell], rows: Sequence[int], days: int) -> list[Cell]:
    moved = list(cells)
    for at in rows:
        cell = moved[at]
        day = cell if isinstance(cell, dt.date) else _EPOCH + dt.timedelta(days=int(float(str(cell))))
        moved[at] = day + dt.timedelta(days=days)
    return moved
