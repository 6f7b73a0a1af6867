"""One workbook with several lists: each table goes to the list that it is of, and none is left out in silence."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from delivery import back_path, write_back
from ingest.acceptance.accept import accept
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import receive
from ingest.ledger import Ledger
from ingest.reading.one_file import Desk, kept
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import Rows, write_xlsx
from tests.unit.ingest.test_intake import House, Verdict, codes, kks_row, kks_sheet

SEMESTER = "2017-S1"
AGENCY = """
agency: uji
name: Uji
tables:
  pkh_kec:
    feeds: allocation_records
    files: ["*pkh*"]
    programme: PKH
    header: {contains: [Kecamatan]}
    required: [district_name, family_count]
    area_level: district
  bpnt_kec:
    feeds: allocation_records
    files: ["*bpnt*"]
    SHEETS
    programme: BPNT
    header: {contains: [Kecamatan]}
    required: [district_name, person_count]
    area_level: district
"""
FAMILIES: Rows = [["Kecamatan", "Jumlah KK"], ["Ujung", 10], ["Soreang", 20]]
PERSONS: Rows = [["Kecamatan", "Jumlah Jiwa"], ["Ujung", 3], ["Bacukiki", 4], ["Soreang", 5]]
HECTARES: Rows = [["Desa", "Luas Sawah (Ha)", "Panen (Ton)"], ["Lumpue", 5.5, 30.25], ["Lapadde", 7.5, 41.75]]


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> House:
    folder = tmp_path / "agencies" / "uji"
    folder.mkdir(parents=True)
    (folder / "agency.yml").write_text(AGENCY.replace("SHEETS", getattr(request, "param", "")), encoding="utf-8")
    store = Store(tmp_path / "home")
    return House(store, Ledger(store.ledger_url), load_catalogue((folder.parent,)))


def take_in(house: House) -> list[Submission]:
    return conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, "uji")


def lists(submissions: list[Submission]) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {one.table_id: (one.rows_accepted, one.holding) for one in submissions}


@pytest.mark.parametrize("house", ["", "sheets: [BPNT]"], indirect=True)
@pytest.mark.parametrize("name", ["pkh.xlsx", "bansos.xlsx", "pkh dan bpnt.xlsx"])
def test_each_sheet_goes_to_its_list(house: House, name: str) -> None:
    write_xlsx(house.inbox("uji") / name, {"PKH": FAMILIES, "BPNT": PERSONS})
    taken = take_in(house)
    assert lists(taken) == {"pkh_kec": (2, ()), "bpnt_kec": (3, ())}
    assert sum(one.rows_in for one in taken) == 7, "each row of the workbook is counted once"
    assert {code for one in taken for code in codes(one)} <= {"WIL-003"}
    assert {one.table_id: one.beside for one in taken} == {"pkh_kec": ("bpnt_kec",), "bpnt_kec": ("pkh_kec",)}
    report = accept(
        house.store, house.ledger, house.catalogue, SEMESTER, taken, [Verdict(o.submission_id) for o in taken]
    )
    assert report.rows["allocation_records"] == 5
    assert [row.table_id for row in house.ledger.submissions()] == [one.table_id for one in taken]


def test_a_table_below_goes_to_its_list(house: House) -> None:
    write_xlsx(house.inbox("uji") / "pkh.xlsx", {"Data": [*FAMILIES, [None, None], *PERSONS]})
    taken = take_in(house)
    assert lists(taken) == {"pkh_kec": (2, ()), "bpnt_kec": (3, ())}
    assert not {"TAB-010", "TAB-001"}.intersection(code for one in taken for code in codes(one))
    figures = [pq.read_table(one.parquet(house.store)) for one in taken]
    assert [table["row_number"].to_pylist() for table in figures] == [[2, 3], [6, 7, 8]]


def test_what_no_list_claims_is_told_with_its_cells(house: House) -> None:
    write_xlsx(house.inbox("uji") / "pkh.xlsx", {"PKH": FAMILIES, "Sawah": HECTARES})
    (one,) = take_in(house)
    assert [(p.code, p.severity, p.sheet, p.cell) for p in one.problems if p.code.startswith("TAB")] == [
        ("TAB-001", "hold", "Sawah", "A1:C3")
    ]


@pytest.mark.parametrize("house", ["sheets: [BPNT]"], indirect=True)
def test_a_sheet_beside_the_declared_ones_is_told_and_holds_nothing(house: House) -> None:
    write_xlsx(house.inbox("uji") / "bpnt.xlsx", {"BPNT": PERSONS, "Sawah": HECTARES})
    (one,) = take_in(house)
    assert lists([one]) == {"bpnt_kec": (3, ())}
    assert [(p.code, p.sheet, p.cell) for p in one.problems if p.code.startswith("TAB")] == [
        ("TAB-011", "Sawah", "A1:C3")
    ]


def test_a_sheet_called_as_a_list_is_that_one_though_it_lacks_a_column(house: House) -> None:
    figures: Rows = [["Kecamatan", "Kelurahan", "Kuota"], ["Ujung", "Lapadde", 3], ["Soreang", "Lakessi", 4]]
    write_xlsx(house.inbox("uji") / "pkh dan bpnt.xlsx", {"PKH": FAMILIES, "BPNT": figures})
    assert lists(take_in(house)) == {"pkh_kec": (2, ()), "bpnt_kec": (2, ("KOL-002",))}


def test_both_lists_are_known_again(house: House) -> None:
    write_xlsx(house.inbox("uji") / "pkh.xlsx", {"PKH": FAMILIES, "BPNT": PERSONS})
    first = take_in(house)
    desk = Desk(house.store, house.catalogue, Semester.parse(SEMESTER), "uji")
    (arrival,) = receive(house.store, SEMESTER, "uji")
    assert [one.submission_id for one in kept(desk, arrival)] == [one.submission_id for one in first]
    first[1].report(house.store).unlink()
    assert kept(desk, arrival) == []


def test_each_list_has_a_workbook_of_its_own_which_comes_back_as_that_list(house: House) -> None:
    write_xlsx(house.inbox("uji") / "pkh.xlsx", {"PKH": FAMILIES, "BPNT": PERSONS})
    taken = take_in(house)
    paths = [back_path(house.store, one) for one in taken]
    assert [path.name for path in paths] == ["pkh_pkh_kec_perbaikan.xlsx", "pkh_bpnt_kec_perbaikan.xlsx"]
    write_back(house.store, house.catalogue, taken[0])
    paths[0].rename(house.inbox("uji") / paths[0].name)
    back = {one.file_name: one for one in take_in(house) if one.corrects}
    (one,) = back.values()
    assert (one.table_id, one.rows_accepted, one.corrects) == ("pkh_kec", 2, (taken[0].submission_id,))


def test_a_sheet_name_left_over_from_another_file_gives_nothing_away(tmp_path: Path) -> None:
    """KKS and PKH have much the same headers: a file named KKS, with one sheet still called PKH, is KKS."""
    store = Store(tmp_path)
    house = House(store, Ledger(store.ledger_url), load_catalogue())
    rows = [kks_row(1, "Hj. Sitti Aminah", "7772014107800001")]
    write_xlsx(house.inbox() / "kks juni.xlsx", {"PKH": kks_sheet(rows)})
    assert [one.table_id for one in house.take_in()] == ["kks"]
