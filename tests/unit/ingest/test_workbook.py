"""xlsx, xls and ods give the same cells: what was written is what is read, typed and in its place."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ingest.workbook import Cell, CellError, Sheet, ShownNumber, UncachedFormula, is_blank, open_workbook
from tests.support.sheets import write_ods


def only_sheet(path: Path) -> Sheet:
    sheets = list(open_workbook(path).sheets())
    assert len(sheets) == 1
    return sheets[0]


def test_xlsx_cells_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "kks.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["C2"], sheet["D2"] = "NIK", "0012", 7.2720117e15
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


def test_a_text_written_as_a_formula_is_that_text_with_or_without_a_result(tmp_path: Path) -> None:
    """So that a spreadsheet keeps all digits of a NIK, offices write it as a formula."""
    path = tmp_path / "rumus.xlsx"
    book = openpyxl.Workbook()
    book.active.append(['="7772011207320001"', '= "a ""b"""', '="a"&"b"', "x"])
    book.save(path)
    row = only_sheet(path).rows[0]
    assert row == ["7772011207320001", 'a "b"', '="a"&"b"', "x"]
    assert [type(cell) for cell in row] == [str, str, UncachedFormula, str]


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


def test_strict_ooxml_is_read(tmp_path: Path) -> None:
    """`Strict Open XML` of Excel has other namespaces everywhere."""
    path = tmp_path / "ketat.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["NIK", 5])
    book.active.append(["x", "=A1"])
    book.save(path)
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "_rels/.rels"):
        replace_in_part(path, part, old + b"officeDocument/2006/", new + b"officeDocument/")
        replace_in_part(path, part, old + b"spreadsheetml/2006/", new + b"spreadsheetml/")
    rows = only_sheet(path).rows
    assert rows == [["NIK", 5], ["x", "=A1"]]
    assert type(rows[1][1]) is UncachedFormula


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


@pytest.mark.parametrize("is_from_1904", [True, False])
def test_a_workbook_says_from_when_its_days_count(is_from_1904: bool, tmp_path: Path) -> None:
    old = xlwt.Workbook()
    old.dates_1904 = is_from_1904
    old.add_sheet("A").write(0, 0, 41000)
    old.save(str(tmp_path / "lama.xls"))
    with xlsxwriter.Workbook(tmp_path / "baru.xlsx", {"date_1904": is_from_1904}) as new:
        new.add_worksheet("A").write(0, 0, 41000)
    for name in ("lama.xls", "baru.xlsx"):
        assert open_workbook(tmp_path / name).counts_from_1904 is is_from_1904, name


def test_xls_errors_and_hidden_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "galat.xls"
    book = xlwt.Workbook()
    first, second = book.add_sheet("KKS"), book.add_sheet("BPNT")
    for row in range(400):
        first.write(row, 0, row)
        second.write(row, 0, f"nama {row}")
    first.row(7).set_cell_error(2, 42)
    first.row(399).hidden = True
    first.col(1).hidden = True
    second.row(9).set_cell_error(1, 23)
    book.save(str(path))
    kks, bpnt = open_workbook(path).sheets()
    assert beyond_first_column(kks) == [(7, 2, "#N/A")]
    assert beyond_first_column(bpnt) == [(9, 1, "#REF!")]
    assert type(kks.rows[7][2]) is type(bpnt.rows[9][1]) is CellError
    assert (kks.hidden_rows, kks.hidden_columns) == ({399}, {1})
    assert (bpnt.hidden_rows, bpnt.hidden_columns) == (set(), set())


def beyond_first_column(sheet: Sheet) -> list[tuple[int, int, Cell]]:
    return [(r, c, cell) for r, row in enumerate(sheet.rows) for c, cell in enumerate(row) if c and cell is not None]


def test_ods_is_read(tmp_path: Path) -> None:
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


def test_error_values_of_an_ods_are_kept_in_their_place_also_repeated(tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" {}'
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        ' calcext:value-type="error"><text:p>{}</text:p></table:table-cell>'
    )
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [
        f"<table:table-row>{''.join(map(text.format, 'ABCD'))}</table:table-row>",
        f"<table:table-row>{text.format('x')}{gap}{error.format('', '#DIV/0!')}</table:table-row>",
        '<table:table-row table:number-rows-repeated="2">'
        + error.format('table:number-columns-repeated="2" ', "#N/A")
        + text.format("y")
        + "</table:table-row>",
    ]
    read = only_sheet(write_ods(tmp_path / "galat.ods", (row.encode() for row in rows)))
    assert read.rows[1:] == [["x", None, None, "#DIV/0!"], ["#N/A", "#N/A", "y", None], ["#N/A", "#N/A", "y", None]]
    assert {type(read.rows[1][3]), type(read.rows[3][1])} == {CellError}


def test_a_number_is_read_as_a_format_with_digits_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "format.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    formats = ('"7772"000000000000', '#,##0",000"', "0000000000", '"Rp" #,##0', "000")
    for column, code in enumerate(formats):
        sheet.write_number(0, column, 35301550001 if column == 0 else 300, book.add_format({"num_format": code}))
    sheet.write_string(1, 0, "text", book.add_format({"num_format": formats[0]}))
    book.close()
    first, second = only_sheet(path).rows
    assert first == ["7772035301550001", "300000", "0000000300", 300.0, 300.0]
    assert list(map(type, first)) == [ShownNumber, ShownNumber, str, float, float]
    assert second[0] == "text"


def test_parts_named_with_backslashes_are_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["NIK", "NAMA"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for part in source.infolist():
            target.writestr(part.filename.replace("/", "\\"), source.read(part))
    opened = open_workbook(tmp_path / "b.xlsx")
    assert (opened.kind, only_sheet(tmp_path / "b.xlsx").rows) == ("xlsx", [["NIK", "NAMA"]])


def test_a_zipped_xlsx_is_read_from_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["NIK", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "a.xlsx")
    (tmp_path / "a.xlsx").unlink()
    opened = open_workbook(tmp_path / "a.zip")
    assert [sheet.rows for sheet in opened.sheets()] == [[["NIK", "=1+1"]]]


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
