"""A number that several people have is their family's; one of each is the person's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.support.sheets import write_xlsx

CATALOGUE = load_catalogue()
# two families of three, and one who lives alone
SHARED = ["F1", "F1", "F1", "F2", "F2", "F2", "F3"]
OF_EACH = [f"P{at}" for at in range(7)]


def read(path: Path, agency: str, table: str, heading: str, numbers: list[str]) -> Conformed:
    rows = [
        [f"77720141078{at:05}", f"ORANG {at}", number, f"77720101010100{at:02}"] for at, number in enumerate(numbers)
    ]
    write_xlsx(path / "list.xlsx", {"Data": [["NIK", "NAMA", heading, "No KK"], *rows]})
    declared = declared_list(CATALOGUE.agencies[agency], table, Semester(2017, 1), CATALOGUE)
    return conform(Arrival("list.xlsx", "0" * 64, path / "list.xlsx", ""), open_workbook(path / "list.xlsx"), declared)


@pytest.mark.parametrize(
    ("numbers", "of_person", "of_family"), [(SHARED, [None] * 7, SHARED), (OF_EACH, OF_EACH, [None] * 7)]
)
def test_whose_a_number_is_is_seen_in_who_has_it(
    tmp_path: Path, numbers: list[str], of_person: list[str], of_family: list[str]
) -> None:
    found = read(tmp_path, "dinsos", "bpnt", "IDSEMESTA", numbers)
    assert found.rows["source_person_id"].to_pylist() == of_person
    assert found.rows["source_family_id"].to_pylist() == of_family
    assert found.submission.columns["IDSEMESTA"] == ("source_family_id" if numbers is SHARED else "source_person_id")


@pytest.mark.parametrize("numbers", [SHARED, OF_EACH])
def test_the_number_of_a_card_of_bpjs_is_of_whom_its_rows_say(tmp_path: Path, numbers: list[str]) -> None:
    found = read(tmp_path, "dinkes", "pbi_jk", "No. Kartu BPJS", numbers)
    fields = ["source_family_id"] if numbers is SHARED else ["source_person_id"]
    assert [found.rows[field].to_pylist() for field in fields] == [numbers]


def test_what_a_list_declares_stands(tmp_path: Path) -> None:
    found = read(tmp_path, "dinkes", "pbi_jk", "PSNOKA", SHARED)
    assert found.rows["source_person_id"].to_pylist() == SHARED
