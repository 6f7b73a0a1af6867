"""Writes the review workbook.

Pairs of rows, one below the other, what differs coloured, and room for what people decide.

`packs/<semester>/tinjauan-orang.xlsx`, private, from the list `bnba.list_review` of the warehouse. Filled in, it is
read by `answers.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from delivery.review.layout import list_rows, set_up_list
from delivery.review.sheet import DECIDED, FILE_NAME, MARK, MARK_SHEET, OPEN, SUMMARY, Written
from delivery.review.summary import write_summary
from delivery.workbook.palette import Palette
from delivery.workbook.xml import Filling, fill_in, spool
from ingest.scraps import SCRAP_SUFFIX, scrap_prefix
from ingest.store import PRIVATE_FOLDER, Store, replacing

Line = dict[str, Any]
MOST_PAIRS = 1_000
"""A workbook holds no more open pairs than this; those that move most come first, the rest when these are decided."""


class ReviewError(Exception):
    """There is no list to make a workbook of; the message says what to do."""


def write_review(store: Store, semester: str, installation: str) -> Written:
    """Writes the workbook of a semester; ReviewError when the warehouse does not have the list.

    `installation` marks the workbook as one of this house: an answer from elsewhere speaks of other rows.
    """
    lines = _lines(store.warehouse, semester)
    open_pairs = [line for line in lines if line["verdict"] in (None, "cannot_say")]
    decided = [line for line in lines if line["verdict"] not in (None, "cannot_say")]
    written = Written(store.packs / semester / FILE_NAME, len(open_pairs[:MOST_PAIRS]), len(decided),
                      len(open_pairs[MOST_PAIRS:]))  # fmt: skip
    for folder in (store.packs, written.path.parent):
        folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    with (
        tempfile.TemporaryDirectory(dir=written.path.parent, prefix=scrap_prefix(), suffix=SCRAP_SUFFIX) as scratch,
        replacing(written.path) as target,
    ):
        _build(open_pairs[:MOST_PAIRS], decided, written, (semester, installation), target, Path(scratch))
    return written


def _lines(warehouse: Path, semester: str) -> list[Line]:
    """The list of a semester, in its order."""
    if not warehouse.exists():
        raise ReviewError(f"belum ada gudang data; jalankan dahulu: sinergi run {semester}")
    with duckdb.connect(str(warehouse), read_only=True) as database:
        counted = database.execute(
            "select count(*) from information_schema.tables where table_schema = 'bnba' and table_name = 'list_review'"
        ).fetchone()
        if not counted or not counted[0]:
            raise ReviewError(f"gudang data belum memuat daftar tinjauan; jalankan lagi: sinergi run {semester}")
        found = database.execute(
            "select * from bnba.list_review where semester = $semester order by review_no", {"semester": semester}
        )
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _build(
    open_pairs: Sequence[Line],
    decided: Sequence[Line],
    written: Written,
    stamp: tuple[str, str],
    target: Path,
    scratch: Path,
) -> None:
    semester, installation = stamp
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    write_summary(book.create_sheet(SUMMARY), semester, open_pairs, written)
    sheets = {OPEN: open_pairs, **({DECIDED: decided} if decided else {})}
    fillings = {}
    for number, (name, lines) in enumerate(sheets.items(), 2):
        sheet = book.create_sheet(name)
        set_up_list(sheet, len(lines))
        part = f"xl/worksheets/sheet{number}.xml"
        fillings[part] = Filling(spool(list_rows(lines, Palette(sheet)), scratch / f"sheet{number}.xml"))
    mark = book.create_sheet(MARK_SHEET)
    for row in _mark(semester, installation):
        mark.append(row)
    mark.sheet_state = "veryHidden"
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
    book.save(scratch / "skeleton.xlsx")
    # the same bytes for the same list: no clock in it
    fill_in(scratch / "skeleton.xlsx", target, fillings, f"{semester[:4]}-01-01T00:00:00Z")


def _mark(semester: str, installation: str) -> Iterator[list[str]]:
    yield [MARK]
    yield ["semester", semester]
    yield ["installation", installation]
