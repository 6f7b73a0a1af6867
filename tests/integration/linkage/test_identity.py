"""Ids for life: what may happen to lists between two semesters, and what then happens to ids."""

from __future__ import annotations

import random
from datetime import date

from linkage import resolve
from linkage.identity.ledger import new_ids
from tests.unit.linkage import town
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import card, nik, row

BORN = date(1980, 8, 17)
NIK, SECOND_NIK = nik(BORN, "L", 1), nik(BORN, "L", 2)
CARD, SECOND_CARD = card(1), card(2)
HOME = {"village_code": "73.72.01.1004", "rt": "001", "rw": "002", "address": "JL SATU"}


def events(bench: Bench, semester: str, kind: str = "person") -> list[tuple[str, str, str | None, str]]:
    return [
        (line["event"], line["id"], line["other_id"], line["cause"])
        for line in bench.table("identity_events")
        if line["semester"] == semester and line["kind"] == kind
    ]


def test_ids_look_random_and_are_born_once(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK), row("HASNAH", nik=SECOND_NIK)])
    report = bench.resolve()
    one, other = bench.person_ids("2017-S1")
    assert sorted(events(bench, "2017-S1")) == sorted([("born", each, None, "first_seen") for each in (one, other)])
    assert (report.persons, report.kept, report.person_events) == (2, 0, {"born": 2})
    for each in (one, other):
        assert each[0] == "P"
        assert len(each) == 17
        assert int(each[1:], 16) > 0


def test_another_key_gives_other_ids(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK)])
    bench.resolve()
    mine = bench.person_ids("2017-S1")
    resolve(bench.accepted, bench.home / "elsewhere", "2017-S1", b"another key of sixteen bytes")
    assert mine[0] not in {line["person_id"] for line in town.links(bench.home / "elsewhere").values()}


def test_sorted_anew_renumbered_and_sent_again_changes_no_id(bench: Bench) -> None:
    rows, _ = town.office_rows(town.residents(300, seed=1), seed=1)
    bench.accept("2017-S1", rows)
    bench.resolve()
    before = dict(zip(map(repr, rows), bench.person_ids("2017-S1"), strict=True))
    births = events(bench, "2017-S1")
    shuffled = random.Random(5).sample(rows, len(rows))
    bench.accept("2017-S1", shuffled, seed="another file, another hash")
    bench.resolve()
    after = dict(zip(map(repr, shuffled), bench.person_ids("2017-S1"), strict=True))
    assert after == before
    assert events(bench, "2017-S1") == births


def test_who_stays_keeps_the_id_when_others_leave_and_arrive(bench: Bench) -> None:
    people = town.residents(600, seed=1)
    later = town.aged(people, leave=0.08, seed=2) + town.residents(60, seed=3, first_person=100_000)
    rows, truth = town.office_rows(people, seed=1, faults=0)
    next_rows, next_truth = town.office_rows(later, seed=1, faults=0)
    bench.accept("2017-S1", rows)
    bench.resolve("2017-S1")
    first = dict(zip(truth, bench.person_ids("2017-S1"), strict=True))
    bench.accept("2017-S2", next_rows)
    report = bench.resolve("2017-S2")
    second = dict(zip(next_truth, bench.person_ids("2017-S2"), strict=True))
    stayed = first.keys() & second.keys()
    assert len(stayed) > 400
    assert {person: second[person] for person in stayed} == {person: first[person] for person in stayed}
    assert report.kept == len(first)
    assert report.person_events == {"born": len(second.keys() - first.keys())}
    by_id = {line["person_id"]: (line["first_semester"], line["last_semester"]) for line in bench.table("persons")}
    left = first.keys() - second.keys()
    assert {by_id[first[person]] for person in left} == {("2017-S1", "2017-S1")}
    assert {by_id[first[person]] for person in stayed} == {("2017-S1", "2017-S2")}


def test_a_run_that_changes_nothing_writes_the_same_bytes(bench: Bench) -> None:
    people = town.residents(200, seed=1)
    bench.accept("2017-S1", town.office_rows(people, 1)[0], reference=town.reference_rows(people, 1)[0])
    bench.accept("2017-S2", town.office_rows(town.aged(people, 0.1, 2), 8)[0])
    bench.resolve("2017-S1")
    bench.resolve("2017-S2")
    once = bench.bytes()
    bench.resolve("2017-S2")
    assert bench.bytes() == once
    bench.resolve("2017-S1")  # an old semester again
    assert bench.bytes() == once


def test_the_order_of_runs_does_not_matter(bench: Bench) -> None:
    people = town.residents(200, seed=1)
    bench.accept("2017-S1", town.office_rows(people, 1)[0])
    bench.accept("2017-S2", town.office_rows(people, 8)[0])
    bench.resolve("2017-S1")
    bench.resolve("2017-S2")
    other = Bench(bench.home / "other")
    other.home.mkdir()
    (bench.accepted).rename(other.accepted)
    other.resolve("2017-S2")
    assert other.bytes() == bench.bytes()


