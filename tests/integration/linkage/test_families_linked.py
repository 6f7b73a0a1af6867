"""Who shares a card or a household is a family, and stays one."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.linkage.conftest import Bench, numbered
from tests.unit.linkage.town import card, nik, reference, registry, row

BORN = date(1980, 8, 17)
FATHER, MOTHER, CHILD, DAUGHTER = (nik(BORN, sex, number) for number, sex in enumerate("LPLP", start=1))
GROOM, GROOMS_FATHER, GROOMS_MOTHER = (nik(BORN, sex, number) for number, sex in enumerate("LLP", start=11))
CARD, NEW_CARD, THIRD_CARD, FOURTH_CARD = card(1), card(2), card(3), card(4)
YOUNGER, YOUNGEST = "7772010101150001", "7772010101160001"  # by the day of issue, which the number tells
HOUSE = "737201000000000001"


def family(bench: Bench, *rows: dict, **more: list[dict]) -> list[int]:
    return numbered(line["family_id"] for line in bench.link(*rows, **more))


def on_card(number: str, *people: tuple[str, str]) -> list[dict]:
    return [row(name, nik=who, family_card_no=number) for name, who in people]


def test_a_card_makes_a_family(bench: Bench) -> None:
    rows = [*on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER)), *on_card(NEW_CARD, ("MAKMUR", CHILD))]
    assert family(bench, *rows, row("TENRI")) == [0, 0, 1, 2]


def test_a_pupil_without_card_comes_to_the_family_through_the_nik(bench: Bench) -> None:
    pupil = row("MAKMUR", nik=CHILD, agency_id="disdik", table_id="pip")
    assert family(bench, *on_card(CARD, ("RAHMAN", FATHER), ("MAKMUR", CHILD)), pupil) == [0, 0, 0]


def test_the_receiver_brings_the_household_of_the_agreed_source(bench: Bench) -> None:
    """PKH is paid to the mother; the agreed source knows her as a member of her husband's household."""
    household = [
        reference("RAHMAN", source_family_id=HOUSE, family_no_in_household="1", age_years=40),
        reference("HASNAH", source_family_id=HOUSE, family_no_in_household="1", age_years=35, nik=MOTHER),
        reference("DAENG TIRO", source_family_id=HOUSE, family_no_in_household="2", age_years=70),
    ]
    assert family(bench, *on_card(CARD, ("HASNAH", MOTHER)), reference=household) == [0, 0, 0, 1]


def test_a_daughter_on_a_card_of_her_own_does_not_chain_two_families(bench: Bench) -> None:
    household = [
        reference("RAHMAN", source_family_id=HOUSE, nik=FATHER),
        reference("HASNAH", source_family_id=HOUSE, nik=MOTHER),
        reference("TENRI", source_family_id=HOUSE, nik=DAUGHTER),
        reference("MAKMUR", source_family_id=HOUSE),
    ]
    rows = [
        *on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER)),
        *on_card(NEW_CARD, ("TENRI", DAUGHTER), ("SUPARDI", CHILD)),
    ]
    assert family(bench, *rows, reference=household) == [0, 0, 1, 1, 0, 0, 1, 0]


def test_a_grown_child_who_left_does_not_take_the_parents_along(bench: Bench) -> None:
    """Nobody knows the parents' card; the daughter's is hers alone, the schoolboy's is theirs."""
    home = {"source_family_id": HOUSE}
    parents = [
        reference("RAHMAN", relation_family_head="head", age_years=50, **home),
        reference("HASNAH", relation_family_head="spouse", age_years=47, **home),
    ]
    daughter = reference("TENRI", nik=DAUGHTER, relation_family_head="child", age_years=24, **home)
    schoolboy = reference("MAKMUR", nik=CHILD, relation_family_head="child", age_years=9, **home)
    left = on_card(CARD, ("TENRI", DAUGHTER))
    stays = on_card(NEW_CARD, ("MAKMUR", CHILD))
    assert family(bench, *left, reference=[*parents, daughter]) == [0, 1, 1, 0]
    assert family(bench, *stays, reference=[*parents, schoolboy]) == [0, 0, 0, 0]
    assert family(bench, *left, *stays, reference=[*parents, daughter, schoolboy]) == [0, 1, 1, 1, 0, 1]


