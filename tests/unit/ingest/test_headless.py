"""A list without a heading row: its first record stays a record, its columns are called by their letters and asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.drafting.questions import open_questions
from ingest.inbox.receive import Arrival
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import DeclaredList, declared_list
from ingest.semester import Semester
from ingest.workbook import open_workbook

CATALOGUE = load_catalogue()
LIST = declared_list(CATALOGUE.agencies["dinsos"], "kks", Semester(2017, 1), CATALOGUE)
PEOPLE = [f"{at};77720141078{at:05d};ANDI {chr(64 + at)};LUMPUE" for at in range(1, 8)]


def read(folder: Path, lines: list[str], declared: DeclaredList = LIST) -> Conformed:
    path = folder / "kks.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return conform(Arrival("kks.csv", "0" * 64, path, ""), open_workbook(path), declared)


def answered() -> DeclaredList:
    columns = {"nik": ("Kolom B",), "full_name": ("Kolom C",), "village_name": ("Kolom D",)}
    table = LIST.table.model_copy(update={"columns": columns, "ignore": ("Kolom A",)})
    return DeclaredList(LIST.folder, LIST.table_id, table, LIST.schema, LIST.semester, CATALOGUE)


def test_every_column_is_asked_by_its_letter(tmp_path: Path) -> None:
    found = read(tmp_path, PEOPLE).submission
    assert (found.rows_in, found.rows_accepted + found.rows_rejected, found.furniture) == (7, 7, {})
    assert "TAB-012" in {problem.code for problem in found.problems}
    assert set(found.holding) == {"KOL-001", "KOL-002"}
    asked = [(each.subject, each.guesses[:1]) for each in open_questions([found], CATALOGUE, {})]
    assert ("Kolom B", (("nik", 0.5),)) in asked
    assert {"Kolom A", "Kolom C", "Kolom D"} < {subject for subject, _ in asked}


@pytest.mark.parametrize("titles", [[], ["DAFTAR PENERIMA;;;", ";;;"]], ids=["at once", "below a title"])
def test_what_was_answered_reads_the_list(titles: list[str], tmp_path: Path) -> None:
    done = read(tmp_path, [*titles, *PEOPLE, "Jumlah;;;7"], answered())
    assert done.submission.holding == ()
    assert done.rows["full_name"].to_pylist() == [f"ANDI {chr(64 + at)}" for at in range(1, 8)]
    assert done.rows["village_code"].null_count == 0
    assert done.rows["row_number"].to_pylist() == [at + len(titles) for at in range(1, 8)]


def test_a_letter_with_a_number_in_it_is_no_list(tmp_path: Path) -> None:
    found = read(tmp_path, [PEOPLE[0], PEOPLE[1], "Kepada Yth.;;;", "Kepala Dinas;;;", "di tempat;;;"]).submission
    assert (found.holding, found.rows_accepted) == (("TAB-001",), 0)
