"""Why rows are one person, or are not: told by the rungs themselves over the rows nearby."""

from __future__ import annotations

from datetime import date

import pytest

from linkage.explaining.explain import links_of, tell_family, tell_person
from linkage.explaining.wording import evidence_text
from tests.unit.linkage import town
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import card, nik, reference, registry, row

pytestmark = pytest.mark.slow

S1 = "2017-S1"
BORN = date(1980, 8, 17)
NIK, OTHER_NIK = nik(BORN, "L", 1), nik(date(1955, 3, 4), "L", 2)
CARD = card(1)


def test_each_row_tells_the_link_that_holds_it(bench: Bench) -> None:
    ids = bench.accept(
        S1,
        [row("RAHMAN", nik=NIK, birth_date=BORN), row("RAHMAN", nik=NIK, family_card_no=CARD, table_id="pkh"),
         row("RAHMAN", family_card_no=CARD, table_id="bpnt"), row("MAKMUR", nik=OTHER_NIK)],
    )  # fmt: skip
    bench.resolve()
    (person,) = links_of(bench.linkage, ids[2]).items()
    told = tell_person(bench.accepted, bench.linkage, S1, KEY, person)
    assert told.person_id == bench.links()[ids[2]]["person_id"]
    rows = {one.record_id: one for one in told.rows}
    assert rows.keys() == set(ids[:3])
    assert (rows[ids[2]].other, rows[ids[2]].rung, rows[ids[2]].evidence) == (ids[1], 2, "card_name")
    assert {(rows[each].rung, rows[each].evidence) for each in ids[:2]} == {(1, "nik_name")}
    assert rows[ids[2]].place["row_number"] == 3
    assert rows[ids[2]].values["family_card_no"] == CARD
    # a fact that one side does not know weighs nothing
    assert rows[ids[2]].weights["name"] > 0
    assert rows[ids[2]].weights["home"] > 0
    assert rows[ids[2]].weights["identity"] == rows[ids[2]].weights["mother"] == 0


def test_a_family_tells_the_cards_and_households_of_its_members(bench: Bench) -> None:
    rows = [row("RAHMAN", nik=NIK, family_card_no=CARD), row("MAKMUR", nik=OTHER_NIK, family_card_no=CARD)]
    bench.accept(S1, rows, reference=[reference("RAHMAN", nik=NIK, source_family_id="772001")])
    bench.resolve()
    family_id = bench.family_ids(S1)[0]
    members = tell_family(bench.accepted, bench.linkage, S1, family_id)
    assert {(one.name, one.row_count, one.cards, one.households) for one in members} == {
        ("RAHMAN", 2, (CARD,), ("772001",)), ("MAKMUR", 1, (CARD,), ()),
    }  # fmt: skip


def test_a_family_counts_the_rows_of_a_member_who_left_only_while_there(bench: Bench) -> None:
    stays = row("MAKMUR", nik=OTHER_NIK, family_card_no=CARD)
    bench.accept(S1, [row("RAHMAN", nik=NIK, family_card_no=CARD), stays, {**stays, "table_id": "pkh"}])
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK, family_card_no=card(2)), stays])
    bench.resolve("2017-S2")
    family_id = bench.family_ids(S1)[1]
    assert bench.family_ids("2017-S2")[0] != family_id
    members = tell_family(bench.accepted, bench.linkage, "2017-S2", family_id)
    assert {(one.name, one.row_count) for one in members} == {("RAHMAN", 1), ("MAKMUR", 3)}


def test_a_nik_that_is_another_s_is_told(bench: Bench) -> None:
    typed = row("RAHMAN", nik=NIK, family_card_no=CARD)
    owner = registry("HASNAH", nik=NIK, birth_date=BORN, sex="L", registry_status="valid")
    ids = bench.accept(S1, [typed], registry=[owner])
    bench.resolve()
    told = {}
    for record_id in ids:
        (person,) = links_of(bench.linkage, record_id).items()
        rows = tell_person(bench.accepted, bench.linkage, S1, KEY, person).rows
        told |= {one.record_id: one.is_disowned for one in rows}
    assert told == {ids[0]: True, ids[1]: False}


def test_a_slip_and_a_card_for_a_nik_are_found_among_the_neighbours(bench: Bench) -> None:
    """Neither shares a number with the row asked about, as numbers stand in their columns."""
    asked = row("RAHMAN", nik=NIK, birth_date=BORN, family_card_no=CARD)
    slip = row("RAHMAN", nik=f"{NIK[:-1]}8", birth_date=BORN, birth_date_quality="exact", table_id="pkh")
    typed = row("RAHMAN", nik=CARD, table_id="bpnt")
    ids = bench.accept(S1, [asked, slip, typed])
    bench.resolve()
    (person,) = links_of(bench.linkage, ids[0]).items()
    told = tell_person(bench.accepted, bench.linkage, S1, KEY, person)
    assert {one.record_id: one.evidence for one in told.rows} == {
        ids[0]: "slip_name_birth", ids[1]: "slip_name_birth", ids[2]: "card_name",
    }  # fmt: skip
    assert [evidence_text(one.evidence) == one.evidence for one in told.rows] == [False] * 3


def test_an_unknown_id_has_no_rows(bench: Bench) -> None:
    assert links_of(bench.linkage, "P0") == {}
    bench.accept(S1, [row("RAHMAN", nik=NIK)])
    bench.resolve()
    assert links_of(bench.linkage, "P0") == {}


def test_every_evidence_of_a_town_has_its_words(bench: Bench) -> None:
    people = town.residents(400, seed=5)
    bench.accept(S1, town.office_rows(people, 1, faults=3)[0], reference=town.reference_rows(people, 1)[0])
    report = bench.resolve()
    assert len(report.rows_by_evidence) > 6
    assert [code for code in report.rows_by_evidence if evidence_text(code) == code] == []
