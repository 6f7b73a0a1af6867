"""Protects counts by cell keys: noise drawn from the very people that a number counts.

Each unit has a key, made of its id and a secret of the installation. The keys of the units that a cell counts add up
to the cell's own key, and that decides what is shown in place of the count. So the same people show the same number in
every table and every release, others another one, and two numbers that differ by one person do not tell whom.

Counts of 1 to 4 become 0 or 5; larger ones move by NOISE at most; zero stays zero. What stands on the row of the city
stays exact. Where the exact total would still give a small count away, the column is hidden in that breakdown.
`docs/decisions/0009-small-cells.md` says why, with figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import duckdb

from delivery.release.guard import Column
from delivery.release.parts import Split
from delivery.release.small_cells import EXACT, HIDDEN, NOISE, PROTECTION, SMALL_CELL, is_derived, names_of

# The name under which publication attaches the warehouse.
ATTACHED = "build"

# Values that must stay possible for a small count, for one who knows the city's total and how numbers are moved.
_OPEN_VALUES = 3
_KEY_RANGE = 2**32
_MACROS = f"""
create or replace temp macro cell_key_of(told) as md5_number_lower(getvariable('cell_secret') || told) % {_KEY_RANGE};
create or replace temp macro cell_drawn(counted, cell_key) as case
    when counted = 0 then 0
    when counted < {SMALL_CELL}
        then case when cell_key / {_KEY_RANGE} < counted / {SMALL_CELL}.0 then {SMALL_CELL} else 0 end
    else counted - least({NOISE}, counted - {SMALL_CELL})
        + cast(floor(cell_key / {_KEY_RANGE} * (2 * least({NOISE}, counted - {SMALL_CELL}) + 1)) as bigint)
end;
create or replace temp macro cell_least(shown) as case
    when shown = 0 then 0
    when shown = {SMALL_CELL} then 1
    else greatest(shown - {NOISE}, cast(ceil((shown + {SMALL_CELL}) / 2.0) as bigint))
end;
create or replace temp macro cell_most(shown) as case
    when shown = 0 then {SMALL_CELL - 1} else shown + {NOISE}
