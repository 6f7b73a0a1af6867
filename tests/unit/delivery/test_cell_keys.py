"""Counts below the city: what is shown, the same everywhere, and that nobody gets back to a small one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery.release.cell_keys import ATTACHED, CountedUnits, ProtectedMart, Protection, begin, drawn
from delivery.release.cell_shown import shown as what_is_shown
from delivery.release.cell_worlds import keep_open
from delivery.release.guard import Column
from delivery.release.parts import Split
from delivery.release.small_cells import HIDDEN, NOISE, PROTECTION, SMALL_CELL
from delivery.release.sources import Source, apart
from tests.support.cell_attack import Attack, outcomes, possible

pytestmark = pytest.mark.slow

COLUMNS = ("receivers_count", "in_target_count", "out_of_target_count")
MADE = [Column("semester", "VARCHAR", ""), Column("area", "VARCHAR", "")] + [
    Column(name, "BIGINT", "") for name in COLUMNS
] + [Column("in_target_rate", "DOUBLE", ""), Column("lift_ratio", "DOUBLE", "")]  # fmt: skip
ON = "figure.semester = unit.semester and figure.area in ('city', unit.area)"
WHERE = {"receivers_count": "true", "in_target_count": "unit.is_target", "out_of_target_count": "not unit.is_target"}
MART = ProtectedMart(
    "figure.area <> 'city'",
    ("semester",),
    tuple(CountedUnits(column, f"{ATTACHED}.main.units", "unit.unit_id", ON, where) for column, where in WHERE.items()),
    {"in_target_rate": "in_target_count / nullif(receivers_count, 0)"},
    part="area",
)  # fmt: skip
# 14 areas of a town, from nobody to many; a second semester in which some more came, as a late list brings them
UNITS = """
create table units as
select semester, 'F' || area || '-' || number as unit_id, 'a' || area as area,
    (area * 7 + number * 3) % 5 < 2 as is_target
from range(14) as areas (area), range(60) as numbers (number), (values ('S1', 0), ('S2', 2)) as times (semester, more)
where number < [1, 2, 3, 4, 5, 6, 9, 14, 0, 20, 31, 33, 40, 52][area + 1] + more * (area % 2);
"""
COUNTED = """
create or replace table mart as
select semester, area, count(*) as receivers_count, count(*) filter (where is_target) as in_target_count,
    count(*) filter (where not is_target) as out_of_target_count,
    count(*) filter (where is_target) / count(*) as in_target_rate, 1.5::double as lift_ratio
