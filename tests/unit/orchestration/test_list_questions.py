"""`sinergi questions`, `decide`, `agencies`: what a list leaves open, answered in the workbook, and then read so."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from delivery.questions.sheet import (
    ANSWER,
    ANSWERED,
    CHOICES,
    FILLED_BY,
    FILLED_WHY,
    OPEN,
    SUMMARY,
    TAKE_BACK,
    QuestionKey,
)
from ingest.acceptance.intake import conform_agency
from ingest.submission import Submission
from orchestration.cli.app import app
from orchestration.installation import Installation
from orchestration.settings import Settings
from tests.support.sheets import write_xlsx

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NOMOR KTPP", "NO KK", "WARNA SERAGAM", "STATUS", "KELURAHAN"]
FIRST_ROW = 2


def call(home: Path, *arguments: str, width: int = 200) -> Any:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)], env={"COLUMNS": str(width)})


def take_in(home: Path) -> dict[str, Submission]:
    """The submissions of the home as they are read now, by list."""
    site = Installation.open(Settings(home=home))
    taken = conform_agency(site.store, site.ledger, site.catalogue, SEMESTER, "dinsos")
    return {submission.table_id: submission for submission in taken}


def person(number: int) -> list[object]:
    place = "Kampung Antah" if number % 4 == 0 else "Lapadde"
    status = "UNCLEAN" if number % 3 == 0 else "CLEAN"
    nik = f"77720141078{number:05}"
    return [number, f"ORANG {number}", nik, "7772020101100001", "=biru", status, place]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox" / SEMESTER / "dinsos"
    write_xlsx(inbox / "bpnt.xlsx", {"A": [HEADER, *map(person, range(1, 25))]})
    write_xlsx(inbox / "Lampiran 2017.xlsx", {"A": [["BULAN", "SESUATU"], ["x", "y"], ["x", "z"]]})
    take_in(tmp_path)
    return tmp_path


def fill(home: Path, answers: dict[str, str], sheet: str = OPEN, by: str = "Sari", why: str = "Ditanyakan") -> Path:
    """The workbook of the home with answers to what is written there."""
    assert call(home, "questions", SEMESTER).exit_code == 0
    path = home / "packs" / SEMESTER / "pertanyaan.xlsx"
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    columns = {str(cell.value): cell.column for cell in page[1]}
    for row in range(FIRST_ROW, page.max_row + 1):
        written = str(page.cell(row, columns["Tertulis"]).value)
        if written in answers:
            page.cell(row, columns[ANSWER]).value = answers.pop(written)
    assert not answers, "asked in the workbook"
    for row in book[SUMMARY].iter_rows():
        for cell in row:
            if cell.value in (FILLED_BY, FILLED_WHY):
                book[SUMMARY].cell(cell.row, cell.column + 1).value = by if cell.value == FILLED_BY else why
    filled = home / "diisi.xlsx"
    book.save(filled)
    return filled


ANSWERS = {
    "NOMOR KTPP": "NIK", "WARNA SERAGAM": "Kesampingkan", "UNCLEAN": "Ya, penerima",
    "Kampung Antah": "Lumpue", "Lampiran 2017.xlsx": "Abaikan berkas ini",
}  # fmt: skip


def test_a_held_list_is_asked_about_answered_and_read(home: Path) -> None:
    assert take_in(home)["bpnt"].holding == ("KOL-001", "KOL-002")
    done = call(home, "decide", str(fill(home, dict(ANSWERS))))
    assert (done.exit_code, "5 jawaban disimpan" in done.stdout) == (0, True), done.stdout
    taken = take_in(home)
    assert list(taken) == ["bpnt"], "the file to be ignored is no submission"
    assert (taken["bpnt"].holding, taken["bpnt"].columns["NOMOR KTPP"]) == ((), "nik")
    assert taken["bpnt"].columns["WARNA SERAGAM"] == "ignored"
    rows = rows_of(home, taken["bpnt"])
    places = [(row["village_code"], row["district_code"]) for row in rows]
    assert places[2:4] == [("73.72.02.1004", "73.72.02"), ("73.72.04.1003", "73.72.04")]
    assert all(row["is_receipt"] for row in rows)
    assert {row["enrolment_status"] for row in rows if row["status_text"] == "UNCLEAN"} == {"inactive"}
    assert "0 pertanyaan" in call(home, "questions", SEMESTER).stdout


def rows_of(home: Path, submission: Submission) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(submission.parquet(Settings(home=home).store)).to_pylist()
    return rows


def test_an_answer_is_changed_and_taken_back(home: Path) -> None:
    call(home, "decide", str(fill(home, dict(ANSWERS))))
    again = fill(home, {"NOMOR KTPP": TAKE_BACK, "UNCLEAN": "Bukan penerima"}, ANSWERED)
    done = call(home, "decide", str(again))
    assert "2 jawaban disimpan, 1 di antaranya pembatalan; 0 belum diisi, 3 tidak berubah" in done.stdout
    taken = take_in(home)["bpnt"]
    assert taken.holding == ("KOL-001", "KOL-002")
    assert sum(row["is_receipt"] for row in rows_of(home, taken)) == 16


@pytest.mark.parametrize(
    ("answers", "by", "why", "code"),
    [
        ({"NOMOR KTPP": "Nomor sepatu"}, "Sari", "Ditanyakan", "TNY-001"),
        ({"NOMOR KTPP": "NIK"}, "", "Ditanyakan", "TNY-002"),
        ({"NOMOR KTPP": "NIK"}, "Sari", "", "TNY-006"),
        ({"NOMOR KTPP": "NIK", "WARNA SERAGAM": "NIK"}, "Sari", "Ditanyakan", "TNY-005"),
    ],
)
def test_of_a_faulty_workbook_nothing_is_kept(
    answers: dict[str, str], by: str, why: str, code: str, home: Path
) -> None:
    done = call(home, "decide", str(fill(home, dict(answers), by=by, why=why)))
    assert done.exit_code == 3
    assert f"[{code}]" in done.stdout
    assert not (home / "rulings.parquet").exists()


def test_an_answer_that_the_drop_down_does_not_offer_is_refused_at_its_cell(home: Path) -> None:
    # NO KK is a column of its own, so that no other can be the number of the family card
    done = call(home, "decide", str(fill(home, {"NOMOR KTPP": "NIK", "WARNA SERAGAM": "No KK"})), width=400)
    assert done.exit_code == 3
    (told,) = [line for line in done.stdout.splitlines() if "[TNY-001]" in line]
    assert f"lembar {OPEN}, sel H4: Jawaban di luar pilihan. Tertulis: No KK. Diharapkan: Kesampingkan, Alamat," in told
    assert not (home / "rulings.parquet").exists()


def test_a_workbook_of_before_that_does_not_say_its_choices_is_read(home: Path) -> None:
    filled = fill(home, {"NOMOR KTPP": "NIK"})
    book = openpyxl.load_workbook(filled)
    for row in book[OPEN].iter_rows(min_row=FIRST_ROW):
        key = QuestionKey.read(str(row[-1].value))
        assert key
        rest = "|".join((key.kind, key.agency_id, key.table_id, key.field, key.answer, key.subject))
        row[-1].value = f"{sha256(rest.encode()).hexdigest()[:8]}|{rest}"
    book.save(filled)
    assert "1 jawaban disimpan" in call(home, "decide", str(filled)).stdout


def test_a_key_that_was_changed_and_another_house_are_refused(home: Path, tmp_path: Path) -> None:
    filled = fill(home, {"NOMOR KTPP": "NIK"})
    book = openpyxl.load_workbook(filled)
    page = book[OPEN]
    for row in range(FIRST_ROW, page.max_row + 1):
        page.cell(row, page.max_column).value = str(page.cell(row, page.max_column).value) + "x"
    book.save(filled)
    assert "[TNY-003]" in call(home, "decide", str(filled)).stdout
    assert "[TNY-004]" in call(tmp_path / "other", "decide", str(fill(home, {"NOMOR KTPP": "NIK"}))).stdout


def test_the_drop_downs_offer_guesses_first_and_no_field_that_is_filled(home: Path) -> None:
    path = fill(home, {})
    book = openpyxl.load_workbook(path)
    rules = {str(rule.sqref): rule.formula1 for rule in book[OPEN].data_validations.dataValidation}
    columns = {str(cell.value): cell.column for cell in book[OPEN][1]}
    row = next(r for r in range(FIRST_ROW, 9) if book[OPEN].cell(r, columns["Tertulis"]).value == "NOMOR KTPP")
    letter = rules[f"H{row}"].split("$")[1]
    offered = [cell.value for cell in book[CHOICES][letter] if cell.value]
    assert offered[:1] == ["NIK"]
    assert "Kesampingkan" in offered
    assert "No KK" not in offered
    shown = [str(cell.value) for row in book[OPEN].iter_rows() for cell in row]
    assert not [text for text in shown if "7772014107800001" in text or "yml" in text.lower() or "=biru" in text]


def test_agencies_shows_what_is_in_force_and_from_where(home: Path) -> None:
    own = home / "agencies" / "dinsos" / "agency.yml"
    own.parent.mkdir(parents=True)
    own.write_text("agency: dinsos\ntables: {kks: {columns: {nik: [NO INDUK]}}}\n", "utf-8")
    call(home, "decide", str(fill(home, dict(ANSWERS))))
    overview = call(home, "agencies", width=80).stdout
    assert max(map(len, overview.splitlines())) <= 130
    assert "bawaan + kota" in overview
    # one of the five names a place, which holds for each of the three lists of dinsos, and for other agencies' too
    assert "kota + jawaban (7)" in overview
    assert "bawaan + jawaban (1)" in overview
    told = call(home, "agencies", "dinsos").stdout
    for line in (f"kota: {own}", "kks.columns.nik: NO INDUK", "bpnt.columns.nik: NOMOR KTPP",
                 "bpnt.receipt.words.UNCLEAN: True", "ignore_files: lampiran *.xlsx"):  # fmt: skip
        assert line in told, line
    assert call(home, "agencies", "dinsoss").exit_code == 2


def test_of_two_columns_of_one_field_either_may_be_another(tmp_path: Path) -> None:
    """ID DTKS beside IDBDT: both can be the family's number, so both are asked; here the first is the person's."""
    head = ["NIK", "NAMA", "ID DTKS", "IDBDT", "KELURAHAN"]
    rows = [[f"77720141078{at:05}", f"ORANG {at}", f"P{at}", f"F{at // 2}", "Lapadde"] for at in range(1, 25)]
    write_xlsx(tmp_path / "inbox" / SEMESTER / "dinsos" / "bpnt.xlsx", {"A": [head, *rows]})
    assert take_in(tmp_path)["bpnt"].holding == ("KOL-003",)
    done = call(tmp_path, "decide", str(fill(tmp_path, {"ID DTKS": "IDARTBDT", "IDBDT": "IDBDT"})))
    assert done.exit_code == 0, done.stdout
    read = take_in(tmp_path)["bpnt"]
    found = {(row["source_person_id"], row["source_family_id"]) for row in rows_of(tmp_path, read)}
    assert (read.holding, found) == ((), {(f"P{at}", f"F{at // 2}") for at in range(1, 25)})
