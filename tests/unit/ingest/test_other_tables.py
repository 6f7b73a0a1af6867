"""A table of another kind on the sheet of a list is told and left out; a list with a renamed column is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.declarations.catalogue import load_catalogue
from ingest.declarations.contract import Header, Table
from ingest.drafting.first_look import first_look
from ingest.sheets.locate import find_tables
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.own_tables import own_tables
from ingest.workbook import open_workbook
from tests.support.located import sheet
from tests.support.sheets import write_csv

TABLE = Table(
    feeds="allocation_records",
    files=(),
    header=Header(contains=("Kecamatan",)),
    required=("district_name", "family_count"),
)
LIST = [["Kecamatan", "Jumlah Keluarga"], ["UJUNG", 10], ["SOREANG", 20], ["BACUKIKI", 30]]


def own(*rows: list[Any]) -> tuple[list[list[int]], list[tuple[str, str, int]], int]:
    """Records of the list's tables, the notes, and how many rows are furniture of another table."""
    book = HeaderBook(TABLE, load_catalogue().entities["allocation_records"], ())
    page = sheet(*rows)
    kept, notes = own_tables(page, find_tables(page, book.anchors), book)
    others = {piece.row for each in kept for piece in each.found.furniture if piece.kind == "other_table"}
    return (
        [[row + 1 for row in each.found.data_rows] for each in kept],
        [(note.code, note.cell, note.rows) for note in notes],
        len(others),
    )


def test_a_table_of_other_columns_below_the_list_is_left_out_and_told() -> None:
    below = [["LUAS PANEN"], ["Kecamatan", "Luas Panen (Ha)", "Produksi (Ton)"], ["UJUNG", 1, 2], ["SOREANG", 3, 4]]
    assert own(*LIST, [], *below) == ([[2, 3, 4]], [("TAB-010", "A7:C9", 3)], 3)


def test_a_renamed_column_stays_a_table_of_the_list() -> None:
    again = [["Kecamatan", "Jumlah Keluargaa"], ["LEMOE", 1], ["LUMPUE", 2]]
    records, notes, others = own(*LIST, [], *again)
    assert (records, notes, others) == ([[2, 3, 4], [7, 8]], [], 0)


def test_a_list_alone_is_kept_whatever_it_lacks() -> None:
    assert own(["Kecamatan", "Luas"], ["UJUNG", 1], ["SOREANG", 2]) == ([[2, 3]], [], 0)


def test_two_tables_side_by_side_are_two_at_first_sight(tmp_path: Path) -> None:
    rows = [
        ["PENDIDIKAN", "PRIA", "WANITA", "JUMLAH", "", "UMUR", "PRIA", "WANITA", "JUMLAH"],
        ["SD", 10, 12, 22, "", "18-25", 30, 33, 63],
        ["SMP", 20, 21, 41, "", "26-35", 31, 35, 66],
        ["SMA", 30, 35, 65, "", "JUMLAH", 61, 68, 129],
        ["JUMLAH", 60, 68, 128, "", "", "", "", ""],
    ]
    look = first_look(open_workbook(write_csv(tmp_path / "a.csv", rows, ";")), load_catalogue())
    assert [[header.letter for header in shape.headers] for shape in look.shapes] == [list("ABCD"), list("FGHI")]


def test_a_row_of_figures_in_a_text_file_is_no_header(tmp_path: Path) -> None:
    rows = [["Tabel 3"], [], ["", "1985", "1993"], ["UJUNG", "1.022", "998"], ["SOREANG", "870", "912"]]
    look = first_look(open_workbook(write_csv(tmp_path / "a.csv", rows, ";")), load_catalogue())
    assert [(shape.header_row, shape.rows) for shape in look.shapes] == [(3, 2)]


def test_a_table_below_that_no_list_knows_is_told_where_its_header_stands() -> None:
    table = TABLE.model_copy(update={"header": Header(contains=("Kecamatan", "Jumlah Keluarga"))})
    book = HeaderBook(table, load_catalogue().entities["allocation_records"], ())
    below = [["B. LUAS PANEN"], ["Kecamatan", "Luas Panen (Ha)", "Produksi (Ton)"], ["UJUNG", 1, 2], ["SOREANG", 3, 4]]
    page = sheet(*LIST, [], *below)
    kept, notes = own_tables(page, find_tables(page, book.anchors), book)
    assert [each.found.data_rows for each in kept] == [[1, 2, 3]]
    assert [(note.code, note.cell, note.rows) for note in notes] == [("TAB-010", "A7:C9", 4)]
