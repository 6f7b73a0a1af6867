"""Rows with little of their own, recognised in their family; and numbers that are not the row's own."""

from __future__ import annotations

from datetime import date

import pytest

from linkage.rungs import family_context
from tests.unit.linkage.conftest import Bench
from tests.unit.linkage.town import FIRST_NAMES, Row, card, nik, reference, registry, row

pytestmark = pytest.mark.slow

CARD = card(1)
FATHER = nik(date(1975, 5, 6), "L", 1)
GIRL = {"nik": nik(date(2005, 3, 9), "P", 1), "birth_date": date(2005, 3, 9), "sex": "P", "family_card_no": CARD}
BOY = {"nik": nik(date(2008, 7, 2), "L", 1), "birth_date": date(2008, 7, 2), "sex": "L", "family_card_no": CARD}
HOUSE = {"source_family_id": "7772010002000001"}


def member(name: str, number: str, **values: object) -> Row:
    return reference(name, member_no=number, **HOUSE, **values)


def family(bench: Bench, child: Row, *more: Row) -> tuple[str, str, list[bool]]:
    """Rung and evidence of `child`, a member of a surveyed household; and of which persons on the card it is one."""
    listed = [row("RAHMAN", nik=FATHER, family_card_no=CARD), row("HASNAH", **GIRL), row("MAKMUR", **BOY), *more]
    household = [member("RAHMAN", "1", nik=FATHER, age_years=40, sex="L"), child]
    links = bench.link(*listed, reference=household)
    mine = links[-1]
    return mine["rung"], mine["evidence"], [line["person_id"] == mine["person_id"] for line in links[: len(listed)]]


def test_a_child_of_the_survey_is_known_by_its_father_s_card(bench: Bench) -> None:
    found = family(bench, member("HASNA", "2", age_years=10, sex="P"))
    assert found == (4, "family_member_name_age", [False, True, False])


def test_a_slip_in_the_name_is_borne_by_the_age(bench: Bench) -> None:
    found = family(bench, member("HASNAHW", "2", age_years=10, sex="P"))
    assert found == (4, "family_member_near_age", [False, True, False])


@pytest.mark.parametrize(
    "child",
    [
        member("HASNA", "2", age_years=4, sex="P"),  # a younger one of the same name
        member("HASNA", "2", age_years=10, sex="L"),
        member("ROSDIANA", "2", age_years=10, sex="P"),
        member("HASNA", "2", age_years=10, sex="P", nik=nik(date(2005, 3, 9), "P", 27)),
    ],
)
def test_age_sex_name_and_nik_may_not_contradict(bench: Bench, child: Row) -> None:
    assert family(bench, child)[2] == [False, False, False]


def test_two_equally_good_matches_are_left_to_people(bench: Bench) -> None:
    twin = {**GIRL, "nik": nik(date(2005, 3, 9), "P", 2)}
    assert family(bench, member("HASNA", "2", age_years=10, sex="P"), row("HASNAH", **twin))[0] == 0


def test_who_was_recognised_relates_families_in_turn(bench: Bench) -> None:
    """The mother is known by her address; she alone ties the household to the card of her son."""
    home = {"village_code": "73.72.01.1004", "address": "JL. MANGGA NO. 61"}
    mother = row("JUMRIAH", birth_date=date(1976, 1, 2), sex="P", family_card_no=CARD, **home)
    household = [
        member("JUMRIAH", "1", age_years=39, sex="P", village_code="73.72.01.1004", address="Jalan Mangga 61"),
        member("MAKMUR", "2", age_years=7, sex="L"),
    ]
    links = bench.link(mother, row("MAKMUR", **BOY), reference=household)
    assert links[0]["person_id"] == links[2]["person_id"]
    assert links[1]["person_id"] == links[3]["person_id"]
    assert [links[2]["evidence"], links[3]["evidence"]] == ["family_address_name_age", "family_member_name_age"]