def test_a_list_that_names_the_household_needs_no_person_in_it(bench: Bench) -> None:
    household = [reference("RAHMAN", source_family_id=HOUSE), reference("HASNAH", source_family_id=HOUSE)]
    assert family(bench, row("TENRI", source_family_id=HOUSE), reference=household) == [0, 0, 0]


def test_the_registry_s_card_goes_before_a_list_s(bench: Bench) -> None:
    rows = [
        *on_card(NEW_CARD, ("HASNAH", MOTHER)),
        *on_card(CARD, ("RAHMAN", FATHER)),
        *on_card(CARD, ("RAHMAN", FATHER)),
    ]
    answer = registry("RAHMAN", nik=FATHER, family_card_no=NEW_CARD)
    assert family(bench, *rows) == [0, 1, 1]
    assert family(bench, *rows, registry=[answer]) == [0, 0, 0, 0]


def resolve_two(bench: Bench, first: list[dict], second: list[dict]) -> tuple[list[str], list[str]]:
    bench.accept("2017-S1", first)
    bench.accept("2017-S2", second)
    bench.resolve("2017-S2")
    return bench.family_ids("2017-S1"), bench.family_ids("2017-S2")


def test_two_cards_that_one_person_carries_at_a_time_are_one_family(bench: Bench) -> None:
    """One list has heard of the new card for the father alone, the other for nobody."""
    old = on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER))
    new = {**on_card(NEW_CARD, ("RAHMAN", FATHER))[0], "table_id": "pkh"}
    assert family(bench, *old, new) == [0, 0, 0]
    answers = [registry("RAHMAN", nik=FATHER, family_card_no=NEW_CARD)]
    assert family(bench, *old, new, registry=answers) == [0, 0, 0, 0]
    # she is known to be on the old one still: he has left
    answers.append(registry("HASNAH", nik=MOTHER, family_card_no=CARD))
    assert family(bench, *old, new, registry=answers) == [0, 1, 0, 0, 1]


def dtsen(number: str, *people: tuple[str, str]) -> list[dict]:
    """Members of a source that tells the card of each."""
    return [
        reference(name, nik=who, family_card_no=number, table_id="dtsen_members", snapshot_id="DTSEN-2026-V2")
        for name, who in people
    ]


def test_two_cards_of_one_source_are_two_families_though_a_list_is_late(bench: Bench) -> None:
    """PKH still has the daughter on her parents' card; the source has her on one of her own."""
    late = on_card(CARD, ("TENRI", DAUGHTER))
    parents, couple = [("RAHMAN", FATHER), ("HASNAH", MOTHER)], [("SUPARDI", GROOM), ("TENRI", DAUGHTER)]
    source = [*dtsen(CARD, *parents), *dtsen(YOUNGER, *couple)]
    assert family(bench, *late, reference=source) == [0, 1, 1, 0, 0]
    # a source that has the new card alone does not say that the old one is another family's
    assert family(bench, *on_card(CARD, *parents, couple[1]), reference=dtsen(YOUNGER, *couple)) == [0] * 5


def test_an_old_card_does_not_chain_the_families_that_its_holders_made(bench: Bench) -> None:
    """All four are still on it by a list; by the source it is no more: three have one new card, one another."""
    people = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD), ("TENRI", DAUGHTER)]
    source = [*dtsen(YOUNGER, *people[:3]), *dtsen(YOUNGEST, people[3])]
    old = on_card(CARD, *people, ("SITTI", nik(BORN, "P", 9)))
    assert family(bench, *old, reference=source) == [0, 0, 0, 1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("stays", "new"), [(CARD, NEW_CARD), (NEW_CARD, CARD)])
def test_of_two_who_part_the_one_who_keeps_the_card_keeps_the_family(bench: Bench, stays: str, new: str) -> None:
    """Whichever number is the smaller."""
    mother, daughter = ("HASNAH", MOTHER), ("TENRI", DAUGHTER)
    first, second = resolve_two(
        bench, on_card(stays, mother, daughter), [*on_card(stays, mother), *on_card(new, daughter)]
    )
    assert second[0] == first[0] == first[1] != second[1]


