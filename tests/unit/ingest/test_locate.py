"""Tables are found by their words and shape in the layouts that offices use; every case is one such layout."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.fold import fold_header
from ingest.locate import Anchors, FoundTable, find_tables, is_recap, nearest, whole_sheet
from ingest.workbook import Range, Sheet, UncachedFormula

N1, N2, N3, N4 = "7772011708800001", "7772014510990002", "7772010101700003", "7772026606850004"


def anchors(contains: str = "NIK NAMA", known: str = "NO|NIK|NO KK|NAMA|ALAMAT|RT|RW|KELURAHAN|KECAMATAN|KET|JK") -> Anchors:
    return Anchors(
        tuple((fold_header(word),) for word in contains.split()), frozenset(map(fold_header, known.split("|")))
    )


def sheet(*rows: list[Any], merged: tuple[Range, ...] = (), name: str = "LUMPUE") -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet(name, "visible", [list(row) + [None] * (width - len(row)) for row in rows], merged)


def one(found: list[FoundTable]) -> FoundTable:
    assert len(found) == 1
    return found[0]


def kinds(table: FoundTable) -> dict[int, str]:
    """Row -> kind, as numbered on the screen (from 1)."""
    return {item.row + 1: item.kind for item in table.furniture}


def records(table: FoundTable) -> list[int]:
    return [row + 1 for row in table.data_rows]


def headers(table: FoundTable) -> list[str]:
    return [column.text for column in table.header]


def test_the_usual_city_form() -> None:
    """Title block, header, column numbers, records, JUMLAH, place and date, signature: domain.md 1.0."""
    table = one(
        find_tables(
            sheet(
                ["DAFTAR PENERIMA KARTU KELUARGA SEJAHTERA"],
                ["KELURAHAN : LUMPUE"],
                ["SEMESTER I TAHUN 2017"],
                [],
                ["NO", "NIK ", "NAMA\nPENERIMA", "ALAMAT", "KET"],
                ["(1)", "(2)", "(3)", "(4)", "(5)"],
                [1, N1, "ANDI BASO", "JL. MAWAR", None],
                [2, None, "BESSE", None, None],
                [3, N3, None, "BTN", "x"],
                ["JUMLAH", None, None, 3],
                [],
                [None, "Mengetahui,", None, "Parepare, 30 Juni 2017"],
                [None, "LURAH LUMPUE", None, "Pendamping"],
                [],
                [None, "H. MA'MUR, S.Sos", None, "NURHAYATI"],
                [None, "NIP. 19650101 199003 1 001", None, None],
            ),
            anchors(known="NO|NIK|NAMA PENERIMA|ALAMAT|KET"),
        )
    )
    assert headers(table) == ["NO", "NIK", "NAMA PENERIMA", "ALAMAT", "KET"]
    assert [column.letter for column in table.header] == ["A", "B", "C", "D", "E"]
    assert table.titles == ["DAFTAR PENERIMA KARTU KELUARGA SEJAHTERA", "KELURAHAN : LUMPUE", "SEMESTER I TAHUN 2017"]
    assert records(table) == [7, 8, 9]
    assert kinds(table) == {
        1: "title", 2: "title", 3: "title", 4: "blank", 5: "header", 6: "column_numbers", 10: "total", 11: "blank",
        12: "signature", 13: "signature", 14: "blank", 15: "signature", 16: "signature",
    }  # fmt: skip
    assert [(total.row, total.label, total.values, total.kind) for total in table.totals] == [
        (9, "JUMLAH", {3: 3}, "total")
    ]
    assert table.has_named_total
    assert table.bands == {}


def test_no_header_no_table() -> None:
    assert find_tables(sheet(["Surat pengantar"], ["Dengan hormat, NIK dan nama terlampir"]), anchors()) == []
    assert find_tables(sheet(["NO", "NIK", "ALAMAT"], [1, N1, "x"]), anchors()) == []
    assert find_tables(sheet(), anchors()) == []


def test_without_anchors_the_known_words_find_a_header_that_lacks_a_column() -> None:
    table = one(find_tables(sheet(["DAFTAR"], ["NO", "NIK", "ALAMAT"], [1, N1, "x"]), anchors(contains="")))
    assert headers(table) == ["NO", "NIK", "ALAMAT"]


def test_a_header_without_records_is_a_table_without_records() -> None:
    table = one(find_tables(sheet(["NO", "NIK", "NAMA"], [], [None, "NIHIL"]), anchors()))
    assert (table.data_rows, kinds(table)) == ([], {1: "header", 2: "blank", 3: "note"})


@pytest.mark.parametrize(
    "merged",
    [
        ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5), (0, 6, 0, 7)),
        ((0, 3, 0, 5), (0, 6, 0, 7)),
        (),
    ],
    ids=["all merged", "parents merged", "csv: no merges"],
)
def test_two_header_rows_repeat_parents_over_their_children(merged: tuple[Range, ...]) -> None:
    table = one(
        find_tables(
            sheet(
                ["No", "Nama", "NIK", "Data Ayah", None, None, "Data Ibu", None],
                [None, None, None, "Nama", "Tahun Lahir", "NIK", "Nama", "NIK"],
                [1, "Andi", N1, "Baso", 1970, N2, "Besse", N3],
                [2, "Ambo", N4, "La Tang", 1971, None, "Indo", None],
                merged=merged,
            ),
            anchors(known="No|Nama|NIK|Data Ayah Nama|Nama Ibu"),
        )
    )
    assert headers(table) == [
        "No", "Nama", "NIK", "Data Ayah / Nama", "Data Ayah / Tahun Lahir", "Data Ayah / NIK", "Data Ibu / Nama",
        "Data Ibu / NIK",
    ]  # fmt: skip
    assert (table.header[5].parent, table.header[5].child) == ("Data Ayah", "NIK")
    assert table.header[5].folded == ("dataayahnik", "nik")
    assert (table.header[2].parent, table.header[2].folded) == (None, ("nik",))
    assert records(table) == [3, 4]


def test_three_header_rows() -> None:
    table = one(
        find_tables(
            sheet(
                ["NO", "KELURAHAN", "PAGU", None, None, None],
                [None, None, "SEMESTER I", None, "SEMESTER II", None],
                [None, None, "KPM", "KG", "KPM", "KG"],
                [1, "LUMPUE", 10, 100, 12, 120],
                merged=((0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 5), (1, 2, 1, 3), (1, 4, 1, 5)),
            ),
            anchors(contains="KELURAHAN", known="NO|KELURAHAN"),
        )
    )
    assert headers(table)[2:] == [
        "PAGU / SEMESTER I / KPM", "PAGU / SEMESTER I / KG", "PAGU / SEMESTER II / KPM", "PAGU / SEMESTER II / KG",
    ]  # fmt: skip
    assert table.header[5].folded == ("pagusemesteriikg", "semesteriikg", "kg")
    assert records(table) == [4]


def test_parents_above_a_complete_header_row() -> None:
    table = one(
        find_tables(
            sheet(
                ["DAFTAR PENERIMA"],
                [None, "IDENTITAS", None, "BANTUAN", None],
                ["NO", "NIK", "NAMA", "TARGET", "REALISASI"],
                [1, N1, "Andi", 5, 6],
                merged=((0, 0, 0, 4), (1, 1, 1, 2), (1, 3, 1, 4)),
            ),
            anchors(),
        )
    )
    assert headers(table) == ["NO", "IDENTITAS / NIK", "IDENTITAS / NAMA", "BANTUAN / TARGET", "BANTUAN / REALISASI"]
    assert table.titles == ["DAFTAR PENERIMA"]


def test_titles_right_above_the_header_are_no_parents() -> None:
    rows = (
        ["DAFTAR NIK DAN NAMA PENERIMA", None, None],
        ["KELURAHAN", ": LUMPUE", None],
        ["NO", "NIK", "NAMA"],
        [1, N1, "Andi"],
    )
    for merged in ((), ((0, 0, 0, 2),), ((0, 0, 0, 2), (1, 1, 1, 2))):
        table = one(find_tables(sheet(*rows, merged=merged), anchors()))
        assert headers(table) == ["NO", "NIK", "NAMA"]
        assert table.titles == ["DAFTAR NIK DAN NAMA PENERIMA", "KELURAHAN : LUMPUE"]


def test_a_header_merged_over_two_columns_without_children_is_one_column() -> None:
    table = one(
        find_tables(
            sheet(["NO", "NAMA", None, "NIK"], [1, "Andi", None, N1], merged=((0, 1, 0, 2),)),
            anchors(),
        )
    )
    assert [(column.letter, column.text) for column in table.header] == [("A", "NO"), ("B", "NAMA"), ("D", "NIK")]


def test_a_first_record_of_words_is_no_second_header_row() -> None:
    table = one(find_tables(sheet(["NAMA", "NIK", None, "KET"], ["Andi", None, "x", "KET"], ["B", N1, None, None]), anchors()))
    assert records(table) == [2, 3]


def test_empty_columns_keep_their_header_and_nameless_columns_with_data_are_told() -> None:
    table = one(
        find_tables(sheet(["NO", "NIK", "NAMA", "ALAMAT", None, None], [1, N1, "Andi", None, None, "catatan"]), anchors())
    )
    assert [(column.letter, column.text) for column in table.header] == [
        ("A", "NO"), ("B", "NIK"), ("C", "NAMA"), ("D", "ALAMAT"), ("F", ""),
    ]  # fmt: skip
    assert table.header[4].folded == ()


@pytest.mark.parametrize(
    "numbers",
    [
        [1, 2, 3, 4],
        ["1", "2", "3", "4 = 2 x 3"],
        ["a", "b", "c", "d"],
        ["kolom", UncachedFormula("=A2+1"), UncachedFormula("=B2+1"), UncachedFormula("=C2+1")],
        [1, UncachedFormula("=A2+1"), UncachedFormula("=B2+1"), UncachedFormula("=C2+1")],
        ["kolom", 0, 0, 0],
        [1, 0, 0, 0],
        ["kolom", "1", "2", "3"],
        ["(1)", None, "(2)", "(3)"],
    ],
    ids=str,
)
def test_a_row_of_column_numbers_is_no_record(numbers: list[Any]) -> None:
    table = one(find_tables(sheet(["NO", "NIK", "NAMA", "KET"], numbers, [1, N1, "Andi", 4]), anchors()))
    assert (records(table), kinds(table)) == ([3], {1: "header", 2: "column_numbers"})


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
    names = ("REKAP", "Rekapitulasi Kel", "REKAP_2017", "LUMPUE", "Rekaman", "Total", "BACUKIKI BARAT")
    assert [is_recap(sheet([], name=name)) for name in names] == [True, True, True, False, False, True, False]
    skipped = whole_sheet(sheet(["a"], [], ["b"]), "recap_sheet")
    assert [(item.row, item.kind) for item in skipped] == [(0, "recap_sheet"), (1, "recap_sheet"), (2, "recap_sheet")]


def test_nearest_header() -> None:
    known = ["nik", "nama", "kecamatan", "desakelurahan", "nokk"]
    assert nearest("NAMA KECAMATAAN", ["namakecamatan", "kecamatan"]) == ("namakecamatan", 0.963)
    assert nearest("Desa/Keluarahan", known) == ("desakelurahan", 0.963)
    assert nearest("NIK", known) == ("nik", 1.0)
    assert nearest("Zodiak", known) is None
