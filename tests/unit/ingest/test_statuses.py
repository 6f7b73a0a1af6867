"""A status that stands under the heading of a remark is read as the status, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.parsers.codes import CodeList
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import declared_list
from ingest.reading.statuses import are_statuses
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.support.sheets import write_xlsx

CATALOGUE = load_catalogue()
SEMESTER = Semester(2017, 1)
PEOPLE = [
    ("7772010107750002", "ANDI TENRI"),
    ("7772014107800001", "BESSE MUNA"),
    ("7772011203850003", "LA TANG"),
]


def read(
    path: Path, agency: str, table: str, *more: tuple[str | None, ...], names: tuple[str, ...] = ("Data",),
    remark: str = "",
) -> Conformed:  # fmt: skip
    """Sheets of three others each, with NIK, name and further columns: a heading and a value for each person."""
    head = ["NIK", "NAMA", *(column[0] for column in more)]
    sheets = {
        name: [head, *([nik[:-1] + str(number), *rest, *(column[at] for column in more)]
                       for at, (nik, *rest) in enumerate(PEOPLE, 1))]
        for number, name in enumerate(names, 2)
    }  # fmt: skip
    write_xlsx(path / "list.xlsx", sheets)
    declared = declared_list(CATALOGUE.agencies[agency], table, SEMESTER, CATALOGUE)
    if remark:  # as an answer has it
        columns = {**declared.table.columns, "note": (remark,)}
        declared = replace(declared, table=declared.table.model_copy(update={"columns": columns}))
    arrival = Arrival("list.xlsx", "0" * 64, path / "list.xlsx", "")
    return conform(arrival, open_workbook(arrival.landed), declared)


def column(found: Conformed, name: str) -> list[object]:
    return found.rows[name].to_pylist()  # type: ignore[no-any-return]


def test_a_remark_of_statuses_is_the_status_and_says_who_receives(tmp_path: Path) -> None:
    found = read(tmp_path, "disnaker", "training", ("Keterangan", "Lulus", "Tidak Lulus", "Lulus"))
    assert found.submission.columns["Keterangan"] == "status_text"
    assert column(found, "status_text") == ["Lulus", "Tidak Lulus", "Lulus"]
    assert column(found, "note") == [None, None, None]
    assert column(found, "is_receipt") == [True, False, True]


def test_nothing_said_in_such_a_remark_is_no_doubt(tmp_path: Path) -> None:
    found = read(tmp_path, "dinsos", "kks", ("Ket.", None, "NONAKTIF", None))
    assert column(found, "status_text") == [None, "NONAKTIF", None]
    assert column(found, "enrolment_status") == ["active", "inactive", "active"]
    said = read(tmp_path, "dinsos", "kks", ("Status", None, "NONAKTIF", None))
    assert column(said, "enrolment_status") == ["unknown", "inactive", "unknown"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_remarks_the_one_of_statuses_is_the_status(tmp_path: Path, order: tuple[int, int]) -> None:
    both = [("Keterangan", "Lulus", "Tidak Lulus", "Lulus"), ("Catatan", "pindah alamat", "ikut lagi tahun depan", "-")]
    found = read(tmp_path, "disnaker", "training", *(both[at] for at in order), names=("Bacukiki", "Soreang"))
    assert column(found, "status_text") == ["Lulus", "Tidak Lulus", "Lulus"] * 2
    assert column(found, "note") == ["pindah alamat", "ikut lagi tahun depan", None] * 2
    assert [problem.code for problem in found.submission.problems if problem.code.startswith("KOL")] == []
    assert (found.submission.unread, found.unread) == ((), None)


@pytest.mark.parametrize(
    ("agency", "table", "more", "field"),
    [
        # a status column beside it; remarks of a person each; a remark by declaration
        ("disnaker", "training", [("Status", "Lulus", "Lulus", "Gugur"), ("Ket", "Lulus", "Lulus", "Gugur")], "note"),
        ("disnaker", "training", [("Ket", "Meninggal", "pindah rumah", "belum punya rekening")], "note"),
        ("disdik", "pip", [("Keterangan Pencairan", "Sudah cair", "Sudah cair", "Belum cair")], "note"),
    ],
)
def test_a_remark_stays_a_remark(
    tmp_path: Path, agency: str, table: str, more: list[tuple[str, ...]], field: str
) -> None:
    assert read(tmp_path, agency, table, *more).submission.columns[more[-1][0]] == field


def test_few_words_said_often_half_of_them_known_are_statuses() -> None:
    codes = CodeList.load("enrolment_status")
    assert are_statuses(["Lulus"] * 5 + ["Menyusul"] * 3 + [None], codes)
    assert not are_statuses(["Lulus", "Menyusul"], codes)  # too few to be words of the office
    assert not are_statuses(["Meninggal"] * 5 + ["Lansia"] * 5 + ["Janda"] * 5, codes)
    assert not are_statuses([None, "-", ""], codes)


def test_a_remark_that_people_named_leaves_the_status_of_another(tmp_path: Path) -> None:
    reasons, statuses = ("Alasan", "cari kerja", "putus sekolah", "usaha"), ("Ket", "Lulus", "Tidak Lulus", "Lulus")
    found = read(tmp_path, "disnaker", "training", statuses, reasons, remark="Alasan")
    assert column(found, "status_text") == ["Lulus", "Tidak Lulus", "Lulus"]
    assert column(found, "note") == ["cari kerja", "putus sekolah", "usaha"]
    assert column(read(tmp_path, "disnaker", "training", statuses, remark="KET"), "status_text") == [None] * 3
    other = read(tmp_path, "disnaker", "training", statuses, remark="Alasan")
    assert column(other, "status_text") == ["Lulus", "Tidak Lulus", "Lulus"]


def test_receipt_may_be_said_by_the_one_who_receives(tmp_path: Path) -> None:
    found = read(tmp_path, "dinsos", "kks", ("Ket.", "Terima", "Belum terima", "Menerima"))
    assert column(found, "enrolment_status") == ["active", "nominated", "active"]


def test_the_name_of_a_sheet_is_the_status_of_its_rows_that_state_none(tmp_path: Path) -> None:
    names = ("AKTIF DES 17", "NON AKTIF", "Usulan 2018", "Lumpue")
    found = read(tmp_path, "perkim", "rtlh", ("Keterangan", None, "Meninggal", None), names=names)
    told = column(found, "enrolment_status")
    assert [told[at : at + 3] for at in (0, 3, 6, 9)] == [
        ["active", "inactive", "active"], ["inactive"] * 3, ["nominated", "inactive", "nominated"],
        ["active", "inactive", "active"],
    ]  # fmt: skip
    assert column(found, "is_receipt")[3:9] == [False] * 6
    notes = [(one.sheet, one.count) for one in found.submission.problems if one.code == "TAB-013"]
    assert notes == [("NON AKTIF", 3), ("Usulan 2018", 3)]


def test_a_status_column_goes_before_the_name_of_its_sheet(tmp_path: Path) -> None:
    found = read(tmp_path, "disnaker", "training", ("Status", "Lulus", None, "Lulus"), names=("Usulan",))
    assert column(found, "enrolment_status") == ["active", "unknown", "active"]
    assert not [one for one in found.submission.problems if one.code == "TAB-013"]


def test_a_status_with_the_day_since_when_is_that_status(tmp_path: Path) -> None:
    told = ("Keterangan", "NONAKTIF 01-11-2017", "Meninggal Dunia (3/7/17)", None)
    found = read(tmp_path, "dinkes", "pbi_jk", told)
    assert column(found, "enrolment_status") == ["inactive", "inactive", "active"]
    assert column(found, "is_receipt") == [False, False, True]
