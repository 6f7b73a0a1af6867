"""Files really sent again with their sheets re-sorted and renumbered: nobody gets another id, and nothing is told."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import simulation
from ingest.acceptance.accept import accept
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from linkage import resolve

SEMESTERS = ("2017-S1", "2017-S2")
KEY = b"a made-up key of the test suite."
RESORTED = {"dinsos": "PKH Tahap 4 2017.xlsx", "dkp": "CBP Cadangan Beras 2017-S2.xlsx"}
Place = tuple[str, str | None, int]


@dataclass(frozen=True)
class Admitted:
    """A verdict: what is asked here is no matter of quality."""

    submission_id: str
    admitted: bool = True
    hold_codes: tuple[str, ...] = ()


def take_in(home: Path) -> None:
    """Reads, accepts and links what lies in the inbox."""
    store, catalogue = Store(home), load_catalogue()
    ledger = Ledger(store.ledger_url)
    for semester in SEMESTERS:
        offices = [conform_agency(store, ledger, catalogue, semester, agency) for agency in catalogue.agencies]
        found = [one for office in offices for one in office]
        accept(store, ledger, catalogue, semester, found, [Admitted(one.submission_id) for one in found])
    write_side_tables(store, ledger, catalogue)
    resolve(store.accepted, store.linkage, SEMESTERS[-1], KEY)


def runs(numbers: list[int]) -> list[list[int]]:
    """Numbers that follow one another; between them stand bands and subtotals, which say the kelurahan of rows."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if not found or found[-1][-1] != number - 1:
            found.append([])
        found[-1].append(number)
    return found


def resort(path: Path, rows: dict[str, list[int]]) -> dict[Place, Place]:
    """Sorts the rows of people in each sheet anew, within their kelurahan; old place -> new place."""
    book = openpyxl.load_workbook(path)
    moved: dict[Place, Place] = {}
    for sheet in book.worksheets:
        numbers = rows[sheet.title]
        lines = {number: [(cell.value, cell.number_format) for cell in sheet[number]] for number in numbers}
        shuffled = [random.Random(1).sample(run, len(run)) for run in runs(numbers)]
        for old, new in zip(chain(*shuffled), chain(*runs(numbers)), strict=True):
            for cell, (value, shown) in zip(sheet[new], lines[old], strict=True):
                cell.value, cell.number_format = value, shown
            moved[path.name, sheet.title, old] = path.name, sheet.title, new
    book.save(path)
    return moved


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city")
    simulation.simulate(home, population=2000, semesters=SEMESTERS, seed=4)
    take_in(home)
    return home


def ids_by_place(home: Path) -> dict[Place, tuple[str, str]]:
    """Where a row of the last semester stands -> its person and family."""
    links = {
        line["record_id"]: (line["person_id"], line["family_id"])
        for line in pq.read_table(home / "linkage" / "person_links.parquet").to_pylist()
        if line["semester"] == SEMESTERS[-1]
    }
    files = {
        line["submission_id"]: line["file_name"]
        for line in pq.read_table(home / "accepted" / "submissions" / "part.parquet").to_pylist()
    }
    part = home / "accepted" / "enrolment_records" / f"semester={SEMESTERS[-1]}" / "part.parquet"
    return {
        (files[row["submission_id"]], row["sheet"], row["row_number"]): links[row["record_id"]]
        for row in pq.read_table(part).to_pylist()
    }


def test_no_id_changes_when_sheets_come_again_in_another_order(city: Path) -> None:
    before = ids_by_place(city)
    outputs = {name: (city / "linkage" / f"{name}.parquet").read_bytes() for name in
               ("persons", "families", "identity_events")}  # fmt: skip
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in pq.read_table(city / "truth" / "rows.parquet").to_pylist():
        if line["semester"] == SEMESTERS[-1] and line["kind"] == "data":
            rows[line["file_name"], line["sheet"]].append(line["row_number"])
    moved: dict[Place, Place] = {}
    for agency, name in RESORTED.items():
        numbers = defaultdict(list, {sheet: found for (file, sheet), found in rows.items() if file == name})
        moved |= resort(city / "inbox" / SEMESTERS[-1] / agency / name, numbers)
    assert len(moved) > 100
    take_in(city)
    after = ids_by_place(city)
    assert len(after) == len(before)
    assert {place: after[moved.get(place, place)] for place in before} == before
    assert {name: (city / "linkage" / f"{name}.parquet").read_bytes() for name in outputs} == outputs
