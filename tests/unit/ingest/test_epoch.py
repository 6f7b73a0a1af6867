"""Days counted from 1904 and read as counted from 1900 are four years and a day off; the NIKs beside them prove it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlwt

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.reading.epoch import on_one_epoch, with_days_from_1904
from ingest.reading.typed import FieldIssue, RawTable, Typed
from ingest.semester import Semester
from ingest.workbook import open_workbook

BORN = [dt.date(1970 + at, 3, 4 + at) for at in range(9)]
NIK = [f"777201{day:%d%m%y}{at:04d}" for at, day in enumerate(BORN, 1)]
OFF = dt.timedelta(days=1462)


def serial(day: dt.date) -> float:
    return float((day - dt.date(1899, 12, 30)).days)


def moved(births: list[Any], read: list[dt.date | None], **others: list[Any]) -> tuple[RawTable, list[FieldIssue]]:
    typed = Typed({"nik": pa.array(NIK), "birth_date": pa.array(read, pa.date32())})
    raw = RawTable(len(births), {"birth_date": births, **others})
    return on_one_epoch(raw, typed, ("birth_date", "benefit_date"))


@pytest.mark.parametrize("off", [OFF, -OFF], ids=["from 1904", "from 1900"])
def test_serials_of_another_epoch_are_moved_in_every_column(off: dt.timedelta) -> None:
    read = [day - off for day in BORN]
    paid = [serial(dt.date(2017, 5, 1)), "01-05-2017", *[None] * 7]
    raw, issues = moved([serial(day) for day in read], [*read[:8], None], benefit_date=paid)
    assert raw.cells["birth_date"] == BORN
    assert raw.cells["benefit_date"][:3] == [dt.date(2017, 5, 1) + off, "01-05-2017", None]
    assert [(issue.field, issue.code, list(issue.positions), issue.whole) for issue in issues] == [
        ("birth_date", "TGL-008", [0], f"9 tanggal, {off.days:+d} hari"),
        ("benefit_date", "TGL-008", [0], f"1 tanggal, {off.days:+d} hari"),
    ]


def test_date_cells_pasted_from_another_book_are_moved_and_texts_are_not() -> None:
    read = [day - OFF for day in BORN[:8]]
    raw, issues = moved([*read, "12-03-1978"], [*read, dt.date(1978, 3, 12)], benefit_date=[read[0], *[None] * 8])
    assert raw.cells["birth_date"] == [*BORN[:8], "12-03-1978"]
    assert (raw.cells["benefit_date"][0], len(issues)) == (read[0], 1)


@pytest.mark.parametrize(
    "read",
    [BORN, [day - OFF for day in BORN[:7]] + [None, None], [day - OFF for day in BORN[:8]] + BORN[8:]],
    ids=["right", "too few", "one is right"],
)
def test_what_the_niks_do_not_prove_stays(read: list[dt.date | None]) -> None:
    cells = [serial(day or BORN[0]) for day in read]
    raw, issues = moved(cells, read)
    assert (raw.cells["birth_date"], issues) == (cells, [])


def test_bare_numbers_of_a_workbook_that_counts_from_1904_are_its_days() -> None:
    paid = dt.date(2017, 5, 1)
    cells: dict[str, list[Any]] = {
        "benefit_date": [serial(paid - OFF), paid, "41000", "01-05-2017", None],
        "benefit_amount_idr": [41_000.0],
    }
    raw = with_days_from_1904(RawTable(5, cells), ("birth_date", "benefit_date"))
    assert raw.cells == cells | {"benefit_date": [paid, paid, "41000", "01-05-2017", None]}


def test_a_list_in_such_a_workbook_has_its_births_where_too_few_numbers_prove_them(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("Data")
    for row, cells in enumerate([("NIK", "NAMA", "TANGGAL LAHIR"), (NIK[0], "ANDI TENRI", serial(BORN[0] - OFF))]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(tmp_path / "rtlh.xls"))
    arrival = Arrival("rtlh.xls", "0" * 64, tmp_path / "rtlh.xls", "")
    declared = declared_list(catalogue.agencies["perkim"], "rtlh", Semester(2017, 1), catalogue)
    assert conform(arrival, open_workbook(arrival.landed), declared).rows["birth_date"].to_pylist() == [BORN[0]]
