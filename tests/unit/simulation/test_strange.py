"""A strange city: the same seed, the same bytes; its truth is what plain readers find in its files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ingest.semester import Semester
from simulation import simulate
from simulation.desk import Faults
from simulation.life import first_city, live_through
from simulation.lifelike import is_valid_nik
from simulation.strange.city_draw import StrangeDraw
from simulation.strange.islands import ISLANDS, Renaming

from .conftest import column_at

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SEMESTER = "2017-S1"
SEEDS = (6, 34)  # between them all file types, a `sep=` line, a shared workbook, a first version, four header rows
ANSWERS = ("receipts", "answers_targeting", "answers_overlap", "answers_allocations")
FILE = ["agency_id", "file_name"]
CELL = [*FILE, "sheet", "row_number"]
CALL = "import sys, pathlib, simulation; simulation.simulate(pathlib.Path(sys.argv[1]), 400, ['2017-S1'], strange=5)"


class _Table(HTMLParser):
    """Cells of an HTML table, areas that are joined filled up with empty text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._taken: set[tuple[int, int]] = set()
        self._span = (1, 1)
        self._text: str | None = None

    def _skip(self) -> None:
        while (len(self.rows) - 1, len(self.rows[-1])) in self._taken:
            self.rows[-1].append("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._skip()
            told = dict(attrs)
            self._span, self._text = (int(told.get("rowspan") or 1), int(told.get("colspan") or 1)), ""
        elif tag == "br" and self._text is not None:
            self._text += "\n"

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            row, column = len(self.rows) - 1, len(self.rows[-1])
            self.rows[-1] += [self._text or ""] + [""] * (self._span[1] - 1)
            self._taken |= {
                (row + down, column + on) for down in range(1, self._span[0]) for on in range(self._span[1])
            }
            self._text = None
        elif tag == "tr":
            self._skip()


def read(path: Path, delimiter: str) -> dict[str, list[list[Any]]]:
    """All sheets of a file, by readers that are not ours."""
    content = path.read_bytes()
    if path.suffix == ".csv":
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        return {"": list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))}
    if content.startswith(b"<html"):
        table = _Table()
        table.feed(content.decode("utf-8"))
        return {"": table.rows}
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def shown(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)


