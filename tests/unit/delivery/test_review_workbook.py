"""The review workbook: what it shows, what it takes back, and what it refuses, whole."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from delivery.review.answers import Answers, read_answers
from delivery.review.sheet import BY, DECISION, KEY, REASON, PairKey, pair_id
from delivery.review.workbook import ReviewError, write_review
from delivery.workbook.palette import FILLS
from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store

SEMESTER, HOUSE = "2017-S2", "0123456789abcdef"
CODES = load_catalogue(agency_roots=()).issue_codes
Book = Any
_TYPES = {
    "review_no": "integer", "score": "double", "is_in_force": "boolean", "moved_receipt_count": "bigint",
    "moved_amount_idr": "bigint", **{f"{name}_{side}": kind for side in "ab" for name, kind in (
        ("birth_date", "date"), ("age_years", "integer"), ("row_number", "integer"))},
    "benefit_amount_a_idr": "bigint", "benefit_amount_b_idr": "bigint",
}  # fmt: skip
_SIDE = ("agency_id", "table_id", "sheet", "full_name", "nik", "family_card_no", "sex", "mother_name", "head_name",
         "address", "rt", "rw", "village_name", "programme_codes", "fingerprint", "semester")  # fmt: skip
_COLUMNS = ["semester", "pair_id", "reason_text", "verdict", "decided_by", "decided_reason", *_TYPES,
            *(f"{name}_{side}" for side in "ab" for name in _SIDE)]  # fmt: skip


def line(number: int, **values: Any) -> dict[str, Any]:
    """A pair of the list: RAHMAN on two lists with other cards and birth dates."""
    fingerprints = f"{number:016x}", f"{number + 100:016x}"
    sides = {
        f"{name}_{side}": value
        for side, card in (("a", "7772010101120001"), ("b", "7772010101120002"))
        for name, value in (
            ("agency_id", "dinsos"), ("table_id", "pkh"), ("sheet", "PKH"), ("row_number", number),
            ("full_name", "=RAHMAN" if side == "a" else "Rahman"), ("nik", "7772011708800001"),
            ("semester", SEMESTER if side == "a" else "2017-S1"),
            ("family_card_no", card), ("birth_date", date(1980, 8, 17 if side == "a" else 18)),
        )
    }  # fmt: skip
    fixed = {
        "semester": SEMESTER, "review_no": number, "pair_id": pair_id(*fingerprints), "reason_text": "Satu orang?",
        "fingerprint_a": fingerprints[0], "fingerprint_b": fingerprints[1], "moved_receipt_count": 3,
        "moved_amount_idr": 1_445_000,
    }  # fmt: skip
    return {**dict.fromkeys(_COLUMNS), **fixed, **sides, **values}


def decided(number: int, verdict: str) -> dict[str, Any]:
    return line(number, verdict=verdict, decided_by="Andi", decided_reason="KTP dilihat", is_in_force=True)


def make_warehouse(store: Store, lines: list[dict[str, Any]]) -> None:
    """A warehouse that holds the list alone."""
    store.warehouse.parent.mkdir()
    columns = ", ".join(f"{name} {_TYPES.get(name, 'varchar')}" for name in _COLUMNS)
    with duckdb.connect(str(store.warehouse)) as database:
        database.execute(f"create schema bnba; create table bnba.list_review ({columns})")
        database.executemany(
            f"insert into bnba.list_review values ({', '.join('?' * len(_COLUMNS))})",
            [[one[name] for name in _COLUMNS] for one in lines],
        )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A house with two open pairs, one that nobody could tell, one decided, and one of another semester."""
    lines = [line(1), line(2, score=0.871), decided(3, "cannot_say"), decided(4, "same"), line(5, semester="2017-S1")]
    make_warehouse(Store(tmp_path), lines)
    return Store(tmp_path)


def written(store: Store) -> Path:
    return write_review(store, SEMESTER, HOUSE).path


def filled(path: Path, fill: Callable[[Book], None]) -> Answers:
    """What is read of the workbook when `fill` has written into it."""
    book = openpyxl.load_workbook(path)
    fill(book)
    book.save(path)
    return read_answers(path, HOUSE, CODES)


def column(sheet: Any, header: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == header)


def answer(book: Book, pair: int, verdict: str | None, by: str | None = "Besse", reason: str | None = "KK") -> None:
    """Writes into the cells of the pair numbered so, on whatever sheet it stands."""
    for name in {"Tinjauan", "Sudah diputuskan"} & set(book.sheetnames):
        sheet = book[name]
        for row in range(2, sheet.max_row + 1, 3):
            if str(sheet.cell(row, 1).value).startswith(f"{pair}. "):
                for header, value in ((DECISION, verdict), (BY, by), (REASON, reason)):
                    sheet.cell(row + 1, column(sheet, header)).value = value


def codes(read: Answers) -> list[tuple[str, str]]:
    return [(problem.code, problem.cell) for problem in read.problems]


