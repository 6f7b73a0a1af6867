"""Numbers that are not what they say: a digit off, two digits exchanged, a family card in the cell of the NIK."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.linkage.conftest import Bench
from tests.unit.linkage.town import card, nik, reference, registry, row

pytestmark = pytest.mark.slow

BORN = date(1980, 8, 17)
RIGHT = nik(BORN, "L", 4, district=2)  # 7772 02 170880 0004
OF_SERIAL = f"{RIGHT[:-1]}9"
OF_PLACE = f"{RIGHT[:4]}82{RIGHT[6:]}"
OF_DATE = f"{RIGHT[:6]}27{RIGHT[8:]}"
SWAPPED = f"{RIGHT[:4]}20{RIGHT[6:]}"
SWAPPED_OVER = f"{RIGHT[:5]}{RIGHT[6]}{RIGHT[5]}{RIGHT[7:]}"  # the last digit of the place and the first of the day
CARD = card(1)
HOME = {"village_code": "73.72.01.1004"}
ELSEWHERE = {"village_code": "73.72.02.1001"}


def of(number: str, **values: Any) -> dict[str, Any]:
    """A row of another list with `number`."""
    return row("SYAHRUL GAFFAR", nik=number, agency_id="dkp", table_id="rice", **values)


def right(**values: Any) -> dict[str, Any]:
    """The row with the right number."""
    return row("SYAHRUL GAFFAR", nik=RIGHT, **values)


@pytest.mark.parametrize("slip", [OF_SERIAL, OF_PLACE, OF_DATE, SWAPPED, SWAPPED_OVER])
def test_a_slip_with_the_name_and_the_birth_date_is_one_person(bench: Bench, slip: str) -> None:
    links = bench.link(right(birth_date=BORN), of(slip, birth_date=BORN))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert [(line["rung"], line["evidence"]) for line in links] == [(2, "slip_name_birth")] * 2
    assert bench.conflicts() == []


@pytest.mark.parametrize(
    ("mine", "theirs", "evidence"),
    [
        ({"family_card_no": CARD}, {"family_card_no": CARD}, "slip_name_card"),
        ({"family_card_no": CARD}, {"family_card_no": CARD, "name_key": "SYAHRUL"}, "slip_weak_card_birth"),
        (HOME, HOME, "slip_name_place"),
        ({"birth_date": BORN}, HOME, "slip_name_date"),
    ],
)
def test_card_or_kelurahan_say_it_too(bench: Bench, mine: dict, theirs: dict, evidence: str) -> None:
    links = bench.link(right(**mine), of(OF_PLACE, **theirs))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert links[1]["evidence"] == evidence


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {}),  # numbers come in series
        (HOME, ELSEWHERE),
        ({"birth_date": BORN, **HOME}, ELSEWHERE),
        ({"birth_date": date(1980, 9, 19)}, HOME),
        ({"birth_date": BORN, **HOME}, {"birth_date": BORN, **ELSEWHERE}),
        ({"birth_date": BORN, **HOME}, {"birth_date": date(1980, 9, 19), **HOME}),
        ({"family_card_no": CARD, "sex": "L"}, {"family_card_no": CARD, "sex": "P"}),
        ({"family_card_no": CARD, **HOME}, {"family_card_no": CARD, "name_key": "MAKMUR", **HOME}),
    ],
)
def test_nothing_or_what_speaks_against_it_leaves_them_two(bench: Bench, mine: dict, theirs: dict) -> None:
    assert bench.persons(right(**mine), of(OF_SERIAL, **theirs)) == [0, 1]


def test_a_slip_in_the_date_needs_a_relative_in_common(bench: Bench) -> None:
    mine, theirs = right(**HOME, family_card_no=CARD), of(OF_DATE, **HOME, household_id="H1")
    assert bench.persons(mine, theirs) == [0, 1]
    wife = {"nik": nik(date(1985, 2, 3), "P", 6)}
    hers = [row("HASNAH", **wife, family_card_no=CARD), row("HASNAH", **wife, household_id="H1", table_id="bpnt")]
    hers[1] = reference("HASNAH", **wife, household_id="H1")
    links = bench.link(mine, hers[0], reference=[hers[1], reference(**{**theirs, "name": "SYAHRUL GAFFAR"})])
    assert links[0]["person_id"] == links[3]["person_id"]
    assert links[3]["evidence"] == "slip_name_family"


def test_a_slip_in_the_date_or_the_house_of_the_same_name(bench: Bench) -> None:
    house = {**HOME, "address": "JL. MANGGA NO. 61"}
    links = bench.link(right(**house), of(OF_DATE, **HOME, address="Jalan Mangga 61"))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert links[1]["evidence"] == "slip_name_house"
    assert bench.persons(right(**house), of(OF_DATE, **HOME, address="Jalan Mangga 62")) == [0, 1]


def test_a_short_name_mistyped_with_the_date_and_the_kelurahan(bench: Bench) -> None:
    facts = {"birth_date": BORN, **HOME}
    mine = row("NANIK", nik=RIGHT, **facts)
    links = bench.link(mine, of(f"{RIGHT[:12]}3004", name_key="NNAIK", **facts))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert bench.persons(mine, of(OF_SERIAL, name_key="NNAIK", **facts)) == [0, 1]  # may be a twin's


def test_a_near_name_whose_numbers_are_far_apart_in_the_row_is_no_twin(bench: Bench) -> None:
    mine = row("PONIMAN", nik=RIGHT, birth_date=BORN)
    links = bench.link(mine, of(f"{RIGHT[:13]}304", name_key="PONMIAN", birth_date=BORN))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert bench.persons(mine, of(OF_SERIAL, name_key="PONMIAN", birth_date=BORN)) == [0, 1]


@pytest.mark.parametrize(
    ("number", "name", "facts", "persons"),
    [
        (OF_PLACE, "SYAHRUL", {}, [0, 0]),
        (OF_PLACE, "SYAHRUL", HOME, [0, 0]),
        (OF_PLACE, "SYAHRUL", ELSEWHERE, [0, 1]),
        (OF_SERIAL, "SYAHRUL", {}, [0, 1]),  # may be a twin's
        (OF_PLACE, "NI", {}, [0, 1]),  # what half a village is called
    ],
)
def test_one_word_of_the_name_with_the_birth_date(
    bench: Bench, number: str, name: str, facts: dict, persons: list[int]
) -> None:
    mine = row("NI LUH SYAHRUL GAFFAR", nik=RIGHT, birth_date=BORN, **HOME)
    assert bench.persons(mine, of(number, name_key=name, birth_date=BORN, **facts)) == persons


@pytest.mark.parametrize(
    ("slip", "name", "place", "persons"),
    [
        (OF_DATE, "SYAHRUL GAFFAR", ELSEWHERE, [0, 1, 1, 0]),
        (OF_PLACE, "SYAHRUL", HOME, [0, 1, 1, 0]),
        (OF_PLACE, "SYAHRUL", ELSEWHERE, [0, 1, 1, 2]),
        (OF_DATE, "MAKMUR", HOME, [0, 1, 1, 2]),
    ],
)
def test_a_relative_in_common_bears_out_who_moved_or_is_called_by_one_word(
    bench: Bench, slip: str, name: str, place: dict, persons: list[int]
) -> None:
    wife = {"nik": nik(date(1985, 2, 3), "P", 6)}
    hers = [row("HASNAH", **wife, family_card_no=CARD), reference("HASNAH", **wife, household_id="H1")]
    his = reference(name, nik=slip, household_id="H1", **place)
    mine = right(family_card_no=CARD, **HOME)
    assert bench.persons(mine, hers[0], reference=[hers[1], his]) == persons


def test_a_number_that_the_row_s_own_date_and_card_disown_is_somebody_else_s(bench: Bench) -> None:
    """Dragged down from a neighbour of the same name; the number alone would make the two one."""
    mine = {"birth_date": BORN, "family_card_no": CARD}
    neighbour = nik(date(1991, 3, 2), "L", 9)
    theirs = {"nik": neighbour, "birth_date": date(1991, 3, 2), "agency_id": "dkp", "table_id": "rice"}
    stray = of(neighbour, **mine)
    assert bench.persons(right(**mine), row("SYAHRUL GAFFAR", **theirs), stray) == [0, 1, 0]
    assert bench.persons(row("SYAHRUL GAFFAR", **theirs), stray) == [0, 0]  # nobody else of his name is known


def test_a_number_on_two_cards_of_a_list_is_the_one_s_whom_the_registry_does_not_know_otherwise(bench: Bench) -> None:
    neighbour = nik(date(1991, 3, 2), "L", 9)
    theirs = row("SYAHRUL GAFFAR", nik=neighbour, family_card_no=card(2))
    stray = row("SYAHRUL GAFFAR", nik=neighbour, family_card_no=CARD)
    known = registry("SYAHRUL GAFFAR", nik=RIGHT, registry_status="valid", birth_date=BORN, family_card_no=CARD)
    assert bench.persons(theirs, stray, registry=[known]) == [0, 1, 1]
    assert bench.persons(theirs, stray) == [0, 0]


def test_two_numbers_of_one_list_or_both_known_to_the_registry_are_two_people(bench: Bench) -> None:
    facts = {"birth_date": BORN, "family_card_no": CARD}
    assert bench.persons(right(**facts), row("SYAHRUL GAFFAR", nik=OF_SERIAL, **facts)) == [0, 1]
    answers = [registry("SYAHRUL GAFFAR", nik=each, registry_status="valid") for each in (RIGHT, OF_SERIAL)]
    assert bench.persons(right(**facts), of(OF_SERIAL, **facts), registry=answers) == [0, 1, 0, 1]


def test_twins_of_different_lists_stay_two(bench: Bench) -> None:
    twin = {"family_card_no": CARD, "birth_date": BORN, "sex": "P"}
    one, other = nik(BORN, "P", 1), nik(BORN, "P", 2)
    hasna = row("HASNAWATI", nik=one, **twin)
    assert bench.persons(hasna, row("HUSNAWATI", nik=other, **twin, table_id="pip")) == [0, 1]
    assert bench.persons(hasna, row("HASNAWATI", nik=other, **twin, table_id="pip")) == [0, 0]


def test_the_weaker_number_is_given_up_and_its_owner_is_nobody_else(bench: Bench) -> None:
    """The registry knows one; a third row with the slip's own number and another name is not drawn in."""
    facts = {"birth_date": BORN, **HOME}
    known = registry("SYAHRUL GAFFAR", nik=OF_SERIAL, registry_status="valid", birth_date=BORN)
    later = row("SYAHRUL GAFFAR", nik=OF_SERIAL, table_id="bpnt")
    assert bench.persons(right(**facts), later, registry=[known]) == [0, 0, 0]
    assert bench.persons(right(**facts), right(table_id="bpnt"), of(OF_SERIAL, **facts)) == [0, 0, 0]


