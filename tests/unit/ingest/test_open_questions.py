"""What several lists of a city would ask alike is asked once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.declarations.catalogue import load_catalogue
from ingest.declarations.rulings import Ruling
from ingest.drafting.questions import open_questions
from ingest.inbox.receive import Arrival
from ingest.reading.declared_list import declared_list, submission_of
from ingest.semester import Semester
from ingest.submission import Submission, WordMet

CATALOGUE = load_catalogue()
LISTS = (("dinsos", "kks"), ("perkim", "rtlh"))


def waiting(field: str, word: str) -> list[Submission]:
    """The same unknown word in two lists of two offices."""
    arrival = Arrival("daftar.xlsx", "0" * 64, Path("daftar.xlsx"), "")
    return [
        replace(
            submission_of(arrival, declared_list(CATALOGUE.agencies[agency], table, Semester(2017, 1), CATALOGUE)),
            words=(WordMet(field, word, 5),),
        )
        for agency, table in LISTS
    ]


def test_a_place_is_asked_once_for_all_lists_and_an_answer_to_either_settles_it() -> None:
    found = waiting("village_name", "Kp. Tengah")
    assert [each.agency_id for each in open_questions(found, CATALOGUE, {})] == ["dinsos"]
    told = Ruling("word", "perkim", "rtlh", "village_name", "KP TENGAH", "73.72.02.1004", "Sari", "", "")
    assert open_questions(found, CATALOGUE, {told.key: told}) == []


def test_another_word_is_asked_of_each_list() -> None:
    asked = open_questions(waiting("sex", "Cowok"), CATALOGUE, {})
    assert [each.agency_id for each in asked] == ["dinsos", "perkim"]