@pytest.mark.parametrize(
    ("child", "evidence"),
    [
        ({"age_years": 35, "address": "Jalan Mangga dekat masjid"}, "family_street_name_age"),
        ({"age_years": 31, "address": "Jalan Mangga dekat masjid"}, "alone"),  # of another age
        ({"age_years": 35, "address": "Jalan Nangka dekat masjid"}, "alone"),
    ],
)
def test_a_street_alone_needs_the_very_name_and_age(bench: Bench, child: Row, evidence: str) -> None:
    place = {"village_code": "73.72.01.1004", "sex": "P"}
    listed = row("JUMRIAH", nik=nik(date(1980, 1, 2), "P", 3), address="JL. MANGGA NO. 61", **place)
    household = [reference("JUMRIAH", household_id="H9", **place, **child)]
    assert bench.link(listed, reference=household)[1]["evidence"] == evidence


@pytest.mark.parametrize(
    ("name", "facts", "evidence"),
    [
        ("JUMRAIH MANGKASA", {"age_years": 35, "address": "Jalan Mangga"}, "family_street_near_age"),
        ("JUMRAIH MANGKASA", {"age_years": 33, "address": "Jalan Mangga"}, "alone"),
        ("JUMRAIH MANGKASA", {"address": "Jalan Mangga"}, "alone"),
        ("JUMRIAH MANGKASA", {"age_years": 35, "address": "Jalan Mangga 4"}, "family_street_name_age"),
        ("JUMRIAH MANGKASA", {"address": "Jalan Mangga 4"}, "alone"),
        ("JUMRIAH", {"age_years": 35, "address": "Jalan Mangga"}, "family_street_near_age"),  # one word, the very year
        ("JUMRIAH", {"age_years": 34, "address": "Jalan Mangga"}, "alone"),
        ("JUMRIAH", {"age_years": 35, "address": "Jalan Mangga 4"}, "alone"),
        ("MARIANA MANGKASA", {"age_years": 35, "address": "Jalan Mangga"}, "alone"),
    ],
)
def test_the_age_bears_a_slip_in_the_name_or_another_house_of_the_street(
    bench: Bench, name: str, facts: Row, evidence: str
) -> None:
    place = {"village_code": "73.72.01.1004", "sex": "P"}
    listed = row("JUMRIAH MANGKASA", nik=nik(date(1980, 1, 2), "P", 3), address="JL. MANGGA NO. 61", **place)
    household = [reference(name, household_id="H9", **place, **facts)]
    assert bench.link(listed, reference=household)[1]["evidence"] == evidence


@pytest.mark.parametrize(
    ("name", "persons"),
    [("HERU WAHUYDI", [0, 0]), ("HERU", [0, 0]), ("H", [0, 1]), ("HERU SUSANTO", [0, 1])],
)
def test_a_name_with_a_slip_or_cut_to_a_word_on_the_card_of_who_has_a_number(
    bench: Bench, name: str, persons: list[int]
) -> None:
    listed = row("HERU WAHYUDI", nik=nik(date(1972, 5, 3), "L", 3), family_card_no=CARD)
    written = row(name, family_card_no=CARD, table_id="bpnt")
    assert bench.persons(listed, written) == persons
    brother = row("HERU WAHYUDIN", nik=nik(date(1978, 9, 14), "L", 7), family_card_no=CARD, table_id="pkh")
    assert bench.persons(listed, written, brother) == [0, 1, 2]  # whose of the two?


def test_rows_that_a_list_has_twice_are_no_rivals_of_each_other(bench: Bench) -> None:
    place = {"village_code": "73.72.01.1004", "address": "JL MANGGA"}
    listed = row("HERU WAHYUDI", nik=nik(date(1972, 5, 3), "L", 3), **place)
    equal = row("HERU WAHYUDI", table_id="pkh", **place)
    assert bench.persons(listed, equal, equal, equal) == [0, 0, 0, 0]
    assert bench.persons(listed, equal, {**equal, "rt": "003", "rw": "001"}) == [0, 1, 2]
    alley = {"rt": "003", "rw": "001", "mother_name_key": "NURHAYATI BAU"}
    listed, equal = ({**{k: v for k, v in each.items() if k != "address"}, **alley} for each in (listed, equal))
    assert bench.persons(listed, equal, equal) == [0, 0, 0]


