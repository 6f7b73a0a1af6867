"""Sheets and tables that only repeat or sum up the list are told as recaps, whatever they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.submission import Submission
from ingest.workbook import open_workbook
from tests.support.sheets import Rows, write_xlsx

CATALOGUE = load_catalogue()
LIST = declared_list(CATALOGUE.agencies["dinsos"], "kks", Semester(2017, 1), CATALOGUE)
HEAD = ["NO", "NIK", "NAMA PENERIMA", "NO KK", "ALAMAT"]


def people(first: int, count: int) -> list[list[Any]]:
    """Rows of people, numbered from `first`; the running number starts anew on each sheet."""
    return [
        [at + 1, f"77720101077{first + at:05d}", f"ANDI {chr(65 + (first + at) % 26)}", f"77720112010{first + at:05d}",
         f"JL. SAWO NO. {first + at}"]
        for at in range(count)
    ]  # fmt: skip


def read(path: Path, **sheets: Rows) -> Submission:
    write_xlsx(path / "kks.xlsx", {name.replace("_", " "): rows for name, rows in sheets.items()})
    arrival = Arrival("kks.xlsx", "0" * 64, path / "kks.xlsx", "")
    return conform(arrival, open_workbook(arrival.landed), LIST).submission


def outcome(found: Submission) -> tuple[int, list[tuple[str, str]]]:
    """Rows accepted, and what is said of sheets; every row of the file is counted once."""
    assert found.rows_in == found.rows_accepted + found.rows_rejected + found.rows_furniture
    return found.rows_accepted, [(p.code, p.sheet) for p in found.problems if p.code.startswith("TAB")]


def test_a_sheet_with_all_people_of_the_others_is_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path, GABUNGAN=[HEAD, *people(0, 7)], Lumpue=[HEAD, *people(0, 3)], Ujung_Baru=[HEAD, *people(3, 4)]
    )
    assert outcome(found) == (7, [("TAB-004", "GABUNGAN")])


def shortened(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows without card and address, the place in their stead."""
    return [[number, nik, name, "Lumpue"] for number, nik, name, *_ in rows]


def test_a_sheet_with_all_people_under_fewer_headings_is_left_out(tmp_path: Path) -> None:
    short = ["NO", "NIK", "NAMA PENERIMA", "KELURAHAN"]
    every = shortened([*people(0, 3), *people(3, 4)])
    sheets = {"Lumpue": [HEAD, *people(0, 3)], "Lemoe": [HEAD, *people(3, 4)]}
    assert outcome(read(tmp_path, **sheets, Data_Gabungan=[short, *every])) == (7, [("TAB-004", "Data Gabungan")])
    # a part of the people alone may say something of these: who they are, the sheet's name tells
    assert outcome(read(tmp_path, **sheets, Lansia=[short, *every[:4]])) == (11, [])


def test_of_two_sheets_alike_the_later_one_is_left_out(tmp_path: Path) -> None:
    assert outcome(read(tmp_path, A=[HEAD, *people(0, 4)], B=[HEAD, *people(0, 4)])) == (4, [("TAB-004", "B")])


@pytest.mark.parametrize("names", [("Tahap 1", "Tahap 2"), ("Juni", "Juli"), ("BNBA_2016", "BNBA_2017")])
def test_the_same_people_in_another_period_are_read_twice(names: tuple[str, str], tmp_path: Path) -> None:
    first, second = (name.replace(" ", "_") for name in names)
    rows, _ = outcome(read(tmp_path, **{first: [HEAD, *people(0, 4)], second: [HEAD, *people(0, 4)]}))
    assert rows == 8


def test_a_sheet_with_one_row_of_its_own_in_four_is_read(tmp_path: Path) -> None:
    assert outcome(read(tmp_path, A=[HEAD, *people(0, 4)], B=[HEAD, *people(1, 4)])) == (8, [])


def recap(*counts: int, title: str = "PENERIMA KKS", total: int | None = None) -> Rows:
    lines = [[at, f"KELURAHAN {chr(64 + at)}", count] for at, count in enumerate(counts, 1)]
    return [[title], [], ["NO", "TEMPAT", "BANYAK"], *lines, [None, "JUMLAH", sum(counts) if total is None else total]]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (recap(3, 4), "TAB-004"),
        (recap(3, 5), "TAB-001"),  # adds up to another number than the list has
        (recap(3, 5, title="REKAPITULASI PENERIMA"), "TAB-004"),
        (recap(3, 4, total=9), "TAB-001"),
        (recap(9, title="REKAPITULASI PENERIMA"), "TAB-004"),
        ([["NO", "TEMPAT", "KTP"], [1, "A", "7772010107750002"], [None, "JUMLAH", 1]], "TAB-001"),
    ],
    ids=["sums the list", "sums another", "says so", "does not add up", "one line", "has a number of a person"],
)  # fmt: skip
def test_a_sheet_of_sums_is_a_recap(sheet: Rows, code: str, tmp_path: Path) -> None:
    assert outcome(read(tmp_path, Data=[HEAD, *people(0, 7)], Sheet3=sheet)) == (7, [(code, "Sheet3")])


