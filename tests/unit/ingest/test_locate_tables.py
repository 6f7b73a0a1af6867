"""Several tables and headers in one sheet, sheets that are none, and the nearest known header."""

from __future__ import annotations

from ingest.sheets.locate import find_tables, nearest
from ingest.sheets.recap import is_recap_sheet
from tests.support.located import anchors, headers, kinds, one, records, sheet

N1, N2, N3, N4 = "7772011708800001", "7772014510990002", "7772010101700003", "7772026606850004"


def test_headers_repeated_on_each_printed_page() -> None:
    page = ["NO", "NIK", "NAMA"]
    table = one(
        find_tables(
            sheet(
                page, ["1", "2", "3"], [1, N1, "Andi"], [], ["Halaman 2"], ["NO ", "NIK", "Nama"], ["1", "2", "3"],
                [2, N2, "Nama"], [3, N3, "NIKA"],
            ),
            anchors(),
        )
    )  # fmt: skip
    assert records(table) == [3, 8, 9]
    assert kinds(table) == {
        1: "header", 2: "column_numbers", 4: "blank", 5: "note", 6: "repeated_header", 7: "column_numbers",
    }  # fmt: skip


def test_a_repeated_two_row_header_is_taken_whole() -> None:
    head = (["NO", "NAMA", "NIK", "DATA IBU", None], [None, None, None, "NAMA", "NIK"])
    table = one(find_tables(sheet(*head, [1, "A", N1, "B", N2], *head, [2, "C", N3, "D", N4]), anchors()))
    assert records(table) == [3, 6]
    assert kinds(table) == {1: "header", 2: "header", 4: "repeated_header", 5: "repeated_header"}


def test_two_tables_one_below_the_other() -> None:
    found = find_tables(
        sheet(
            ["DATA PENERIMA"], ["NO", "NIK", "NAMA"], [1, N1, "Andi"], ["JUMLAH", None, 1], [], ["DATA CADANGAN"], [],
            ["NAMA", "ALAMAT", "NIK", "RT"], ["Besse", "BTN", N2, "001"], [None, "Mengetahui"],
        ),
        anchors(),
    )  # fmt: skip
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA"], ["NAMA", "ALAMAT", "NIK", "RT"]]
    assert [records(table) for table in found] == [[3], [9]]
    assert [table.titles for table in found] == [["DATA PENERIMA"], ["DATA CADANGAN"]]
    assert kinds(found[0]) == {1: "title", 2: "header", 4: "total", 5: "blank"}
    assert kinds(found[1]) == {6: "title", 7: "blank", 8: "header", 10: "signature"}


def test_two_tables_side_by_side() -> None:
    found = find_tables(
        sheet(
            ["DAFTAR PENERIMA"],
            ["NO", "NIK", "NAMA", None, "NO", "NIK", "NAMA"],
            [1, N1, "Andi", None, 3, N3, "Ambo"],
            [2, N2, "Besse"],
            ["JUMLAH", None, 2, None, "JUMLAH", None, 1],
        ),
        anchors(),
    )
    assert [[column.letter for column in table.header] for table in found] == [["A", "B", "C"], ["E", "F", "G"]]
    assert [records(table) for table in found] == [[3, 4], [3]]
    assert [total.values for table in found for total in table.totals] == [{2: 2}, {6: 1}]
    assert [kinds(table) for table in found] == [{1: "title", 2: "header", 5: "total"}, {}]


def test_recap_sheets_are_known_by_name() -> None:
    recaps = ("REKAP", "Rekapitulasi Kel", "REKAP_2017", "Total", "2. REKAP", "DATA REKAP", "LAPADDE (REKAP)", "Grafik")
    lists = ("LUMPUE", "Rekaman", "BACUKIKI BARAT", "Totalindo")
    assert [is_recap_sheet(name) for name in (*recaps, *lists)] == [True] * 8 + [False] * 4


def test_nearest_header() -> None:
    known = ["nik", "nama", "kecamatan", "desakelurahan", "nokk"]
    assert nearest("NAMA KECAMATAAN", ["namakecamatan", "kecamatan"]) == ("namakecamatan", 0.963)
    assert nearest("Desa/Keluarahan", known) == ("desakelurahan", 0.963)
    assert nearest("NIK", known) == ("nik", 1.0)
    assert nearest("Zodiak", known) is None
