"""Each rung and each guard on the fewest rows that show it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.linkage.conftest import Bench
from tests.unit.linkage.town import card, nik, reference, registry, row

pytestmark = pytest.mark.slow

BORN = date(1980, 8, 17)
NIK = nik(BORN, "L", 1)
OTHER_NIK = nik(BORN, "L", 27)
CARD = card(1)


# --- rung 1 ---


def test_one_nik_and_the_same_name_are_one_person(bench: Bench) -> None:
    links = bench.link(row("MUH YUSUF", nik=NIK), row("MUHAMMAD JUSUF", nik=NIK, agency_id="dkp", table_id="rice"))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert [(line["rung"], line["evidence"], line["score"]) for line in links] == [(1, "nik_name", 1.0)] * 2


def test_the_nik_alone_never_merges(bench: Bench) -> None:
    assert bench.persons(row("HASNAH", nik=NIK), row("MAKMUR", nik=NIK)) == [0, 1]
    assert bench.conflicts() == ["nik_name_conflict"]


def test_a_number_of_another_is_asked_of_its_office_and_not_of_the_review(bench: Bench) -> None:
    owner = row("HASNAH", nik=nik(BORN, "P", 7), birth_date=BORN, sex="P")
    links = bench.link(owner, row("MAKMUR", nik=owner["nik"], agency_id="dkp", table_id="rice"))
    assert bench.table("review_queue") == []
    asked = [(line["record_id"], line["agency_id"], line["nik"]) for line in bench.table("number_questions")]
    assert asked == [(links[1]["record_id"], "dkp", owner["nik"])]


def test_where_nobody_can_be_told_the_owner_of_a_number_all_are_asked(bench: Bench) -> None:
    bench.link(row("HASNAH", nik=NIK), row("MAKMUR", nik=NIK, agency_id="dkp", table_id="rice"))
    assert sorted(line["agency_id"] for line in bench.table("number_questions")) == ["dinsos", "dkp"]


def test_a_part_of_the_name_agrees_unless_the_row_s_own_birth_date_is_not_the_nik_s(bench: Bench) -> None:
    whole, part = row("TAUFIK PRATAMA", nik=NIK, birth_date=BORN), row("TAUFIK", nik=NIK)
    assert bench.persons(whole, part) == [0, 0]
    assert bench.persons(whole, {**part, "birth_date": date(1984, 3, 6)}) == [0, 1]  # his brother's number
    assert bench.persons(row("TAUFIK PRATAMA", nik=NIK), {**part, "birth_date": date(1984, 3, 6)}) == [0, 1]
    assert bench.persons(row("TAUFIK PRATAMA", nik=NIK), {**part, "birth_date": BORN}) == [0, 0]
    slip = row("TAUFIK PRATAMU", nik=NIK, birth_date=date(1984, 3, 6))
    assert bench.persons(whole, slip) == [0, 0]


@pytest.mark.parametrize(("slip", "persons"), [("EOK", [0, 0]), ("EKI", [0, 0]), ("AKI", [0, 1]), ("KO", [0, 1])])
def test_one_nik_and_a_short_name_mistyped_once(bench: Bench, slip: str, persons: list[int]) -> None:
    assert bench.persons(row("EKO", nik=NIK), row(slip, nik=NIK, agency_id="dkp", table_id="rice")) == persons


def test_a_part_of_the_name_on_the_card_with_the_birth_date(bench: Bench) -> None:
    whole = row("SITTI MARYAM", nik=NIK, birth_date=BORN, family_card_no=CARD)
    part = row("SITI", family_card_no=CARD, agency_id="dkp", table_id="rice")
    assert bench.persons(whole, {**part, "birth_date": BORN}) == [0, 0]
    assert bench.persons(whole, part) == [0, 1]


def test_a_row_with_nothing_but_a_nik_joins_nobody(bench: Bench) -> None:
    assert bench.persons(row(None, nik=NIK), row(None, nik=NIK), row("MAKMUR", nik=NIK)) == [0, 1, 2]


def test_one_nik_and_one_birth_date_are_one_person_under_two_names(bench: Bench) -> None:
    links = bench.link(row("AMBO UPE", nik=NIK, birth_date=BORN), row("MUHAMMAD YUSUF", nik=NIK, birth_date=BORN))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert links[0]["evidence"] == "nik_birth_date"


@pytest.mark.parametrize("heap", [date(1980, 1, 1), date(1980, 12, 31)])
def test_a_heaped_birth_date_is_no_evidence(bench: Bench, heap: date) -> None:
    number = nik(BORN, "L", 1)
    assert bench.persons(row("AMBO UPE", nik=number, birth_date=heap), row("YUSUF", nik=number, birth_date=heap)) == [
        0,
        1,
    ]


def test_a_birth_date_taken_from_the_nik_is_no_second_fact(bench: Bench) -> None:
    taken = {"nik": NIK, "birth_date": BORN, "birth_date_quality": "from_nik"}
    assert bench.persons(row("AMBO UPE", **taken), row("YUSUF", **taken)) == [0, 1]


def test_a_row_of_the_agreed_source_needs_the_name(bench: Bench) -> None:
    rows = [row("MUHAMMAD YUSUF", nik=NIK)]
    assert bench.persons(*rows, reference=[reference("MUH YUSUF", nik=NIK, age_years=61)]) == [0, 0]
    assert bench.persons(*rows, reference=[reference("AMBO UPE", nik=NIK, age_years=61)]) == [0, 1]


def test_age_and_sex_that_bear_the_nik_out_are_not_enough(bench: Bench) -> None:
    owner = row("MUHAMMAD YUSUF", nik=NIK, birth_date=BORN, sex="L")
    assert bench.persons(owner, reference=[reference("AMBO UPE", nik=NIK, age_years=36, sex="L")]) == [0, 1]
    assert bench.conflicts() == ["nik_name_conflict"]


@pytest.mark.parametrize("bare", ["MUHAMMAD", "SYARIFUDDIN", "AMIN MUHAMMAD"])
def test_one_nik_and_a_part_of_the_whole_name_are_one_person(bench: Bench, bare: str) -> None:
    whole = row("MUHAMMAD SYARIFUDDIN AMIN", nik=NIK, birth_date=BORN)
    assert bench.persons(whole, row(bare, nik=NIK, table_id="bpnt")) == [0, 0]
    assert bench.persons(whole, row(bare, nik=NIK, birth_date=date(1984, 3, 6), table_id="bpnt")) == [0, 1]


def test_a_neighbour_of_a_like_name_has_his_own_nik_elsewhere(bench: Bench) -> None:
    """The brother's number in his row: on this card somebody of just his name has another number."""
    facts = {"nik": NIK, "family_card_no": CARD}
    owner = [row("TAHIR ZULKIFLI", **facts), row("TAHIR ZULKIFLI", **facts, table_id="bpnt")]
    typed = row("TAHIR", **facts, agency_id="dkp", table_id="rice")
    own = row("TAHIR", nik=nik(date(1991, 2, 3), "L", 4), family_card_no=CARD, table_id="pkh")
    assert bench.persons(*owner, typed) == [0, 0, 0]
    assert bench.persons(*owner, typed, own) == [0, 0, 1, 1]


