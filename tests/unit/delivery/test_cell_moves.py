"""The other cities that are tried for small counts, against the rule of `cell_worlds` said city by city."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest

from delivery.release.cell_keys import KEY_RANGE, Protection, begin
from delivery.release.cell_moves import CELLS, NOTHING_TRIED, SETS, TRY

PARTS = ("a", "b", "c", "d", "e")
FRAMES = range(12)
Move = tuple[int, int, int]


@dataclass
class Cell:
    """One cell of the town, as `cell_cells` has it."""

    frame: int
    part: int
    key: int
    counted: int
    shown: int | None
    stays: bool
    may_enter: bool
    is_known: bool
    is_least: bool
    is_most: bool
    was_least: bool
    was_most: bool
    is_small: bool
    units: set[int] = field(default_factory=set)


def town(seed: int) -> tuple[duckdb.DuckDBPyConnection, dict[int, Cell]]:
    """A town of five parts whose people stand in some of twelve frames, families now and then in two parts.

    The smaller the town, the more of its cells count the same people, or the same and one more.
    """
    drawn = random.Random(seed)
    database = duckdb.connect()
    begin(database, Protection(str(seed), {}))
    database.execute("create table members (frame integer, part varchar, cell_unit ubigint)")
    for _ in range((20, 40, 60)[seed % 3]):
        unit, home = drawn.getrandbits(64), drawn.choice(PARTS[: drawn.choice((2, 5))])
        parts = {home} | ({drawn.choice(PARTS)} if drawn.random() < (0.8, 0.3)[seed % 2] else set())
        for frame in drawn.sample(FRAMES, drawn.randint(1, (3, 6)[seed % 2])):
            for part in sorted(parts):
                database.execute("insert into members values (?, ?, ?)", [frame, part, unit])
    # a few rows that the mart does not have at all, and a part that is empty by its meaning
    database.execute(f"""
        create table grid as select frame, part, frame = 3 and part = 'e' as is_bound,
            if(frame > 9, frame, 3 * (frame // 3)) + 100 * (ascii(part) - 96) as cell_row
        from range({len(FRAMES)}) as frames (frame), unnest({list(PARTS)}) as parts (part)
        where hash(frame, part, {seed}) % 11 > 0 or (frame, part) in (select (frame, part) from members);
        create temp table cell_counts as
        select 'mart' as mart, cell_row, 'column_' || frame % 3 as column_name, frame::varchar as frame,
            'place' as dimension, part, coalesce(sum(cell_unit % {KEY_RANGE}) % {KEY_RANGE}, 0)::bigint as set_key,
            count(cell_unit) as counted, cell_drawn(counted, cell_key_of(set_key::varchar)) as shown,
            true as is_told, is_bound
        from grid left join members using (frame, part) group by all;
        create temp table cell_earlier as
        select frame, part, set_key, counted, shown from cell_counts
        where counted > 0 and hash(set_key) % {2 + seed} = 0
        union all
        select frame, part, set_key + 1, counted + (hash(set_key, 2) % 3)::bigint - 1, shown from cell_counts
        where counted > 1 and hash(set_key, 1) % 9 = 0
    """)
    for statement in (CELLS, SETS, NOTHING_TRIED):
        database.execute(statement)
    database.execute(
        "create temp table cell_held as select cell_unit, cell_no, frame_no, part_no from members"
        " inner join cell_cells on members.frame::varchar = cell_cells.frame and members.part = cell_cells.part"
    )
    return database, dict(_cells(database))


def _cells(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, Cell]]:
    told = "select cell_no, frame_no, part_no, set_key, counted, shown, stays, may_enter, is_known, is_least, is_most"
    found = {
        row[0]: Cell(*row[1:])
        for row in database.execute(f"{told}, was_least, was_most, is_small from cell_cells").fetchall()
    }
    for unit, cell_no in database.execute("select cell_unit, cell_no from cell_held").fetchall():
        found[cell_no].units.add(unit)
    yield from found.items()


def speaks_against(move: Move, cells: dict[int, Cell]) -> tuple[set[int], set[int]] | None:
    """The sets that speak against a city, and the small cells that it changes; None where it is no city at all."""
    unit, part, other = move
    left = {no: cell for no, cell in cells.items() if cell.part == part and unit in cell.units}
    entered = {
        no: cell for no, cell in cells.items() if cell.part == other and cell.frame in {c.frame for c in left.values()}
    }
    if len(entered) < len(left) or not all(c.stays for c in left.values()):
        return None
    if not all(cell.may_enter for cell in entered.values()):
        return None
    changed = {no: (cell, cell.units - {unit}, cell.is_least, cell.was_least) for no, cell in left.items()}
    changed |= {
        no: (cell, cell.units | {unit}, cell.is_most, cell.was_most)
        for no, cell in entered.items()
        if unit not in cell.units
    }
    if any(was_shut for _, _, _, was_shut in changed.values()):
        return None
    against = set()
    for cell, units, is_shut, _ in changed.values():
        twins = {other.key for other in cells.values() if units and other.units == units and other.shown != cell.shown}
        if is_shut or twins:
            against |= twins | ({cell.key} if cell.units else set())
    if any(cell.is_known for cell in cells.values() if cell.key in against):
        return None
    return against, {no for no in changed if cells[no].is_small}


@pytest.mark.parametrize("seed", range(18))
@pytest.mark.parametrize("one_by_one", [False, True])
def test_each_city_is_priced_and_the_cheapest_found_for_each_small_count(seed: int, one_by_one: bool) -> None:
    database, cells = town(seed)
    homes = sorted({(unit, cell.part) for cell in cells.values() for unit in cell.units})
    moves = [(*home, other) for home in homes for other in sorted({cell.part for cell in cells.values()} - {home[1]})]
    moves = moves[::2] if one_by_one else moves
    database.execute("create temp table cell_candidates (cell_unit ubigint, part_no bigint, other_no bigint)")
    asked = moves if one_by_one else [(*home, None) for home in homes]
    database.executemany("insert into cell_candidates values (?, ?, ?)", asked)
    for statement in TRY:
        database.execute(statement)
    against = {move: found for move in moves if (found := speaks_against(move, cells))}
    prices = {
        move: sum(cell.key in keys for cell in cells.values() if cell.counted) for move, (keys, _) in against.items()
    }
    numbers = dict(_pairs(database, "select move_no, (cell_unit, part_no, other_no) from cell_moves"))
    assert {
        numbers[number]: price for number, price in _pairs(database, "select move_no, hidden_count from cell_priced")
    } == prices
    small = {no for _, changed in against.values() for no in changed}
    assert len(small) > 5
    cheapest = {no: min(prices[move] for move in against if no in against[move][1]) for no in small}
    assert dict(_pairs(database, "select cell_no, hidden_count from cell_tried")) == cheapest
    # what has to be hidden for the city that was chosen is all that speaks against it
    for cell_no, number in _pairs(database, "select cell_no, move_no from cell_tried"):
        keys, changed = against[numbers[number]]
        assert cell_no in changed
        told = _pairs(database, f"select set_key, move_no from cell_speaks_against where move_no = {number}")
        assert {key for key, _ in told} - {0} == keys


def _pairs(database: duckdb.DuckDBPyConnection, asked: str) -> list[tuple[Any, Any]]:
    return database.execute(asked).fetchall()