def test_two_rows_one_below_the_other_with_what_differs_coloured(store: Store) -> None:
    told = write_review(store, SEMESTER, HOUSE)
    assert (told.path.relative_to(store.home).as_posix(), told.open, told.decided, told.left_out) == (
        "packs/2017-S2/tinjauan-orang.xlsx", 3, 1, 0,
    )  # fmt: skip
    assert stat.S_IMODE(told.path.stat().st_mode) == 0o600
    sheet = openpyxl.load_workbook(told.path)["Tinjauan"]
    assert sheet["A2"].value == "1. Satu orang?  Menyangkut 3 bantuan, Rp 1.445.000."
    assert sheet["A5"].value == "2. Satu orang?  Kemiripan 87 %.  Menyangkut 3 bantuan, Rp 1.445.000."
    colours = {
        sheet.cell(1, cell.column).value: str(cell.fill.fgColor.rgb)[-6:] for cell in sheet[3] if cell.fill.fill_type
    }
    assert {name for name, colour in colours.items() if colour == FILLS["warning"]} == {"No. KK", "Lahir"}
    name = sheet.cell(3, column(sheet, "Nama"))
    assert (name.value, name.data_type, name.quotePrefix) == ("=RAHMAN", "s", True)  # never a formula
    assert sheet.cell(3, column(sheet, "Lahir")).value == "17-08-1980"
    # of another semester, in another file: the row says which
    assert [sheet.cell(at, 1).value for at in (3, 4)] == ["dinsos/pkh\nPKH baris 1", "dinsos/pkh\n2017-S1 PKH baris 1"]
    assert sheet.column_dimensions["O"].hidden
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["L2:L10", "N2:N10"]


def test_the_same_list_gives_the_same_bytes(store: Store) -> None:
    once = written(store).read_bytes()
    assert written(store).read_bytes() == once


def test_answers_come_back_and_what_is_blank_or_unchanged_does_not(store: Store) -> None:
    read = filled(written(store), lambda book: answer(book, 1, "bukan"))
    assert codes(read) == []
    (one,) = read.answers
    assert (one.sheet, one.cell, one.verdict, one.decided_by, one.reason) == (
        "Tinjauan", "L3", "not_same", "Besse", "KK",
    )  # fmt: skip
    assert one.pair == PairKey(pair_id(f"{1:016x}", f"{101:016x}"), f"{1:016x}", f"{101:016x}")
    assert (read.blank, read.unchanged) == (1, 2)


def test_a_decision_is_changed_on_its_own_sheet_and_a_name_for_all_stands_in_front(store: Store) -> None:
    def fill(book: Book) -> None:
        answer(book, 4, "Bukan", by=None, reason="KTP lain")
        answer(book, 3, "Sama", by="Tenri")
        book["Ringkasan"].cell(4, 3).value = "Kasi Data"

    read = filled(written(store), fill)
    assert codes(read) == []
    assert {(one.pair.verdict, one.verdict, one.decided_by) for one in read.answers} == {
        ("same", "not_same", "Kasi Data"), ("cannot_say", "same", "Tenri"),
    }  # fmt: skip


def test_everything_that_is_wrong_is_told_at_once(store: Store) -> None:
    def fill(book: Book) -> None:
        answer(book, 1, "mungkin", by=None, reason=None)
        answer(book, 2, "Sama")
        sheet = book["Tinjauan"]
        key = sheet.cell(6, column(sheet, KEY))
        key.value = key.value.replace("|", "|f", 1)
        answer(book, 4, "Bukan", by=None, reason=None)
        book["Sudah diputuskan"].cell(3, column(book["Sudah diputuskan"], BY)).value = None

    assert codes(filled(written(store), fill)) == [
        ("TIN-002", "L3"), ("TIN-003", "M3"), ("TIN-004", "N3"), ("TIN-005", "L6"), ("TIN-003", "M3"),
        ("TIN-004", "N3"),
    ]  # fmt: skip


def test_one_pair_decided_twice_is_refused_unless_it_says_the_same(store: Store) -> None:
    def copied(verdict: str) -> Callable[[Book], None]:
        def fill(book: Book) -> None:
            answer(book, 1, "Sama")
            answer(book, 2, verdict)
            sheet = book["Tinjauan"]
            sheet.cell(6, column(sheet, KEY)).value = sheet.cell(3, column(sheet, KEY)).value

        return fill

    assert codes(filled(written(store), copied("Bukan"))) == [("TIN-006", "L6")]
    read = filled(written(store), copied("Sama"))
    assert (codes(read), len(read.answers)) == ([], 1)


def test_another_file_or_one_of_another_house_is_refused(store: Store, tmp_path: Path) -> None:
    path = written(store)
    assert codes(read_answers(path, "another house", CODES)) == [("TIN-008", "")]
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_bytes(b"\x00\x01")
    assert codes(read_answers(tmp_path / "other.xlsx", HOUSE, CODES)) == [("TIN-001", "")]
    assert codes(read_answers(tmp_path / "text.xlsx", HOUSE, CODES)) == [("FIL-001", "")]


def test_without_a_list_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="sinergi run 2017-S2"):
        write_review(Store(tmp_path), SEMESTER, HOUSE)