def test_a_nik_copied_down_a_column_joins_nobody(bench: Bench) -> None:
    words = ["HASNAH", "MAKMUR", "RAHMAN", "TENRI", "SUPARDI", "ILHAM", "JUMRIAH"]
    rows = [row(f"{one} {two}", nik=NIK) for one in words for two in words if one != two]
    assert len(set(bench.persons(*rows))) == len(rows)
    assert set(bench.conflicts()) == {"nik_of_many"}


# --- rung 2 ---


def test_one_card_and_the_same_name_are_one_person(bench: Bench) -> None:
    links = bench.link(row("SITTI HASNAH", family_card_no=CARD, nik=NIK), row("ST HASNA", family_card_no=CARD))
    assert links[0]["person_id"] == links[1]["person_id"]
    assert [(line["rung"], line["evidence"]) for line in links] == [(2, "card_name")] * 2


def test_the_name_alone_never_merges(bench: Bench) -> None:
    assert bench.persons(row("HASNAH"), row("HASNAH"), row("HASNAH", family_card_no=CARD)) == [0, 1, 2]


def test_one_card_and_a_name_with_a_slip_needs_the_birth_date(bench: Bench) -> None:
    one, other = row("ROSDIANA", family_card_no=CARD), row("ROSDIAMA", family_card_no=CARD, table_id="bpnt")
    assert bench.persons(one, other) == [0, 1]
    assert bench.persons({**one, "birth_date": BORN}, {**other, "birth_date": BORN}) == [0, 0]
    assert bench.persons({**one, "nik": NIK}, {**other, "birth_date": BORN}) == [0, 0]


