"""Every row of every file is in the truth once, as what it is, and means whom the truth says."""

from __future__ import annotations

from typing import Any

import pandas as pd
from openpyxl import load_workbook

from .conftest import Town, column_at

FILE = ["semester", "agency_id", "table_id", "file_name"]
NIK_COLUMN = {
    "bdt_2015": "CC", "kks": "C", "pkh": "D", "bpnt": "D", "pip": "H", "dapodik": "H", "training": "B", "umkm_aid": "C",
    "food_reserve_rice": "C", "pbi_jk": "N", "rtlh": "E", "registry_match": "A",
}  # fmt: skip
TOTAL_WORDS = ("JUMLAH", "SUB JUMLAH", "Subtotal", "Total Keseluruhan")


def is_blank(row: list[Any]) -> bool:
    return all(cell in ("", None) for cell in row)


def test_rows_of_the_truth_are_the_rows_of_the_files(town: Town) -> None:
    for key, rows in town.table("rows").groupby(FILE):
        semester, agency, _, name = key
        sheets = town.sheets(semester, agency, name)
        counted = rows.groupby("sheet")["row_number"].agg(["size", "min", "max"])
        assert set(counted.index) == set(sheets), key
        for sheet, line in counted.iterrows():
            assert (line["size"], line["min"], line["max"]) == (len(sheets[sheet]), 1, len(sheets[sheet])), (key, sheet)
    assert not town.table("rows").duplicated([*FILE, "sheet", "row_number"]).any()


def test_counts_of_the_file_lines_are_those_of_the_rows(town: Town) -> None:
    rows = town.table("rows")
    counted = rows.assign(is_data=rows["kind"] == "data").groupby(FILE)["is_data"].agg(["sum", "size"])
    lines = town.table("files").set_index(FILE)
    assert len(lines) == 29
    assert lines["data_rows"].to_dict() == counted["sum"].to_dict()
    assert lines["total_rows"].to_dict() == counted["size"].to_dict()
    assert (lines["furniture_rows"] + lines["data_rows"] == lines["total_rows"]).all()


def test_furniture_looks_like_what_the_truth_calls_it(town: Town) -> None:
    furniture = town.table("rows").query("kind == 'furniture'")
    for place in furniture.itertuples():
        row = town.sheets(place.semester, place.agency_id, place.file_name)[place.sheet][place.row_number - 1]
        first = next((str(cell) for cell in row if cell != ""), "")
        if place.furniture_kind in ("total", "subtotal"):
            assert first.startswith(TOTAL_WORDS)
        elif place.furniture_kind in ("header", "repeated_header"):
            assert sum(isinstance(cell, str) and cell != "" for cell in row) >= 2
        elif place.furniture_kind == "place_band":
            assert first.startswith("KELURAHAN : ")
        assert is_blank(row) == (place.furniture_kind == "blank"), place


def test_a_row_holds_the_number_of_the_person_whom_it_means(town: Town) -> None:
    """Where no fault stands in the NIK, the cell is the true NIK of the true person: row and person belong together."""
    rows, faults, persons = town.table("rows"), town.table("faults"), town.table("persons")
    nik_faults = faults[faults["field"] == "nik"]
    assert (nik_faults["column_letter"] == nik_faults["table_id"].map(NIK_COLUMN)).all()
    place = [*FILE, "sheet", "row_number"]
    named = rows[rows["true_person_id"].notna() & (rows["expected"] == "accepted")]
    clean = named.merge(nik_faults[place].drop_duplicates(), on=place, how="left", indicator=True)
    clean = clean[clean["_merge"] == "left_only"].merge(
        persons[["semester", "true_person_id", "nik"]], on=["semester", "true_person_id"]
    )
    clean["column_letter"] = clean["table_id"].map(NIK_COLUMN)
    assert set(clean["table_id"]) == set(NIK_COLUMN)
    assert len(clean) > 10_000
    assert town.cells(clean) == clean["nik"].tolist()


def test_a_rejected_row_has_neither_name_nor_number_but_is_not_empty(town: Town) -> None:
    rejected = town.table("rows").query("expected == 'rejected'")
    assert len(rejected) >= 4
    planted = town.table("faults").query("expected_code == 'BAR-001'")
    assert len(planted) == len(rejected)
    assert town.cells(planted) == [""] * len(planted)
    for place in rejected.itertuples():
        assert not is_blank(
            town.sheets(place.semester, place.agency_id, place.file_name)[place.sheet][place.row_number - 1]
        )


def test_totals_that_files_state_are_those_of_the_truth(town: Town) -> None:
    columns = {
        "kks": "B",
        "pkh": "N",
        "umkm_aid": "Q",
        "food_reserve_rice": "H",
        "rastra": "D",
        "programme_progress": "I",
    }
    rows = town.table("rows").query("furniture_kind == 'total'")
    found = set()
    for line in town.table("files").dropna(subset="stated_total").itertuples():
        totals = rows[(rows["file_name"] == line.file_name) & (rows["semester"] == line.semester)]
        stated = town.cells(totals.assign(column_letter=columns[line.table_id]))
        assert sum(stated) == line.stated_total, line
        found.add((line.semester, line.table_id))
    assert len(found) == 11


def test_hidden_rows_hold_data_and_hidden_sheets_do_not(town: Town) -> None:
    line = town.table("files").query("table_id == 'training' and semester == '2017-S1'").iloc[0]
    book = load_workbook(town.home / "inbox/2017-S1/disnaker" / line["file_name"])
    assert {sheet.title: sheet.sheet_state for sheet in book} == {"Peserta": "visible", "Pilihan": "hidden"}
    hidden = [number for number, row in book["Peserta"].row_dimensions.items() if row.hidden]
    rows = town.table("rows").query("table_id == 'training' and semester == '2017-S1'")
    kinds = rows[rows["sheet"] == "Peserta"].set_index("row_number")["kind"]
    assert len(hidden) == 5
    assert (kinds[hidden] == "data").all()
    assert set(rows[rows["sheet"] == "Pilihan"]["furniture_kind"]) == {"hidden_sheet"}


def test_a_numbering_row_of_formulas_stores_only_half_of_its_values(town: Town) -> None:
    book = load_workbook(
        town.home / "inbox/2017-S1/bappeda/BDT 2015 Kota Parepare.xlsx", read_only=True, data_only=True
    )
    stored = next(book.active.iter_rows(min_row=2, max_row=2, values_only=True))
    assert stored[:3] == ("kolom", 2, 3)
    assert stored[49] == 50
    assert set(stored[50:]) == {None}
    formulas = load_workbook(town.home / "inbox/2017-S1/bappeda/BDT 2015 Kota Parepare.xlsx", read_only=True)
    assert next(formulas.active.iter_rows(min_row=2, max_row=2, values_only=True))[100] == "=CV2+1"


def test_merged_cells_span_the_groups_of_a_two_row_header(town: Town) -> None:
    name = "Progres Program Semester I 2017.xlsx"
    merged = {
        str(area) for area in load_workbook(town.home / "inbox/2017-S1/bappeda" / name).active.merged_cells.ranges
    }
    assert {"F5:H5", "I5:K5", "A5:A6", "L5:L6"} <= merged


def test_column_letters_of_faults_lie_in_the_table(town: Town) -> None:
    faults = town.table("faults").dropna(subset="column_letter")
    assert column_at("CW") == 100
    assert pd.Series(faults["column_letter"].unique()).map(column_at).max() <= 100
