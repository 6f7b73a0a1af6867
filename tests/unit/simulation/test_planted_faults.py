"""Every fault that the truth names stands in its cell, and every kind of domain notes 3.2 is there."""

from __future__ import annotations

import re
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation import bad_inbox, simulate
from simulation.arrays import objects
from simulation.names import respell

from .conftest import Town, read_sheets

SENT_TWICE, AGGREGATE = 20, 21


def planted(town: Town, code: str) -> tuple[pd.DataFrame, list[object]]:
    faults = town.table("faults")
    marked = faults[(faults["expected_code"] == code) & faults["column_letter"].notna()]
    assert len(marked), code
    return marked, town.cells(marked)


def test_every_kind_of_fault_is_planted(town: Town) -> None:
    assert set(town.table("faults")["fault_no"]) == set(range(1, 22)) - {SENT_TWICE}


def test_numbers_that_lost_their_digits_are_numbers_or_powers_of_ten(town: Town) -> None:
    for code in ("NIK-003", "KK-003"):
        _, cells = planted(town, code)
        assert any(isinstance(cell, float) for cell in cells)
        for cell in cells:
            if isinstance(cell, float):
                assert cell == int(cell)
                assert int(cell) % 10 == 0
            else:
                assert re.fullmatch(r"7[.,]\d{5}E\+15", cell)


def test_wrong_lengths_are_wrong(town: Town) -> None:
    for code in ("NIK-002", "KK-002"):
        _, cells = planted(town, code)
        assert {len(str(cell)) for cell in cells} == {15, 17}


def test_marked_numbers_are_right_once_cleaned(town: Town) -> None:
    for code in ("NIK-009", "KK-009"):
        faults, cells = planted(town, code)
        cleaned = [re.sub(r"\D", "", cell.removesuffix(".0")) for cell in cells]
        assert cleaned == faults["true_value"].tolist()
        assert all(cell != number for cell, number in zip(cells, cleaned, strict=True))


def test_dummies_and_gaps_are_what_they_are_called(town: Town) -> None:
    _, cells = planted(town, "NIK-001")
    assert set(cells) == {""}
    _, cells = planted(town, "KK-004")
    assert set(cells) <= {"0", "-", "9999999999999999", "7772000000000000", "0000000000000000", "1234567890123456"}


def test_a_number_dragged_down_stands_in_eight_rows_the_first_rightly_where_births_show_it(
    town: Town,
) -> None:
    faults, cells = planted(town, "NIK-004")
    dragged = pd.Series(cells)[[str(cell).startswith("77") and not str(cell).endswith("0000") for cell in cells]]
    assert set(dragged.value_counts()) == {7, 8}
    assert len(dragged) < len(faults)


def test_nik_equal_to_family_card(town: Town) -> None:
    places, cells = planted(town, "NIK-006")
    rows = [
        town.sheets(p.semester, p.agency_id, p.file_name)[p.sheet][int(p.row_number) - 1] for p in places.itertuples()
    ]
    assert all(row.count(cell) == 2 for row, cell in zip(rows, cells, strict=True))


def test_a_double_entry_repeats_number_and_person_and_a_wrong_number_is_another_persons(town: Town) -> None:
    rows = town.table("rows")
    place = ["semester", "agency_id", "file_name", "sheet", "row_number"]
    for code, same_person in (("NIK-007", True), ("NIK-008", False)):
        faults, cells = planted(town, code)
        for (_, fault), cell in zip(faults.merge(rows, on=place).iterrows(), cells, strict=True):
            sheets = town.sheets(fault["semester"], fault["agency_id"], fault["file_name"])
            holders = [
                (sheet, number)
                for sheet, lines in sheets.items()
                for number, line in enumerate(lines, start=1)
                if cell in line and (sheet, number) != (fault["sheet"], fault["row_number"])
            ]
            same_file = rows[(rows["semester"] == fault["semester"]) & (rows["file_name"] == fault["file_name"])]
            people = same_file.set_index(["sheet", "row_number"])["true_person_id"].reindex(holders).dropna()
            assert len(people), code
            assert (people == fault["true_person_id"]).any() == same_person


