"""The workbook that goes back: the office's values and look, wrong cells coloured, nothing live, opens everywhere."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from delivery import back_path, write_back
from delivery.workbook.palette import FILLS
from ingest.acceptance.intake import conform_agency
from ingest.answers.returned import KEY_HEADER, MARK_SHEET, PROBLEM_HEADER, read_returned
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from ingest.workbook import open_workbook
from tests.support.officer import lines, shown
from tests.support.sheets import write_csv, write_xlsx

pytestmark = pytest.mark.slow

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "NO KK", "NO KKS", "ALAMAT", "RT", "RW", "KET"]
LIVE = ['=HYPERLINK("http://x.example";"buka")', "=1+1", "+62812", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0"]


def row(number: int, name: object, nik: object, address: object = "Jl. Melati", note: object = None) -> list[object]:
    return [number, name, nik, "7772020101100001", f"60000{number:03}", address, "1", "2", note]


def sheet(*rows: list[object]) -> list[list[object]]:
    return [["DAFTAR PENERIMA KKS"], ["SEMESTER I TAHUN 2017"], [], HEADER, *rows]


GOOD = row(1, "Hj. Sitti Aminah", "7772014107800001")
EMPTY_NIK = row(2, "La Tang", None)
NOBODY = row(3, None, None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def take_in(store: Store, agency: str = "dinsos") -> list[Submission]:
    ledger = Ledger(store.ledger_url)
    return conform_agency(store, ledger, load_catalogue(), SEMESTER, agency)


def back_of(store: Store) -> Path:
    (one,) = take_in(store)
    write_back(store, load_catalogue(), one)
    return back_path(store, one)


def fill_of(cell: object) -> str:
    return str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else ""  # type: ignore[attr-defined]


def values(path: Path, name: str) -> list[list[object]]:
    return [list(line) for line in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]


@pytest.fixture(params=["own look", "values alone"])
def look(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing the office's sheets: opened with their styles, and, when they are large, anew."""
    if request.param == "values alone":
        monkeypatch.setattr("delivery.workbook.build.MOST_CELLS", 0)
    return str(request.param)


def test_wrong_cells_are_coloured_and_told(store: Store, look: str) -> None:
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK, NOBODY)})
    path = back_of(store)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Ringkasan", "Perbaikan", MARK_SHEET, "Lumpue"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "veryHidden", "visible"]
    own = book["Lumpue"]
    assert [own.cell(4, column).value for column in (10, 11)] == [PROBLEM_HEADER, KEY_HEADER]
    assert [fill_of(own[place]) for place in ("C5", "C6", "B6", "C7", "B7", "I7")] == [
        "", FILLS["warning"], "", FILLS["reject"], FILLS["reject"], FILLS["reject"],
    ]  # fmt: skip
    assert [own.cell(number, 10).value for number in (5, 6, 7)] == [
        None,
        "NIK kosong",
        "Baris tanpa nama dan NIK",
    ]
    assert own.column_dimensions["K"].hidden
    assert own.freeze_panes == "A5"
    listed = [(line["Sel"], line["Nama"], line["Kolom"], line["Isi sekarang"]) for line in lines(path)]
    assert listed == [("B7", None, "NAMA PENERIMA", "(kosong)"), ("C6", "La Tang", "NIK", "(kosong)")]
    todo = book["Perbaikan"]
    assert todo["C2"].hyperlink.location == "'Lumpue'!B7"
    assert todo.data_validations.dataValidation[0].formula1 == '"Sudah diperbaiki,Memang benar,Tidak tahu,Hapus baris"'
    totals = [shown(path, words) for words in ("Baris data dipakai", "Baris ditolak", "Semua baris dalam berkas")]
    assert totals == [2, 1, 7]


def test_values_keep_their_types(store: Store, look: str) -> None:
    write_xlsx(
        store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx",
        {"Lumpue": sheet(GOOD, row(2, "La Tang", 7772010107750003.0, address="007", note=1.5))},
    )
    written = values(back_of(store), "Lumpue")
    assert written[4][:9] == GOOD
    assert written[5][2] == 7772010107750003
    assert (written[5][5], written[5][8]) == ("007", 1.5)


