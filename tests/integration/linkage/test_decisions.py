"""People decide: over every guard and rung, for files sent again, until somebody decides otherwise."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import resolve
from linkage.decisions import kept
from linkage.decisions.kept import Decision, Verdict
from tests.unit.linkage import town
from tests.unit.linkage.conftest import KEY, Bench, numbered
from tests.unit.linkage.town import card, nik, reference, row

BORN = date(1980, 8, 17)
NIK, SLIP, THIRD = nik(BORN, "L", 1), nik(BORN, "L", 22), nik(BORN, "L", 333)
CARD = card(1)
RIGHT = row("RAHMAN", nik=NIK, family_card_no=CARD, birth_date=BORN)
WRONG = row("RAHMAN", nik=SLIP, family_card_no=CARD, birth_date=BORN, table_id="bpnt")


def decision(one: int, other: int, verdict: Verdict, number: int) -> Decision:
    low, high = sorted((one, other))
    return Decision(low, high, verdict, "Operator", "2018-01-02T03:04:05+00:00", "KTP dilihat", number)


def held(*taken: tuple[int, int, Verdict]) -> list[tuple[int, int, Verdict]]:
    history = [decision(*one, number) for number, one in enumerate(taken, start=1)]
    return [(one.fingerprint_a, one.fingerprint_b, one.verdict) for one in kept.standing(history).in_force]


# --- which decisions hold ---


def test_the_newest_of_a_pair_holds() -> None:
    assert held((1, 2, "same"), (1, 2, "not_same")) == [(1, 2, "not_same")]
    assert held((1, 2, "not_same"), (2, 1, "same")) == [(1, 2, "same")]
    assert held((1, 2, "same"), (1, 2, "cannot_say")) == [(1, 2, "cannot_say")]


def test_a_chain_that_contradicts_falls_where_it_is_oldest() -> None:
    chain: tuple[tuple[int, int, Verdict], ...] = ((1, 2, "same"), (2, 3, "same"), (1, 3, "not_same"))
    assert held(*chain) == [(2, 3, "same"), (1, 3, "not_same")]
    assert held(chain[2], chain[0], chain[1]) == [(1, 2, "same"), (2, 3, "same")]
    # the parts that a newer decision keeps apart are whole groups of contents
    assert held((1, 3, "same"), (2, 4, "same"), (3, 4, "not_same"), (1, 2, "same")) == [
        (2, 4, "same"), (3, 4, "not_same"), (1, 2, "same"),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(7, 12), st.sampled_from(["same", "not_same"])), max_size=25))
def test_what_holds_never_contradicts_itself_and_the_last_word_always_holds(
    taken: list[tuple[int, int, Verdict]],
) -> None:
    in_force = held(*taken)
    group = {content: content for content in range(13)}
    for one, other, verdict in in_force:
        if verdict == "same":
            group = {content: group[one] if root == group[other] else root for content, root in group.items()}
    assert all(group[one] != group[other] for one, other, verdict in in_force if verdict == "not_same")
    assert not taken or in_force[-1] == taken[-1]


def test_history_is_kept_and_numbered(bench: Bench) -> None:
    bench.accept("2017-S1", [RIGHT, WRONG])
    bench.decide(*bench.ids["2017-S1"], "same", by="Andi")
    bench.decide(*bench.ids["2017-S1"], "not_same", by="Besse")
    history = kept.load(bench.linkage)
    assert [(one.decision_no, one.verdict, one.decided_by) for one in history] == [
        (1, "same", "Andi"), (2, "not_same", "Besse"),
    ]  # fmt: skip
    assert kept.path_of(bench.linkage).stat().st_mode & 0o777 == 0o600
    with pytest.raises(ValueError, match="smaller"):
        Decision(2, 1, "same", "", "", "")


# --- what they do ---


def test_same_joins_two_niks_and_says_so(bench: Bench) -> None:
    others = [row("RAHMAN", nik=NIK, table_id="pkh"), row("RAHMAN", nik=SLIP, table_id="pip")]
    ids = bench.accept("2017-S1", [RIGHT, WRONG, *others, row("RAHMAN", nik=THIRD, family_card_no=CARD)])
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 1, 0, 1, 2]
    bench.decide(ids[0], ids[1], "same")
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 0, 0, 0, 1]  # and the third NIK stays out
    links = bench.links()
    assert [(links[each]["rung"], links[each]["score"], links[each]["evidence"]) for each in ids[:2]] == [
        (0, 1.0, "decided_same_two_niks")
    ] * 2
    assert links[ids[2]]["evidence"] == "nik_name"


def test_same_joins_two_rows_of_one_reference_list_and_no_third(bench: Bench) -> None:
    rows = [reference("RAHMAN", nik=NIK, source_person_id=f"00000{number}") for number in range(3)]
    ids = bench.accept("2017-S1", reference=rows)
    bench.decide(ids[0], ids[2], "same")
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 1, 0]
    assert bench.links()[ids[0]]["evidence"] == "decided_same_one_list"


def test_same_takes_the_first_of_equal_rows_alone(bench: Bench) -> None:
    names = ("RAHMAN", "HASNAH", "MAKMUR", "ROSDIANA")  # so that either content is the smaller one
    rows = [
        row(name, agency_id="dkp", village_code="73.72.01.1004", address=f"JL {name}", nik=number)
        for at, name in enumerate(names)
        for number in (nik(BORN, "L", 50 + at), None, None)
    ]
    ids = bench.accept("2017-S1", rows)
    for at in range(0, len(ids), 3):
        bench.decide(ids[at], ids[at + 1], "same")
    bench.resolve()
    persons = bench.person_ids("2017-S1")
    joined = [sorted(each == persons[at] for each in persons[at + 1 : at + 3]) for at in range(0, len(ids), 3)]
    assert joined == [[False, True]] * len(names)


def test_not_same_parts_what_the_strongest_rung_joined(bench: Bench) -> None:
    """One NIK on one name, two people: a namesake who uses the other's number."""
    ids = bench.accept(
        "2017-S1", [row("RAHMAN", nik=NIK, birth_date=BORN), row("RAHMAN", nik=NIK, table_id="pip"),
                    row("RAHMAN", nik=NIK, birth_date=BORN, table_id="pkh")]
    )  # fmt: skip
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 0, 0]
    bench.decide(ids[0], ids[1], "not_same")
    bench.resolve()
    persons = bench.person_ids("2017-S1")
    assert persons[0] != persons[1]
    assert persons[2] in persons[:2]  # with one of them: what ties it to the other is refused
    assert set(bench.conflicts()) == {"guard_decided"}