class Strange:
    """One strange town, and its files as plain readers see them."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home = home
        simulate(home, 1_000, [SEMESTER], seed=seed, strange=seed)
        self.described = json.loads((home / "truth" / "strange.json").read_text(encoding="utf-8"))
        self.sheets = cache(self._sheets)

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.home / "truth" / f"{name}.parquet")

    def _sheets(self, agency: str, name: str, table: str) -> dict[str, list[list[Any]]]:
        habits = self.described["lists"][f"{SEMESTER}/{agency}/{table}"]
        return read(self.home / "inbox" / SEMESTER / agency / name, habits["delimiter"])

    def rows_with_people(self) -> pd.DataFrame:
        named = self.table("rows").dropna(subset="true_person_id")
        return named.merge(self.table("persons"), on=["semester", "true_person_id"], suffixes=("", "_registered"))


@pytest.fixture(scope="module", params=SEEDS)
def strange(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Strange:
    return Strange(tmp_path_factory.mktemp(f"strange{request.param}"), request.param)


def digests(home: Path) -> dict[str, str]:
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    return {str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_another_process_with_other_hashes_writes_the_same_bytes(tmp_path: Path) -> None:
    simulate(tmp_path / "here", 400, [SEMESTER], strange=5)
    command = [sys.executable, "-c", CALL, str(tmp_path / "there")]
    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)})
    here = digests(tmp_path / "here")
    assert len(here) >= 15 + 1 + 10  # files, the letter, the truth
    assert digests(tmp_path / "there") == here


def test_another_strange_seed_writes_the_same_city_in_other_clothes(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(tmp_path / str(seed), 300, [SEMESTER], strange=seed)
    one, two = digests(tmp_path / "1"), digests(tmp_path / "2")
    same = {name for name, digest in one.items() if two.get(name) == digest}
    official = {f"city/official_{name}.csv" for name in ("population", "poverty")}
    assert same == {f"truth/{name}.parquet" for name in ANSWERS} | official


def test_two_lists_in_one_workbook_have_its_empty_sheets_once(tmp_path: Path) -> None:
    simulate(tmp_path, 200, [SEMESTER], seed=153, strange=153)
    (book,) = (tmp_path / "inbox" / SEMESTER / "dinsos").glob("Data*DAN*.xlsx")
    assert openpyxl.load_workbook(book).sheetnames == ["KKS", "PKH", "Sheet2", "Sheet3"]


def test_rows_of_the_truth_are_the_rows_of_the_files(strange: Strange) -> None:
    rows = strange.table("rows")
    for (agency, name), of_file in rows.groupby(FILE):
        sheets = strange.sheets(agency, name, of_file["table_id"].iloc[0])
        assert set(of_file["sheet"]) == {sheet for sheet, cells in sheets.items() if cells}, name
        for sheet, lines in of_file.groupby("sheet"):
            assert lines["row_number"].tolist() == list(range(1, len(sheets[sheet]) + 1)), (name, sheet)


def test_every_cell_of_the_truth_stands_in_its_file(strange: Strange) -> None:
    cells = strange.table("cells").fillna({"written": ""})
    assert len(cells) > 50_000
    for (agency, name, table), of_file in cells.groupby([*FILE, "table_id"]):
        sheets = strange.sheets(agency, name, table)
        for cell in of_file.itertuples():
            row, at = sheets[cell.sheet][cell.row_number - 1], column_at(cell.column_letter)
            found = shown(row[at]) if at < len(row) else ""
            told = str(cell.written)
            days = {told, f"{told[8:]}/{told[5:7]}/{told[:4]}", told.removesuffix(".0")}
            assert found in days or found.removesuffix(".0") in days, cell


def test_headings_stand_in_the_header_rows(strange: Strange) -> None:
    headers = strange.table("rows").query("furniture_kind == 'header'")
    bands = headers.groupby([*FILE, "sheet"])["row_number"].agg(list).to_dict()
    for column in strange.table("columns").query("role == 'field'").itertuples():
        sheet = strange.sheets(column.agency_id, column.file_name, column.table_id)[column.sheet]
        band = bands[column.agency_id, column.file_name, column.sheet]
        above = [shown(sheet[number - 1][column_at(column.column_letter)]) for number in band]
        assert column.heading.split(" > ")[-1] in above, column


def test_the_true_values_are_those_of_the_person_whom_the_row_means(strange: Strange) -> None:
    cells = strange.table("cells").dropna(subset="true_value")
    people = strange.rows_with_people()
    for field in ("nik", "birth_date", "sex"):
        told = cells[cells["field"] == field].merge(people[[*CELL, field]], on=CELL)
        assert len(told) > 800
        assert (told["true_value"] == told[field].astype(str)).all(), field


def test_who_receives_is_who_is_listed_as_a_receiver(strange: Strange) -> None:
    receipts, files = strange.table("receipts"), strange.table("files")
    rows = strange.table("rows").merge(files[[*FILE, "table_id", "expected_verdict"]], on=[*FILE, "table_id"])
    programmes = {"kks": "KKS", "pkh": "PKH", "bpnt": "BPNT", "pip": "PIP", "pbi_jk": "PBI_JK", "rtlh": "RTLH"}
    for table, code in programmes.items():
        counted = rows[(rows["table_id"] == table) & (rows["expected_verdict"] == "admitted")]
        listed = set(counted[counted["is_receipt"] == True]["true_person_id"])  # noqa: E712 -- null is not false
        assert listed == set(receipts[(receipts["programme_code"] == code) & receipts["is_receipt"]]["true_person_id"])


def test_every_fault_of_a_cell_stands_in_a_row_of_the_list_once(strange: Strange) -> None:
    rows = strange.table("rows")[[*CELL, "kind"]]
    faults = strange.table("faults").dropna(subset="field")
    faults = faults.merge(rows, on=CELL)
    assert set(faults["kind"]) == {"data"}
    cells = strange.table("cells").merge(faults[[*CELL, "field"]].drop_duplicates(), on=[*CELL, "field"])
    assert cells["is_planted"].all()


def test_slips_are_valid_numbers_of_nobody_living(strange: Strange) -> None:
    faults = strange.table("faults").query("fault_no in (101, 102)")
    cells = strange.table("cells").query("field == 'nik'")
    slips = faults.merge(cells, on=[*CELL, "field"], suffixes=("", "_cell")).dropna(subset="reads_as")
    assert set(slips["fault_no"]) == {101, 102}
    for slip in slips.itertuples():
        wrong, right = slip.reads_as, slip.true_value_cell
        places = [at for at in range(16) if wrong[at] != right[at]]
        assert is_valid_nik(wrong)
        assert wrong.startswith("77")
        if slip.fault_no == 101:
            assert len(places) == 1
        else:
            assert [right[at] for at in places] == [wrong[at] for at in reversed(places)]
            assert places == [places[0], places[0] + 1]


def test_a_card_stands_for_a_number_only_where_no_column_holds_the_card(strange: Strange) -> None:
    faults = strange.table("faults").query("fault_no == 103")
    holds_card = strange.table("columns").query("field == 'family_card_no'")[["agency_id", "file_name", "sheet"]]
    assert len(faults.merge(holds_card.drop_duplicates(), on=[*FILE, "sheet"])) == 0


def test_only_life_faults_are_new_at_the_level_life(tmp_path: Path) -> None:
    for level in ("normal", "life"):
        simulate(tmp_path / level, 1_000, [SEMESTER], faults=level)  # type: ignore[arg-type]
    kinds = {
        level: set(pd.read_parquet(tmp_path / level / "truth" / "faults.parquet")["fault_no"])
        for level in ("normal", "life")
    }
    assert kinds["life"] - kinds["normal"] == {101, 102, 103, 104, 105, 106, 107}
    names = [{path.name for path in (tmp_path / level / "inbox").rglob("*")} for level in ("normal", "life")]
    assert names[0] == names[1]


@pytest.mark.parametrize(("faults", "low", "high"), [("light", 0.2, 0.5), ("normal", 0.5, 1.5), ("heavy", 1.6, 3.0)])
def test_the_level_of_faults_lies_around_the_one_asked_for(faults: Faults, low: float, high: float) -> None:
    draws = [StrangeDraw(seed, faults) for seed in range(30)]
    assert all(low <= draw.level <= high for draw in draws)
    lists = {draw.level_of("dinsos", table) / draw.level for draw in draws for table in ("kks", "pkh")}
    assert min(lists) < 0.7
    assert max(lists) > 1.4


def test_children_bear_the_surname_of_their_father_for_good() -> None:
    city, renaming = first_city(600, 1, until=Semester(2016, 1)), Renaming("batak", 9)
    before = renaming.dressed(city).people.name.copy()
    for semester in (Semester(2015, 2), Semester(2016, 1)):
        live_through(city, semester)
        dressed = renaming.dressed(city)
    people, names = dressed.people, dressed.people.name
    assert names[: len(before)].tolist() == before.tolist()
    surnames = {name.split()[-1] for name in names.tolist()}
    assert surnames <= set(ISLANDS["batak"].surnames)
    men = np.flatnonzero((people.relation == 1) & (people.sex == 1))
    fathers = dict(zip(people.family[men].tolist(), names[men].tolist(), strict=True))
    newborn = np.flatnonzero((people.relation == 3) & (people.birth > np.datetime64("2015-07-01")))
    told = [
        (names[at], fathers[family])
        for at, family in zip(newborn, people.family[newborn], strict=True)
        if family in fathers
    ]
    assert len(told) > 5
    assert all(child.split()[-1] == father.split()[-1] for child, father in told)
