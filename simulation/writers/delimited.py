"""Writes the first page as a CSV file, as a delimited file has one."""

from __future__ import annotations

import csv
from pathlib import Path

from simulation.listing import Listing
from simulation.pages import Formula, Line, Page
from simulation.writers.xlsx import column_values


def write_csv(path: Path, page: Page, listing: Listing, *, delimiter: str = ",", bom: bool = False) -> None:
    """Writes `page` to `path`, in UTF-8, lines ended as Windows does."""
    width = len(page.columns)
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        for item in page.items:
            if isinstance(item, Line):
                cells = [cell.value if isinstance(cell, Formula) else cell for cell in item.cells]
                writer.writerow(cells + [None] * (width - len(cells)))
                continue
            empty: list[object] = [None] * len(item.records)
            columns = [column_values(column.field, item, listing) if column.field else empty for column in page.columns]
            writer.writerows(zip(*columns, strict=True))