def test_dates_stay_dates(store: Store, look: str) -> None:
    inbox = store.inbox_of(SEMESTER, "dinsos")
    write_xlsx(inbox / "kks.xlsx", {"Lumpue": sheet(GOOD, row(2, "La Tang", None, note="x"))})
    book = openpyxl.load_workbook(inbox / "kks.xlsx")
    book["Lumpue"]["I5"].value = dt.datetime(2017, 3, 5)
    book["Lumpue"]["I5"].number_format = "dd/mm/yyyy"
    book.save(inbox / "kks.xlsx")
    assert values(back_of(store), "Lumpue")[4][8] == dt.datetime(2017, 3, 5)


def test_the_look_of_a_small_workbook_stays(store: Store) -> None:
    inbox = store.inbox_of(SEMESTER, "dinsos")
    write_xlsx(inbox / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK)})
    book = openpyxl.load_workbook(inbox / "kks.xlsx")
    own = book["Lumpue"]
    own["A1"].font = Font(name="Arial", size=18, bold=True, color="FF990000")
    own.merge_cells("A1:I1")
    own.column_dimensions["B"].width = 33
    own.page_setup.orientation = "landscape"
    book.save(inbox / "kks.xlsx")
    kept = openpyxl.load_workbook(back_of(store))["Lumpue"]
    assert (kept["A1"].font.name, kept["A1"].font.size, kept["A1"].font.color.rgb) == ("Arial", 18, "FF990000")
    assert [str(one) for one in kept.merged_cells.ranges] == ["A1:I1"]
    assert (kept.column_dimensions["B"].width, kept.page_setup.orientation) == (33, "landscape")


def test_a_value_below_merged_cells_is_not_lost(store: Store, look: str) -> None:
    """As offices have it: JUMLAH over two columns, its figure typed before they were merged."""
    inbox = store.inbox_of(SEMESTER, "dinsos")
    inbox.mkdir(parents=True)
    book = xlsxwriter.Workbook(str(inbox / "kks.xlsx"))
    own = book.add_worksheet("Lumpue")
    for number, line in enumerate(sheet(GOOD, EMPTY_NIK)):
        own.write_row(number, 0, line)
    own.merge_range("A7:B7", "JUMLAH")
    own.write("B7", 2)
    book.close()
    written = values(back_of(store), "Lumpue")
    assert written[6][:2] == ["JUMLAH", 2]


def live_parts(path: Path) -> list[str]:
    """Everything in the file that a spreadsheet program would run, follow or load."""
    found = []
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8", "replace")
            if re.search(r"externalLink|vbaProject|ctrlProp|activeX|embeddings|connections|drawing|comments", name):
                found.append(name)
            found += re.findall(r"<f[ >/][^<]*|TargetMode=\"External\"|<conditionalFormatting|<ddeLink", text)
            found += re.findall(r"<definedName (?![^>]*name=\"_xlnm\.)[^>]*>", text)
            found += [f for f in re.findall(r"<formula1>([^<]*)", text) if not f.startswith('"')]
    return found


def test_nothing_written_is_live(store: Store, look: str) -> None:
    rows = [row(number, text, text, address=text, note=text) for number, text in enumerate(LIVE, 1)]
    write_xlsx(
        store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"=1+1": [["=2+2"], [], HEADER, *[[None] * 9 for _ in rows]]}
    )
    book = openpyxl.load_workbook(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx")
    own = book["=1+1"]
    own["A1"].value, own["A1"].data_type = LIVE[0], "s"
    for number, line in enumerate(rows, 4):
        for column, value in enumerate(line, 1):
            own.cell(number, column).value = value
            if isinstance(value, str):
                own.cell(number, column).data_type = "s"
    book.save(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx")
    path = back_of(store)
    assert live_parts(path) == []
    back = openpyxl.load_workbook(path)
    texts = [cell for each in back for line in each.iter_rows() for cell in line if isinstance(cell.value, str)]
    dangerous = [cell for cell in texts if cell.value.startswith(("=", "+", "-", "@", "\t"))]
    assert {cell.value for cell in dangerous} >= set(LIVE) - {"\t=1+1"}
    assert [cell.coordinate for cell in dangerous if cell.data_type == "f" or not cell.quotePrefix] == []


# The order that the file format (ECMA-376, CT_Worksheet) asks for; Excel offers to repair a sheet that has another.
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
    "mergeCells", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "ignoredErrors", "drawing",
)  # fmt: skip


def test_the_parts_of_each_sheet_stand_in_the_order_of_the_format(store: Store, look: str) -> None:
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK, NOBODY)})
    with zipfile.ZipFile(back_of(store)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                found = [child.tag.split("}")[1] for child in ElementTree.fromstring(parts.read(name))]
                assert found == sorted(set(found), key=ORDER.index), name


def test_live_things_of_the_office_are_left_behind(store: Store, look: str) -> None:
    inbox = store.inbox_of(SEMESTER, "dinsos")
    write_xlsx(inbox / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK)})
    book = openpyxl.load_workbook(inbox / "kks.xlsx")
    own = book["Lumpue"]
    own["I5"].value = "=WEBSERVICE(A1)"
    own["B5"].hyperlink = "http://evil.example/"
    book.defined_names["jahat"] = DefinedName("jahat", attr_text="Lumpue!$A$1")
    check = DataValidation("custom", formula1="WEBSERVICE(A1)")
    check.add("A1")
    own.add_data_validation(check)
    book.save(inbox / "kks.xlsx")
    path = back_of(store)
    assert live_parts(path) == []
    assert values(path, "Lumpue")[4][8] == "#N/A"