def test_a_number_that_may_be_a_slip_of_two_is_nobody_s(bench: Bench) -> None:
    facts = {"birth_date": BORN, **HOME}
    two = [right(**facts), row("SYAHRUL GAFFAR", nik=f"{RIGHT[:-1]}7", **facts)]
    stray = of(OF_SERIAL, **facts)
    answers = [registry("SYAHRUL GAFFAR", nik=each["nik"], registry_status="valid") for each in two]
    assert bench.persons(*two, stray, registry=answers) == [0, 1, 2, 0, 1]


def test_what_people_decided_goes_before_a_slip(bench: Bench) -> None:
    ids = bench.accept("2017-S1", [right(birth_date=BORN), of(OF_SERIAL, birth_date=BORN)])
    bench.decide(ids[0], ids[1], "not_same")
    bench.resolve()
    assert len(set(bench.person_ids("2017-S1"))) == 2


def test_a_card_in_the_cell_of_the_nik_is_a_card(bench: Bench) -> None:
    whole = right(family_card_no=CARD)
    typed = row("SYAHRUL GAFFAR", nik=CARD, agency_id="dkp", table_id="rice")
    links = bench.link(whole, typed)
    assert links[0]["person_id"] == links[1]["person_id"]
    assert links[0]["family_id"] == links[1]["family_id"]
    assert links[1]["evidence"] == "card_name"
    wife = row("HASNAH", nik=CARD, agency_id="dkp", table_id="rice")
    assert bench.persons(whole, typed, wife) == [0, 0, 1]
    assert bench.conflicts() == []


