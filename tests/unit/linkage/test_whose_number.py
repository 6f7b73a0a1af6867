"""Whose number it is: of somebody else by what the row says of itself, or nobody's by the registry's silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.linkage.conftest import Bench
from tests.unit.linkage.town import Row, card, nik, reference, registry, row

pytestmark = pytest.mark.slow

BORN = date(1964, 11, 18)
HIS = nik(BORN, "L", 4)
HERE = {"village_code": "73.72.01.1004", "address": "JL MANGGA NO 4"}
THERE = {"village_code": "73.72.02.1001", "address": "JL NANGKA NO 61"}


def known(**values: Any) -> Row:
    """The owner of the number, as the registry knows him."""
    facts = {"registry_status": "valid", "birth_date": BORN, "family_card_no": card(1), **HERE, **values}
    return registry("RAMADHANI", nik=HIS, **facts)


def listed(**values: Any) -> Row:
    """A row of a list that bears the owner's number under a name like his."""
    return row("RAMADANI", nik=HIS, **values)


@pytest.mark.parametrize(
    ("facts", "persons"),
    [
        ({"birth_date": date(2009, 3, 11)}, [0, 1]),  # another day, month and year
        ({"birth_date": date(1946, 11, 18)}, [0, 0]),  # one of the three mistyped
        ({"birth_date": date(1967, 3, 11)}, [0, 0]),  # another date, of nearly the same year
        ({"birth_date": date(2009, 11, 11)}, [0, 0]),
        ({"birth_date": date(2009, 11, 11), "family_card_no": card(2)}, [0, 1]),
        ({"birth_date": date(2009, 11, 11), **THERE}, [0, 1]),
        ({"birth_date": date(2009, 3, 11), "family_card_no": card(1)}, [0, 0]),  # on his card: he may be himself
        ({"age_years": 12}, [0, 0]),
        ({"age_years": 12, **THERE}, [0, 1]),
        ({"age_years": 12, "family_card_no": card(2)}, [0, 1]),
        ({"age_years": 49, **THERE}, [0, 0]),
    ],
)
def test_a_row_of_another_age_does_not_own_the_number(bench: Bench, facts: dict, persons: list[int]) -> None:
    assert bench.persons(listed(**facts), registry=[known()]) == persons


@pytest.mark.parametrize(
    ("mine", "theirs", "persons"),
    [
        (HERE, THERE, [0, 1, 0]),
        (HERE, {**HERE, "address": "JL MANGGA NO 61"}, [0, 1, 0]),
        ({"village_code": HERE["village_code"], "address": "JL MANGGA"}, {**HERE, "address": "JL SAWO"}, [0, 1, 0]),
        (HERE, HERE, [0, 0, 0]),
        (HERE, {}, [0, 0, 0]),
        (THERE, {**THERE, "address": "JL SAWO NO 9"}, [0, 0, 0]),  # neither stands where he lives
        ({"birth_date": BORN}, {"birth_date": date(1965, 3, 11)}, [0, 1, 0]),
        ({"birth_date": BORN}, {"birth_date": date(1964, 11, 28), "family_card_no": card(2)}, [0, 1, 0]),
        ({"birth_date": BORN}, {"birth_date": date(1964, 11, 28)}, [0, 0, 0]),
    ],
)
def test_of_two_rows_of_a_list_the_one_that_is_like_him_is_his(
    bench: Bench, mine: dict, theirs: dict, persons: list[int]
) -> None:
    assert bench.persons(listed(**mine), listed(**theirs), registry=[known()]) == persons


def test_a_number_without_a_known_owner_stays(bench: Bench) -> None:
    assert bench.persons(listed(**HERE), listed(**THERE)) == [0, 0]


def test_the_office_is_asked_for_the_number_of_another(bench: Bench) -> None:
    bench.persons(listed(birth_date=date(2009, 3, 11)), registry=[known()])
    assert [line["record_id"] for line in bench.table("number_questions")] == bench.ids["2017-S1"][:1]


def answers(*more: Row) -> list[Row]:
    """A registry list without a status, nine of ten of whose rows have a date."""
    others = [
        registry("SAENAL", nik=nik(date(1971, 2, 3), "L", number), birth_date=date(1971, 2, 3)) for number in range(9)
    ]
    return [*others, *more]


def test_an_answer_without_date_and_card_knows_nobody_where_the_list_has_no_status(bench: Bench) -> None:
    sent = f"{HIS[:-2]}14"
    silent = registry("RAMADANI", nik=sent, village_code=HERE["village_code"])
    found = known(registry_status=None)
    persons = bench.persons(listed(birth_date=BORN, **HERE), registry=answers(found, silent))
    assert (persons[0], persons[-1]) == (0, 0)
    told = registry("SAENAL", nik=nik(date(1971, 2, 3), "L", 77), registry_status="not_found")
    persons = bench.persons(listed(birth_date=BORN, **HERE), registry=answers(found, told, silent))
    assert persons[-1] > 0  # the list tells whom it lacks


def test_a_registry_that_never_tells_dates_knows_its_numbers(bench: Bench) -> None:
    silent = [registry("RAMADANI", nik=HIS), registry("SAENAL", nik=nik(date(1971, 2, 3), "L", 7))]
    assert bench.persons(listed(**HERE), registry=silent) == [0, 0, 1]


def test_the_row_keeps_its_age_when_its_number_is_taken(bench: Bench) -> None:
    """A mother whose number was dragged onto a neighbour is not taken for her daughter of the same name."""
    typed = nik(date(1971, 2, 3), "L", 3)
    owner = registry("SAENAL", nik=typed, registry_status="valid", birth_date=date(1971, 2, 3))
    house = {"village_code": HERE["village_code"], "address": "JL MANGGA NO 4"}
    daughter = row("YULINAR", nik=nik(date(1996, 5, 9), "P", 1), birth_date=date(1996, 5, 9), **house)
    mother = reference("YULINAR", nik=typed, age_years=38, sex="P", household_id="H1", **house)
    links = bench.link(daughter, reference=[mother], registry=[owner])
    assert len({line["person_id"] for line in links}) == 3
    links = bench.link(daughter, reference=[{**mother, "age_years": 19}], registry=[owner])
    assert links[0]["person_id"] == links[1]["person_id"]