end;
"""


@dataclass(frozen=True)
class CountedUnits:
    """The units that a column of a mart counts.

    Those of `relation` that belong to the row (`matches`, `where`). The SQL calls the mart's row `figure` and the
    counted row `unit`.
    """

    column: str
    relation: str
    unit: str
    matches: str
    where: str


@dataclass(frozen=True)
class ProtectedMart:
    """A mart with counts below the city.

    `rows` is the condition on its rows, `partition` the columns within which they add up to the city's total.
    `recomputed` gives shares and rates as SQL over the shown counts; other figures that give a count away are hidden.
    `split` says by which column the mart stacks a total and its parts. Each value of it is joined to the units on its
    own, or every row would meet every unit.
    """

    rows: str
    partition: tuple[str, ...]
    counts: tuple[CountedUnits, ...]
    recomputed: Mapping[str, str] = field(default_factory=dict)
    split: Split | None = None


@dataclass(frozen=True)
class Protection:
    """The marts to protect by cell keys, and the secret of the installation."""

    secret: str
    marts: Mapping[str, ProtectedMart]


def begin(database: duckdb.DuckDBPyConnection, protection: Protection) -> None:
    """Makes the secret and the drawing known to the connection, not to its file."""
    database.execute("set variable cell_secret = $secret", {"secret": protection.secret})
    database.execute(_MACROS)


def protected(
    database: duckdb.DuckDBPyConnection, relation: str, name: str, columns: Iterable[Column], mart: ProtectedMart
) -> str:
    """The name of a temporary table with what may be shown of the mart.

    It has the columns given, PROTECTION and HIDDEN. The connection must have been begun, the warehouse attached as
    ATTACHED.
    """
    columns = tuple(columns)
    counts = [count.column for count in mart.counts]
    database.execute(
        f"create or replace temp table cell_figures as select row_number() over () as cell_row,"
        f" coalesce({mart.rows}, false) as cell_below, figure.* from {relation} as figure"
    )
    keys = "".join(_keys(database, mart))
    drawn = ", ".join(
        f"case when cell_below then cell_drawn({count}, cell_key_of(coalesce({count}__key, 0)::varchar)) end"
        f" as {count}__shown"
        for count in counts
    )
    database.execute(f"create or replace temp table cell_drawn_rows as select *, {drawn} from cell_figures {keys}")
    told = ", ".join(_told(column, counts, mart) for column in columns)
    numbers = [column.name for column in columns if column.is_number]
    kept = "".join(f", {each} as {each}__exact" for each in numbers)
    left_out = names_of({each: f"{each} is null and {each}__exact is not null" for each in _shown_parts(numbers, mart)})
    database.execute(
        f'create or replace temp table "cells_of_{name}" as with audited as (select *, {_audit(counts, mart)}'
        f" from cell_drawn_rows), hidden as (select *, {_hidden(counts, mart)} from audited),"
        f" told as (select {told}, {_mark(counts)}, cell_below, cell_alone{kept} from hidden),"
        f" shown as (select *{_recomputed(mart)} from told where not (cell_below and cell_alone))"
        f" select {', '.join(column.name for column in columns)}, {PROTECTION.name}, {left_out} as {HIDDEN.name}"
        " from shown"
    )
    return f'"cells_of_{name}"'


def _keys(database: duckdb.DuckDBPyConnection, mart: ProtectedMart) -> Iterable[str]:
    """A join for each set of units, with the keys of its cells."""
    ordered = sorted(mart.counts, key=lambda count: (count.relation, count.matches, count.unit))
    for at, (shared, group) in enumerate(
        groupby(ordered, key=lambda count: (count.relation, count.matches, count.unit))
    ):
        relation, matches, unit = shared
        members = list(group)
        counted = ", ".join(f"bool_or({each.where}) as {each.column}" for each in members)
        # a hash added up within a bound: exact whatever the order of rows
        summed = ", ".join(
            f"sum(cell_unit_key) filter (where {each.column}) % {_KEY_RANGE} as {each.column}__key" for each in members
        )
        # each unit's key once, and not again in every part; a whole number is quicker to tell apart than an id
        database.execute(
            f"create or replace temp table cell_units as select unit.*, cell_key_of(cast({unit} as varchar)) as"
            f" cell_unit_key from {relation} as unit where {unit} is not null"
        )
        parts = " union all ".join(
            f"select figure.cell_row, unit.cell_unit_key, {counted} from cell_figures as figure"
            f" inner join cell_units as unit on {condition} where figure.cell_below group by all"
            for condition in _matches(database, matches, mart.split)
        )
        database.execute(
            f"create or replace temp table cell_keys_{at} as with counted as ({parts})"
            f" select cell_row, {summed} from counted group by cell_row"
        )
        yield f" left join cell_keys_{at} using (cell_row)"


def _shown_parts(numbers: Iterable[str], mart: ProtectedMart) -> list[str]:
    """The numbers that the parts of the mart have at all."""
    return [name for name in numbers if mart.split is None or not mart.split.leaves_out(name)]


def _matches(database: duckdb.DuckDBPyConnection, matches: str, split: Split | None) -> list[str]:
    """The condition between row and unit, once for each value of `split`."""
    if split is None:
        return [matches]
    by = split.column
    values = database.execute(f"select distinct {by} from cell_figures where cell_below order by 1").fetchall()
    return [
        f"figure.{by} = '{value}' and ({re.sub(rf'figure[.]{by}(?![a-z_])', repr(value), matches)})"
        for (value,) in values
    ] or ["false"]  # a mart without a row below the city


def _within(mart: ProtectedMart) -> str:
    return f"over (partition by {', '.join(('cell_below', *mart.partition))})"


def _audit(counts: Iterable[str], mart: ProtectedMart) -> str:
    """Columns that say of each count whether the total gives its small cell away.

    And whether the row stands alone in it, so that the total is the row.
    """
    window, tests, small = _within(mart), [], []
    for count in counts:
        least, most = f"cell_least({count}__shown)", f"cell_most({count}__shown)"
        highest = f"least({most}, sum({count}) {window} - sum({least}) {window} + {least})"
        lowest = f"greatest({least}, sum({count}) {window} - sum({most}) {window} + {most})"
        small.append(f"coalesce({count} between 1 and {SMALL_CELL - 1}, false)")
        tests.append(f"{small[-1]} and {highest} - {lowest} + 1 < {_OPEN_VALUES} as {count}__given_away")
    return ", ".join([*tests, f"count(*) {window} = 1 and ({' or '.join(small)}) as cell_alone"])


def _hidden(counts: Iterable[str], mart: ProtectedMart) -> str:
    return ", ".join(f"bool_or({count}__given_away) {_within(mart)} as {count}__hidden" for count in counts)


def _told(column: Column, counts: Iterable[str], mart: ProtectedMart) -> str:
    name = column.name
    if name in counts:
        shown = f"case when not {name}__hidden then {name}__shown end"
        return f"cast(case when cell_below then {shown} else {name} end as {column.type}) as {name}"
    if is_derived(column) and name not in mart.recomputed:
        return f"case when not cell_below then {name} end as {name}"
    return name


def _mark(counts: Iterable[str]) -> str:
    hidden = " or ".join(f"({count}__hidden and {count} is not null)" for count in counts)
    return (
        f"case when not cell_below then '{EXACT}' when {hidden} then 'cell_key_hidden' else 'cell_key' end"
        f" as {PROTECTION.name}"
    )


def _recomputed(mart: ProtectedMart) -> str:
    """Shares and rates made from the counts that are shown."""
    # least and greatest pass over nulls
    shares = [
        f"case when not cell_below then {name} when ({share}) is not null"
        f" then greatest(0.0, least(1.0, {share})) end as {name}"
        for name, share in mart.recomputed.items()
    ]
    return f" replace ({', '.join(shares)})" if shares else ""