def test_of_two_cards_the_one_issued_last_counts(bench: Bench) -> None:
    """Both confirmed, so they are two families; his is the younger card, though two lists have the other."""
    older, younger = "7772010112120001", YOUNGER
    his = [{**on_card(number, ("RAHMAN", FATHER))[0], "table_id": table} for number, table in (
        (older, "kks"), (older, "pkh"), (younger, "bpnt"))]  # fmt: skip
    answers = [
        registry("HASNAH", nik=MOTHER, family_card_no=older),
        registry("MAKMUR", nik=CHILD, family_card_no=younger),
    ]
    assert family(bench, *his, registry=answers) == [0, 0, 0, 1, 0]


def test_the_dead_do_not_hold_a_family_on_its_old_card(bench: Bench) -> None:
    """Of three who had it two are on no list any more: the new card of the third is the family's."""
    bench.accept("2017-S1", on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD)))
    bench.accept("2017-S2", on_card(NEW_CARD, ("MAKMUR", CHILD)))
    bench.resolve("2017-S2")
    assert bench.family_ids("2017-S2")[0] == bench.family_ids("2017-S1")[0]


def test_a_card_issued_anew_is_the_same_family(bench: Bench) -> None:
    people = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD)]
    pupil = row("MAKMUR", nik=CHILD, agency_id="disdik", table_id="pip")
    first, second = resolve_two(bench, on_card(CARD, *people), [*on_card(NEW_CARD, *people[:2]), pupil])
    assert set(first) == set(second)
    assert len(set(first)) == 1


def test_a_card_that_is_still_used_was_not_issued_anew(bench: Bench) -> None:
    people = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD)]
    pupil = row("MAKMUR", nik=CHILD, agency_id="disdik", table_id="pip")
    stays = on_card(CARD, ("TENRI", DAUGHTER))
    _, second = resolve_two(bench, on_card(CARD, *people), [*on_card(NEW_CARD, *people[:2]), pupil, *stays])
    assert numbered(second) == [0, 0, 1, 1]


def test_who_marries_out_leaves_and_the_others_keep_the_id(bench: Bench) -> None:
    people = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("TENRI", DAUGHTER)]
    first, second = resolve_two(
        bench, on_card(CARD, *people), [*on_card(CARD, *people[:2]), *on_card(NEW_CARD, people[2], ("SUPARDI", CHILD))]
    )
    assert len(set(first)) == 1
    assert second[:2] == first[:2]
    assert second[2] == second[3] != first[0]
    log = [(line["event"], line["id"], line["other_id"]) for line in bench.table("identity_events")
           if line["semester"] == "2017-S2" and line["kind"] == "family"]  # fmt: skip
    assert log == [("split", second[2], first[0])]


def test_the_family_of_a_row_is_that_of_its_semester(bench: Bench) -> None:
    first, second = resolve_two(
        bench,
        on_card(CARD, ("RAHMAN", FATHER), ("TENRI", DAUGHTER)),
        [*on_card(CARD, ("RAHMAN", FATHER)), *on_card(THIRD_CARD, ("TENRI", DAUGHTER))],
    )
    assert first[0] == first[1]
    assert second[1] != first[1]
    spans = {line["family_id"]: (line["first_semester"], line["last_semester"]) for line in bench.table("families")}
    assert set(spans.values()) == {("2017-S1", "2017-S2"), ("2017-S2", "2017-S2")}


def test_two_families_that_move_onto_one_card_keep_one_id(bench: Bench) -> None:
    first, second = resolve_two(
        bench,
        [*on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER)), *on_card(NEW_CARD, ("MAKMUR", CHILD))],
        on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD)),
    )
    assert set(second) == {first[0]}
    assert first[2] != first[0]


# --- what befalls a family is an event, not a new family of strangers ---


def family_events(bench: Bench, semester: str = "2017-S2") -> list[tuple[str, str, str | None, str]]:
    return sorted(
        (line["event"], line["id"], line["other_id"], line["cause"])
        for line in bench.table("identity_events")
        if line["semester"] == semester and line["kind"] == "family"
    )


