"""A list whose NIKs are nearly all damaged: asked about, let in without them for that file alone, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from delivery.questions.sheet import ANSWER, ANSWERED, FILLED_BY, FILLED_WHY, OPEN, SUMMARY, TAKE_BACK
from ingest.submission import Submission
from orchestration.cli.app import app
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.stages import accept_all, take_in
from tests.support.check_and_run import check_says, run_says
from tests.support.sheets import write_xlsx

pytestmark = pytest.mark.slow

SEMESTER, FILE = "2017-S1", "kks.xlsx"
HEADER = ["NO", "NIK", "NO KK", "NAMA PENERIMA", "TANGGAL LAHIR", "KELURAHAN"]
YES = "Ya, kesampingkan di berkas ini"
PEOPLE = 12


def person(number: int, nik: object) -> list[object]:
    card = f"7772020101{number:02}0001"
    return [number, nik, card, f"ORANG {chr(64 + number)}", f"{number:02}-05-1980", "Lapadde"]


def write_list(home: Path, *niks: object) -> None:
    """The list of kks with these numbers, by which the spreadsheet has lost the last digits of most."""
    rows = [person(number, nik) for number, nik in enumerate(niks, 1)]
    write_xlsx(home / "inbox" / SEMESTER / "dinsos" / FILE, {"KKS": [HEADER, *rows]})


def damaged(number: int) -> float:
    return float(f"77720141058{number:02}000")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_list(tmp_path, "7772014105800001", *map(damaged, range(2, PEOPLE + 1)))
    return tmp_path


def take(home: Path) -> Submission:
    """The list as a run takes it in."""
    site = Installation.open(Settings(home=home))
    take_in(site, SEMESTER, "dinsos")
    (submission,) = accept_all(site, SEMESTER).submissions
    return submission


def fill(home: Path, answer: str, sheet: str = OPEN) -> None:
    """The question about the file answered in the workbook of the home and taken back."""
    called = CliRunner().invoke(app, ["questions", SEMESTER, "--home", str(home)])
    assert called.exit_code == 0, called.output
    book = openpyxl.load_workbook(home / "packs" / SEMESTER / "pertanyaan.xlsx")
    columns = {str(cell.value): cell.column for cell in book[sheet][1]}
    (row,) = [row[0].row for row in book[sheet].iter_rows(min_row=2) if row[columns["Tertulis"] - 1].value == FILE]
    book[sheet].cell(row, columns[ANSWER]).value = answer
    for cells in book[SUMMARY].iter_rows():
        for cell in cells:
            if cell.value in (FILLED_BY, FILLED_WHY):
                book[SUMMARY].cell(cell.row, cell.column + 1).value = "Sari"
    book.save(home / "diisi.xlsx")
    done = CliRunner().invoke(app, ["decide", str(home / "diisi.xlsx"), "--home", str(home)])
    assert (done.exit_code, "1 jawaban disimpan" in done.output) == (0, True), done.output


def rows_of(home: Path, submission: Submission) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(submission.parquet(Settings(home=home).store)).to_pylist()
    return rows


def test_it_is_held_answered_and_let_in_with_its_numbers_kept_aside(home: Path) -> None:
    held = take(home)
    assert (held.status, held.hold_codes) == ("held", ("NIK-103",))
    fill(home, YES)
    submission = take(home)
    assert (submission.status, submission.hold_codes, submission.columns["NIK"]) == ("admitted", (), "ignored")
    assert [problem.code for problem in submission.problems] == ["KOL-011"]
    told = [(row["nik"], row["full_name"], row["family_card_no"]) for row in rows_of(home, submission)]
    assert told == [(None, f"ORANG {chr(64 + n)}", f"7772020101{n:02}0001") for n in range(1, PEOPLE + 1)]
    aside = pq.read_table(submission.unread_cells(Settings(home=home).store)).to_pylist()
    assert [(cell["header"], cell["cell"]) for cell in aside][:2] == [
        ("NIK", "7772014105800001"), ("NIK", "7772014105802000"),
    ]  # fmt: skip
    assert len(aside) == PEOPLE


def test_check_says_what_the_run_says_before_and_after_the_answer(home: Path) -> None:
    path = home / "inbox" / SEMESTER / "dinsos" / FILE
    for answer in (None, YES):
        take(home)
        if answer:
            fill(home, answer)
        site = Installation.open(Settings(home=home))
        said = run_says(site, SEMESTER, "dinsos")[FILE]
        assert said["kks"][1] is (answer is None), "held until it is answered"
        assert check_says(site, SEMESTER, "dinsos", path) == said


def test_an_answer_taken_back_holds_the_file_again(home: Path) -> None:
    take(home)
    fill(home, YES)
    take(home)
    fill(home, TAKE_BACK, ANSWERED)
    assert take(home).hold_codes == ("NIK-103",)


def test_the_answer_is_about_that_file_and_not_about_the_list_sent_again(home: Path) -> None:
    take(home)
    fill(home, YES)
    write_list(home, *(f"777201{40 + number}0580{number * 37:04}" for number in range(1, PEOPLE + 1)))
    submission = take(home)
    assert (submission.status, submission.columns["NIK"]) == ("admitted", "nik")
    assert all(row["nik"] for row in rows_of(home, submission))


def test_the_civil_registry_is_not_asked_about_it(tmp_path: Path) -> None:
    header = ["NIK", "NAMA", "STATUS PADAN"]
    rows = [[damaged(number), f"ORANG {number}", "PADAN"] for number in range(1, PEOPLE + 1)]
    write_xlsx(tmp_path / "inbox" / SEMESTER / "disdukcapil" / "hasil padan.xlsx", {"A": [header, *rows]})
    site = Installation.open(Settings(home=tmp_path))
    take_in(site, SEMESTER, "disdukcapil")
    (held,) = accept_all(site, SEMESTER).submissions
    assert held.hold_codes == ("NIK-103",)
    called = CliRunner().invoke(app, ["questions", SEMESTER, "--home", str(tmp_path)])
    assert "0 pertanyaan" in called.output, called.output