from (from units union all select semester, unit_id, 'city', is_target from units) group by all
"""
Rows = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture
def town() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        database.execute(f"attach ':memory:' as {ATTACHED}; use {ATTACHED}; {UNITS}; {COUNTED}; use memory")
        yield database


def shown(database: duckdb.DuckDBPyConnection, mart: ProtectedMart = MART, secret: str = "one") -> Rows:
    """Rows of the mart as they are published, by semester and area."""
    begin(database, Protection(secret, {}))
    return rows(database, protected(database, "mart", MADE, mart))


def protected(
    database: duckdb.DuckDBPyConnection, name: str, columns: Iterable[Column], mart: ProtectedMart,
    earlier: Sequence[Path] = (), target: Path | None = None,
) -> str:  # fmt: skip
    """The relation with what is shown of a mart that is published alone."""
    one = drawn(database, f"{ATTACHED}.main.{name}", name, mart)
    keep_open(database, [one], earlier, target)
    return what_is_shown(database, one, columns)


def rows(database: duckdb.DuckDBPyConnection, relation: str) -> Rows:
    found = database.execute(f"select * from {relation}")
    names = [each[0] for each in found.description or ()]
    return {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in found.fetchall()}


def count_again(database: duckdb.DuckDBPyConnection) -> None:
    """The mart of units that changed."""
    database.execute(f"use {ATTACHED}; {COUNTED}; use memory")


def exact(database: duckdb.DuckDBPyConnection) -> Rows:
    return rows(database, f"{ATTACHED}.main.mart")


def test_no_small_count_stands_below_the_city_and_the_city_is_exact(town: duckdb.DuckDBPyConnection) -> None:
    counted, told = exact(town), shown(town)
    assert {row[column] for row in told.values() for column in COLUMNS}.isdisjoint(range(1, SMALL_CELL))
    for key, row in counted.items():
        for column in COLUMNS:
            value = told[key][column]
            assert value == row[column] if key[1] == "city" else value is None or value in outcomes(row[column])
    assert {told[key][PROTECTION.name] for key in told if key[1] == "city"} == {"exact"}


def test_shares_follow_the_counts_that_are_shown(town: duckdb.DuckDBPyConnection) -> None:
    for (_, area), row in shown(town).items():
        if area == "city":
            assert (row["in_target_rate"], row["lift_ratio"]) == (
                pytest.approx(row["in_target_count"] / row["receivers_count"]), 1.5,
            )  # fmt: skip
            continue
        assert row["lift_ratio"] is None
        if row["in_target_count"] is None or not row["receivers_count"]:
            assert row["in_target_rate"] is None
        else:
            assert row["in_target_rate"] == min(1.0, row["in_target_count"] / row["receivers_count"])


def test_the_same_people_show_the_same_number(town: duckdb.DuckDBPyConnection) -> None:
    told, counted = shown(town), exact(town)
    unchanged = [
        area for semester, area in counted
        if semester == "S1" and area != "city" and counted["S2", area] == counted["S1", area] | {"semester": "S2"}
    ]  # fmt: skip
    assert len(unchanged) > 4
    for area in unchanged:
        assert [told["S1", area][column] for column in COLUMNS] == [told["S2", area][column] for column in COLUMNS]
    # another installation draws otherwise, or its readers could be asked
    assert shown(town, secret="another") != told


def test_what_is_known_but_not_shown_is_named(town: duckdb.DuckDBPyConnection) -> None:
    town.execute(f"update {ATTACHED}.main.mart set in_target_count = null, in_target_rate = null where area = 'a3'")
    for key, row in shown(town).items():
        hidden = set((row[HIDDEN.name] or "").split(", ")) - {""}
        empty = {name for name, value in row.items() if value is None} - {HIDDEN.name}
        missing = {name for name, value in exact(town)[key].items() if value is None}
        assert hidden == empty - missing, key
        assert ("in_target_count" in missing) == (key[1] == "a3")


def test_total_and_parts_are_tables_of_their_own(town: duckdb.DuckDBPyConnection) -> None:
    town.execute(
        f"create table {ATTACHED}.main.stacked as select semester, if(area = 'city', 'city', 'place') as part, area,"
        f" receivers_count, lift_ratio from {ATTACHED}.main.mart"
    )
    columns = (MADE[0], Column("part", "VARCHAR", ""), MADE[1], MADE[2], MADE[-1])
    split = Split("part", "area", {"place": "place_code"}, ("lift_*",))
    mart = replace(MART, rows="figure.part <> 'city'", counts=MART.counts[:1], recomputed={}, split=split)
    begin(town, Protection("one", {}))
    whole = Source("main", "stacked", "", (*columns, PROTECTION, HIDDEN),
                   instead=protected(town, "stacked", columns, mart))  # fmt: skip
    total, part = apart(whole, mart)
    assert [total.name, part.name] == ["stacked", "stacked_place"]
    assert [column.name for column in part.columns] == [
        "semester", "place_code", "receivers_count", "protection", "hidden_columns",
    ]  # fmt: skip
    summed = "select semester, sum(receivers_count) from {} group by 1 order by 1"
    counted = f"(from {ATTACHED}.main.mart where area = 'city')"
    assert town.execute(summed.format(total.relation)).fetchall() == town.execute(summed.format(counted)).fetchall()
    receivers = replace(MART, counts=MART.counts[:1], recomputed={})
    alone = {key: row for key, row in shown(town, receivers).items() if key[1] != "city"}
    found = town.execute(
        f"select semester, place_code, receivers_count, hidden_columns from {part.relation}"
    ).fetchall()
    assert {row[:2]: row[2] for row in found} == {key: row["receivers_count"] for key, row in alone.items()}
    # what parts do not have at all is not named as hidden
    assert {row[3] for row in found} == {None}
    row = {"semester": "S1", "part": "place", "area": "a3"}
    assert split.place_of("stacked", row, row) == ("stacked_place", {"semester": "S1", "place_code": "a3"})


def test_a_city_alone_is_published(town: duckdb.DuckDBPyConnection) -> None:
    """Lists without a kelurahan give a mart of totals, of parts or not."""
    town.execute(f"delete from {ATTACHED}.main.mart where area <> 'city'")
    stacked = replace(MART, split=Split("area", "area", {}))
    assert {key: row["receivers_count"] for key, row in shown(town, stacked).items()} == {
        key: row["receivers_count"] for key, row in exact(town).items()
    }


@pytest.mark.parametrize("planted", range(1, SMALL_CELL))
@pytest.mark.parametrize("column", COLUMNS)
def test_a_planted_small_count_is_not_shown(town: duckdb.DuckDBPyConnection, column: str, planted: int) -> None:
    town.execute(f"update {ATTACHED}.main.mart set {column} = {planted} where area <> 'city'")
    values = {row[column] for (_, area), row in shown(town).items() if area != "city"}
    assert values <= {0, SMALL_CELL, None}


@pytest.mark.parametrize("total", [1, 2, 3])
def test_a_total_that_gives_a_small_count_away_hides_it(town: duckdb.DuckDBPyConnection, total: int) -> None:
    # nobody of all other areas is in the target group, so that the city's total leaves no doubt
    town.execute(
        f"update {ATTACHED}.main.units set is_target = area = 'a3' and split_part(unit_id, '-', 2)::int < {total}"
    )
    count_again(town)
    for semester in ("S1", "S2"):
        told = {area: row["in_target_count"] for (at, area), row in shown(town).items() if at == semester}
        attack = Attack()
        cells = {
            attack.unknown(area, total if area == "a3" else 0, possible(told[area], total)): 1
            for area in told if area != "city"
        }  # fmt: skip
        attack.tie(cells, total, total)
        assert attack.recovered() == []


def test_an_area_that_is_the_whole_city_is_left_out(town: duckdb.DuckDBPyConnection) -> None:
    town.execute(f"delete from {ATTACHED}.main.mart where area not in ('city', 'a1')")
    assert {area for _, area in shown(town)} == {"city"}


@pytest.mark.parametrize("secret", [str(number) for number in range(12)])
def test_nobody_gets_back_to_a_small_count_from_two_releases(
    town: duckdb.DuckDBPyConnection, secret: str, tmp_path: Path
) -> None:
    """The second release has a semester more, and of the first one some who came late."""
    begin(town, Protection(secret, {}))
    units, late = f"{ATTACHED}.main.units", "(semester = 'S2' or md5_number_lower(unit_id) % 9 = 0)"
    town.execute(f"create table {ATTACHED}.main.later as from {units} where {late}; delete from {units} where {late}")
    count_again(town)
    first = exact(town), rows(town, protected(town, "mart", MADE, MART, (), tmp_path / "first.parquet"))
    town.execute(f"insert into {units} from {ATTACHED}.main.later")
    count_again(town)
    second = exact(town), rows(town, protected(town, "mart", MADE, MART, (tmp_path / "first.parquet",)))
    attack = Attack()
    before, after = (_learnt(attack, counted, told) for counted, told in (first, second))
    for key in before.keys() & after.keys():
        # a late list only adds, and the reader knows it
        attack.tie({after[key]: 1, before[key]: -1}, 0, inf)
    assert sum(0 < truth < SMALL_CELL for truth in attack.truth) > 20
    assert attack.recovered() == []


APART = replace(MART, apart={"out_of_target_count": "receivers_count - in_target_count"}, recomputed={})


def _recovered_between(town: duckdb.DuckDBPyConnection, mart: ProtectedMart, secret: str) -> list[str]:
    """What a reader gets who sees receivers and those in target, and asks for the others."""
    counted, told, attack = exact(town), shown(town, mart, secret), Attack()
    at = {}
    for (semester, area), row in counted.items():
        for column in COLUMNS if area != "city" else ():
            number = None if column == "out_of_target_count" else told.get((semester, area), {}).get(column)
            between = possible(number, counted[semester, "city"][column])
            at[semester, area, column] = attack.unknown(f"{semester} {area} {column}", row[column], between)
    for semester, area in counted:
        if area == "city":
            for column in COLUMNS:
                cells = {number: 1 for key, number in at.items() if (key[0], key[2]) == (semester, column)}
                attack.tie(cells, counted[semester, "city"][column], counted[semester, "city"][column])
            continue
        attack.tie(_of(at, semester, area, (1, -1, -1)), 0, 0)
        both = [told.get((semester, area), {}).get(column) for column in COLUMNS[:2]]
        if None not in both and both[0] != both[1]:
            # the same people show the same number
            attack.tie(_of(at, semester, area, (0, 0, 1)), 1, inf)
    return attack.recovered()


def test_whom_two_numbers_tell_apart_is_kept_open_too(town: duckdb.DuckDBPyConnection) -> None:
    """One is out of target, whom no column counts: two numbers of an area that differ would say where."""
    town.execute(f"update {ATTACHED}.main.units set is_target = unit_id <> 'F7-0'")
    count_again(town)
    secrets = [str(number) for number in range(6)]
    without = replace(APART, counts=MART.counts[:2], apart={})
    assert sum(len(_recovered_between(town, without, secret)) for secret in secrets) > 0
    assert [_recovered_between(town, APART, secret) for secret in secrets] == [[]] * len(secrets)


def test_what_is_told_apart_has_no_number(town: duckdb.DuckDBPyConnection) -> None:
    begin(town, Protection("one", {}))
    one = drawn(town, f"{ATTACHED}.main.mart", "mart", APART)
    keep_open(town, [one])
    found = town.execute(f"select distinct out_of_target_count__shown from {one.relation}").fetchall()
    assert (one.counts, found) == (["receivers_count", "in_target_count"], [(None,)])


def _learnt(attack: Attack, counted: Rows, told: Rows) -> dict[tuple[str, str, str], int]:
    """The cells of a release, and what ties them."""
    at = {}
    for (semester, area), row in counted.items():
        for column in COLUMNS if area != "city" else ():
            # an area without a row has nobody, or is left out
            number = told.get((semester, area), {}).get(column)
            between = possible(number, counted[semester, "city"][column])
            at[semester, area, column] = attack.unknown(f"{semester} {area} {column}", row[column], between)
    for (semester, area), row in counted.items():
        if area == "city":
            for column in COLUMNS:
                cells = {number: 1 for key, number in at.items() if (key[0], key[2]) == (semester, column)}
                attack.tie(cells, row[column], row[column])
        else:
            attack.tie(_of(at, semester, area, (1, -1, -1)), 0, 0)
            if (semester, area) in told:
                attack.tie(_of(at, semester, area, (1, 0, 0)), 1, inf)
    return at


def _of(at: Mapping[tuple[str, str, str], int], semester: str, area: str, factors: tuple[int, ...]) -> dict[int, int]:
    return {at[semester, area, column]: factor for column, factor in zip(COLUMNS, factors, strict=True)}


def test_what_may_stand_behind_a_number_is_what_the_method_says() -> None:
    assert [possible(number, 99) for number in (0, 5, 6, 20)] == [
        (0, 4),
        (1, 5 + NOISE),
        (6, 6 + NOISE),
        (17, 20 + NOISE),
    ]
