"""People of two shards: found by number, by name and date and by card; what a shard decided stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from linkage import resolve
from linkage.across import CROSSWALK, Land, Shared, judge, share
from tests.unit.linkage import town

pytestmark = pytest.mark.slow

KEY = b"a made-up key of all the shards."
BORN = date(1980, 3, 17)
NIK = town.nik(BORN, "P", 1)
LAND = Land(rows=1_000_000, persons=500_000, land=3_000_000)


@pytest.fixture
def shard(tmp_path: Path) -> Any:
    """Links rows as a shard of their own, and gives what it shows."""

    def made(code: str, *rows: town.Row, key: bytes = KEY, **more: Iterable[town.Row]) -> Shared:
        home = tmp_path / code
        town.accept(home / "accepted", "2017-S1", enrolment=rows, **more)
        resolve(home / "accepted", home / "linkage", "2017-S1", b"this shard's own key " + code.encode(), threads=1)
        return share(home / "accepted", home / "linkage", code, "2017-S1", key)

    return made


def person(name: str = "SITTI AMINAH HALIM", **values: Any) -> town.Row:
    return town.row(name, **{"birth_date": BORN, "sex": "P", **values})


def crosswalk(*shards: Shared, apart: bool = False, bearers: int = 10) -> list[town.Row]:
    """All rows of the shards judged as one group of people who met, or each person alone."""
    rows = pa.concat_tables([shown.evidence for shown in shards])
    groups = pc.rank(rows["person_id"], tiebreaker="min") if apart else pa.array([1] * rows.num_rows)
    given = rows.append_column("component", groups.cast(pa.int64()))
    return judge(given.append_column("name_rows", pa.array([bearers] * rows.num_rows)), KEY, LAND).to_pylist()


def tokens(shown: Shared, kind: str) -> set[int]:
    return set(shown.tokens.filter(pc.equal(shown.tokens["kind"], kind))["token"].to_pylist())


def test_one_number_and_one_name_are_one_person(shard: Any) -> None:
    old = shard("77.21", person(nik=NIK, village_code="77.21.01.1004", family_card_no=town.card(1)))
    new = shard("77.22", person(nik=NIK, village_code="77.22.03.1001", family_card_no=town.card(2)))
    [pair] = crosswalk(old, new)
    assert (pair["shard_a"], pair["shard_b"], pair["verdict"], pair["rung"], pair["evidence"]) == (
        "77.21", "77.22", "same", 1, "nik_name",
    )  # fmt: skip
    assert pair["person_id_a"] == old.evidence["person_id"][0].as_py()
    assert pair["person_id_b"] == new.evidence["person_id"][0].as_py()


def test_one_number_and_two_names_are_asked(shard: Any) -> None:
    old, new = shard("77.21", person(nik=NIK)), shard("77.22", person("BAHARUDDIN LATIF", nik=NIK, birth_date=None))
    assert [(pair["verdict"], pair["evidence"]) for pair in crosswalk(old, new)] == [("ask", "nik_name_conflict")]


def test_a_name_alone_finds_nobody_in_another_shard(shard: Any) -> None:
    old = shard("77.21", town.row("SITTI AMINAH HALIM", village_code="77.21.01.1004"))
    new = shard("77.22", person(nik=NIK, village_code="77.22.01.1004"))
    assert crosswalk(old, new) == []
    assert not set(old.tokens["token"].to_pylist()) & set(new.tokens["token"].to_pylist())


def test_a_name_meets_with_that_of_the_mother_or_the_head(shard: Any) -> None:
    child, mother = "GUNAWAN GAFFAR", "BAHRIAH PUTRI"
    old = shard("77.21", town.row(child, head_name_key=mother), town.row(mother, head_name_key=mother))
    new = shard("77.22", town.row(child, mother_name_key=mother))
    assert len(tokens(old, "name_and_kin")) == 1, "who heads the family says nothing by being its head"
    assert tokens(old, "name_and_kin") == tokens(new, "name_and_kin")


@pytest.mark.parametrize(("age", "is_mother"), [(36, True), (18, False), (70, False)])
def test_a_child_of_the_survey_meets_by_the_mother_it_lives_with(age: int, is_mother: bool, shard: Any) -> None:
    """The survey names no mothers, but a family with one woman of the age."""
    child, mother = "GUNAWAN GAFFAR", "BAHRIAH PUTRI"
    home = {"source_family_id": "7721010002000001"}
    woman = town.reference(mother, sex="P", age_years=age, relation_head="spouse", **home)
    boy = town.reference(child, sex="L", age_years=10, relation_head="child", **home)
    old = shard("77.21", reference=[woman, boy])
    new = shard("77.22", town.row(child, mother_name_key=mother))
    assert (tokens(old, "name_and_kin") == tokens(new, "name_and_kin")) is is_mother
    told = {row["name_key"]: row["mother_name_key"] for row in old.evidence.to_pylist()}
    assert told == {mother: None, child: mother if is_mother else None}


def test_a_home_is_of_one_shard(shard: Any) -> None:
    """A card brings a family along; that two shards have it is asked by another token."""
    old, new = (shard(code, person(family_card_no=town.card(1))) for code in ("77.21", "77.22"))
    assert tokens(old, "card") == tokens(new, "card")
    assert tokens(old, "home").isdisjoint(tokens(new, "home"))


def test_two_persons_of_one_shard_stay_two(shard: Any) -> None:
    """The shard has a namesake born that day without a number: whose row it is, another shard does not decide."""
    other = town.nik(BORN, "P", 2)
    old = shard("77.21", person(nik=NIK, table_id="kks"), person(nik=other, table_id="pkh"))
    new = shard("77.22", person(nik=NIK, table_id="kks"), person(table_id="pkh", nik=None))
    pairs = [pair for pair in crosswalk(old, new) if pair["verdict"] == "same"]
    for side in ("a", "b"):
        persons = [pair[f"person_id_{side}"] for pair in pairs]
        assert len(set(persons)) == len(persons)
    by_number = {pair["rung"] for pair in pairs}
    assert by_number == {1}


def test_groups_that_did_not_meet_stay_apart(shard: Any) -> None:
    old, new = shard("77.21", person(nik=NIK)), shard("77.22", person(nik=NIK))
    assert len(crosswalk(old, new)) == 1
    assert crosswalk(old, new, apart=True) == []


def test_three_shards_are_joined_through_the_one_between(shard: Any) -> None:
    first = shard("77.21", person(nik=NIK, birth_date=None))
    last = shard("77.23", person(nik=NIK, birth_date=None))
    middle = shard("77.22", person(nik=NIK))
    same = {(pair["shard_a"], pair["shard_b"]) for pair in crosswalk(first, middle, last) if pair["verdict"] == "same"}
    assert same == {("77.21", "77.22"), ("77.21", "77.23"), ("77.22", "77.23")}


def test_tokens_say_nothing_without_the_key(shard: Any, tmp_path: Path) -> None:
    shown = shard("77.21", person(nik=NIK, family_card_no=town.card(1)))
    other = share(tmp_path / "77.21" / "accepted", tmp_path / "77.21" / "linkage", "77.21", "2017-S1", b"x" * 32)
    assert tokens(shown, "number").isdisjoint(tokens(other, "number"))
    assert {"number", "card", "name_and_date", "slip_of_date", "home"} == set(shown.tokens["kind"].to_pylist())
    assert not {NIK, town.card(1)} & {str(token) for token in shown.tokens["token"].to_pylist()}


def test_nothing_shared_is_a_whole_answer(shard: Any) -> None:
    old, new = shard("77.21", person(nik=NIK)), shard("77.22", person("BAHARUDDIN LATIF", nik=town.nik(BORN, "L", 9)))
    rows = pa.concat_tables([old.evidence, new.evidence])
    given = rows.append_column("component", pa.array([1, 2])).append_column("name_rows", pa.array([1, 1]))
    assert judge(given, KEY, LAND).equals(CROSSWALK.empty_table())


def movers_child(**values: Any) -> town.Row:
    """A boy in the list of the regency that he moved to, with the number that the old one gave him."""
    number = "7721" + town.nik(date(2007, 5, 4), "L", 3)[4:]
    given = {"nik": number, "birth_date": date(2007, 5, 4), "sex": "L", "mother_name_key": "BAHRIAH PUTRI", **values}
    return town.row("GUNAWAN GAFFAR", **given)


def left_behind(**values: Any) -> town.Row:
    """The boy in the survey of the regency that he left: a name, an age, a mother."""
    given = {"sex": "L", "age_years": 8, "mother_name_key": "BAHRIAH PUTRI", "village_code": "77.21.01.1004", **values}
    return town.reference("GUNAWAN GAFFAR", **given)


def issued_there(shard: Any, new: list[town.Row], *old: town.Row, code: str = "77.21", bearers: int = 10) -> list[str]:
    pairs = crosswalk(shard(code, reference=old), shard("77.22", *new), bearers=bearers)
    return [pair["evidence"] for pair in pairs if pair["verdict"] == "same"]


def test_a_number_issued_where_the_other_row_stands_finds_the_child_by_its_mother(shard: Any) -> None:
    assert issued_there(shard, [movers_child()], left_behind()) == ["name_mother_issued_there"]


@pytest.mark.parametrize(
    "other", [{"mother_name_key": "ROSDIANA HAYATI"}, {"age_years": 11}, {"sex": "P"}, {"mother_name_key": None}]
)
def test_who_is_of_another_mother_age_or_sex_is_not_found_by_the_number_s_place(
    other: dict[str, Any], shard: Any
) -> None:
    assert issued_there(shard, [movers_child()], left_behind(**other)) == []


def test_a_number_issued_elsewhere_says_nothing_of_the_other_row(shard: Any) -> None:
    assert issued_there(shard, [movers_child()], left_behind(), code="77.23") == []


def test_two_who_may_be_the_child_are_left_alone(shard: Any) -> None:
    rival = left_behind(age_years=6, village_code="77.21.03.1007", source_family_id="7721010002000002")
    assert issued_there(shard, [movers_child()], left_behind(), rival) == []


def test_a_name_that_many_of_a_regency_bear_is_not_found_by_the_number_s_place(shard: Any) -> None:
    """Twenty rows of a million, where the largest regency has half a million people: ten bear it."""
    assert issued_there(shard, [movers_child()], left_behind(), bearers=20) == []
