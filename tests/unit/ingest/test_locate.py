"""Tables are found by their words and shape in the layouts that offices use; every case is one such layout."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.sheets.layout.header import find_band
from ingest.sheets.locate import find_tables
from ingest.workbook import Range, UncachedFormula
from tests.support.located import anchors, headers, kinds, one, records, sheet

N1, N2, N3, N4 = "7772011708800001", "7772014510990002", "7772010101700003", "7772026606850004"


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


def test_a_title_centred_over_most_columns_is_no_parent_and_a_lone_group_is_one() -> None:
    head, body = ["NO", "NIK", "NAMA", "TARGET", "REALISASI"], [1, N1, "Andi", 5, 6]
    title = one(find_tables(sheet([None, "KELURAHAN LUMPUE"], head, body, merged=((0, 1, 0, 4),)), anchors()))
    assert (headers(title), title.titles) == (head, ["KELURAHAN LUMPUE"])
    group = one(find_tables(sheet([None, None, None, "KPM"], head, body, merged=((0, 3, 0, 4),)), anchors()))
    assert headers(group) == ["NO", "NIK", "NAMA", "KPM / TARGET", "KPM / REALISASI"]
    left = one(find_tables(sheet(["KELURAHAN LUMPUE"], head, body, merged=((0, 0, 0, 1),)), anchors()))
    assert (headers(left), left.titles) == (head, ["KELURAHAN LUMPUE"])
    whole = one(find_tables(sheet(["LUMPUE"], head, body, merged=((0, 0, 0, 4),)), anchors()))
    assert (headers(whole), whole.titles) == (head, ["LUMPUE"])


def test_a_title_that_holds_both_anchors_in_one_cell_is_no_header() -> None:
    table = one(
        find_tables(sheet(["DAFTAR NAMA DAN NIK", None, "KET"], ["NO", "NIK", "NAMA"], [1, N1, "x"]), anchors())
    )
    assert (headers(table), table.titles) == (["NO", "NIK", "NAMA"], ["DAFTAR NAMA DAN NIK KET"])


def test_anchor_columns_are_those_without_a_parent() -> None:
    rows = (["Data Ayah", None, "NIK", "NAMA", "Data Ibu", None], ["NIK", "NAMA", None, None, "NIK", "NAMA"], [N1])
    band = find_band(sheet(*rows, merged=((0, 0, 0, 1), (0, 4, 0, 5))), 0, anchors())
    assert band is not None
    assert band.keys == (2, 3)


def test_a_title_beside_a_form_code_is_no_parent() -> None:
    rows = (["LUMPUE", None, None, None, "F-01"], ["NO", "NIK", "NAMA", "KET"], [1, N1, "Andi", "x"])
    table = one(find_tables(sheet(*rows, merged=((0, 0, 0, 3),)), anchors()))
    assert (headers(table), table.titles) == (["NO", "NIK", "NAMA", "KET"], ["LUMPUE F-01"])


def test_words_under_gaps_of_the_header_are_no_children_when_none_is_known() -> None:
    table = one(find_tables(sheet(["NAMA", "NIK", None, "KET", None], [None, None, "x", None, "y"]), anchors()))
    assert kinds(table) == {1: "header", 2: "note"}


def test_a_header_merged_over_two_columns_without_children_is_one_column() -> None:
    table = one(
        find_tables(
            sheet(["NO", "NAMA", None, "NIK"], [1, "Andi", None, N1], merged=((0, 1, 0, 2),)),
            anchors(),
        )
    )
    assert [(column.letter, column.text) for column in table.header] == [("A", "NO"), ("B", "NAMA"), ("D", "NIK")]


def test_a_first_record_of_words_is_no_second_header_row() -> None:
    table = one(
        find_tables(sheet(["NAMA", "NIK", None, "KET"], ["Andi", None, "x", "KET"], ["B", N1, None, None]), anchors())
    )
    assert records(table) == [2, 3]


def test_empty_columns_keep_their_header_and_nameless_columns_with_data_are_told() -> None:
    table = one(
        find_tables(
            sheet(["NO", "NIK", "NAMA", "ALAMAT", None, None], [1, N1, "Andi", None, None, "catatan"]), anchors()
        )
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
