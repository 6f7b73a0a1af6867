"""Puts an office's file into the inbox and its truth into the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from simulation.desk import Desk
from simulation.listing import Listing
from simulation.pages import Line, Page, Rows, column_letter
from simulation.truth import FileTruth, PageTruth
from simulation.writers.delimited import write_csv
from simulation.writers.xls import write_xls
from simulation.writers.xlsx import write_xlsx


@dataclass(frozen=True)
class LayoutFault:
    """A fault of the layout, not of a cell (domain notes 3.2: 11-14, 17, 20, 21)."""

    fault_no: int
    sheet: str
    row: int | None = None
    code: str | None = None


def publish(desk: Desk, agency: str, table: str, file_name: str, pages: Sequence[Page], listing: Listing, *,
            delimiter: str = ",", bom: bool = False, stated_total: int | None = None,
            layout_faults: Sequence[LayoutFault] = ()) -> FileTruth:  # fmt: skip
    """Writes the file in the format that its name ends with, and records it; the record, for copies of the file."""
    folder = desk.folder(agency)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name
    if path.suffix == ".csv":
        write_csv(path, pages, listing, delimiter=delimiter, bom=bom)
        pages = pages[:1]
    elif path.suffix == ".xls":
        write_xls(path, pages, listing)
    else:
        write_xlsx(path, pages, listing)
    letters = {
        column.field: column_letter(pages[0].left + index)
        for index, column in reversed(list(enumerate(pages[0].columns)))
        if column.field
    }
    faults = tuple((fault.fault_no, fault.sheet, fault.row, fault.code) for fault in layout_faults)
    truth = FileTruth(
        str(desk.semester), agency, table, file_name, sha256(path.read_bytes()).hexdigest(),
        [_page_truth(page, is_csv=path.suffix == ".csv") for page in pages], letters, stated_total, layout_faults=faults,
    )  # fmt: skip
    desk.book.record(truth, listing)
    return truth


def _page_truth(page: Page, *, is_csv: bool) -> PageTruth:
    kinds: list[str] = []
    records = []
    for item in page.items:
        if isinstance(item, Rows) and page.furniture_kind is None:
            kinds += ["data"] * len(item.records)
            records.append(item.records)
        else:
            count = 1 if isinstance(item, Line) else len(item.records)
            kinds += [page.furniture_kind or (item.kind if isinstance(item, Line) else "data")] * count
            records.append(np.full(count, -1))
    return PageTruth("" if is_csv else page.name, kinds, np.concatenate(records))
