"""Truth of strange files: rows, faults, columns, and every cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from simulation.arrays import Ints, Objects
from simulation.desk import Desk
from simulation.listing import Listing
from simulation.pages import column_letter
from simulation.publish import OfficeFile
from simulation.strange.columns import FIELD, Placed
from simulation.strange.grid import Book, Cell, Sheet
from simulation.truth import FileTruth, PageTruth

_PLACE = ("semester", "agency_id", "table_id", "file_name", "sheet")
COLUMNS = pa.schema(
    [
        *((name, pa.string()) for name in _PLACE),
        ("column_letter", pa.string()),
        ("heading", pa.string()),  # rows of the band from the top, parted by " > "
        ("role", pa.string()),  # field, number, extra, blank; beside = part of another table
        ("field", pa.string()),  # several lines where a cell tells several fields
        ("form", pa.string()),
    ]
)
CELLS = pa.schema(
    [
        *((name, pa.string()) for name in _PLACE),
        ("row_number", pa.int32()),
        ("column_letter", pa.string()),
        ("field", pa.string()),
        ("written", pa.string()),
        ("true_value", pa.string()),
        ("reads_as", pa.string()),
        ("is_planted", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Told:
    """The truth of one list: rows, true cells, readable cells, forms of columns."""

    file: OfficeFile
    listing: Listing
    truths: dict[str, Objects]
    readable: dict[str, Objects]
    forms: dict[str, str]


def record_book(
    desk: Desk, book: Book, told: Told, sheets: list[Sheet], sha256: str, verdict: str = "admitted"
) -> None:
    """Adds what stands in `sheets` of `book` to the truth, as the list of `told`."""
    is_flat = book.file_type in ("csv", "html")
    pages, faults = [], []
    lead = ["sep_line"] if book.file_type == "csv" and book.has_sep_line else []
    for sheet in sheets:
        kinds = lead + [row.kind for row in sheet.rows]
        records = np.array([-1] * len(lead) + [row.record for row in sheet.rows], dtype=np.int64)
        name = "" if is_flat else sheet.name
        pages.append(PageTruth(name, kinds, records))
        if sheet.wrong_total_row:
            faults.append((13, name, sheet.wrong_total_row + len(lead), "TAB-006"))
    stated = [sheet.stated_total for sheet in sheets if sheet.stated_total is not None]
    main = next(sheet for sheet in sheets if sheet.columns)
    truth = FileTruth(
        semester=str(desk.semester), agency_id=told.file.agency, table_id=told.file.table, file_name=book.name,
        sha256=sha256, pages=pages, letters=_letters(main), stated_total=sum(stated) if stated else None,
        village_codes=desk.city.regions.code, expected_verdict=verdict, layout_faults=tuple(faults),
    )  # fmt: skip
    present = np.concatenate([page.records for page in pages])
    desk.book.record(truth, _with_marks_of(told.listing, present[present >= 0]))
    for sheet, page in zip(sheets, pages, strict=True):
        place = [truth.semester, truth.agency_id, truth.table_id, truth.file_name, page.sheet]
        if sheet.columns and (page.records >= 0).any():
            desk.book.add("columns", _columns(sheet, place, told))
            desk.book.add("cells", _cells(sheet, place, told, len(lead)))


def _with_marks_of(listing: Listing, present: Ints) -> Listing:
    """The listing with faults of the rows in `present` alone."""
    part = Listing(listing.cells, listing.person, listing.family, listing.is_receipt, listing.village)
    part.rejected = listing.rejected
    for mark in listing.marks:
        here = np.isin(mark.rows, present)
        if here.any():
            part.marks.append(replace(mark, rows=mark.rows[here], true_values=mark.true_values[here]))
    return part


def _letters(sheet: Sheet) -> dict[str, str]:
    letters: dict[str, str] = {}
    for at, column in enumerate(sheet.columns):
        for field in (column.key, *column.fields):
            letters.setdefault(field, column_letter(sheet.left + at))
    return letters


def _columns(sheet: Sheet, place: list[str], told: Told) -> pa.Table:
    lines = [
        (
            column_letter(sheet.left + at), " > ".join(filter(None, column.headings)), column.role,
            "\n".join(column.fields) or None, told.forms.get(column.fields[0]) if column.fields else None,
        )
        for at, column in enumerate(sheet.columns)
    ]  # fmt: skip
    if sheet.beside:
        lines += [(column_letter(at), "", "beside", None, None) for at in range(sheet.beside[0], sheet.beside[1] + 1)]
    arrays = [pa.repeat(text, len(lines)) for text in place]
    arrays += [pa.array([line[at] for line in lines], pa.string()) for at in range(5)]
    return pa.Table.from_arrays(arrays, schema=COLUMNS)


def _cells(sheet: Sheet, place: list[str], told: Told, lead: int) -> pa.Table:
    rows = [(at + 1 + lead, row) for at, row in enumerate(sheet.rows) if row.record >= 0]
    records = np.array([row.record for _, row in rows], dtype=np.int64)
    numbers = pa.array([number for number, _ in rows], pa.int32())
    tables = []
    for at, column in enumerate(sheet.columns):
        if column.role != FIELD:
            continue
        written = pa.array([_shown(row.cells[sheet.left + at]) for _, row in rows], pa.string())
        for field in column.fields:
            arrays = [pa.repeat(text, len(rows)) for text in place]
            arrays += [
                numbers,
                pa.repeat(column_letter(sheet.left + at), len(rows)),
                pa.repeat(field, len(rows)),
                written,
            ]
            arrays += [_text(told.truths, field, records), _text(told.readable, field, records)]
            arrays += [pa.array(_planted(told.listing, field, column)[records])]
            tables.append(pa.Table.from_arrays(arrays, schema=CELLS))
    return pa.concat_tables(tables)


def _text(cells: dict[str, Objects], field: str, records: np.ndarray) -> pa.Array:
    known = cells.get(field)
    return pa.nulls(len(records), pa.string()) if known is None else pa.array(known[records].tolist(), pa.string())


def _planted(listing: Listing, field: str, column: Placed) -> np.ndarray:
    """Rows with a fault planted in the field or in the whole cell."""
    planted = np.zeros(len(listing), dtype=bool)
    for mark in listing.marks:
        if mark.field in (field, column.key):
            planted[mark.rows] = True
    return planted


def _shown(cell: Cell) -> str | None:
    return None if cell is None else str(cell)