def test_not_same_of_two_equal_rows_parts_them_in_every_semester(bench: Bench) -> None:
    twice = [row("RAHMAN", nik=NIK, village_code="73.72.01.1004")] * 2
    first = bench.accept("2017-S1", twice)
    bench.accept("2017-S2", twice)
    bench.decide(*first, "not_same")
    bench.resolve("2017-S2")
    one, other = bench.person_ids("2017-S1")
    assert one != other
    assert set(bench.person_ids("2017-S2")) == {one, other}


def test_cannot_say_changes_nothing_but_takes_back(bench: Bench) -> None:
    ids = bench.accept("2017-S1", [RIGHT, WRONG])
    bench.resolve()
    before = bench.person_ids("2017-S1")
    bench.decide(*ids, "cannot_say")
    bench.resolve()
    assert bench.person_ids("2017-S1") == before
    bench.decide(*ids, "same")
    bench.decide(*ids, "cannot_say")
    bench.resolve()
    assert len(set(bench.person_ids("2017-S1"))) == 2
    bench.decide(*ids, "same")  # the newest word of four
    bench.resolve()
    assert len(set(bench.person_ids("2017-S1"))) == 1


def test_a_decision_outlives_the_file_and_its_order_and_holds_for_the_next_semester(bench: Bench) -> None:
    bench.accept("2017-S1", [RIGHT, WRONG])
    bench.decide(*bench.ids["2017-S1"], "same")
    bench.accept("2017-S1", [WRONG, row("HASNAH", nik=THIRD), RIGHT], seed="sent again")
    bench.accept("2017-S2", [RIGHT, WRONG])
    bench.resolve("2017-S2")
    assert numbered(bench.person_ids("2017-S1") + bench.person_ids("2017-S2")) == [0, 1, 0, 0, 0]