def test_one_card_and_a_part_of_the_name_needs_the_birth_date(bench: Bench) -> None:
    one, other = row("ABDUL HAKIM WAHID", family_card_no=CARD), row("ABD HAKIM", family_card_no=CARD, table_id="bpnt")
    assert bench.persons(one, other) == [0, 1]
    assert bench.persons({**one, "birth_date": BORN}, {**other, "birth_date": BORN}) == [0, 0]
    assert bench.persons({**one, "birth_date": BORN}, {**other, "birth_date": date(1980, 8, 18)}) == [0, 1]


@pytest.mark.parametrize(
    "contradiction",
    [
        ({"sex": "L"}, {"sex": "P"}),
        ({"birth_date": date(1950, 3, 4)}, {"birth_date": date(1980, 3, 4)}),
        ({"birth_date": date(1950, 3, 4)}, {"age_years": 37}),
        ({"nik": nik(date(1950, 3, 4), "L", 1)}, {"birth_date": date(1980, 3, 4)}),
        ({"nik": nik(BORN, "P", 1)}, {"sex": "L"}),
        ({"nik": NIK}, {"nik": OTHER_NIK}),
    ],
)
def test_sex_birth_and_nik_may_be_unknown_but_not_contradict(bench: Bench, contradiction: tuple[dict, dict]) -> None:
    one, other = contradiction
    base = row("RAHMAN", family_card_no=CARD)
    assert bench.persons({**base, **one}, {**base, **other}) == [0, 1]
    assert bench.persons({**base, **one}, base) == [0, 0]


@pytest.mark.parametrize(
    ("born", "persons"),
    [
        (date(1982, 9, 27), [0, 1]),  # a younger sister of the same name
        (date(1980, 8, 18), [0, 0]),  # a digit mistyped
        (date(1980, 3, 12), [0, 1]),
    ],
)
def test_one_card_and_one_name_with_two_birth_dates(bench: Bench, born: date, persons: list[int]) -> None:
    sister = row("RAFNIDAR", family_card_no=CARD, birth_date=born, table_id="bpnt")
    assert bench.persons(row("RAFNIDAR", nik=NIK, family_card_no=CARD, birth_date=BORN), sister) == persons


def test_two_niks_under_one_name_on_one_card_are_left_to_people(bench: Bench) -> None:
    base = row("RAHMAN", family_card_no=CARD)
    assert bench.persons({**base, "nik": NIK}, {**base, "nik": OTHER_NIK}) == [0, 1]
    assert bench.conflicts() == ["two_niks_one_name"]


