"""The pack on the small city: its figures are those of the marts, it needs nothing else, it names nobody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from delivery import open_release
from delivery.pack.blocks import Chapter
from delivery.pack.meeting import Meeting
from delivery.pack.minutes import write_follow_up
from delivery.pack.page import chapters_of, draw
from delivery.pack.queries import GRAINS, PARTS
from delivery.pack.write import FOLLOW_UP, MINUTES, TABLES, folder_of, write_pack
from ingest.store import Store, write_json
from orchestration.cli.app import app
from orchestration.dbt.sources import PROJECT

pytestmark = pytest.mark.slow

SEMESTER, CITY = "2017-S2", "73.72"
_CODE = re.compile(r"(\w+)\.(\w+)\[([^\]]*)\]")
_VOID = {"meta", "link", "br", "img", "input", "hr"}


class Seen(HTMLParser):
    """What a page holds, for questions about it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


@pytest.fixture(scope="module")
def released(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse as a release has it: the parts of targeting are tables of their own."""
    path = tmp_path_factory.mktemp("released") / "warehouse.duckdb"
    shutil.copy(built / "home" / "warehouse" / "build.duckdb", path)
    with duckdb.connect(str(path)) as database:
        for part, key in PARTS.items():
            database.execute(
                f"create table marts.mart_targeting_{part} as select * exclude (breakdown, breakdown_code),"
                f" breakdown_code as {key} from marts.mart_targeting where breakdown = '{part}'"
            )
        database.execute("delete from marts.mart_targeting where breakdown <> 'city'")
        database.execute(
            "create table core.dim_measure (table_name text, column_name text, unit text, adds_over text, within text)"
        )
    return path


@pytest.fixture(scope="module")
def meeting(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Meeting:
    return Meeting.of(open_release(store_of(released, tmp_path_factory.mktemp("home")).home), SEMESTER, CITY)


@pytest.fixture(scope="module")
def page(meeting: Meeting) -> Seen:
    return seen(draw(meeting, chapters_of(meeting)))


def seen(text: str) -> Seen:
    found = Seen()
    found.feed(text)
    return found


def value_of(warehouse: duckdb.DuckDBPyConnection, code: str) -> Any:
    """The number that a trace code names, as the mart has it."""
    mart, column, keys = _CODE.fullmatch(code).groups()  # type: ignore[union-attr]
    pairs = dict(re.findall(r'(\w+)=("[^"]*"|[^,]*)', keys))
    where = " and ".join(f"cast({key} as varchar) = ?" for key in pairs)
    values = [value.strip('"').lower() if value in ("True", "False") else value.strip('"') for value in pairs.values()]
    rows = warehouse.execute(f"select {column} from marts.mart_{mart} where {where}", values).fetchall()
    assert len(rows) == 1, code
    return rows[0][0]


def test_every_figure_is_that_of_its_mart(page: Seen, warehouse: duckdb.DuckDBPyConnection) -> None:
    figures = [marks for tag, marks in page.tags if tag == "span" and "data-trace" in marks]
    single = {
        (marks["data-trace"], marks.get("data-value")) for marks in figures if _CODE.fullmatch(marks["data-trace"])
    }
    wrong = [
        (code, shown, value)
        for code, shown in sorted(single, key=str)
        if (value := value_of(warehouse, code))
        != (None if shown is None else type(value)(shown) if value is not None else "?")
    ]
    assert wrong == []
    assert len(single) > 300


def test_shares_of_two_figures_are_their_quotient(page: Seen, warehouse: duckdb.DuckDBPyConnection) -> None:
    shares = [marks for tag, marks in page.tags if " : " in marks.get("data-trace", "") and "data-value" in marks]
    assert shares
    for marks in shares:
        codes = marks["data-trace"].split(" : ")
        if all(_CODE.fullmatch(code) for code in codes):
            part, whole = (value_of(warehouse, code) for code in codes)
            assert float(marks["data-value"]) == min(1.0, part / whole)


def test_trace_codes_have_the_keys_of_their_marts() -> None:
    models = {
        path.stem: path for path in (PROJECT / "models" / "marts").glob("mart_*.yml") if ".tests" not in path.name
    }
    grains = {name: yaml.safe_load(path.read_text("utf-8"))["models"][0]["config"]["meta"]["grain"]
              for name, path in models.items()}  # fmt: skip
    assert {name: list(keys) for name, keys in GRAINS.items()} == {name: grains[name] for name in GRAINS}


def test_the_page_asks_nobody_for_anything(page: Seen) -> None:
    targets = [
        marks[name] for _, marks in page.tags for name in ("src", "href", "action", "data", "srcset") if name in marks
    ]
    assert [target for target in targets if not target.startswith("#")] == []
    assert [marks for tag, marks in page.tags if tag in ("link", "img", "iframe", "object", "embed")] == []
    style_and_script = " ".join(
        (Path("delivery/pack/templates") / name).read_text("utf-8") for name in ("pack.css", "pack.js")
    )
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttp", style_and_script)


def test_the_page_can_be_read_by_everybody(page: Seen) -> None:
    ids = [marks["id"] for _, marks in page.tags if "id" in marks]
    assert len(ids) == len(set(ids))
    assert dict(page.tags)["html"]["lang"] == "id"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1
    assert all(marks.get("scope") in ("col", "row") for tag, marks in page.tags if tag == "th")
    links = {marks["href"][1:] for tag, marks in page.tags if tag == "a"}
    assert links <= set(ids)
    labelled = [marks["aria-labelledby"] for _, marks in page.tags if "aria-labelledby" in marks]
    assert set(labelled) <= set(ids)


def test_nobody_is_named(built: Path, released: Path, page: Seen, meeting: Meeting, tmp_path: Path) -> None:
    with duckdb.connect(str(built / "home" / "warehouse" / "build.duckdb"), read_only=True) as database:
        people = database.execute(
            "select distinct nik, family_card_no, full_name from staging.stg_enrolment_records"
        ).fetchall()
    words = {str(value) for row in people for value in row if value}
    write_pack(store_of(released, tmp_path), SEMESTER, CITY, pdf=False)
    text = " ".join(page.text) + " ".join(cells(path) for path in folder_of(Store(tmp_path), SEMESTER).glob("*.xlsx"))
    assert len(words) > 20
    assert [word for word in words if word in text] == []
    assert not re.search(r"(?<![\d.])\d{16}(?!\d)", text)


def cells(path: Path) -> str:
    book = openpyxl.load_workbook(path, read_only=True)
    return " ".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value)


def store_of(released: Path, home: Path) -> Store:
    """A home with that release."""
    store = Store(home)
    release = store.published / f"{SEMESTER}-20180101T000000-00000000"
    release.mkdir(parents=True)
    (release / "warehouse.duckdb").symlink_to(released)
    with duckdb.connect(str(released), read_only=True) as database:
        names = database.execute("select schema_name || '.' || table_name, table_name from duckdb_tables()").fetchall()
    tables = {full_name: {"grain": GRAINS.get(name, ()), "rows": 0} for full_name, name in names}
    told = {"release": release.name, "semester": SEMESTER, "created_at": "", "content_hash": "", "tables": tables}
    write_json(told, release / "manifest.json")
    (store.published / "current").symlink_to(release.name)
    return store


def without(meeting: Meeting, programme: str) -> Meeting:
    """The meeting as it would be if the list of a programme had not come."""
    tables: dict[str, tuple[Mapping[str, Any], ...]] = dict(meeting.tables)
    for name, rows in tables.items():
        tables[name] = tuple(
            {key: None if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
             for key, value in row.items()} | {"list_status": "missing"}
            if row.get("programme_code") == programme and "list_status" in row else row
            for row in rows
        )  # fmt: skip
    return replace(meeting, tables=tables)


def test_a_list_that_did_not_come_is_drawn_as_missing(meeting: Meeting) -> None:
    lacking = without(meeting, "PKH")
    page = draw(lacking, chapters_of(lacking))
    assert '<span class="stack missing">daftar belum ada</span>' in page
    name = lacking.programme("PKH")
    assert f"{name}: tidak dapat dibandingkan, daftarnya belum ada." in page
    row = re.search(rf'<th scope="row" role="rowheader" class="text">{name}</th>(.*?)</tr>', page, re.S)
    assert row is not None
    figures = re.findall(r'<span class="n (\w+)"[^>]*>([^<]*)<', row[1])
    assert ("missing", "belum ada") in figures
    assert not [text for state, text in figures if state == "shown" and text == "0"]


def test_sentences_on_changes_add_up(meeting: Meeting) -> None:
    chapter = next(each for each in chapters_of(meeting) if each.key == "r")
    page = draw(meeting, [chapter])
    assert "menjadi" in page
    assert "belum dapat dijelaskan" not in page
    for row in meeting.rows("mart_programme_progress"):
        if row["left_count"] is not None:
            assert row["previous_receiver_count"] - row["left_count"] + row["new_count"] == row["receiver_count"]


def test_each_agency_is_thanked_first(meeting: Meeting) -> None:
    offices = [chapter for chapter in chapters_of(meeting) if chapter.group == "agency"]
    assert len(offices) == len(meeting.agencies)
    assert all(first_words(meeting, chapter).startswith(("Terima kasih, ", chapter.title)) for chapter in offices)


def first_words(meeting: Meeting, chapter: Chapter) -> str:
    page = seen(draw(meeting, [chapter]))
    at = page.text.index(chapter.title, page.text.index(f"{chapter.title}, {meeting.period}.") - 8)
    return next(text for text in page.text[at + 2 :] if text.strip())


def test_the_tables_hold_numbers_with_their_codes(released: Path, tmp_path: Path, meeting: Meeting) -> None:
    write_pack(store_of(released, tmp_path), SEMESTER, CITY, pdf=False)
    book = openpyxl.load_workbook(folder_of(Store(tmp_path), SEMESTER) / TABLES)
    assert {"a Perkembangan", "b Penerima", "c Sasaran", "d Jembatan angka", "e Temuan lalu", "Kode telusur"} <= set(
        book.sheetnames
    )
    codes = {(row[0], row[1]): row[2] for row in book["Kode telusur"].iter_rows(min_row=2, values_only=True)}
    budgets = {row["programme_code"]: row["budget_idr"] for row in meeting.rows("mart_programme_progress")}
    counted = 0
    for (sheet, cell), code in codes.items():
        if sheet == "a Perkembangan" and (code or "").startswith("programme_progress.budget_idr"):
            programme = re.search(r"programme_code=(\w+)", code)
            assert programme is not None
            assert book[sheet][cell].value == budgets[programme[1]]
            counted += 1
    assert counted == sum(budget is not None for budget in budgets.values())


def test_what_people_wrote_is_never_written_over(released: Path, tmp_path: Path) -> None:
    store = store_of(released, tmp_path)
    folder = folder_of(store, SEMESTER)
    first = write_pack(store, SEMESTER, CITY, pdf=False)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = write_pack(store, SEMESTER, CITY, pdf=False)
    assert (first.is_new, again.is_new) == (True, False)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    book = openpyxl.load_workbook(folder / MINUTES)
    book.worksheets[0]["B4"] = "21 Januari 2018"
    book.save(folder / MINUTES)
    (folder / "rakor.html").write_text("lama", encoding="utf-8")
    write_pack(store, SEMESTER, CITY, pdf=False)
    assert openpyxl.load_workbook(folder / MINUTES).worksheets[0]["B4"].value == "21 Januari 2018"
    assert (folder / "notulen_baru.xlsx").is_file()


def test_the_follow_up_comes_back_as_the_list_of_problems(tmp_path: Path, meeting: Meeting) -> None:
    words = ("Kartu tidak dapat digesek", "Beras dibagi rata oleh RT")
    told = {"semester": SEMESTER, "finding_code": "ISS-001", "programme_code": "PKH", "agency_id": "dinsos",
            "evidence_grade": "A", "cause_text": None, "action_text": "Pemadanan NIK", "open_count": 1}  # fmt: skip
    problems = tuple(
        {**told, "issue_key": str(at), "problem_text": text} for at, text in enumerate((*words, "T-c8ea4bd201", None))
    )
    path = tmp_path / FOLLOW_UP
    write_follow_up(path, replace(meeting, tables={**meeting.tables, "mart_findings": problems}))
    assert "2 masalah tidak disalin" in cells(path)
    done = CliRunner().invoke(app, ["check", str(path), "--agency", "bappeda", "--semester", "2018-S1"])
    assert done.exit_code == 0, done.output
    assert "reported_issues" in done.output
    assert "= 2 diterima + 0 ditolak" in done.output
