"""Cuts a list that one file cannot hold into parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from simulation.pages import Line, Page, Rows

if TYPE_CHECKING:
    from simulation.publish import OfficeFile

_XLS_ROWS = 65_000  # the format ends at 65,536
_XLSX_ROWS = 1_000_000  # the format ends at 1,048,576
_XLSX_CELLS = 40_000_000  # about 1.5 GB of XML, 300,000 rows of BDT a file; XlsxWriter ends at 4 GiB


def in_parts(file: OfficeFile) -> list[OfficeFile]:
    """Gives the file itself, or its parts of equally many rows.

    They are called `<name> bagian 1`, `bagian 2`, ... Each begins with the titles and the header. What stands between
    and below the data (headers once more, totals, signatures) is left out of parts, and so is the sum: it is of the
    whole list.
    """
    page = file.pages[0]
    rows = [item for item in page.items if isinstance(item, Rows)]
    room = _room(file, page)
    if len(file.pages) > 1 or room is None or sum(len(item.records) for item in rows) <= room:
        return [file]
    band = page.items[: page.items.index(rows[0])]
    records = np.concatenate([item.records for item in rows])
    name, parts, first = PurePath(file.name), [], rows[0].first_number
    for number, some in enumerate(np.array_split(records, -(-len(records) // room)), start=1):
        items: list[Line | Rows] = [*band, Rows(some, first)]
        first += len(some)
        parts.append(
            replace(
                file,
                name=f"{name.stem} bagian {number}{name.suffix}",
                pages=[replace(page, items=items, merges=[merge for merge in page.merges if merge[2] < len(band)])],
                stated_total=None,
                layout_faults=[fault for fault in file.layout_faults if fault.row is None or fault.row <= len(band)],
            )
        )
    return parts


def _room(file: OfficeFile, page: Page) -> int | None:
    """The most rows of data that one file takes; None = no end."""
    if file.name.endswith(".xls"):
        return _XLS_ROWS
    return min(_XLSX_ROWS, _XLSX_CELLS // len(page.columns)) if file.name.endswith(".xlsx") else None