def test_the_same_bytes_for_one_thread_or_two_and_any_order(bench: Bench) -> None:
    people = town.residents(300, seed=11)
    rows = [{**each, "record_id": f"{at:024x}"} for at, each in enumerate(town.office_rows(people, 1, faults=2)[0])]
    ids = bench.accept("2017-S1", rows)
    dice = random.Random(3)
    for verdict in ("same", "not_same", "cannot_say") * 4:
        bench.decide(*dice.sample(ids, 2), verdict)
    resolve(bench.accepted, bench.linkage, "2017-S1", KEY, threads=1)
    once = bench.bytes()
    resolve(bench.accepted, bench.linkage, "2017-S1", KEY, threads=2)
    assert bench.bytes() == once
    bench.accept("2017-S1", dice.sample(rows, len(rows)))
    bench.resolve()
    assert bench.bytes() == once


# --- what becomes of ids ---


def person_events(bench: Bench, semester: str) -> list[tuple[str, str, str | None, str]]:
    return sorted(
        (line["event"], line["id"], line["other_id"], line["cause"])
        for line in bench.table("identity_events")
        if line["semester"] == semester and line["kind"] == "person" and line["event"] != "born"
    )


ELSEWHERE = [{**each, "table_id": "pbi_jk"} for each in (RIGHT, WRONG)]


@pytest.mark.parametrize("before", [[RIGHT, WRONG], [row("MAKMUR", nik=THIRD)], ELSEWHERE])
def test_a_decided_merge_is_an_event_and_stays_one(bench: Bench, before: list[town.Row]) -> None:
    """Both rows were known before the semester, neither was, or their persons were, by rows of another list."""
    bench.accept("2017-S1", before)
    bench.accept("2017-S2", [RIGHT, WRONG])
    bench.resolve("2017-S2")
    two = set(bench.person_ids("2017-S2"))
    bench.decide(*bench.ids["2017-S2"], "same")
    bench.resolve("2017-S2")
    (kept,) = set(bench.person_ids("2017-S2"))
    (gone,) = two - {kept}
    assert person_events(bench, "2017-S2") == [
        ("merged", kept, gone, "decision"), ("redirect", gone, kept, "decision"),
    ]  # fmt: skip
    once = bench.bytes()
    bench.resolve("2017-S2")
    assert bench.bytes() == once


@pytest.mark.parametrize("born_in", ["2017-S1", "2017-S2"])
def test_a_decided_split_is_an_event_and_stays_one(bench: Bench, born_in: str) -> None:
    joined = [row("RAHMAN", nik=NIK, birth_date=BORN), row("RAHMAN", nik=NIK, table_id="pip")]
    bench.accept("2017-S1", joined if born_in == "2017-S1" else [row("MAKMUR", nik=THIRD)])
    bench.accept("2017-S2", joined)
    bench.resolve("2017-S2")
    (kept,) = set(bench.person_ids("2017-S2"))
    bench.decide(*bench.ids["2017-S2"], "not_same")
    bench.resolve("2017-S2")
    (new,) = set(bench.person_ids("2017-S2")) - {kept}
    assert kept in bench.person_ids("2017-S2")
    assert person_events(bench, "2017-S2") == [("split", new, kept, "decision")]
    once = bench.bytes()
    bench.resolve("2017-S2")
    assert bench.bytes() == once