def test_a_house_that_only_one_kelurahan_has_tells_the_kelurahan(bench: Bench) -> None:
    house = {"address": "PERUMNAS BLOK E NO. 132"}
    listed = row("HERU", nik=nik(date(1972, 5, 3), "L", 3), village_code="73.72.01.1004", **house)
    bare = row("HERU", agency_id="dkp", table_id="rice", **house)
    assert bench.persons(listed, bare) == [0, 0]
    elsewhere = row("HASNAH", village_code="73.72.02.1001", table_id="pip", **house)
    assert bench.persons(listed, bare, elsewhere) == [0, 1, 2]


def test_the_very_name_in_a_house_of_one_kelurahan_tells_the_kelurahan(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [row(f"{first} {last}", table_id="bpnt") for first in FIRST_NAMES for last in FIRST_NAMES[:20]]
    listed = row("HERU WAHYUDI", nik=nik(date(1972, 5, 3), "L", 3), village_code="73.72.01.1004", address="JL MANGGA 4")
    elsewhere = row("HASNAH", village_code="73.72.02.1001", table_id="pip", address="JL MANGGA 4")
    bare = row("HERU WAHYUDI", table_id="pkh", address="JALAN MANGGA NO. 4")
    assert bench.persons(listed, bare, elsewhere, *crowd)[:3] == [0, 0, 1]
    assert bench.persons(listed, bare, {**elsewhere, "name_key": "HERU WAHYUDI"}, *crowd)[:3] == [0, 1, 2]
    bare["address"] = "JALAN MANGGA"
    assert bench.persons(listed, bare, elsewhere, *crowd)[:3] == [0, 1, 2]
    monkeypatch.setattr(family_context, "FEW_BEAR_IT", 0.01)
    assert bench.persons(listed, bare, elsewhere, *crowd)[:3] == [0, 0, 1]


def test_neighbours_of_one_name_in_two_houses_of_a_street_are_two_people(bench: Bench) -> None:
    here, there = ({"village_code": "73.72.01.1004", "address": f"JL MANGGA NO {number}"} for number in (4, 61))
    listed = row("HERU WAHYUDI", nik=nik(date(1972, 5, 3), "L", 3), **here)
    assert bench.persons(listed, row("HERU WAHYUDI", table_id="rice", **there)) == [0, 1]


def test_a_number_typed_from_the_neighbour_keeps_nobody_from_his_own_rows(bench: Bench) -> None:
    owner = [row("MAKMUR", **BOY), row("MAKMUR", **BOY, table_id="pbi")]
    hers = row("HASNAH", **{**GIRL, "nik": BOY["nik"]}, table_id="pbi")
    assert bench.persons(*owner, row("HASNAH", **GIRL), hers) == [0, 0, 1, 1]
    assert [line["record_id"] for line in bench.table("number_questions")] == [bench.ids["2017-S1"][3]]


def test_of_two_equal_claims_to_a_number_neither_gives_way(bench: Bench) -> None:
    claims = [row("MAKMUR", nik=FATHER, family_card_no=CARD), row("HASNAH", nik=FATHER, family_card_no=CARD)]
    other = row("HASNAH", family_card_no=CARD, nik=GIRL["nik"])
    assert bench.persons(*claims, other) == [0, 1, 2]


def test_a_number_that_the_registry_does_not_know_is_no_number(bench: Bench) -> None:
    sent = nik(date(2005, 3, 9), "P", 72)
    answer = registry("HASNAH", nik=sent, registry_status="not_found", sex="P", family_card_no=CARD)
    known = registry("MAKMUR", nik=sent, registry_status="valid", family_card_no=CARD)
    assert bench.persons(row("HASNAH", **GIRL), registry=[answer]) == [0, 0]
    assert bench.persons(row("HASNAH", **GIRL), registry=[{**answer, "registry_status": "valid"}]) == [0, 1]
    bench.accept("2017-S2", registry=[known])  # the next answer knows it after all
    bench.resolve("2017-S2")
    assert len(set(bench.person_ids("2017-S1"))) == 2