def test_a_merge_keeps_the_older_id_and_leaves_a_redirect(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", family_card_no=CARD, agency_id="dkp")])
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK, table_id="bpnt"), row("RAHMAN", nik=NIK, table_id="pbi")])
    bench.accept("2018-S1", [row("RAHMAN", nik=NIK, family_card_no=CARD, table_id="pkh")])
    bench.resolve("2018-S1")
    states = {
        line["id"] for line in bench.table("identity_events") if line["event"] == "born" and line["kind"] == "person"
    }
    old = next(line["id"] for line in bench.table("identity_events") if line["event"] == "born")
    (kept,) = set(bench.person_ids("2017-S1") + bench.person_ids("2017-S2") + bench.person_ids("2018-S1"))
    assert len(states) == 2
    (gone,) = states - {kept}
    assert sorted(events(bench, "2018-S1")) == [
        ("merged", kept, gone, "members_joined"),
        ("redirect", gone, kept, "members_joined"),
    ]
    assert kept in {line["id"] for line in bench.table("identity_events") if line["semester"] == "2017-S1"}
    assert old


def split_rows() -> tuple[list[town.Row], list[town.Row]]:
    """Two rows joined by a third, and the same with the third withdrawn: the two part."""
    mine = [row("RAHMAN", nik=NIK, table_id=table) for table in ("kks", "bpnt")]
    other = row("RAHMAN", family_card_no=CARD, table_id="rice")
    bridge = row("RAHMAN", nik=NIK, family_card_no=CARD, table_id="pbi")
    return [*mine, other, bridge], [*mine, other, row("MAKMUR", table_id="pbi")]


def test_a_correction_that_parts_a_person_leaves_the_id_with_the_larger_part(bench: Bench) -> None:
    joined, parted = split_rows()
    bench.accept("2017-S1", joined)
    bench.resolve()
    (old,) = set(bench.person_ids("2017-S1"))
    bench.accept("2017-S1", parted, seed="corrected")
    bench.resolve()
    one, same, other, unknown = bench.person_ids("2017-S1")
    assert one == same == old
    assert len({one, other, unknown}) == 3


def test_a_split_between_semesters_is_an_event(bench: Bench) -> None:
    joined, parted = split_rows()
    bench.accept("2017-S1", joined)
    bench.resolve()
    (old,) = set(bench.person_ids("2017-S1"))
    bench.accept("2017-S1", parted)  # corrected, but S1 is not run again
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK)])
    bench.resolve("2017-S2")
    other = bench.person_ids("2017-S1")[2]
    assert bench.person_ids("2017-S2") == [old]
    assert ("split", other, old, "members_parted") in events(bench, "2017-S2")


def test_a_wrong_merge_that_is_corrected_gives_both_their_ids_back(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", family_card_no=CARD, table_id="rice")])
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK, table_id=table) for table in ("kks", "bpnt", "pbi")])
    bench.resolve("2017-S2")
    first = [*bench.person_ids("2017-S1"), *bench.person_ids("2017-S2")]
    assert len(set(first)) == 2
    bench.accept("2018-S1", [row("RAHMAN", nik=NIK, family_card_no=CARD)])
    bench.resolve("2018-S1")
    assert set(bench.person_ids("2017-S2")) == {first[0]}  # the older id, though it had fewer rows
    bench.accept("2018-S1", [row("MAKMUR", nik=SECOND_NIK)], seed="corrected")
    bench.resolve("2018-S1")
    assert [*bench.person_ids("2017-S1"), *bench.person_ids("2017-S2")] == first
    assert "redirect" not in {each[0] for each in events(bench, "2018-S1") if each[1] in first}


def test_an_id_that_was_given_out_and_is_gone_leads_on(bench: Bench) -> None:
    joined, parted = split_rows()
    bench.accept("2017-S1", parted)
    bench.resolve()
    published = set(bench.person_ids("2017-S1")[:3])
    lost = bench.person_ids("2017-S1")[3]
    bench.accept("2017-S1", joined, seed="corrected")
    bench.resolve()
    (kept,) = set(bench.person_ids("2017-S1"))
    assert kept in published
    (gone,) = published - {kept}
    corrections = [each for each in events(bench, "2017-S1") if each[3] == "correction"]
    assert sorted(corrections) == [("ended", lost, None, "correction"), ("redirect", gone, kept, "correction")]
    once = bench.bytes()
    bench.resolve()
    assert bench.bytes() == once


def test_a_list_withdrawn_by_mistake_and_sent_again_gives_everybody_the_id_back(bench: Bench) -> None:
    people = town.residents(120, seed=3)
    bench.accept("2017-S1", town.office_rows(people[:60], 1)[0])
    rows = town.office_rows(people, 1)[0]
    bench.accept("2017-S2", rows)
    bench.resolve("2017-S2")
    once = bench.bytes()
    for kept in ([each for each in rows if each["table_id"] == "kks"], rows[:1]):
        bench.accept("2017-S2", kept, seed="half a list")
        bench.resolve("2017-S2")
        assert ("ended", "correction") in {(each[0], each[3]) for each in events(bench, "2017-S2", "family")}
    bench.accept("2017-S2", rows)
    bench.resolve("2017-S2")
    assert bench.bytes() == once


