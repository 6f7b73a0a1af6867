"""Two files of one list lie there at once and nothing tells the later one: asked, answered, taken back."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from delivery.questions.sheet import ANSWER, ANSWERED, FILLED_BY, FILLED_WHY, OPEN, SUMMARY, TAKE_BACK
from orchestration.cli.app import app
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.stages import accept_all, take_in
from tests.support.sheets import write_xlsx

pytestmark = pytest.mark.slow

SEMESTER = "2017-S1"
HEADER = ["NO", "NIK", "NO KK", "NAMA PENERIMA", "TANGGAL LAHIR", "KELURAHAN"]
FIRST, SECOND, THIRD = "kks dinsos.xlsx", "kks kota.xlsx", "kks.xlsx"
EVERY = "Semuanya berlaku (tahap atau bagian lain)"


def put(home: Path, name: str, people: range) -> None:
    """A list of kks with these people, of one and the same time."""
    rows = [
        [n, f"777201{n:02}0580{n:04}", f"7772020101{n:02}0001", f"ORANG {chr(64 + n)}", f"{n:02}-05-1980",
         "Lapadde"]
        for n in people
    ]  # fmt: skip
    path = home / "inbox" / SEMESTER / "dinsos" / name
    write_xlsx(path, {"KKS": [HEADER, *rows]})
    os.utime(path, (1_500_000_000, 1_500_000_000))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put(tmp_path, FIRST, range(1, 13))
    put(tmp_path, SECOND, range(3, 15))
    return tmp_path


def take(home: Path) -> dict[str, str]:
    """The status of each file as a run takes it in."""
    site = Installation.open(Settings(home=home))
    take_in(site, SEMESTER, "dinsos")
    return {each.file_name: each.status for each in accept_all(site, SEMESTER).submissions}


def ask(home: Path) -> openpyxl.Workbook:
    called = CliRunner().invoke(app, ["questions", SEMESTER, "--home", str(home)])
    assert called.exit_code == 0, called.output
    return openpyxl.load_workbook(home / "packs" / SEMESTER / "pertanyaan.xlsx")


def asked(book: openpyxl.Workbook, sheet: str = OPEN) -> list[tuple[str, str]]:
    """What is asked about files, and the answer that stands there."""
    columns = {str(cell.value): cell.column - 1 for cell in book[sheet][1]}
    rows = [[str(cell.value or "") for cell in row] for row in book[sheet].iter_rows(min_row=2)]
    return [(row[columns["Tertulis"]], row[columns[ANSWER]]) for row in rows if "berlaku?" in row[2]]


def fill(home: Path, answer: str, sheet: str = OPEN) -> None:
    book = ask(home)
    columns = {str(cell.value): cell.column for cell in book[sheet][1]}
    (row,) = [row[0].row for row in book[sheet].iter_rows(min_row=2) if "berlaku?" in str(row[2].value)]
    book[sheet].cell(row, columns[ANSWER]).value = answer
    for cells in book[SUMMARY].iter_rows():
        for cell in cells:
            if cell.value in (FILLED_BY, FILLED_WHY):
                book[SUMMARY].cell(cell.row, cell.column + 1).value = "Sari"
    book.save(home / "diisi.xlsx")
    done = CliRunner().invoke(app, ["decide", str(home / "diisi.xlsx"), "--home", str(home)])
    assert (done.exit_code, "1 jawaban disimpan" in done.output) == (0, True), done.output


def test_rivals_are_asked_about_once_and_the_answer_says_which_stands(home: Path) -> None:
    assert take(home) == {FIRST: "held", SECOND: "held"}
    assert asked(ask(home)) == [(f"1: {FIRST}\n2: {SECOND}", "")]
    fill(home, f"1: {FIRST}")
    assert take(home) == {FIRST: "admitted", SECOND: "superseded"}
    book = ask(home)
    assert (asked(book), asked(book, ANSWERED)) == ([], [(f"{FIRST}\n{SECOND}", f"1: {FIRST}")])


def test_files_that_are_stages_of_one_list_stand_together(home: Path) -> None:
    take(home)
    fill(home, EVERY)
    assert take(home) == {FIRST: "admitted", SECOND: "admitted"}


def test_an_answer_taken_back_holds_both_and_asks_again(home: Path) -> None:
    take(home)
    fill(home, f"2: {SECOND}")
    assert take(home) == {FIRST: "superseded", SECOND: "admitted"}
    fill(home, TAKE_BACK, ANSWERED)
    assert take(home) == {FIRST: "held", SECOND: "held"}
    assert len(asked(ask(home))) == 1


def test_of_three_one_answer_settles_all(home: Path) -> None:
    put(home, THIRD, range(2, 14))
    assert set(take(home).values()) == {"held"}
    assert asked(ask(home)) == [(f"1: {FIRST}\n2: {SECOND}\n3: {THIRD}", "")]
    fill(home, f"3: {THIRD}")
    assert take(home) == {FIRST: "superseded", SECOND: "superseded", THIRD: "admitted"}


def test_a_file_put_in_later_takes_the_place_of_the_one_that_was_chosen(home: Path) -> None:
    take(home)
    fill(home, f"1: {FIRST}")
    take(home)
    put(home, THIRD, range(2, 14))
    assert take(home) == {FIRST: "superseded", SECOND: "superseded", THIRD: "admitted"}


def test_older_versions_that_nothing_tells_apart_do_not_hold_one_another(home: Path) -> None:
    put(home, "kks_REV2.xlsx", range(2, 14))
    put(home, "kks_FINAL dinsos_REV3.xlsx", range(2, 15))
    (home / "inbox" / SEMESTER / "dinsos" / SECOND).unlink()
    told = take(home)
    assert told == {FIRST: "superseded", "kks_REV2.xlsx": "superseded", "kks_FINAL dinsos_REV3.xlsx": "admitted"}
