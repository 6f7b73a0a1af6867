"""Every family of formats gives the same cells: what was written is what is read, typed and in its place."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from ingest.workbook import CellError, Sheet, UncachedFormula, UnreadableFile, is_blank, open_workbook


def only_sheet(path: Path) -> Sheet:
    sheets = list(open_workbook(path).sheets())
    assert len(sheets) == 1
    return sheets[0]


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_xlsx_cells_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "kks.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["C2"], sheet["D2"] = "NIK", "0012", 7.2720117E15
    sheet["B3"], sheet["C3"], sheet["D3"] = date(1980, 8, 17), datetime(2017, 6, 21, 9, 30), time(8, 15)
    sheet["B4"], sheet["C4"], sheet["D4"] = True, "", " Andi "
    book.save(path)
    read = only_sheet(path)
    assert read.rows == [
        [None, None, None, None],
        [None, "NIK", "0012", 7.2720117e15],
        [None, date(1980, 8, 17), datetime(2017, 6, 21, 9, 30), time(8, 15)],
        [None, True, None, " Andi "],
    ]
    assert isinstance(read.rows[1][3], float)


def test_a_table_away_from_a1_keeps_its_address(tmp_path: Path) -> None:
    path = tmp_path / "c5.xlsx"
    book = openpyxl.Workbook()
    book.active["C5"], book.active["E7"] = "NAMA", "x"
    book.save(path)
    rows = only_sheet(path).rows
    assert (len(rows), len(rows[0])) == (7, 5)
    assert (rows[4][2], rows[6][4]) == ("NAMA", "x")
    assert sum(cell is not None for row in rows for cell in row) == 2


def test_name_of_the_file_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "daftar.csv"
    book = openpyxl.Workbook()
    book.active["A1"] = "NIK"
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "x.xlsx").rename(path)
    opened = open_workbook(path)
    assert (opened.kind, opened.path, opened.sheet_names) == ("xlsx", path, ("Sheet",))


def test_sheets_can_be_read_twice_and_tell_their_visibility(tmp_path: Path) -> None:
    path = tmp_path / "lurah.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "LUMPUE"
    for name, state in (("GALUNG MALOANG", "hidden"), ("arsip", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet["A1"], sheet.sheet_state = name, state
    book.active["A1"] = "LUMPUE"
    book.save(path)
    opened = open_workbook(path)
    assert opened.sheet_names == ("LUMPUE", "GALUNG MALOANG", "arsip")
    for _ in range(2):
        assert [(s.name, s.visible, s.rows) for s in opened.sheets()] == [
            ("LUMPUE", "visible", [["LUMPUE"]]),
            ("GALUNG MALOANG", "hidden", [["GALUNG MALOANG"]]),
            ("arsip", "very_hidden", [["arsip"]]),
        ]


def test_hidden_rows_columns_and_merged_ranges(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("a")
    for row in range(6):
        sheet.write_row(row, 0, [row, "x"])
        sheet.write(row, 3, "z")
    sheet.merge_range(0, 1, 0, 2, "DATA AYAH")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(2, 3, None, None, {"hidden": True})
    sheet.set_column(8, 9, None, None, {"hidden": True})
    book.close()
    read = only_sheet(path)
    assert read.hidden_rows == {3}
    assert read.hidden_columns == {2, 3}
    assert read.merged == ((0, 1, 0, 2),)
    assert read.rows[0] == [0, "DATA AYAH", None, "z"]


@pytest.mark.parametrize("cached", [None, ""], ids=["no v", "empty v"])
def test_a_formula_without_result_is_told_apart_from_an_empty_cell(tmp_path: Path, cached: str | None) -> None:
    path = tmp_path / "rumus.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["kolom", 1, "=B1+1", "=C1+1"])
    book.active.append(["x", None, 2, 3])
    book.save(path)
    if cached is None:
        replace_in_part(path, "xl/worksheets/sheet1.xml", b"<v />", b"")
        replace_in_part(path, "xl/worksheets/sheet1.xml", b"<v></v>", b"")
    row = only_sheet(path).rows[0]
    assert row == ["kolom", 1, "=B1+1", "=C1+1"]
    assert [type(cell) for cell in row[2:]] == [UncachedFormula, UncachedFormula]


def test_a_formula_with_a_stored_result_is_its_result(tmp_path: Path) -> None:
    path = tmp_path / "rumus.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_formula("A1", "=1+1", value=2)
    sheet.write_formula("B1", '=IF(1,"","x")', value="kosong")
    sheet.write_formula("C1", '="a"&"b"', value="ab")
    sheet.write("D1", "akhir")
    book.close()
    replace_in_part(path, "xl/worksheets/sheet1.xml", b"<v>kosong</v>", b"<v></v>")
    assert only_sheet(path).rows == [[2, None, "ab", "akhir"]]


def test_error_values_are_kept_also_beyond_the_last_filled_cell(tmp_path: Path) -> None:
    path = tmp_path / "galat.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write("A1", "NIK")
    sheet.write_formula("A2", "=NA()", value="#N/A")
    sheet.write_formula("D5", "=A0", value="#REF!")
    sheet.write("A3", "#VALUE!")
    book.close()
    rows = only_sheet(path).rows
    assert (len(rows), len(rows[0])) == (5, 4)
    assert [rows[1][0], rows[4][3]] == ["#N/A", "#REF!"]
    assert {type(rows[1][0]), type(rows[4][3])} == {CellError}


def test_cells_and_rows_without_address_follow_one_another(tmp_path: Path) -> None:
    """Some exporters leave `r` out everywhere; errors and formulas must still land in their cells."""
    path = tmp_path / "tanpa_alamat.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c"])
    book.save(path)
    cells = (
        b'<sheetData><row><c t="inlineStr"><is><t>NIK</t></is></c><c><v>1</v></c></row>'
        b'<row><c><v>7</v></c><c t="e"><v>#N/A</v></c><c><f>A1</f></c></row></sheetData>'
    )
    rewrite_part(path, "xl/worksheets/sheet1.xml", lambda xml: between(xml, b"<sheetData>", b"</sheetData>", cells))
    rows = only_sheet(path).rows
    assert rows == [["NIK", 1, None], [7, "#N/A", "=A1"]]
    assert [type(cell) for cell in rows[1][1:]] == [CellError, UncachedFormula]


def test_a_namespace_prefix_changes_nothing(tmp_path: Path) -> None:
    """ClosedXML and others write `<x:row>` where Excel writes `<row>`."""
    path = tmp_path / "prefix.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.save(path)
    xml = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c><x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        b'<x:row r="2" hidden="1"><x:c r="A2"><x:f>A1*2</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    rewrite_part(path, "xl/worksheets/sheet1.xml", lambda _: xml)
    read = only_sheet(path)
    assert read.rows == [[5, "#REF!"], ["=A1*2", None]]
    assert read.hidden_rows == {1}
    assert type(read.rows[0][1]) is CellError


def test_xls_is_read_with_its_merged_ranges(tmp_path: Path) -> None:
    path = tmp_path / "bpnt.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("BPNT")
    sheet.write_merge(0, 0, 0, 2, "DAFTAR KPM")
    for column, cell in enumerate(["NIK KTP", 7772011708800001, "0012"]):
        sheet.write(2, column, cell)
    book.save(str(path))
    opened = open_workbook(path)
    read = next(opened.sheets())
    assert opened.kind == "xls"
    assert read.rows == [["DAFTAR KPM", None, None], [None] * 3, ["NIK KTP", 7772011708800001.0, "0012"]]
    assert read.merged == ((0, 0, 0, 2),)


def test_ods_is_read(tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    path = tmp_path / "rtlh.ods"
    document = OpenDocumentSpreadsheet()
    table = Table(name="RTLH")
    for cells in (("NIK", "NAMA"), ("7772011708800001", "Besse")):
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    opened = open_workbook(path)
    assert (opened.kind, opened.sheet_names) == ("ods", ("RTLH",))
    assert next(opened.sheets()).rows == [["NIK", "NAMA"], ["7772011708800001", "Besse"]]


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
        ("DAFTAR PENERIMA\n\nNO;KPM\n1;2,5\n", "utf-8", [["DAFTAR PENERIMA", None], [None, None], ["NO", "KPM"], ["1", "2,5"]]),
        ("A;B\n1;#N/A\n;;;\n;;;\n", "utf-8", [["A", "B"], ["1", "#N/A"]]),
        ("a,b\n1,22\n\x85x,y\u2028z\n", "utf-8", [["a", "b"], ["1", "22"], ["\x85x", "y\u2028z"]]),
        ("NAMA\nAndi\nBaso\n", "utf-8", [["NAMA"], ["Andi"], ["Baso"]]),
        ("A;B\n1;0,5\n2;1,5\n3;2,5\n", "utf-8", [["A", "B"], ["1", "0,5"], ["2", "1,5"], ["3", "2,5"]]),
    ],
    ids=["comma", "semicolon bom", "utf16 tab", "cp1252 pipe", "cr", "sep", "newline", "title", "empty tail", "odd breaks", "one column", "decimals"],
)
def test_separated_values(tmp_path: Path, text: str, encoding: str, rows: list[list[str | None]]) -> None:
    path = write_text(tmp_path / "data.xls", text, encoding)
    opened = open_workbook(path)
    assert opened.kind == "csv"
    assert next(opened.sheets()).rows == rows


def test_a_stray_quotation_mark_swallows_no_lines(tmp_path: Path) -> None:
    lines = ["NO;NIK;NAMA;ALAMAT", '1;0011;"Andi;JL. A', "2;0012;Baso;JL. B", '3;0013;"Besse, Hj.";JL. "C"', "4;0014;Ambo;JL. D"]
    rows = only_sheet(write_text(tmp_path / "kutip.csv", "\n".join(lines))).rows
    assert [row[1] for row in rows] == ["NIK", "0011", "0012", "0013", "0014"]
    assert rows[1][2:] == ['"Andi', "JL. A"]
    assert rows[3][2] == "Besse, Hj."


def test_html_named_xls_keeps_identifiers_spans_and_nested_tables(tmp_path: Path) -> None:
    html = """<html><head><style>td {color: red}</style><title>laporan</title></head><body>
      <table><tr><th rowspan=2>NIK</th><th colspan="2">Data&nbsp;Ayah</th></tr><tr><th>Nama</th><th>NIK</th></tr>
      <tr><td>0012</td><td>La <b>Tang</b><br>bin X</td><td>'7772</td></table>
      <table><tr><td><table><tr><td>a<tr><td>b</table></td><td>c</td></tr></table></body></html>"""
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
    ]
    assert set(read.merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_spreadsheetml_named_xls(tmp_path: Path) -> None:
    xml = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
      xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
      <Worksheet ss:Name="KKS"><Table><Column/><Column ss:Hidden="1"/>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">JUDUL</Data></Cell><Cell><Data ss:Type="String">C1</Data></Cell></Row>
        <Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">12.5</Data></Cell>
          <Cell><Data ss:Type="DateTime">1980-08-17T00:00:00.000</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell>
          <Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet>
      <Worksheet ss:Name="arsip"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
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


def test_a_zipped_xlsx_is_read_from_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["NIK", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "a.xlsx")
    (tmp_path / "a.xlsx").unlink()
    opened = open_workbook(tmp_path / "a.zip")
    assert [sheet.rows for sheet in opened.sheets()] == [[["NIK", "=1+1"]]]


def test_two_files_in_a_zip_are_refused_by_number(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kirim.zip", "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(UnreadableFile, match="berisi 2 berkas") as caught:
        open_workbook(tmp_path / "kirim.zip")
    assert caught.value.code == "FIL-001"


def test_is_blank() -> None:
    assert [is_blank(cell) for cell in (None, "", " \t", "\u00a0", "\ufeff\u200b")] == [True] * 5
    assert [is_blank(cell) for cell in (0, False, 0.0, "0", "-")] == [False] * 5


def rewrite_part(path: Path, part: str, change) -> None:  # type: ignore[no-untyped-def]
    """Put the changed part of an xlsx in place of the old one."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def replace_in_part(path: Path, part: str, old: bytes, new: bytes) -> None:
    rewrite_part(path, part, lambda xml: xml.replace(old, new))


def between(xml: bytes, start: bytes, end: bytes, new: bytes) -> bytes:
    return xml[: xml.index(start)] + new + xml[xml.index(end) + len(end) :]