def test_dates_are_written_in_many_ways_and_wrong_ones_are_wrong(town: Town) -> None:
    _, cells = planted(town, "TGL-003")
    assert set(cells) == {"00-00-0000"}
    _, cells = planted(town, "TGL-006")
    assert all(int(cell.split("/")[1]) > 12 for cell in cells)
    faults = town.table("faults").query("fault_no == 16 and expected_code.isna() and column_letter.notna()")
    cells = town.cells(faults)
    assert any(isinstance(cell, date | datetime) for cell in cells)
    assert any(isinstance(cell, float) for cell in cells)
    written = {re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", cell)) for cell in cells if isinstance(cell, str)}
    assert {"9 a 9", "9/9/9", "9-9-9", "9-a-9", "9", "9.9.9"} <= written
    assert {"Nopember", "Pebruari"} & {word for cell in cells if isinstance(cell, str) for word in cell.split()}


def test_villages_are_misspelt_and_totals_are_off_where_the_truth_says(town: Town) -> None:
    faults, cells = planted(town, "WIL-003")
    assert all(
        cell != name and len(cell) == len(name) + 1 for cell, name in zip(cells, faults["true_value"], strict=True)
    )
    off = town.table("faults").query("expected_code == 'TAB-006'")
    assert off["sheet"].tolist() == ["Ujung Sabbang", "Ujung Sabbang"]


def test_the_dead_and_gone_stay_on_lists(town: Town) -> None:
    gone = town.table("faults").query("fault_no == 8 and field == 'full_name'")
    assert {value.split()[0] for value in gone["true_value"]} == {"meninggal", "pindah"}


def test_the_level_multiplies_the_faults(tmp_path: Path) -> None:
    counts = {}
    for level in ("light", "heavy"):
        simulate(tmp_path / level, 1_500, ["2017-S1"], faults=level)
        faults = pd.read_parquet(tmp_path / level / "truth/faults.parquet")
        counts[level] = int(faults["expected_code"].isin(["NIK-002", "NIK-003", "NIK-009", "NIK-001"]).sum())
    assert counts["heavy"] > 3 * counts["light"] > 0


def test_heavy_sends_one_file_twice(tmp_path: Path) -> None:
    simulate(tmp_path, 500, ["2017-S1"], faults="heavy")
    folder = tmp_path / "inbox/2017-S1/disnaker"
    names = ["Peserta Pelatihan Semester I 2017 (1).xlsx", "Peserta Pelatihan Semester I 2017.xlsx"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert len({sha256((folder / name).read_bytes()).hexdigest() for name in names}) == 1
    files = pd.read_parquet(tmp_path / "truth/files.parquet").set_index("file_name")
    assert files.loc[names, "expected_verdict"].tolist() == ["duplicate", "admitted"]
    rows = pd.read_parquet(tmp_path / "truth/rows.parquet").query("file_name == @names[0]")
    assert len(rows) == files.loc[names[0], "total_rows"]
    assert rows["expected"].isna().all()
    faults = pd.read_parquet(tmp_path / "truth/faults.parquet").query("file_name == @names[0]")
    assert faults[["fault_no", "expected_code"]].to_numpy().tolist() == [[20, "FIL-004"]]


def test_the_bad_inbox_has_one_flaw_per_file(tmp_path: Path) -> None:
    flaws = {bad.expected_code: bad for bad in bad_inbox(tmp_path, "2017-S1")}
    assert list(flaws) == ["KOL-001", "TAB-002", "SEM-001", "FIL-004", "FIL-001", "TAB-005", "FIL-005", "FIL-003"]
    paths = {code: tmp_path / "inbox/2017-S1" / bad.agency_id / bad.file_name for code, bad in flaws.items()}
    assert "NAMAA PENERIMMA" in read_sheets(paths["KOL-001"])["Sheet1"][3]
    assert len(read_sheets(paths["TAB-002"])["Sheet1"]) == 3
    assert read_sheets(paths["SEM-001"])["Sheet1"][1][0].endswith("SEMESTER II TAHUN 2016")
    assert paths["FIL-004"].read_bytes() == paths["FIL-004"].with_name("RTLH.xlsx").read_bytes()
    assert paths["FIL-003"].read_bytes() == b""
    assert [cell for cell in read_sheets(paths["TAB-005"])["Sheet1"][2] if "NIK" in cell or "NAMA" in cell] == []
    with pytest.raises(Exception, match=r"."):
        read_sheets(paths["FIL-001"])


def test_a_respelt_name_is_another_spelling() -> None:
    names = objects(["MUHAMMAD SALEH", "I SUHADA", "BAHARUDDIN", "SITTI NURHAYATI", "TANG", "DAENG MATTIRO"] * 50)
    count = len(names)
    luck = np.random.default_rng(1).random(count)
    written = respell(names, np.ones(count, dtype=bool), np.full(count, 30), luck)
    assert not any(new == old for new, old in zip(written, names, strict=True))
    assert {"MUH. SALEH", "ISUHADA", "BAHARUDDING", "ST. NURHAYATI"} <= set(written)
