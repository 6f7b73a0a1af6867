"""Protects counts by cell keys: noise drawn from the very people that a number counts.

Each unit has a key, made of its id and a secret of the installation. The keys of the units that a cell counts add up
to the cell's own key, and that decides what is shown in place of the count. So the same people show the same number in
every table and every release, others another one, and two numbers that differ by one person do not tell whom.

Counts of 1 to 4 become 0 or 5; larger ones move by NOISE at most; zero stays zero. What stands on the row of the city
stays exact. What these numbers would still give away, all tables together, is hidden by `cell_worlds`.
`docs/decisions/0009-small-cells.md` says why, with figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import duckdb

from delivery.release.parts import Split
from delivery.release.small_cells import NOISE, SMALL_CELL

# The name under which publication attaches the warehouse.
ATTACHED = "build"

KEY_RANGE = 2**32
_OF_UNIT = re.compile(r"\bunit[.](\w+)")
_MACROS = f"""
create or replace temp macro cell_hash_of(told) as md5_number_lower(getvariable('cell_secret') || told);
create or replace temp macro cell_key_of(told) as cell_hash_of(told) % {KEY_RANGE};
create or replace temp macro cell_drawn(counted, cell_key) as case
    when counted = 0 then 0
    when counted < {SMALL_CELL}
        then case when cell_key / {KEY_RANGE} < counted / {SMALL_CELL}.0 then {SMALL_CELL} else 0 end
    else counted - least({NOISE}, counted - {SMALL_CELL})
        + cast(floor(cell_key / {KEY_RANGE} * (2 * least({NOISE}, counted - {SMALL_CELL}) + 1)) as bigint)
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
    own, or every row would meet every unit. `part` is the column that says which part of the city a row is about, under
    the name that all tables give it; with `split` that is said there. `bound` names for such a column the counts that
    are empty in some parts by their meaning. `apart` are units that no column counts and that columns shown tell apart,
    as SQL over these: nothing is shown of them, and a small number of them is kept open like any other.
    """

    rows: str
    partition: tuple[str, ...]
    counts: tuple[CountedUnits, ...]
    recomputed: Mapping[str, str] = field(default_factory=dict)
    split: Split | None = None
    part: str | None = None
    bound: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitTable:
    """The temporary table of the units that some columns count, by row.

    Each column says whether it counts the unit.
    """

    relation: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A mart whose numbers are drawn.

    Beside each count stands what is shown of it, and whether it is hidden.

    `relation` is a temporary table, `units` are those that its rows count.
    """

    name: str
    relation: str
    mart: ProtectedMart
    units: tuple[UnitTable, ...]

    @property
    def counts(self) -> list[str]:
        """The columns that count units below the city."""
        return [count.column for count in self.mart.counts if count.column not in self.mart.apart]


@dataclass(frozen=True)
class Protection:
    """The marts to protect by cell keys, and the secret of the installation.

    `earlier` are the records of the releases before: what was told once stays known. `record` is where that of this one
    is written.
    """

    secret: str
    marts: Mapping[str, ProtectedMart]
    earlier: tuple[Path, ...] = ()
    record: Path | None = None


def begin(database: duckdb.DuckDBPyConnection, protection: Protection) -> None:
    """Makes the secret and the drawing known to the connection, not to its file."""
    database.execute("set variable cell_secret = $secret", {"secret": protection.secret})
    database.execute(_MACROS)