def test_an_id_that_ended_comes_back_in_a_later_semester_too(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK, family_card_no=CARD), row("HASNAH", nik=SECOND_NIK)])
    bench.resolve()
    first = bench.person_ids("2017-S1") + bench.family_ids("2017-S1")
    bench.accept("2017-S1", [row("HASNAH", nik=SECOND_NIK)])
    bench.accept("2017-S2", [row("HASNAH", nik=SECOND_NIK)])
    bench.resolve("2017-S2")
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK, family_card_no=CARD), row("HASNAH", nik=SECOND_NIK)])
    bench.accept("2018-S1", [row("HASNAH", nik=SECOND_NIK)])
    bench.resolve("2018-S1")
    assert bench.person_ids("2017-S1") + bench.family_ids("2017-S1") == first


def test_a_semester_that_arrives_late_does_not_rename_who_was_published(bench: Bench) -> None:
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK), row("HASNAH", nik=SECOND_NIK)])
    bench.resolve("2017-S2")
    published = bench.person_ids("2017-S2")
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK, table_id=table) for table in ("kks", "bpnt", "pkh")])
    bench.resolve("2017-S1")
    assert bench.person_ids("2017-S2") == published
    assert set(bench.person_ids("2017-S1")) == {published[0]}
    once = bench.bytes()
    bench.resolve("2017-S1")
    assert bench.bytes() == once


def test_a_semester_accepted_by_a_run_that_died_is_linked_by_the_next(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK)])
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK), row("HASNAH", nik=SECOND_NIK)])
    bench.resolve("2017-S1")
    links = [(line["semester"], line["person_id"]) for line in bench.table("person_links")]
    assert sorted(semester for semester, _ in links) == ["2017-S1", "2017-S2", "2017-S2"]
    assert len({person for _, person in links}) == 2


def test_a_corrected_cell_of_a_row_with_a_nik_keeps_the_id(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK, **HOME)])
    bench.resolve()
    before = bench.person_ids("2017-S1")
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK, **{**HOME, "address": "JL DUA"})], seed="corrected")
    bench.resolve()
    assert bench.person_ids("2017-S1") == before


def test_a_new_id_is_never_one_that_is_taken() -> None:
    once = new_ids(KEY, "person", "2017-S1", [1, 2], set())
    assert once == new_ids(KEY, "person", "2017-S1", [1, 2], set())
    again = new_ids(KEY, "person", "2017-S1", [1, 2], {once[0]})
    assert again[0] != once[0]
    assert again[1] == once[1]
    assert (
        len({*once, *new_ids(KEY, "family", "2017-S1", [1], set()), *new_ids(KEY, "person", "2017-S2", [1], set())})
        == 4
    )


def live_through(bench: Bench, *semesters: str) -> None:
    """Some years of a town: people leave, arrive, move between cards; lists have many faults."""
    people = town.residents(150, seed=4)
    for number, semester in enumerate(semesters):
        newcomers = town.residents(12, seed=number, first_person=1000 * (number + 1))
        people = town.moved(town.aged(people, 0.08, number), 0.1, number) + newcomers
        sources = town.reference_rows(people, 1)[0] if number == 0 else []
        bench.accept(semester, town.office_rows(people, number, faults=3)[0], reference=sources)
        bench.resolve(semester)


def test_any_semester_run_again_gives_what_it_gave(bench: Bench) -> None:
    semesters = ("2017-S1", "2017-S2", "2018-S1")
    live_through(bench, *semesters)
    once = bench.bytes()
    log = [(line["kind"], line["event"]) for line in bench.table("identity_events")]
    assert {("person", "merged"), ("family", "split"), ("family", "merged")} <= set(log)
    for semester in semesters:
        bench.resolve(semester)
        assert bench.bytes() == once, semester


def test_a_person_that_parted_keeps_the_new_id_when_the_semester_is_run_again(bench: Bench) -> None:
    joined, parted = split_rows()
    bench.accept("2017-S1", joined)
    bench.resolve()
    bench.accept("2017-S1", parted)
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK)])
    bench.resolve("2017-S2")
    once = bench.bytes()
    bench.resolve("2017-S2")
    assert bench.bytes() == once


def test_no_redirect_is_left_hanging_over_many_semesters(bench: Bench) -> None:
    live_through(bench, "2017-S1", "2017-S2", "2018-S1", "2018-S2")
    log = bench.table("identity_events")
    alive = {line["person_id"] for line in bench.table("persons")} | {
        line["family_id"] for line in bench.table("families")
    }
    leads_to = {line["id"]: line["other_id"] for line in log if line["event"] == "redirect"}
    assert leads_to
    for start in leads_to:
        here = start
        while here in leads_to:
            here = leads_to[here]
        assert here in alive
    assert {line["id"] for line in log if line["event"] in ("born", "split")} >= alive
    assert len({line["event_id"] for line in log}) == len(log)