def test_a_decision_taken_back_gives_both_their_ids_back(bench: Bench) -> None:
    bench.accept("2017-S1", [RIGHT, WRONG])
    bench.accept("2017-S2", [RIGHT, WRONG])
    bench.resolve("2017-S2")
    before = bench.person_ids("2017-S2")
    bench.decide(*bench.ids["2017-S2"], "same")
    bench.resolve("2017-S2")
    bench.decide(*bench.ids["2017-S2"], "not_same")
    bench.resolve("2017-S2")
    assert bench.person_ids("2017-S2") == before
    assert person_events(bench, "2017-S2") == []


# --- the queue ---


def queue(bench: Bench) -> list[tuple[str, str | None, set[str]]]:
    return [
        (line["reason"], line["verdict"], {line["record_id_a"], line["record_id_b"]})
        for line in bench.table("review_queue")
    ]


@pytest.mark.parametrize("verdict", ["not_same", "cannot_say"])
def test_a_pair_of_persons_is_asked_about_once_and_not_again_when_decided(bench: Bench, verdict: Verdict) -> None:
    later = {**WRONG, "nik": nik(date(1981, 1, 5), "L", 2), "birth_date": None}
    bridge = row("RAHMAN", family_card_no=CARD, birth_date=BORN, table_id="pkh")
    ids = bench.accept("2017-S1", [RIGHT, later, bridge])
    bench.resolve()
    assert sorted(set(bench.conflicts())) == ["guard_two_niks", "two_niks_one_name"]
    asked = queue(bench)
    assert asked == [("two_niks_one_name", None, {ids[0], ids[1]})]
    bench.decide(ids[0], ids[1], verdict)
    # another list names one of them, so that other rows would stand for the two
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK, family_card_no=CARD, table_id=each) for each in ("pip", "dapodik")])
    bench.resolve("2017-S2")
    assert queue(bench) == [("decided", verdict, {ids[0], ids[1]})]


def test_the_queue_shows_the_newest_row_and_keeps_the_pair_s_id(bench: Bench) -> None:
    bench.accept("2017-S1", [RIGHT, WRONG])
    bench.resolve("2017-S1")
    (before,) = bench.table("review_queue")
    newer = bench.accept("2017-S2", [WRONG])
    bench.resolve("2017-S2")
    (after,) = bench.table("review_queue")
    assert {after["record_id_a"], after["record_id_b"]} == {bench.ids["2017-S1"][0], newer[0]}
    same = ("pair_id", "fingerprint_a", "fingerprint_b", "reason")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert {after["person_id_a"], after["person_id_b"]} == set(bench.person_ids("2017-S1"))


def test_a_decision_that_newer_ones_contradict_is_shown_as_fallen(bench: Bench) -> None:
    third = row("RAHMAN", nik=THIRD, family_card_no=CARD, table_id="pip")
    ids = bench.accept("2017-S1", [RIGHT, WRONG, third])
    bench.decide(ids[0], ids[1], "same")
    bench.decide(ids[1], ids[2], "same")
    bench.decide(ids[0], ids[2], "not_same")
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 1, 1]
    told = {(line["verdict"], line["is_in_force"]) for line in bench.table("review_queue")}
    assert told == {("same", False), ("same", True), ("not_same", True)}


def test_newer_words_that_make_a_chain_go_over_an_older_not_same(bench: Bench) -> None:
    ids = bench.accept("2017-S1", [RIGHT, WRONG, row("RAHMAN", nik=THIRD, family_card_no=CARD, table_id="pip")])
    bench.decide(ids[0], ids[2], "not_same")
    bench.decide(ids[0], ids[1], "same")
    bench.decide(ids[1], ids[2], "same")
    bench.resolve()
    assert numbered(bench.person_ids("2017-S1")) == [0, 0, 0]
