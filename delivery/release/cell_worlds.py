"""Keeps another city possible behind all that is shown, for each small count.

Another city: one person or family of this one is of another part of it (another kelurahan, decile, sex), in every
table and semester alike. Whatever holds by the meaning of the columns holds there too, and the city's figures are the
same. So a reader to whom it shows the very same numbers cannot tell the two apart, and does not have the small count,
however the tables are put together.

For each small count the city is taken that fewest of the numbers shown speak against; those are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from delivery.release.cell_earlier import record, remember
from delivery.release.cell_keys import Drawn
from delivery.release.cell_moves import (
    CELLS,
    CHOSEN,
    CLOSED,
    ENTRANTS,
    LEAVERS,
    NOTHING_TRIED,
    SETS,
    TRY,
    UNKNOWN,
)


def keep_open(
    database: duckdb.DuckDBPyConnection,
    drawn: Sequence[Drawn],
    earlier: Iterable[Path] = (),
    target: Path | None = None,
) -> None:
    """Hides in `drawn` what gives a small count away.

    Also to one who has the releases before.

    `earlier` are the records of those, `target` is where this release's is written.
    """
    parted = [one for one in drawn if one.mart.split or one.mart.part]
    if not parted:
        return
    database.execute(f"create or replace temp table cell_counts as {' union all '.join(map(_counts, parted))}")
    remember(database, earlier)
    database.execute(CELLS)
    database.execute(SETS)
    database.execute(NOTHING_TRIED)
    database.execute(f"create or replace temp table cell_held as {_held(parted)}")
    for candidates in (LEAVERS, ENTRANTS):
        database.execute(f"create or replace temp table cell_candidates as {candidates}")
        for statement in TRY:
            database.execute(statement)
    database.execute(CLOSED)
    database.execute(CHOSEN)
    for one in parted:
        for column, number in one.mart.apart.items():
            database.execute(_keep_together(one, column, number))
    for one in parted:
        database.execute(_leave_out(one))
        for column in one.counts:
            database.execute(_hide(one, column))
    if target:
        record(database, target)


def _counts(one: Drawn) -> str:
    """The counts of a mart below the city, one to a row.

    `frame` is what a count keeps when its units are of another part: table, column, semester, programme.
    """
    split = one.mart.split
    if split:
        of = " ".join(f"when '{value}' then '{name}'" for value, name in split.parts.items())
        # a city alone has no parts
        dimension, part = f"case {split.column} {of} end" if of else "null::varchar", split.code
    else:
        dimension, part = f"'{one.mart.part}'", str(one.mart.part)
    bound = " or ".join(
        f"(dimension = '{name}' and (part = '{UNKNOWN}' or column_name in ({', '.join(map(repr, columns))})))"
        for name, columns in one.mart.bound.items()
    )
    keys = ", ".join(f"coalesce({key}::varchar, '')" for key in one.mart.partition)
    columns = " union all ".join(
        f"select '{one.name}' as mart, cell_row, '{column}' as column_name,"
        f" concat_ws('|', '{one.name}', '{column}', {keys}) as frame,"
        f" {dimension} as dimension, {part}::varchar as part,"
        f" {column}__set as set_key, {column} as counted, {column}__shown as shown,"
        f" {not (split and split.leaves_out(column))} as is_told"
        f" from {one.relation} where cell_below and not cell_alone and {column} is not null"
        for column in (*one.counts, *one.mart.apart)
    )
    return f"select *, {bound or 'false'} as is_bound from ({columns})"


def _held(drawn: Iterable[Drawn]) -> str:
    """The units that each of the cells counts."""
    return " union all ".join(
        f'select cell_unit, cell_no, frame_no, part_no from "{units.relation}"'
        f" inner join cell_cells using (cell_row) where mart = '{one.name}' and ({_counts_unit(units.columns)})"
        for one in drawn
        for units in one.units
    )


def _counts_unit(columns: Iterable[str]) -> str:
    return " or ".join(f"(column_name = '{column}' and {column})" for column in columns)


def _leave_out(one: Drawn) -> str:
    """A row that stands there for one alone says so, whatever it shows."""
    return (
        f"update {one.relation} set cell_alone = true where cell_below and cell_row in"
        f" (select cell_row from cell_closed where mart = '{one.name}' and not stays)"
    )


def _keep_together(one: Drawn, column: str, number: str) -> str:
    """Hides what tells those apart for whom no other city can be named."""
    of_it = ", ".join(f"'{name}'" for name in one.counts if re.search(rf"\b{name}\b", number))
    return (
        "insert into cell_hidden_sets select cells.set_key from cell_closed as closed"
        " inner join cell_cells as cells using (mart, cell_row)"
        f" where mart = '{one.name}' and closed.column_name = '{column}' and cells.column_name in ({of_it})"
        " and cells.set_key not in (select set_key from cell_earlier)"
    )


def _hide(one: Drawn, column: str) -> str:
    return (
        f"update {one.relation} set {column}__hidden = true where cell_below and {column} > 0"
        f" and {column}__set in (select set_key from cell_hidden_sets)"
    )
