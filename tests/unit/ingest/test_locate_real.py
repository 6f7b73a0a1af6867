"""The public files that nobody here wrote (shared/real_inputs): each gives the rows its README says, or one code."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.fold import fold_header
from ingest.sheets.locate import Anchors, FoundTable, find_tables
from ingest.workbook import CellError, Sheet, UncachedFormula, UnreadableFile, open_workbook

REAL = Path(__file__).parents[4] / "shared" / "real_inputs"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="shared/real_inputs is not beside this checkout")


def sheets(name: str) -> list[Sheet]:
    return list(open_workbook(REAL / name).sheets())


def table_in(name: str, contains: list[str], known: list[str]) -> tuple[Sheet, FoundTable]:
    """The first sheet of a file and the one table in it; every row of the sheet is accounted for once."""
    sheet = sheets(name)[0]
    anchors = Anchors(tuple((fold_header(word),) for word in contains), frozenset(map(fold_header, known)))
    (table,) = find_tables(sheet, anchors)
    assert sorted([*table.data_rows, *(item.row for item in table.furniture)]) == list(range(len(sheet.rows)))
    return sheet, table


def furniture(table: FoundTable) -> list[tuple[int, str]]:
    return [(item.row + 1, item.kind) for item in table.furniture]


def test_a01_dtks_of_bandar_lampung() -> None:
    sheet, table = table_in(
        "agencies/A01_bandarlampung_dtks_per_kecamatan_2023.xlsx", ["KECAMATAN"], ["NO", "KECAMATAN", "JUMLAH INDIVIDU"]
    )
    assert [(column.letter, column.text) for column in table.header] == [
        ("B", "NO"), ("C", "KECAMATAN"), ("D", "JUMLAH INDIVIDU"), ("E", "JUMLAH KELUARGA"),
    ]  # fmt: skip
    assert table.data_rows == list(range(5, 25))
    assert furniture(table) == [(1, "title"), (2, "title"), (3, "title"), (4, "blank"), (5, "header"), (26, "total")]
    assert [(total.row + 1, total.label, total.values) for total in table.totals] == [
        (26, "JUMLAH", {3: 491211, 4: 161542})
    ]
    assert [sum(sheet.rows[row][column] for row in table.data_rows) for column in (3, 4)] == [491211, 161542]  # type: ignore[misc]
    assert ["TELUK BETUNG BARAT" in str(row[2]) or "TELUKBETUNG BARAT" in str(row[2]) for row in sheet.rows].count(
        True
    ) == 1


def test_a06_social_welfare_cases_of_tangsel() -> None:
    sheet, table = table_in("agencies/A06_tangsel_ppks_dtks_2022.xlsx", ["Kecamatan"], ["Kecamatan"])
    assert [column.letter for column in table.header] == ["A", "B", "C"]
    assert table.data_rows == list(range(3, 10))
    assert [sheet.rows[row][1] for row in table.data_rows] == [None] * 7
    assert furniture(table) == [(1, "title"), (2, "blank"), (3, "header")]
    assert table.totals == []


def test_a08_budget_of_tangsel() -> None:
    _, table = table_in("agencies/A08_tangsel_realisasi_apbd_2021_2022.csv", ["Jenis Belanja"], ["Jenis Belanja"])
    assert [column.text for column in table.header] == ["Jenis Belanja", "2021", "2022"]
    assert table.data_rows == list(range(3, 10))
    assert [(total.label, total.values, total.kind) for total in table.totals] == [
        ("Total", {1: "Rp3.193.509.491.949", 2: "Rp3.690.617.520.397"}, "total")
    ]


def test_a09_pkh_of_jawa_barat() -> None:
    sheet, table = table_in(
        "agencies/A09_jabar_pkh_kpm_kabkota.csv", ["nama_kabupaten_kota"], ["nama_kabupaten_kota", "tahun"]
    )
    assert table.data_rows == list(range(1, 217))
    assert len({sheet.rows[row][4] for row in table.data_rows}) == 27
    assert {sheet.rows[row][7] for row in table.data_rows} == {str(year) for year in range(2017, 2025)}


def test_a11_html_with_nested_tables() -> None:
    sheet, table = table_in("agencies/A11_bps_garis_kemiskinan_HTML_as.xls", ["Nama Wilayah"], ["Nama Wilayah"])
    parent = "Garis Kemiskinan Menurut Kabupaten/Kota (Rupiah/kapita/bulan)"
    assert [column.text for column in table.header] == [
        "Nama Wilayah", f"{parent} / 2020", f"{parent} / 2019", f"{parent} / 2018",
    ]  # fmt: skip
    assert [sheet.rows[row] for row in table.data_rows] == [["JAWA BARAT", "410988.00", "386198.00", "367755.00"]]


def test_a27_and_a28_hold_the_same_514_places() -> None:
    words = ["Provinsi", "Kab/Kota"]
    csv_sheet, csv_table = table_in("agencies/A27_514_kabkota_2021_semicolon_decimalcomma.csv", words, words)
    xlsx_sheet, xlsx_table = table_in("agencies/A28_514_kabkota_2021.xlsx", words, words)
    assert csv_table.data_rows == xlsx_table.data_rows == list(range(1, 515))
    assert [column.text for column in csv_table.header] == [column.text for column in xlsx_table.header]
    assert [values(row) for row in csv_sheet.rows[1:]] == [values(row) for row in xlsx_sheet.rows[1:]]
    assert [row[2] for row in xlsx_sheet.rows if "pare" in str(row[1]).lower()] == [5.4]


def values(row: list[Any]) -> list[float]:
    """The figures of a place: the CSV has decimal commas, the workbook some numbers as text."""
    return [float(str(cell).strip().replace(",", ".")) for cell in row[2:]]


def test_a30_families_of_sumatera_utara() -> None:
    sheet, table = table_in("agencies/A30_sumut_kpm_kabkota.xlsx", ["Kabupaten Kota"], ["Kabupaten Kota"])
    assert table.data_rows == list(range(1, 34))
    assert sheet.rows[33] == ["Gunungsitoli", 12608]


def test_a37_template_of_housing_aid() -> None:
    sheet, table = table_in("agencies/A37_template_rtlh_masked.xlsx", ["nama", "nik"], ["nama", "nik", "alamat"])
    assert table.data_rows == [1, 2, 3, 4]
    assert {sheet.rows[row][1] for row in table.data_rows} == {"3520xxxxxxxxxxxx"}
    assert [found.rows for found in sheets("agencies/A37_template_rtlh_masked.xlsx")[1:]] == [[], []]


def test_titles_notes_and_a_false_header_around_a_list_of_deaths() -> None:
    words = ["Name", "Profession", "Age", "Has kids", "Date of birth", "Date of death"]
    sheet, table = table_in("robustness/title_and_footer_noise_deaths.xlsx", ["Name", "Age"], words)
    assert [column.text for column in table.header] == words
    assert table.data_rows == list(range(5, 15))
    assert [kind for _, kind in furniture(table)] == ["title"] * 4 + ["header"] + ["note"] * 4
    assert sheet.rows[5] == ["David Bowie", "musician", 69, True, date(1947, 1, 8), date(2016, 1, 10)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("enc_agile_password.xlsx", "FIL-002"),
        ("broken_372bytes.xlsx", "FIL-001"),
        ("broken_badcrc.xlsx", "FIL-001"),
        ("empty_0bytes.csv", "FIL-003"),
        ("xml_billionlaughs_sharedstrings.xlsx", "FIL-009"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(REAL / "robustness" / name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("biff5.xls", "xls", [[1, 2, 3, None], [True, False, None, "sheetjs"],
                              ["foo", "bar", datetime(2014, 2, 19, 14, 30), "0.3"], ["baz", None, "qux", None]]),
        ("csv_semicolon.csv", "csv", [["This", "Are", "Headers"], ["Cell A2", "Number with comma", "25,5"],
                                      ["Two colons and a comma", "B|3", ":,:"]]),
        ("csv_sep_line.csv", "csv", [["A", "1"], ["2", "3"]]),
        ("csv_utf16le_bom.csv", "csv", [["première", "second", "troisième"], ["Quatrième", "cinquième", "sixième"]]),
        ("wrongext_zip_named.csv", "csv", [["id", "name"], ["1", "english"], ["2", "中国人"]]),
        ("text_leading_zeroes.xlsx", "xlsx", [[1], ["0002"]]),
        ("dates_1904.xlsx", "xlsx", [[n, date.fromisoformat(d), d, d] for n, d in (
            (1, "1904-01-02"), (11, "1904-01-12"), (111, "1904-04-21"), (1111, "1907-01-16"), (11111, "1934-06-03"))]),
    ],
)  # fmt: skip
def test_robustness_files_give_their_rows(name: str, kind: str, rows: list[list[Any]]) -> None:
    opened = open_workbook(REAL / "robustness" / name)
    assert opened.kind == kind
    assert next(opened.sheets()).rows == rows


def test_error_values_are_errors_not_empty_cells() -> None:
    cells = [row[0] for row in sheets("robustness/formula_error_values.xlsx")[0].rows]
    assert cells == ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]
    assert {type(cell) for cell in cells} == {CellError}


def test_a_formula_without_cached_value_is_known_as_one() -> None:
    rows = sheets("robustness/formula_no_cached_value.xlsx")[0].rows
    assert rows == [["A", "B", "A + B"], [1, 2, "=A2 + B2"]]
    assert type(rows[1][2]) is UncachedFormula


def test_a_false_dimension_gives_the_rows_that_are_there() -> None:
    (sheet,) = sheets("robustness/dim_A1_AH65536_104cells.xlsx")
    assert (len(sheet.rows), len(sheet.rows[0])) == (9, 3)


def test_hidden_sheets_rows_and_columns() -> None:
    assert [(sheet.name, sheet.visible) for sheet in sheets("robustness/hidden_and_veryhidden_sheets.xlsx")] == [
        ("Sheet1", "visible"), ("Sheet2", "hidden"), ("Sheet3", "visible"), ("Sheet4", "very_hidden"),
    ]  # fmt: skip
    (sheet,) = sheets("robustness/hidden_rows_cols.xlsx")
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.rows[0]) == ({4}, {4}, [1, 2, 3, 4, None, "R"])


def test_merged_ranges() -> None:
    first, second = sheets("robustness/merged_range.xlsx")
    assert set(first.merged) == {
        (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 3), (0, 4, 1, 4), (0, 5, 1, 5), (0, 6, 1, 6), (0, 7, 1, 7),
        (2, 2, 2, 3), (3, 2, 3, 3),
    }  # fmt: skip
    assert len(second.merged) == 6
