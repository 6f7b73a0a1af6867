"""What a file may not do: crash, hang, eat the memory, or be read as fewer rows than it has."""

from __future__ import annotations

import gzip
import io
import pickle
import random
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.model import CELL_BYTES
from ingest.formats.office import OfficeFile
from ingest.formats.xlsb_scan import valued_area
from ingest.workbook import Limits, UnreadableFile, open_workbook
from tests.support.sheets import write_ods

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An ordinary workbook of 40 rows."""
    path = tmp_path / "kks.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("KKS")
    for row in range(40):
        sheet.write_row(row, 0, [row, "7772011708800001", "Andi Baso"])
    workbook.close()
    return path


def refused(path: Path, limits: Limits | None = None) -> str:
    """The code with which a file is refused, at opening or while its sheets are read."""
    with pytest.raises(UnreadableFile) as caught:
        for _ in open_workbook(path, limits).sheets():
            pass
    assert caught.value.reason_id.endswith(".")
    return caught.value.code


def with_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FIL-003"),
        (b" \r\n\t", "FIL-003"),
        (b"PK\x05\x06" + bytes(18), "FIL-003"),
        (gzip.compress(b""), "FIL-003"),
        (b"%PDF-1.7 ...", "FIL-001"),
        (b"\xff\xd8\xff\xe0 JFIF", "FIL-001"),
        (b"PK\x03\x04 cut off", "FIL-001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FIL-001"),
        (bytes(range(256)) * 8, "FIL-001"),
        (gzip.compress(b"A;B\n" * 1000)[:-12], "FIL-001"),
        (b'<?xml version="1.0"?><data><row/></data>', "FIL-001"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "FIL-001"),
        (b"{\\rtf1 x}", "FIL-001"),
    ],
    ids=[
        "0",
        "spaces",
        "empty_zip",
        "empty_gz",
        "pdf",
        "jpg",
        "cut_zip",
        "ole",
        "binary",
        "cut_gz",
        "xml",
        "mht",
        "rtf",
    ],
)
def test_what_holds_no_cells_is_refused_with_a_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "kiriman.xlsx"
    path.write_bytes(content)
    assert refused(path) == code


def test_the_error_survives_the_way_out_of_a_worker_process() -> None:
    error = pickle.loads(pickle.dumps(UnreadableFile("FIL-003", "Kosong.")))
    assert (error.code, error.reason_id, str(error)) == ("FIL-003", "Kosong.", "FIL-003: Kosong.")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "tidak_ada.xlsx") == "FIL-001"


def test_a_word_document_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "surat.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableFile, match="Word"):
        open_workbook(tmp_path / "surat.xlsx")


def test_every_single_flipped_byte_of_the_rows_is_noticed(book: Path) -> None:
    """Calamine reads a part with a wrong checksum as far as it gets, and calls that a sheet."""
    whole = book.read_bytes()
    with zipfile.ZipFile(book) as archive:
        info = archive.getinfo(SHEET)
    start = info.header_offset + 30 + len(SHEET)
    for offset in range(start, start + info.compress_size, 7):
        book.write_bytes(whole[:offset] + bytes([whole[offset] ^ 0x10]) + whole[offset + 1 :])
        assert refused(book) == "FIL-001"


def test_a_wrong_checksum_alone_is_noticed(book: Path) -> None:
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        crc = archive.getinfo("xl/styles.xml").CRC
    for position in range(len(data) - 4):
        if data[position : position + 4] == struct.pack("<I", crc):
            data[position : position + 4] = struct.pack("<I", crc ^ 1)
    book.write_bytes(bytes(data))
    assert refused(book) == "FIL-001"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused(book: Path, part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    assert refused(with_part(book, part, lambda _: bomb)) == "FIL-009"


def test_spreadsheetml_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bom.xls"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>&a;</Worksheet></Workbook>'
    )
    assert refused(path) == "FIL-009"


def test_a_zip_bomb_is_stopped_while_it_unpacks(book: Path) -> None:
    limits = Limits(ratio_counts_from_bytes=2**20, max_ratio=100)
    assert refused(with_part(book, "xl/media/image1.png", lambda _: bytes(8 * 2**20)), limits) == "FIL-009"
    assert refused(book, Limits(max_unpacked_bytes=2**20)) == "FIL-009"


def test_a_bomb_with_a_forged_size_is_stopped(book: Path) -> None:
    """The directory says 100 bytes, the part inflates to 8 MB: what was claimed is not believed."""
    with_part(book, "xl/media/image1.png", lambda _: bytes(8 * 2**20))
    data = book.read_bytes()
    book.write_bytes(data.replace(struct.pack("<I", 8 * 2**20), struct.pack("<I", 100)))
    assert refused(book) == "FIL-001"


def test_parts_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """The overlap bomb: many names in the directory for one packed body."""
    body, name = random.Random(1).randbytes(10_000), 5
    sizes = (zlib.crc32(body), len(body), len(body), name)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, *sizes, 0)
    central = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, *sizes, 0, 0, 0, 0, 0, 0) + b"a%04d" % number
        for number in range(50)
    )
    head = local + b"a0000" + body
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(central), len(head), 0)
    path = tmp_path / "tumpuk.zip"
    path.write_bytes(head + central + end)
    assert refused(path) == "FIL-009"


def test_a_zip_in_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    data = b"A;B\n1;2\n"
    for depth in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{depth}", data)
        data = packed.getvalue()
    (tmp_path / "boneka.zip").write_bytes(data)
    assert refused(tmp_path / "boneka.zip") == "FIL-009"


def test_gzip_bomb(tmp_path: Path) -> None:
    (tmp_path / "bom.csv.gz").write_bytes(gzip.compress(bytes(4 * 2**20)))
    assert refused(tmp_path / "bom.csv.gz", Limits(ratio_counts_from_bytes=2**20)) == "FIL-009"


def test_one_stray_cell_at_the_end_of_the_sheet_is_told_where_not_allocated(tmp_path: Path) -> None:
    path = tmp_path / "nyasar.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "NIK", "x"
    book.save(path)
    with pytest.raises(UnreadableFile, match="baris 1048576, kolom ke-16384") as caught:
        open_workbook(path)
    assert caught.value.code == "FIL-009"


def test_a_styled_empty_cell_at_the_end_of_the_sheet_costs_nothing(book: Path) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    with_part(book, SHEET, lambda xml: xml.replace(b"</sheetData>", stray))
    assert [len(sheet.rows) for sheet in open_workbook(book).sheets()] == [40]


def test_a_forged_dimension_allocates_nothing(book: Path) -> None:
    with_part(book, SHEET, lambda xml: xml.replace(b'<dimension ref="A1:C40"/>', b'<dimension ref="A1:XFD1048576"/>'))
    tracemalloc.start()
    rows = next(open_workbook(book).sheets()).rows
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(rows), len(rows[0])) == (40, 3)
    assert peak < 20 * 2**20


def test_many_empty_styled_rows_are_not_rows(book: Path) -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(41, 50_041))
    with_part(book, SHEET, lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    assert [len(sheet.rows) for sheet in open_workbook(book).sheets()] == [40]


def test_one_stray_cell_far_out_in_an_ods_is_told_where(tmp_path: Path) -> None:
    cell = b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    gap = b'<table:table-cell table:number-columns-repeated="16380"/>'
    far = b'<table:table-row table:number-rows-repeated="1048570">' + gap + b"</table:table-row>"
    end = b"</table:table-row>"
    path = write_ods(tmp_path / "x.ods", [b"<table:table-row>", cell, end, far, b"<table:table-row>", gap, cell, end])
    with pytest.raises(UnreadableFile, match="baris 1048572, kolom ke-16381") as caught:
        open_workbook(path)
    assert caught.value.code == "FIL-009"


def test_the_rows_of_an_ods_are_counted_sheet_by_sheet(tmp_path: Path) -> None:
    cell = b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    narrow, wide = (b"<table:table-row>" + cell * width + b"</table:table-row>" for width in (1, 10))
    rows = [narrow * 60, b'</table:table><table:table table:name="B">', wide * 60]
    path = write_ods(tmp_path / "x.ods", rows)
    assert [len(one.rows) for one in open_workbook(path, Limits(max_cells=700)).sheets()] == [60, 60]
    assert refused(path, Limits(max_cells=599)) == "FIL-009"


def test_a_list_too_long_for_this_machine_is_to_be_split_and_its_part_is_read(tmp_path: Path) -> None:
    """400 rows of three columns where the memory is enough for 900 cells: 300 rows, not "delete what is far away"."""
    for name, rows in (("kota", 400), ("kecamatan", 300)):
        workbook = xlsxwriter.Workbook(tmp_path / f"{name}.xlsx")
        sheet = workbook.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, [row, "nama", "alamat"])
        workbook.close()
    little = Limits(max_cells=900)
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(tmp_path / "kota.xlsx", little)
    assert caught.value.code == "FIL-009"
    assert "baris 400, kolom ke-3; komputer ini dapat membaca paling banyak 300 baris" in caught.value.reason_id
    assert "satu per kecamatan" in caught.value.reason_id
    assert [len(one.rows) for one in open_workbook(tmp_path / "kecamatan.xlsx", little).sheets()] == [300]


def test_limits_follow_the_memory() -> None:
    small, large = Limits.within(CELL_BYTES * 1000), Limits.within(CELL_BYTES * 100_000_000)
    assert (small.max_cells, small.max_unpacked_bytes) == (1000, Limits().max_unpacked_bytes)
    assert (large.max_cells, large.max_file_bytes > Limits().max_file_bytes) == (100_000_000, True)


def test_facts_are_found_in_every_chunk_of_a_long_sheet(tmp_path: Path) -> None:
    """Rows that are cut by the chunks in which a part is inflated keep their error values and hidden marks."""
    path = tmp_path / "panjang.xlsx"
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for row in range(6000):
        sheet.set_row(row, None, None, {"hidden": row % 3 == 0})
        sheet.write_row(row, 0, [row, f"nama {row * 7919 % 10007}", "x" * (row % 50)])
        sheet.write_formula(row, 3, "=NA()", value="#N/A" if row % 2 else 5)
    workbook.close()
    read = next(open_workbook(path).sheets())
    assert read.hidden_rows == set(range(0, 6000, 3))
    assert [row for row, cells in enumerate(read.rows) if cells[3] == "#N/A"] == list(range(1, 6000, 2))


def test_a_locked_zip_asks_for_an_open_file(book: Path) -> None:
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        first = archive.infolist()[0]
    data[first.header_offset + 6] |= 1
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    book.write_bytes(bytes(data))
    assert refused(book) == "FIL-002"


def test_html_cannot_span_the_world(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table>" + "<tr><td rowspan=9999999 colspan=9999999>x</td><td>y</td></tr>" * 3 + "</table>")
    assert refused(path, Limits(max_cells=1_000_000)) == "FIL-009"


HEADS = (
    b"",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"<table><tr><td",
    b"<?xml ",
    b"\xff\xfe",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(HEADS))
def test_any_bytes_give_rows_or_one_error(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.xls"
    path.write_bytes(head + data)
    try:
        widths = [{len(row) for row in sheet.rows} for sheet in open_workbook(path).sheets()]
    except UnreadableFile:
        return
    assert all(len(width) <= 1 for width in widths)


def record(kind: int, *numbers: int) -> bytes:
    """A record of an xlsb sheet: type, size, and its numbers of four bytes each."""
    return bytes([kind, 4 * len(numbers)]) + struct.pack(f"<{len(numbers)}I", *numbers)


ROW, STYLE_ALONE, REAL, LONG = 0, 1, 5, bytes([0x94, 0x01, 0x85, 0x01]) + bytes(133)  # BrtWsDim-like, two-byte size


@pytest.mark.parametrize(
    ("records", "area"),
    [
        (record(ROW, 1_048_575, 0) + record(REAL, 16_383, 0, 0, 0), (1_048_576, 16_384, 1)),
        (record(ROW, 0, 0) + record(STYLE_ALONE, 16_383, 0) + record(REAL, 2, 0, 0, 0), (1, 3, 1)),
        (LONG + record(ROW, 6, 0) + record(REAL, 1, 0, 0, 0), (7, 2, 1)),
        (b"", (0, 0, 0)),
    ],
)
def test_the_area_of_an_xlsb_sheet_is_that_of_its_values(records: bytes, area: tuple[int, int, int]) -> None:
    assert valued_area(records) == area


def test_one_stray_cell_far_out_in_an_xlsb_is_refused_before_its_area_is_allocated() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.bin", record(ROW, 1_048_575, 0) + record(REAL, 16_383, 0, 0, 0))
    with pytest.raises(UnreadableFile) as caught:
        OfficeFile(packed.getvalue(), "xlsb", Limits())
    assert caught.value.code == "FIL-009"
    assert "baris 1048576, kolom ke-16384" in caught.value.reason_id


def test_an_xlsb_sheet_that_ends_within_a_record_is_damaged() -> None:
    with pytest.raises(UnreadableFile, match="FIL-001"):
        valued_area(bytes([0x94]))
