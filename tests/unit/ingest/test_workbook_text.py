"""Separated values, HTML and XML under any name, and files in a zip, give their cells as text in their places."""

from __future__ import annotations

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from ingest.workbook import CellError, Sheet, UncachedFormula, UnreadableFile, open_workbook


def only_sheet(path: Path) -> Sheet:
    sheets = list(open_workbook(path).sheets())
    assert len(sheets) == 1
    return sheets[0]


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "rows"),
    [
        ("NIK,NAMA\n7772,Andi\n", "utf-8", [["NIK", "NAMA"], ["7772", "Andi"]]),
        ("NIK;NAMA\r\n0012;Andi, Drs.\r\n", "utf-8-sig", [["NIK", "NAMA"], ["0012", "Andi, Drs."]]),
        ("NIK\tNAMA\n0012\tMa'mur\n", "utf-16", [["NIK", "NAMA"], ["0012", "Ma'mur"]]),
        ("NIK|NAMA\n0012|José\n", "cp1252", [["NIK", "NAMA"], ["0012", "José"]]),
        ("NIK;NAMA\r0012;A\r0013;B\r", "utf-8", [["NIK", "NAMA"], ["0012", "A"], ["0013", "B"]]),
        ("sep=|\nA|B;C;D\n1|2;3;4\n", "utf-8", [["A", "B;C;D"], ["1", "2;3;4"]]),
        ('A;B\n1;"Jl. Mawar\nRT 1"\n2;x\n', "utf-8", [["A", "B"], ["1", "Jl. Mawar\nRT 1"], ["2", "x"]]),
        ("JUDUL\n\nNO;KPM\n1;2,5\n", "utf-8", [["JUDUL", None], [None, None], ["NO", "KPM"], ["1", "2,5"]]),
        ("A;B\n1;#N/A\n;;;\n;;;\n", "utf-8", [["A", "B"], ["1", "#N/A"]]),
        ("a,b\n1,22\n\x85x,y\u2028z\n", "utf-8", [["a", "b"], ["1", "22"], ["\x85x", "y\u2028z"]]),
        ("A,B\n1,x;y\n2,z\n", "utf-8", [["A", "B"], ["1", "x;y"], ["2", "z"]]),
        ("NAMA\nAndi\nBaso\n", "utf-8", [["NAMA"], ["Andi"], ["Baso"]]),
        ("A;B\n1;0,5\n2;1,5\n3;2,5\n", "utf-8", [["A", "B"], ["1", "0,5"], ["2", "1,5"], ["3", "2,5"]]),
    ],
    ids=[
        "comma",
        "bom",
        "utf16",
        "cp1252",
        "cr",
        "sep",
        "newline",
        "title",
        "empty_tail",
        "odd_breaks",
        "some_semicolons",
        "one_column",
        "decimals",
    ],
)
def test_separated_values(tmp_path: Path, text: str, encoding: str, rows: list[list[str | None]]) -> None:
    path = write_text(tmp_path / "data.xls", text, encoding)
    opened = open_workbook(path)
    assert opened.kind == "csv"
    assert next(opened.sheets()).rows == rows


def test_a_stray_quotation_mark_swallows_no_lines(tmp_path: Path) -> None:
    lines = [
        "NO;NIK;NAMA;ALAMAT",
        '1;0011;"Andi;JL. A',
        "2;0012;Baso;JL. B",
        '3;0013;"Besse, Hj.";JL. "C"',
        "4;0014;C;D",
    ]
    rows = only_sheet(write_text(tmp_path / "kutip.csv", "\n".join(lines))).rows
    assert [row[1] for row in rows] == ["NIK", "0011", "0012", "0013", "0014"]
    assert rows[1][2:] == ['"Andi', "JL. A"]
    assert rows[3][2] == "Besse, Hj."