def test_a_marriage_makes_one_family_and_leaves_two_as_they_were(bench: Bench) -> None:
    """Bride and groom come from two known families onto a card of their own; the second parents get a new card."""
    brides = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("TENRI", DAUGHTER)]
    grooms = [("BASO", GROOMS_FATHER), ("JUMRIAH", GROOMS_MOTHER), ("SUPARDI", GROOM)]
    first, second = resolve_two(
        bench,
        [*on_card(CARD, *brides), *on_card(NEW_CARD, *grooms)],
        [*on_card(CARD, *brides[:2]), *on_card(FOURTH_CARD, *grooms[:2]), *on_card(THIRD_CARD, brides[2], grooms[2])],
    )
    assert numbered(first) == [0, 0, 0, 1, 1, 1]
    assert second[:4] == [first[0], first[0], first[3], first[3]]
    assert second[4] == second[5] not in first
    assert family_events(bench) == sorted([
        ("new_card", first[3], None, "card_reissued"),
        ("split", second[4], min(first[0], first[3]), "members_parted"),
    ])  # fmt: skip


def test_a_bride_who_moves_in_with_his_parents_is_told_as_having_joined(bench: Bench) -> None:
    brides = [("RAHMAN", FATHER), ("HASNAH", MOTHER), ("TENRI", DAUGHTER)]
    grooms = [("BASO", GROOMS_FATHER), ("SUPARDI", GROOM)]
    first, second = resolve_two(
        bench,
        [*on_card(CARD, *brides), *on_card(NEW_CARD, *grooms)],
        [*on_card(CARD, *brides[:2]), *on_card(NEW_CARD, *grooms, brides[2])],
    )
    assert second == [first[0], first[0], first[3], first[3], first[3]]
    assert family_events(bench) == [("joined", first[3], first[0], "members_moved")]


def test_a_new_card_with_a_newborn_on_it_is_the_same_family(bench: Bench) -> None:
    parents = [("RAHMAN", FATHER), ("HASNAH", MOTHER)]
    first, second = resolve_two(bench, on_card(CARD, *parents), on_card(NEW_CARD, *parents, ("MAKMUR", CHILD)))
    assert second == [first[0]] * 3
    assert family_events(bench) == [("new_card", first[0], None, "card_reissued")]
    once = bench.bytes()
    bench.resolve("2017-S2")
    assert bench.bytes() == once


def test_a_household_of_the_survey_that_parts_keeps_its_id_with_the_larger_part(bench: Bench) -> None:
    """Three generations surveyed as one household and one family; later two cards show two families."""
    home = {"source_family_id": HOUSE, "household_id": HOUSE, "family_no_in_household": "1"}
    survey = [
        reference("RAHMAN", nik=FATHER, relation_family_head="head", age_years=60, **home),
        reference("HASNAH", nik=MOTHER, relation_family_head="spouse", age_years=58, **home),
        reference("TENRI", nik=DAUGHTER, relation_family_head="child", age_years=30, **home),
        reference("MAKMUR", nik=CHILD, relation_family_head="grandchild", age_years=4, **home),
    ]
    bench.accept("2017-S1", reference=survey)
    later = [*on_card(CARD, ("RAHMAN", FATHER), ("HASNAH", MOTHER), ("MAKMUR", CHILD)),
             *on_card(NEW_CARD, ("TENRI", DAUGHTER), ("SUPARDI", GROOM))]  # fmt: skip
    bench.accept("2017-S2", later)
    bench.resolve("2017-S2")
    (family_id,) = set(bench.family_ids("2017-S1"))
    second = bench.family_ids("2017-S2")
    assert second[:3] == [family_id] * 3
    assert second[3] == second[4] != family_id
    assert family_events(bench) == [("split", second[3], family_id, "members_parted")]


def test_two_families_of_one_household_are_two_and_stay_related_to_it(bench: Bench) -> None:
    """A household of the survey is a roof; the families under it are told apart by their number in it."""
    one = {"household_id": HOUSE, "source_family_id": HOUSE, "family_no_in_household": "1"}
    other = {**one, "family_no_in_household": "2"}
    survey = [reference("RAHMAN", nik=FATHER, **one), reference("TENRI", nik=DAUGHTER, **other)]
    lists = [*on_card(CARD, ("RAHMAN", FATHER)), *on_card(NEW_CARD, ("TENRI", DAUGHTER))]
    assert family(bench, *lists, reference=survey) == [0, 1, 0, 1]
