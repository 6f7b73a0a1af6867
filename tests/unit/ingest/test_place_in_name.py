"""A file whose name says the kelurahan: its rows are of that kelurahan, unless they say another themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.sheets.place_hints import place_in_name
from ingest.store import Store
from tests.support.sheets import write_xlsx
from tests.unit.ingest.test_intake import House

SEMESTER = "2017-S1"
AGENCY = """
agency: uji
name: Uji
tables:
  aid:
    feeds: enrolment_records
    files: ["aid*"]
    programme: KKS
    required: [full_name]
  by_title:
    feeds: enrolment_records
    files: ["title*"]
    programme: PKH
    place_from: [column, title]
    required: [full_name]
"""
ROWS = [
    ["Nama", "Alamat", "RT", "Kelurahan"],
    ["SITI UJI", "Jl. Uji 1", "001", None],
    ["ANI UJI", "Jl. Uji 2", "002", "Lapadde"],
]
LUMPUE, LAPADDE = "73.72.04.1003", "73.72.02.1004"


@pytest.fixture
def house(tmp_path: Path) -> House:
    folder = tmp_path / "agencies" / "uji"
    folder.mkdir(parents=True)
    (folder / "agency.yml").write_text(AGENCY, encoding="utf-8")
    store = Store(tmp_path / "home")
    return House(store, Ledger(store.ledger_url), load_catalogue((folder.parent,)))


def villages(house: House) -> list[list[str | None]]:
    taken = conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, "uji")
    return [pq.read_table(one.parquet(house.store)).column("village_code").to_pylist() for one in taken]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("aid KEL_LUMPUE.xlsx", "LUMPUE"),
        ("aid/aid Kel. Lumpue rev 2.xlsx", "LUMPUE"),
        ("aid kelurahan-cappa-galung-2017.csv", "CAPPA GALUNG"),
        ("aid SDN Lumpue.xlsx", None),
        ("aid kel. tani.xlsx", None),
        ("aid kel.xlsx", None),
    ],
)
def test_the_kelurahan_stands_behind_its_word(house: House, name: str, found: str | None) -> None:
    for table_id, place in (("aid", found), ("by_title", None)):
        folder = house.catalogue.agencies["uji"]
        declared = declared_list(folder, table_id, Semester.parse(SEMESTER), house.catalogue)
        assert place_in_name(name, declared.table, declared.regions) == place


def test_a_row_that_says_no_kelurahan_has_that_of_the_files_name(house: House) -> None:
    write_xlsx(house.inbox("uji") / "aid Kel. Lumpue.xlsx", {"Data": ROWS})
    assert villages(house) == [[LUMPUE, LAPADDE]]


def test_the_same_bytes_under_another_kelurahans_name_are_read_again(house: House) -> None:
    first = house.inbox("uji") / "aid Kel. Lumpue.xlsx"
    write_xlsx(first, {"Data": ROWS})
    villages(house)
    shutil.move(first, first.with_name("aid Kel. Lapadde.xlsx"))
    assert villages(house) == [[LAPADDE, LAPADDE]]
