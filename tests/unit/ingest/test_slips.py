"""A heading with a slip of the pen is read where it can be one field only, and is told and asked; else it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.drafting.questions import open_questions
from ingest.fold import fold_header
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.sheets.layout.model import HeaderColumn
from ingest.sheets.slips import slip_of
from ingest.submission import Submission
from ingest.workbook import open_workbook
from tests.support.sheets import write_xlsx

CATALOGUE = load_catalogue()
LIST = declared_list(CATALOGUE.agencies["perkim"], "rtlh", Semester(2017, 1), CATALOGUE)
PEOPLE = [
    ("7772010107750002", "ANDI TENRI", "LUMPUE"),
    ("7772014107800001", "BESSE MUNA", "LAPADDE"),
    ("7772011203850003", "LA TANG", "LEMOE"),
]


def read(path: Path, *more: tuple[object, ...]) -> Submission:
    """A list with NIK, name, kelurahan, and columns of a heading and a value for each person."""
    rows = [["NIK", "NAMA", "KELURAHAN", *(column[0] for column in more)]]
    rows += [[*person, *(column[at] for column in more)] for at, person in enumerate(PEOPLE, 1)]
    write_xlsx(path / "rtlh.xlsx", {"Data": rows})
    arrival = Arrival("rtlh.xlsx", "0" * 64, path / "rtlh.xlsx", "")
    return conform(arrival, open_workbook(arrival.landed), LIST).submission


def told(submission: Submission, *codes: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.cell) for problem in submission.problems if problem.code in codes]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NILAI BANTAUN", "benefit_amount_idr"), ("Kelurahn", "village_name"), ("Kecamataan", "district_name"),
        ("Tangal  Lahir", "birth_date"), ("SUMBR DANA", "budget_source"), ("pend. terakir", "education_level"),
        ("NKI", ""), ("RTT", ""), ("Nomor KKZ", ""), ("SUMBER DNA", ""), ("Warna Seragam", ""),
    ],
)  # fmt: skip
def test_one_letter_in_a_long_word_is_a_slip(heading: str, field: str) -> None:
    assert slip_of(heading, LIST.book) == field


def test_a_slip_whose_values_fit_is_read_told_and_asked_once(tmp_path: Path) -> None:
    found = read(tmp_path, ("NILAI BANTAUN", 15_000_000, 15_000_000, 12_500_000))
    assert found.columns["NILAI BANTAUN"] == "benefit_amount_idr"
    assert told(found, "KOL-001", "KOL-008", "KOL-010") == [("KOL-010", "D1")]
    (asked,) = [question for question in open_questions([found], CATALOGUE, {}) if question.kind == "heading"]
    assert (asked.subject, asked.holds, asked.guesses[0][0]) == ("NILAI BANTAUN", False, "benefit_amount_idr")
    assert "aside" in dict(asked.options)


def test_of_a_slip_that_is_read_on_one_sheet_alone_the_field_is_offered_for_all(tmp_path: Path) -> None:
    head = ["NIK", "NAMA", "KELURAHAN", "NILAI BANTAUN"]
    rows = [[head, [*PEOPLE[0], 15_000_000]], [head, [*PEOPLE[1], "belum"], [*PEOPLE[2], "belum"]]]
    write_xlsx(tmp_path / "rtlh.xlsx", dict(zip(("Lumpue", "Lapadde"), reversed(rows), strict=True)))
    arrival = Arrival("rtlh.xlsx", "0" * 64, tmp_path / "rtlh.xlsx", "")
    found = conform(arrival, open_workbook(arrival.landed), LIST).submission
    assert [column.header for column in (*found.slipped, *found.unread)] == ["NILAI BANTAUN"] * 2
    (asked,) = [question for question in open_questions([found], CATALOGUE, {}) if question.kind == "heading"]
    assert "benefit_amount_idr" in dict(asked.options)


def test_a_slip_whose_values_do_not_fit_is_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, ("NILAI BANTAUN", "KAYU", "SENG", "SEMEN"))
    assert found.columns["NILAI BANTAUN"] == "unknown"
    assert told(found, "KOL-008", "KOL-010") == [("KOL-008", "D1")]


def test_a_slip_of_a_needed_field_that_does_not_fit_holds(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "rtlh.xlsx", {"Data": [
        ["NIK", "NAMA PENERMA", "KELURAHAN", "ALAMAT"], *([nik, 12, place, "JL. SAWO"] for nik, _, place in PEOPLE),
    ]})  # fmt: skip
    found = conform(Arrival("rtlh.xlsx", "0" * 64, path, ""), open_workbook(path), LIST).submission
    assert "KOL-002" in found.holding
    assert told(found, "KOL-010") == []


def test_two_headings_that_may_be_one_field_are_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, ("SUMBR DANA", "APBD", "APBD", "APBN"), ("SUMBEER DANA", "APBN", "APBN", "APBD"))
    assert told(found, "KOL-010") == []
    assert {found.columns[heading] for heading in ("SUMBR DANA", "SUMBEER DANA")} == {"unknown"}


def test_a_slip_below_a_group_is_looked_up_with_its_group(tmp_path: Path) -> None:
    progress = declared_list(CATALOGUE.agencies["bappeda"], "programme_progress", Semester(2017, 1), CATALOGUE)
    rows = [["PROGRAM", "INDIKATOR", "FISIK", None, "ANGGARAN (RP)", None],
            [None, None, "TARGET", "REALISASI", "PAGU", "REAISASI"],
            ["PKH", "Jumlah KPM", 10, 9, 1000000, 900000], ["BPNT", "Jumlah KPM", 20, 18, 2000000, 1800000],
            ["KKS", "Jumlah KPM", 30, 27, 3000000, 2700000]]  # fmt: skip
    write_xlsx(tmp_path / "progres.xlsx", {"Data": rows})
    arrival = Arrival("progres.xlsx", "0" * 64, tmp_path / "progres.xlsx", "")
    found = conform(arrival, open_workbook(arrival.landed), progress)
    assert found.rows["realised_idr"].to_pylist() == [900000, 1800000, 2700000]
    assert told(found.submission, "KOL-001", "KOL-009", "KOL-010") == [("KOL-010", "F2")]


def test_a_slip_of_a_field_that_another_heading_fills_is_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, ("KELURAHN", "LEMOE", "LEMOE", "LEMOE"))
    assert (found.columns["KELURAHAN"], found.columns["KELURAHN"]) == ("village_name", "unknown")
    assert told(found, "KOL-010") == []


def test_a_slip_that_may_be_two_fields_is_none() -> None:
    table = LIST.table.model_copy(update={"columns": {**LIST.table.columns, "component": ("Bantuan Papan",),
                                                      "note": ("Bantuan Pagan",)}})  # fmt: skip
    book = type(LIST.book)(table, LIST.schema, CATALOGUE.ignored_headers)
    assert slip_of("Bantuan Pasan", book) == ""


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NIK (16 digit)", "nik"), ("Nama (sesuai KTP)", "full_name"), ("Jalan/Alamat", "address"),
        ("Nilai Bantuan (Rp)", "benefit_amount_idr"),
        ("Nama (Ibu)", "mother_name"), ("Nama (Istri)", ""), ("Alamat/NIK", ""), ("Kecamatan (Rp)", ""),
    ],
)  # fmt: skip
def test_a_remark_a_unit_and_a_second_name_change_no_meaning(heading: str, field: str) -> None:
    column = HeaderColumn(0, "A", heading, (fold_header(heading),), None, heading)
    assert LIST.book.field_of(column)[1] == field


PROGRESS = declared_list(CATALOGUE.agencies["bappeda"], "programme_progress", Semester(2017, 1), CATALOGUE)


@pytest.mark.parametrize(
    ("column", "fate"),
    [
        (("JENIS BANTUAN", "Rastra", "BPNT", "Program Keluarga Harapan (PKH)"), "programme_text"),
        (("JENIS BANTUAN", "Rastra", "Rastra", "BPNT"), "unknown"),
        (("JENIS BANTUAN", "Beras", "Telur", "BPNT"), "unknown"),
    ],
    ids=["programmes", "two of them", "one among other words"],
)
def test_a_column_that_names_programmes_is_the_one_that_the_list_needs(
    column: tuple[str, ...], fate: str, tmp_path: Path
) -> None:
    targets, indicators = ("TARGET", 10, 20, 30), ("INDIKATOR PROGRAM", "KPM", "KK", "jiwa")
    rows = [list(row) for row in zip(column, indicators, targets, strict=True)]
    write_xlsx(tmp_path / "progres.xlsx", {"Data": rows})
    arrival = Arrival("progres.xlsx", "0" * 64, tmp_path / "progres.xlsx", "")
    found = conform(arrival, open_workbook(arrival.landed), PROGRESS).submission
    assert found.columns["JENIS BANTUAN"] == fate
    assert told(found, "KOL-010") == ([("KOL-010", "A1")] if fate == "programme_text" else [])
