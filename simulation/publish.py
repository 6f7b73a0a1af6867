"""Puts an office's file into the inbox and its truth into the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from simulation.desk import Desk
from simulation.faults import Planter
from simulation.lifelike import plant_life
from simulation.listing import Listing
from simulation.pages import Line, Page, Rows, column_letter
from simulation.parts import in_parts
from simulation.truth import FileTruth, PageTruth
from simulation.writers.delimited import write_csv
from simulation.writers.xls import write_xls
from simulation.writers.xlsx import write_xlsx


@dataclass(frozen=True)
class LayoutFault:
    """A fault of the layout, not of a cell.

    Domain notes 3.2: 11-14, 17, 20, 21.
    """

    fault_no: int
    sheet: str
    row: int | None = None
    code: str | None = None


@dataclass(frozen=True)
class OfficeFile:
    """A file as an office sends it; the ending of the name says the format."""

    agency: str
    table: str
    name: str
    pages: Sequence[Page]
    delimiter: str = ","
    bom: bool = False
    stated_total: int | None = None
    layout_faults: Sequence[LayoutFault] = ()


def publish(desk: Desk, file: OfficeFile, listing: Listing) -> None:
    """Writes `file` with the rows of `listing`, and records its truth.

    In parts where one file cannot hold them. In a strange city the file wears other clothes.
    """
    if desk.wardrobe is not None:
        desk.wardrobe.dress(desk, file, listing)
        return
    if desk.life is not None:
        _plant_life(desk, file, listing)
    for part in in_parts(file):
        _write(desk, part, listing)


def _write(desk: Desk, file: OfficeFile, listing: Listing) -> None:
    folder = desk.folder(file.agency)
    folder.mkdir(parents=True, exist_ok=True)
    path, pages = folder / file.name, file.pages
    if path.suffix == ".csv":
        pages = pages[:1]
        write_csv(path, pages[0], listing, delimiter=file.delimiter, bom=file.bom)
    elif path.suffix == ".xls":
        write_xls(path, pages, listing)
    else:
        write_xlsx(path, pages, listing)
    truth = FileTruth(
        semester=str(desk.semester),
        agency_id=file.agency,
        table_id=file.table,
        file_name=file.name,
        sha256=sha256(path.read_bytes()).hexdigest(),
        pages=[_page_truth(page, is_csv=path.suffix == ".csv") for page in pages],
        letters=_letters(pages[0]),
        stated_total=file.stated_total,
        village_codes=desk.city.regions.code,
        layout_faults=tuple((fault.fault_no, fault.sheet, fault.row, fault.code) for fault in file.layout_faults),
    )
    desk.book.record(truth, listing)


def _plant_life(desk: Desk, file: OfficeFile, listing: Listing) -> None:
    has_card = any(column.field == "family_card_no" for column in file.pages[0].columns)
    planter = Planter(desk, file.agency, file.table, listing, is_workbook=not file.name.endswith(".csv"))
    rates = desk.life
    if rates is not None:
        plant_life(planter, rates, file.table, np.arange(len(listing)), has_card=has_card)


def _letters(page: Page) -> dict[str, str]:
    """Column letter of every field; the first where a field stands twice."""
    columns = reversed(list(enumerate(page.columns)))
    return {column.field: column_letter(page.left + index) for index, column in columns if column.field}


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
