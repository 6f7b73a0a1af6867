"""Each kind of question that `rules.yml` asks by itself: what is looked at, and which cells fail."""

from __future__ import annotations

import duckdb
import pytest
from pydantic import ValidationError

from expectations.judged_list import JudgedList
from expectations.simple import SimpleQuestion
from ingest.declarations.catalogue import load_catalogue
from ingest.semester import Semester

ROWS = """(values (1, 'Jl. Melati', 'P1', 120, '0012345678'), (2, null, 'P1', 121, '12345'), (3, 'x', 'P2', null, null),
    (4, 'x', null, -1, '00123456789')) as rows (record_id, address, source_person_id, age_years, nisn)"""


@pytest.mark.parametrize(
    ("asks", "checked", "failing"),
    [
        ({"filled": ["address"]}, 4, [(2, "address")]),
        ({"filled": ["address", "source_person_id"]}, 8, [(2, "address"), (4, "source_person_id")]),
        ({"between": {"age_years": [0, 120]}}, 3, [(2, "age_years"), (4, "age_years")]),
        ({"matches": {"nisn": "[0-9]{10}"}}, 3, [(2, "nisn"), (4, "nisn")]),
        ({"repeats": ["source_person_id"]}, 3, [(1, "source_person_id"), (2, "source_person_id")]),
        ({"repeats": ["source_person_id", "nisn"]}, 2, []),
    ],
)
def test_what_is_looked_at_and_what_fails(asks: object, checked: int, failing: list[tuple[int, str]]) -> None:
    question = SimpleQuestion.model_validate(asks).ask(of_persons())
    assert question is not None
    with duckdb.connect() as connection:
        counts = connection.execute(question.counts.replace("$rows", ROWS)).fetchone()
        found = connection.execute(question.failing.replace("$rows", ROWS)).fetchall()
    assert counts == (len(failing), checked)
    assert sorted(found) == failing


def test_a_column_that_the_entity_lacks_is_not_asked() -> None:
    ranks = SimpleQuestion.model_validate({"between": {"welfare_decile": [1, 10], "age_years": [0, 120]}})
    question = ranks.ask(of_persons())
    assert question is not None
    assert "welfare_decile" not in question.failing
    assert SimpleQuestion(filled=("welfare_decile",)).ask(of_persons()) is None
    assert SimpleQuestion(repeats=("source_person_id", "snapshot_id")).ask(of_persons()) is None


@pytest.mark.parametrize("asks", [{}, {"filled": ["nik"], "repeats": ["nik"]}, {"empty": ["nik"]}])
def test_a_question_is_of_one_kind(asks: object) -> None:
    with pytest.raises(ValidationError):
        SimpleQuestion.model_validate(asks)


def of_persons() -> JudgedList:
    """A list of receivers, which has no rank and no snapshot."""
    catalogue = load_catalogue()
    table = catalogue.agencies["dinsos"].agency.tables["kks"]
    return JudgedList(catalogue.entities["enrolment_records"], table, Semester(2017, 1), frozenset())