def test_a_second_column_that_says_the_same_is_set_aside(tmp_path: Path) -> None:
    rows = [[*row, row[2].title()] for row in people(0, 40)]
    found = read(tmp_path, Data=[[*HEAD, "NAMA LENGKAP"], *rows])
    assert [(p.code, p.cell) for p in found.problems if p.code.startswith("KOL")] == [("KOL-008", "F1")]
    rows[0][5] = rows[1][5] = rows[2][5] = "BASO"  # three of forty say something else
    found = read(tmp_path, Data=[[*HEAD, "NAMA LENGKAP"], *rows])
    assert [(p.code, p.cell) for p in found.problems if p.code.startswith("KOL")] == [("KOL-003", "F1")]


def test_a_likelier_column_is_read_and_the_other_set_aside_only_where_it_says_more(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[*row, f"77009{at:011}", f"77{at:011}"] for at, row in enumerate(people(0, 40))]
    head: list[Any] = [*HEAD, "No KKS", "No KIS"]
    found = read(tmp_path, Data=[head, *rows])
    assert (found.columns["No KKS"], found.columns["No KIS"]) == ("card_no", "ignored")
    assert [(p.code, p.cell) for p in found.problems if p.code.startswith("KOL")] == [("KOL-008", "G1")]
    assert [(column.header, column.filled) for column in found.unread] == [("No KIS", 1.0)]
    for other in (None, "the same"):
        found = read(tmp_path, Data=[head, *([*row[:-1], row[-2] if other else None] for row in rows)])
        assert [p.code for p in found.problems if p.code.startswith("KOL")] == []
        assert found.unread == ()


def test_a_recap_below_the_list_is_another_table(tmp_path: Path) -> None:
    below = [
        ["REKAPITULASI PENERIMA"],
        ["No", "Tempat", "Jumlah"],
        [1, "LUMPUE", 3],
        [2, "LEMOE", 4],
        [None, "Jumlah", 7],
    ]
    found = read(tmp_path, Data=[HEAD, *people(0, 7), ["JUMLAH", None, 7], [], *below])
    assert outcome(found) == (7, [("TAB-010", "Data")])
    below[1] = ["No", "Kelurahan", "Jumlah"]
    for first in (0, 1):  # under the running number of the list, or of a list that has none
        rows = [row[first:] for row in [HEAD, *people(0, 7)]]
        assert outcome(read(tmp_path, Data=[*rows, [], *below])) == (7, [("TAB-010", "Data")])


def test_a_recap_beside_the_list_may_end_in_the_same_row(tmp_path: Path) -> None:
    beside = [["No", "Tempat", "Jumlah"], [1, "LUMPUE", 3], [2, "LEMOE", 4], [None, "Jumlah", 7]]
    rows = [[*left, None, *right] for left, right in zip([HEAD, *people(0, 3)], beside, strict=True)]
    assert outcome(read(tmp_path, Data=rows)) == (3, [("TAB-009", "Data")])


@pytest.mark.parametrize("first", [True, False], ids=["before the list", "after it"])
def test_a_recap_under_words_of_the_list_is_no_part_of_it(first: bool, tmp_path: Path) -> None:
    """`KELURAHAN | JUMLAH` are words of this list, whose own heading is not written as we know it (`NM. LENGKAP`)."""
    traders = declared_list(CATALOGUE.agencies["disdag"], "umkm_aid", Semester(2017, 1), CATALOGUE)
    lines = [[1, "Lumpue", 3], [2, "Lompoe", 1], [3, "Labukkang", 2], [4, "Lakessi", 1]]
    sums: Rows = [["REKAPITULASI PENERIMA"], [], ["NO", "KELURAHAN", "JUMLAH"], *lines, [None, "JUMLAH", 7]]
    head = ["NO", "NIK", "NM. LENGKAP", "NO KK", "ALAMAT", "KELURAHAN", "JENIS BARANG", "VOL.", "SATUAN"]
    listed: Rows = [head, *([*row, "LUMPUE", "GEROBAK", 1, "unit"] for row in people(0, 7))]
    write_xlsx(tmp_path / "umkm.xlsx", {"Isi": sums, "Data": listed} if first else {"Data": listed, "Isi": sums})
    arrival = Arrival("umkm.xlsx", "0" * 64, tmp_path / "umkm.xlsx", "")
    found = conform(arrival, open_workbook(arrival.landed), traders).submission
    assert outcome(found) == (7, [("TAB-004", "Isi")])