def test_a_number_that_the_registry_or_its_own_date_bears_out_stays_a_nik(bench: Bench) -> None:
    born = date(2012, 1, 1)
    number = nik(born, "L", 1)
    child = row("MAKMUR", nik=number, birth_date=date(2012, 1, 1), birth_date_quality="from_nik")
    other = row("MAKMUR", nik=number, agency_id="dkp", table_id="rice")
    family = row("HASNAH", family_card_no=number)
    answer = registry("MAKMUR", nik=number, registry_status="valid")
    assert bench.persons(child, other, family, registry=[answer]) == [0, 0, 1, 0]
    assert [line["evidence"] for line in bench.link(child, other, family)][:2] == ["card_name"] * 2


@pytest.mark.parametrize("decided", [(0, 1), (0, 2), (1, 2)])
def test_what_people_said_of_two_of_three_numbers_leaves_the_third_open(bench: Bench, decided: tuple[int, int]) -> None:
    """Which two were decided must not say whether the third joins: the order of ids is drawn anew in each home."""
    numbers = [nik(BORN, "L", serial) for serial in (1, 2, 3)]
    rows = [row("RAHMAN", nik=each, family_card_no=card(1), birth_date=BORN, table_id=f"list{n}")
            for n, each in enumerate(numbers)]  # fmt: skip
    ids = bench.accept("2017-S1", rows)
    bench.resolve()
    assert len(set(bench.person_ids("2017-S1"))) == 3
    bench.decide(ids[decided[0]], ids[decided[1]], "same")
    bench.resolve()
    assert len(set(bench.person_ids("2017-S1"))) == 2