def test_a_row_that_fits_mother_and_daughter_of_one_name_alike_is_given_to_neither(bench: Bench) -> None:
    mother = row("NURHAYATI", family_card_no=CARD, nik=nik(date(1960, 5, 3), "P", 1))
    daughter = row("NURHAYATI", family_card_no=CARD, nik=nik(date(1990, 6, 4), "P", 1))
    either = row("NURHAYATI", family_card_no=CARD, agency_id="dkp", table_id="rice")
    assert bench.persons(mother, daughter, either) == [0, 1, 2]
    assert bench.persons(mother, daughter, {**either, "birth_date": date(1990, 6, 4)}) == [0, 1, 1]


def test_the_household_of_the_agreed_source_serves_as_a_card(bench: Bench) -> None:
    house = {"source_family_id": "737201000000000001"}
    member = reference("JUMRIAH", age_years=40, sex="P", **house)
    assert bench.persons(row("DJUMRIA", **house), reference=[member]) == [0, 0]
    assert bench.persons(row("HASNAH", **house), reference=[member]) == [0, 1]


def test_the_member_number_of_the_agreed_source_is_its_household_and_two_digits(bench: Bench) -> None:
    member = reference("JUMRIAH", source_family_id="7772010002000001", member_no="2", age_years=40)
    numbered = row("DJUMRIA", source_person_id="777201000200000102")
    assert bench.persons(numbered, reference=[member, {**member, "member_no": "1"}])[0:2] == [0, 0]
    assert bench.persons({**numbered, "name_key": "HASNAH"}, reference=[member]) == [0, 1]


def test_a_pupil_number_and_a_name_with_a_slip_are_one_person(bench: Bench) -> None:
    one = row("ROSDIANA", nisn="0051234567")
    assert bench.persons(one, row("ROSDIAMA", nisn="0051234567", table_id="pip")) == [0, 0]
    assert bench.persons(one, row("MAKMUR", nisn="0051234567", table_id="pip")) == [0, 1]
    assert bench.persons(row("ROSDIANA", nisn="0000000000"), row("ROSDIANA", nisn="0000000000")) == [0, 1]


def test_the_same_row_of_the_same_list_goes_on_in_the_next_semester(bench: Bench) -> None:
    rows = [
        row("HASNAH", village_code="73.72.01.1004", rt="001", rw="002", address="JL SATU"),
        row("HASNAH", village_code="73.72.01.1004", rt="009", rw="002", address="JL DUA"),
        row("MAKMUR"),
    ]
    bench.accept("2017-S1", rows)
    bench.accept("2017-S2", list(reversed(rows)))
    bench.resolve("2017-S1")
    bench.resolve("2017-S2")
    first, second = bench.person_ids("2017-S1"), bench.person_ids("2017-S2")
    assert first[:2] == second[:0:-1]
    assert first[2] != second[0]  # nothing but a name: nobody can say


def test_equal_rows_of_one_list_go_on_one_by_one_and_are_not_chained(bench: Bench) -> None:
    equal = row("HASNAH", village_code="73.72.01.1004", rt="001", rw="002", address="JL SATU")
    for semester, times in (("2017-S1", 2), ("2017-S2", 2), ("2018-S1", 3)):
        bench.accept(semester, [equal] * times)
    bench.resolve("2018-S1")
    first = bench.person_ids("2017-S1")
    assert len(set(first)) == 2
    assert set(bench.person_ids("2017-S2")) == set(first)
    last = set(bench.person_ids("2018-S1"))
    assert (len(last), set(first) < last) == (3, True)


# --- guards ---


def test_a_row_without_nik_does_not_chain_two_niks(bench: Bench) -> None:
    base = row("RAHMAN", family_card_no=CARD)
    mine = {**base, "nik": NIK, "birth_date": BORN, "sex": "L"}
    son = {**base, "nik": nik(date(1981, 1, 5), "L", 3)}
    bridge = {**base, "birth_date": BORN}
    assert bench.persons(mine, son, bridge) == [0, 1, 0]
    assert set(bench.conflicts()) == {"guard_two_niks", "two_niks_one_name"}


