"""The sheet of texts: what stands on it, and that nothing passes but what a person decided of that very text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from delivery.passing.answers import Passed, is_passing, read_passed
from delivery.passing.sheet import FIRST_ROW, SHEET, write_sheet
from delivery.release.free_text import PassedTexts, keep_passed, passed_texts
from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store, write_parquet

CODES = load_catalogue(agency_roots=()).issue_codes
SECRET = "of this house"
TEXT = "Belanja 7772011505800001 dan 7772011505800001"
NUMBER = PassedTexts(SECRET).number(TEXT)


@pytest.fixture
def sheet(store: Store) -> Path:
    write_parquet(pa.table({"file_name": ["PKH.xlsx", "PKH.xlsx"]}), store.accepted_part("submissions"))
    written = write_sheet(store, "us", SECRET, {}, ["=cmd()"])
    assert (written.waiting, written.decided) == (4, 0)
    return written.path


def lines(path: Path) -> dict[str, tuple[Any, ...]]:
    page = openpyxl.load_workbook(path)[SHEET]
    return {str(row[1]): row[2:] for row in page.iter_rows(min_row=FIRST_ROW, values_only=True)}


def fill(path: Path, text: str, cells: dict[str, str]) -> None:
    """Writes into the columns of the line of a text."""
    book = openpyxl.load_workbook(path)
    (row,) = [row for row in book[SHEET].iter_rows(min_row=FIRST_ROW) if row[1].value == text]
    for column, value in cells.items():
        row["ABCDEF".index(column)].value = value
    book.save(path)


def test_every_text_that_waits_stands_on_the_sheet(sheet: Path) -> None:
    assert lines(sheet) == {
        TEXT: ("fct_programme_progress.indicator", 1, None, None),
        "PKH 7772011505800001.xlsx": ("fct_submissions.file_name", 1, None, None),
        "PKH.xlsx": ("nama berkas", 2, None, None),
        "=cmd()": ("alasan putusan", 1, None, None),
    }
    assert is_passing(sheet)


def test_what_was_decided_is_kept_and_shown_again(store: Store, sheet: Path) -> None:
    fill(sheet, TEXT, {"E": "ya", "F": "Ibu Kepala"})
    fill(sheet, "PKH.xlsx", {"E": "Tidak", "F": "Ibu Kepala"})
    read = read_passed(sheet, "us", SECRET, CODES)
    assert (read.problems, read.blank) == ((), 2)
    assert set(read.answers) == {
        Passed(NUMBER, True, "Ibu Kepala"), Passed(PassedTexts(SECRET).number("PKH.xlsx"), False, "Ibu Kepala"),
    }  # fmt: skip
    keep_passed(store, {each.number: {"passed": each.passed, "by": each.by, "at": ""} for each in read.answers})
    assert passed_texts(store, SECRET).numbers == {NUMBER}
    write_sheet(store, "us", SECRET, {}, [])
    assert lines(sheet)[TEXT] == ("fct_programme_progress.indicator", 1, "Ya", "Ibu Kepala")


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"E": "mungkin", "F": "Ibu"}, ["NAS-002"]),
        ({"E": "Ya"}, ["NAS-003"]),
        ({"B": "Lain", "E": "Ya", "F": "Ibu"}, ["NAS-004"]),
    ],
)
def test_all_that_is_wrong_is_said_and_nothing_passes(sheet: Path, cells: dict[str, str], codes: list[str]) -> None:
    fill(sheet, TEXT, cells)
    read = read_passed(sheet, "us", SECRET, CODES)
    assert ([problem.code for problem in read.problems], read.answers) == (codes, ())


def test_a_sheet_of_another_house_is_refused(sheet: Path) -> None:
    assert [problem.code for problem in read_passed(sheet, "them", SECRET, CODES).problems] == ["NAS-001"]