def test_html_named_xls_keeps_identifiers_spans_and_nested_tables(tmp_path: Path) -> None:
    html = """<html><head><style>td {color: red}</style><title>laporan</title></head><body>
      <table><tr><th rowspan=2>NIK</th><th colspan="2">Data&nbsp;Ayah</th></tr><tr><th>Nama</th><th>NIK</th></tr>
      <tr><td>0012</td><td>La <b>Tang</b><br>bin X</td><td>'7772</td></table>
      <table><tr><td><table><tr><td>a<tr><td>b</table></td><td>c</td></tr>
      <tr><td>d</td></tr></table></body></html>"""
    path = write_text(tmp_path / "laporan.xls", html)
    opened = open_workbook(path)
    read = next(opened.sheets())
    assert opened.kind == "html"
    assert read.rows == [
        ["NIK", "Data Ayah", None],
        [None, "Nama", "NIK"],
        ["0012", "La Tang bin X", "'7772"],
        [None, None, None],
        ["a", "c", None],
        ["b", None, None],
        ["d", None, None],
    ]
    assert set(read.merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_spreadsheetml_named_xls(tmp_path: Path) -> None:
    xml = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
      xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
      <Worksheet ss:Name="KKS"><Table><Column/><Column ss:Hidden="1"/>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">JUDUL</Data></Cell>
          <Cell><Data ss:Type="String">C1</Data></Cell></Row>
        <Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">12.5</Data></Cell>
          <Cell><Data ss:Type="DateTime">1980-08-17T00:00:00.000</Data></Cell>
          <Cell><Data ss:Type="Error">#N/A</Data></Cell>
          <Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet>
      <Worksheet ss:Name="arsip"><Table/>
        <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
    </Workbook>"""
    opened = open_workbook(write_text(tmp_path / "kks.xls", xml))
    kks, archive = opened.sheets()
    assert (opened.kind, opened.sheet_names, archive.visible) == ("spreadsheetml", ("KKS", "arsip"), "hidden")
    assert kks.rows == [
        ["JUDUL", None, "C1", None, None],
        [None] * 5,
        [None, 12.5, datetime(1980, 8, 17), "#N/A", "=RC[-1]"],
    ]
    assert [type(cell) for cell in kks.rows[2][3:]] == [CellError, UncachedFormula]
    assert (kks.merged, kks.hidden_rows, kks.hidden_columns) == (((0, 0, 0, 1),), {2}, {1})


def test_one_file_in_a_zip_or_gzip_is_that_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kirim.zip", "w") as archive:
        archive.writestr("data/", "")
        archive.writestr("__MACOSX/data/._kks.csv", "x")
        archive.writestr("data/kks.csv", "A;B\n1;2\n")
    (tmp_path / "kks.csv.gz").write_bytes(gzip.compress(b"A;B\n1;2\n"))
    for name in ("kirim.zip", "kks.csv.gz"):
        opened = open_workbook(tmp_path / name)
        assert (opened.kind, next(opened.sheets()).rows) == ("csv", [["A", "B"], ["1", "2"]])


def test_two_files_in_a_zip_are_refused_by_number(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kirim.zip", "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(UnreadableFile, match="berisi 2 berkas") as caught:
        open_workbook(tmp_path / "kirim.zip")
    assert caught.value.code == "FIL-001"


def test_a_wrapping_that_keeps_digits_in_excel_is_taken_off(tmp_path: Path) -> None:
    text = 'NIK;NAMA\n="7772014107800001";="LA ""BASO"""\n"=""7772014107800002""";=B2\n'
    sheet = only_sheet(write_text(tmp_path / "a.csv", text))
    assert sheet.rows[1:] == [["7772014107800001", 'LA "BASO"'], ["7772014107800002", "=B2"]]


def test_a_stray_nul_byte_is_a_blank_and_told(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "NIK,ALAMAT\n7772014107800001,JL.\0MELATI\n")
    book = open_workbook(path)
    (sheet,) = book.sheets()
    assert (sheet.rows[1][1], book.notes) == ("JL. MELATI", (("FIL-011", 1),))


def test_utf16_without_a_mark_is_known_by_its_zero_bytes(tmp_path: Path) -> None:
    book = open_workbook(write_text(tmp_path / "a.csv", "NIK,NAMA\n7772014107800001,BASO\n", "utf-16-be"))
    assert ([sheet.rows[1] for sheet in book.sheets()], book.notes) == ([["7772014107800001", "BASO"]], ())