def test_a_row_without_birth_date_does_not_chain_father_and_son(bench: Bench) -> None:
    base = row("RAHMAN", family_card_no=CARD)
    father, son = {**base, "birth_date": date(1950, 3, 4)}, {**base, "birth_date": date(1980, 3, 4)}
    persons = bench.persons(father, son, base)
    assert persons[0] != persons[1]
    assert bench.conflicts() == ["guard_birth_year"]


def test_two_rows_of_one_reference_list_are_two_people(bench: Bench) -> None:
    twice = [reference("RAHMAN", nik=NIK, source_person_id="001"), reference("RAHMAN", nik=NIK, source_person_id="002")]
    persons = bench.persons(row("RAHMAN", nik=NIK), reference=twice)
    assert persons[1] != persons[2]
    assert persons[0] in persons[1:]
    assert bench.conflicts() == ["guard_same_list"]


def test_the_reference_list_sent_again_is_the_same_people(bench: Bench) -> None:
    people = [
        reference("RAHMAN", source_family_id="H1", member_no="1", age_years=40, address="JL SATU"),
        reference("JUMRIAH", source_family_id="H1", member_no="2", age_years=38, address="JL SATU"),
    ]
    bench.accept("2017-S1", reference=people)
    bench.accept("2017-S2", reference=people)
    bench.resolve("2017-S2")
    assert bench.person_ids("2017-S1") == bench.person_ids("2017-S2")
    assert len(set(bench.person_ids("2017-S1"))) == 2


def test_twins_are_two(bench: Bench) -> None:
    twin = {"family_card_no": CARD, "birth_date": BORN, "sex": "P"}
    hasna, husna = row("HASNAWATI", nik=nik(BORN, "P", 1), **twin), row("HUSNAWATI", nik=nik(BORN, "P", 2), **twin)
    assert bench.persons(hasna, husna, row("HUSNAWATI", **twin)) == [0, 1, 1]
    # the sister's number in her row: not hers because the date is the same
    wrong = row("HUSNAWATI", nik=nik(BORN, "P", 1), birth_date=BORN, sex="P", agency_id="dkp", table_id="rice")
    assert bench.persons(row("ROSDIANA", nik=nik(BORN, "P", 1), **twin), husna, wrong)[2] != 0
    # a slip in the name that is the sister's name is no slip
    assert bench.persons(hasna, husna, row("HASNAWATU", **twin)) == [0, 1, 2]


def test_couples_are_two(bench: Bench) -> None:
    husband = row("RAHMAN", nik=nik(BORN, "L", 1), family_card_no=CARD, sex="L")
    wife = row("HASNAH", nik=nik(BORN, "L", 1), family_card_no=CARD, sex="P")  # his number typed in her row
    links = bench.link(husband, wife)
    assert links[0]["person_id"] != links[1]["person_id"]
    assert links[0]["family_id"] == links[1]["family_id"]


def test_a_double_entry_of_a_list_is_one_person(bench: Bench) -> None:
    assert bench.persons(row("RAHMAN", nik=NIK), row("RAHMAN", nik=NIK)) == [0, 0]
    assert bench.persons(row("RAHMAN", family_card_no=CARD), row("RAHMAN", family_card_no=CARD)) == [0, 0]


def test_the_civil_registry_is_linked_like_any_list(bench: Bench) -> None:
    answer = registry("RAHMAN", nik=NIK, family_card_no=CARD, birth_date=BORN)
    links = bench.link(row("RAHMAN", family_card_no=CARD), registry=[answer])
    assert links[0]["person_id"] == links[1]["person_id"]
    assert links[1]["entity"] == "civil_registry_records"


def test_a_row_that_links_to_nothing_is_a_person_of_its_own(bench: Bench) -> None:
    links = bench.link(row("RAHMAN", nik=NIK), row(None, source_family_id="X1"))
    assert [(line["rung"], line["score"], line["evidence"]) for line in links] == [(0, None, "alone")] * 2
    assert all(line["person_id"] and line["family_id"] for line in links)