def test_a_text_file_becomes_a_workbook(store: Store) -> None:
    write_csv(store.inbox_of(SEMESTER, "dinsos") / "kks.csv", [HEADER, GOOD, EMPTY_NIK])
    path = back_of(store)
    assert path.name == "kks_csv_perbaikan.xlsx"
    assert values(path, "kks")[1][:3] == ["1", "Hj. Sitti Aminah", "7772014107800001"]


def test_a_file_that_cannot_be_read_gets_a_summary_with_the_reason(store: Store) -> None:
    inbox = store.inbox_of(SEMESTER, "dinsos")
    inbox.mkdir(parents=True)
    (inbox / "kks.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    path = back_of(store)
    words = [cell for line in values(path, "Ringkasan") for cell in line if isinstance(cell, str)]
    assert any(text.startswith("FIL-") for text in words)
    assert lines(path) == []


def test_an_office_with_sheets_named_like_ours(store: Store, look: str) -> None:
    list_of_kks = sheet(GOOD, EMPTY_NIK)
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Ringkasan": [["x"]], "Perbaikan": list_of_kks})
    path = back_of(store)
    assert openpyxl.load_workbook(path).sheetnames == [
        "Ringkasan Sinergi", "Perbaikan Sinergi", MARK_SHEET, "Ringkasan", "Perbaikan",
    ]  # fmt: skip
    returned = read_returned(open_workbook(path))
    assert returned is not None
    assert returned.workbook.sheet_names == ("Ringkasan", "Perbaikan")


def test_what_comes_back_unfilled_is_the_list_that_was_sent(store: Store, look: str) -> None:
    write_xlsx(
        store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK), "Lompoe": sheet(GOOD)}
    )
    path = back_of(store)
    returned = read_returned(open_workbook(path))
    assert returned is not None
    first = {one.name: one.rows for one in open_workbook(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx").sheets()}
    assert {one.name: one.rows for one in returned.workbook.sheets()} == first
    assert returned.answers == ()


def test_the_same_content_gives_the_same_private_bytes(store: Store, look: str) -> None:
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK)})
    path = back_of(store)
    first = path.read_bytes()
    path.unlink()
    assert back_of(store).read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here")
def test_libreoffice_opens_it_and_what_it_saves_is_still_known(store: Store, tmp_path: Path, look: str) -> None:
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(GOOD, EMPTY_NIK, row(3, "=1+1", "x"))})
    path = back_of(store)
    out = tmp_path / "saved"
    for kind in ("xlsx", "ods"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
             "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        returned = read_returned(open_workbook(out / f"{path.stem}.{kind}"))
        assert returned is not None
        (own,) = returned.workbook.sheets()
        assert [each[:3] for each in own.rows[4:]] == [
            [1, "Hj. Sitti Aminah", "7772014107800001"], [2, "La Tang", None], [3, "=1+1", "x"],
        ]  # fmt: skip
        assert len(returned.row_keys) == 3
    with zipfile.ZipFile(out / f"{path.stem}.ods") as saved:
        content = saved.read("content.xml").decode()
    (choice,) = re.findall(r"<table:content-validation [^>]*>", content)  # the drop-down, as LibreOffice has it
    assert re.findall(r"&quot;(.*?)&quot;", choice) == ["Sudah diperbaiki", "Memang benar", "Tidak tahu", "Hapus baris"]
    assert 'display-list="unsorted"' in choice
    assert len(re.findall('table:content-validation-name="', content)) == len(lines(path))