def drawn(database: duckdb.DuckDBPyConnection, relation: str, name: str, mart: ProtectedMart) -> Drawn:
    """The mart with a number drawn for each count below the city.

    With the units behind each.

    The connection must have been begun, the warehouse attached as ATTACHED.
    """
    counts = [count.column for count in mart.counts]
    told_apart = "".join(f", ({number}) as {column}" for column, number in mart.apart.items())
    database.execute(
        f'create or replace temp table "cell_figures_{name}" as select row_number() over () as cell_row,'
        f" coalesce({mart.rows}, false) as cell_below, figure.*{told_apart} from {relation} as figure"
    )
    units = tuple(_units(database, name, mart))
    keys = "".join(f' left join "{each.relation}_keys" using (cell_row)' for each in units)
    numbers = "".join(
        f", coalesce({count}__key, 0)::bigint as {count}__set, false as {count}__hidden"
        f", case when cell_below and {count not in mart.apart}"
        f" then cell_drawn({count}, cell_key_of({count}__set::varchar)) end as {count}__shown"
        for count in counts
    )
    made = Drawn(name, f'"cell_drawn_{name}"', mart, units)
    database.execute(
        f"create or replace temp table {made.relation} as select *{numbers}, {_alone(made.counts, mart)}"
        f' from "cell_figures_{name}" {keys}'
    )
    return made


def _units(database: duckdb.DuckDBPyConnection, name: str, mart: ProtectedMart) -> Iterator[UnitTable]:
    """The members of each set of units by row.

    The keys of its cells stand in a table beside it.
    """
    ordered = sorted(mart.counts, key=lambda count: (count.relation, count.matches, count.unit))
    for at, (shared, group) in enumerate(
        groupby(ordered, key=lambda count: (count.relation, count.matches, count.unit))
    ):
        relation, matches, unit = shared
        members = list(group)
        counted = ", ".join(f"bool_or({each.where}) as {each.column}" for each in members)
        # a hash added up within a bound: exact whatever the order of rows
        summed = ", ".join(
            f"sum(cell_unit % {KEY_RANGE}) filter (where {each.column}) % {KEY_RANGE} as {each.column}__key"
            for each in members
        )
        # each unit's key once, and not again in every part; a whole number is quicker to tell apart than an id
        asked = sorted(set(_OF_UNIT.findall(" ".join((matches, *(each.where for each in members))))))
        database.execute(
            f"create or replace temp table cell_units as select {''.join(f'unit.{name}, ' for name in asked)}"
            f"cell_hash_of(cast({unit} as varchar)) as cell_unit from {relation} as unit where {unit} is not null"
        )
        figures = f'"cell_figures_{name}"'
        parts = " union all ".join(
            f"select figure.cell_row, unit.cell_unit, {counted} from {figures} as figure"
            f" inner join cell_units as unit on {condition} where figure.cell_below group by all"
            for condition in _matches(database, figures, matches, mart.split)
        )
        table = UnitTable(f"cell_members_{name}_{at}", tuple(each.column for each in members))
        database.execute(f'create or replace temp table "{table.relation}" as {parts}')
        database.execute(
            f'create or replace temp table "{table.relation}_keys" as'
            f' select cell_row, {summed} from "{table.relation}" group by cell_row'
        )
        yield table


def _matches(database: duckdb.DuckDBPyConnection, figures: str, matches: str, split: Split | None) -> list[str]:
    """The condition between row and unit, once for each value of `split`."""
    if split is None:
        return [matches]
    by = split.column
    values = database.execute(f"select distinct {by} from {figures} where cell_below order by 1").fetchall()
    return [
        f"figure.{by} = '{value}' and ({re.sub(rf'figure[.]{by}(?![a-z_])', repr(value), matches)})"
        for (value,) in values
    ] or ["false"]  # a mart without a row below the city


def _alone(counts: Iterable[str], mart: ProtectedMart) -> str:
    """True for a row that gives a small count away by being there.

    It stands alone in its breakdown, so that the city's total is the row's; or it is no part of the city but a kind of
    people (a combination of programmes), and the city's figures tell how many are of any such kind.
    """
    small = " or ".join(f"coalesce({count} between 1 and {SMALL_CELL - 1}, false)" for count in counts)
    if not (mart.split or mart.part):
        return f"({small}) as cell_alone"
    return f"count(*) over (partition by {', '.join(('cell_below', *mart.partition))}) = 1 and ({small}) as cell_alone"
