"""What `sinergi check` says of a file: which list, which fields, masked samples, every problem."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.drafting.file_check import check_file, guess_place
from orchestration.check import check_like_a_run
from orchestration.settings import Settings

HEADER = ["NO", "NIK", "NAMA PENERIMA", "ALAMAT", "KELURAHAN"]
ROWS = [[i, f"77720141078000{i:02d}", f"ORANG KE {i}", "JL. MELATI 1", "LABUKKANG"] for i in range(1, 16)]


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


def workbook(path: Path, header: list[str] = HEADER, rows: list[list[object]] = ROWS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [header, *rows]:
        sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def codes(problems: object) -> set[str]:
    return {problem.code for problem in problems}  # type: ignore[attr-defined]


def test_place_and_semester_come_from_the_folders(tmp_path: Path, catalogue: Catalogue) -> None:
    assert guess_place(tmp_path / "2017-S1" / "dinsos" / "x.xlsx", catalogue) == ("dinsos", "2017-S1")
    assert guess_place(tmp_path / "x.xlsx", catalogue) == (None, None)


def test_a_good_file_names_its_list_fields_and_counts(tmp_path: Path, catalogue: Catalogue) -> None:
    found = check_file(workbook(tmp_path / "data_kks.xlsx"), catalogue, "dinsos", "2017-S1")
    assert (found.agency_id, found.table_id, found.semester) == ("dinsos", "kks", "2017-S1")
    assert found.submission is not None
    assert (found.submission.rows_in, found.submission.rows_accepted, found.submission.rows_furniture) == (16, 15, 1)
    fields = {column.header: column.field for column in found.columns}
    assert fields["NIK"] == "nik"
    assert fields["NO"] == "ignored"
    assert not found.is_held


@pytest.mark.slow
def test_the_members_of_a_source_in_two_files_are_not_held_for_ranks_of_the_other(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    header = "nomor_induk_kependudukan nomor_kartu_keluarga nama tanggal_lahir jenis_kelamin status_hubungan_keluarga"
    people: list[list[object]] = [
        [f"77720101058{i:02d}001", f"77720201011{i:02d}001", f"ORANG {chr(64 + i)}", f"1980-05-{i:02d}", "1", "1"]
        for i in range(1, 26)
    ]
    path = workbook(tmp_path / "anggota_keluarga_dtsen_v3_2026.xlsx", header.split(), people)
    found = check_like_a_run(path, catalogue, "bappeda", "2026-S2", Settings(home=tmp_path / "home").bounds)
    assert (found.table_id, "RNK-102" in codes(found.problems)) == ("dtsen_members", False)


def test_samples_are_masked(tmp_path: Path, catalogue: Catalogue) -> None:
    found = check_file(workbook(tmp_path / "data_kks.xlsx"), catalogue, "dinsos", "2017-S1")
    samples = {column.field: column.sample for column in found.columns}
    assert samples["nik"] == "777201******0001"
    assert samples["full_name"] == "O***"
    assert "MELATI" not in samples["address"]


def test_an_unknown_header_holds_and_suggests(tmp_path: Path, catalogue: Catalogue) -> None:
    path = workbook(tmp_path / "data_kks.xlsx", [*HEADER[:2], "NAMA PNRIMAA", *HEADER[3:]])
    found = check_file(path, catalogue, "dinsos", "2017-S1")
    assert found.is_held
    unknown = next(problem for problem in found.problems if problem.code == "KOL-001")
    assert unknown.cell == "C1"
    assert "mungkin maksudnya" in unknown.expected


def test_without_agency_the_name_tells_the_list(tmp_path: Path, catalogue: Catalogue) -> None:
    found = check_file(workbook(tmp_path / "data_kks.xlsx"), catalogue, None, "2017-S1")
    assert (found.agency_id, found.table_id) == ("dinsos", "kks")


def test_a_file_that_no_list_claims(tmp_path: Path, catalogue: Catalogue) -> None:
    path = workbook(tmp_path / "surat undangan.xlsx", ["Hari", "Tempat"], [["Senin", "Aula"]])
    found = check_file(path, catalogue, "dinsos", "2017-S1")
    assert codes(found.problems) == {"FIL-005"}
    assert found.is_held
    assert "*kks*" in found.problems[0].expected


def test_an_unreadable_file(tmp_path: Path, catalogue: Catalogue) -> None:
    path = workbook(tmp_path / "data_kks.xlsx")
    path.write_bytes(path.read_bytes()[:2000])
    found = check_file(path, catalogue, "dinsos", "2017-S1")
    assert codes(found.problems) == {"FIL-001"}
    assert found.is_held


def test_an_empty_list(tmp_path: Path, catalogue: Catalogue) -> None:
    found = check_file(workbook(tmp_path / "data_kks.xlsx", rows=[]), catalogue, "dinsos", "2017-S1")
    assert found.is_held
    assert codes(found.problems) & {"TAB-001", "TAB-002"}


def test_nothing_is_kept(tmp_path: Path, catalogue: Catalogue) -> None:
    path = workbook(tmp_path / "data_kks.xlsx")
    check_file(path, catalogue, "dinsos", "2017-S1")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_no_agency_declares_is_told(tmp_path: Path, catalogue: Catalogue) -> None:
    found = check_file(workbook(tmp_path / "inbox" / "2017-S1" / "dinsoss" / "data_kks.xlsx"), catalogue)
    assert (found.table_id, found.is_held) == ("kks", True)
    assert [(p.code, p.message) for p in found.problems if p.severity == "hold"] == [
        ("FIL-005", "folder tidak dikenal, jadi tidak dibaca; mungkin maksudnya 'dinsos'.")
    ]
    outside = check_file(workbook(tmp_path / "inbox" / "2017-S1" / "data_kks.xlsx"), catalogue)
    assert "berkas di luar folder instansi" in outside.problems[0].message


def test_every_list_of_a_file_is_told(tmp_path: Path, catalogue: Catalogue) -> None:
    path = workbook(tmp_path / "kks.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = "KKS"
    sheet = book.create_sheet("PKH")
    for row in [HEADER, *ROWS[:4]]:
        sheet.append(row)
    book.save(path)
    found = check_file(path, catalogue, "dinsos", "2017-S1")
    assert [(one.table_id, one.submission and one.submission.rows_accepted) for one in (found, *found.beside)] == [
        ("kks", 15),
        ("pkh", 4),
    ]
    assert [table.sheets for one in (found, *found.beside) for table in one.tables] == [("KKS",), ("PKH",)]
