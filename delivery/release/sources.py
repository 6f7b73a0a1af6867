"""Finds what of the built warehouse is published, and as what.

Allowed tables, refused where they hold what may not leave, their counts protected, totals and parts apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb

from delivery.release.allow_list import MARTS_SCHEMA, chosen
from delivery.release.cell_keys import ATTACHED, ProtectedMart, Protection, begin, drawn
from delivery.release.cell_shown import shown
from delivery.release.cell_worlds import keep_open
from delivery.release.guard import Column, PublishError, column_problems, literal, value_problems
from delivery.release.meanings import NOTHING_SAID, Meaning
from delivery.release.small_cells import EXACT, HIDDEN, LEFT_OUT, PROTECTION, has_counts, names_of, treated, with_places

_THINGS = "dim_"


@dataclass(frozen=True)
class Source:
    """One table to publish: where its rows stand and what its columns are."""

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    meaning: Meaning = NOTHING_SAID
    # what stands in the place of the warehouse's table: the same with its counts protected
    instead: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def relation(self) -> str:
        return self.instead or f'{ATTACHED}."{self.schema}"."{self.name}"'

    @property
    def rows(self) -> str:
        """The relation that `expressions` are selected from."""
        return with_places(self.relation, self.columns)

    @property
    def is_protected(self) -> bool:
        """True when the rows say already how their counts are protected."""
        return PROTECTION in self.columns

    @property
    def told_columns(self) -> tuple[Column, ...]:
        """The columns as they are published, each described with what may be done with it."""
        marks = () if self.is_protected or not self._is_marked() else (PROTECTION, HIDDEN)
        return tuple(self.meaning.described(column) for column in (*self.columns, *marks))

    def expressions(self) -> dict[str, str]:
        """The selected columns, small counts left out, and the marks that say so."""
        shown = treated(self.columns)
        if not self._is_marked():
            return shown
        gone = names_of({name: f'({shown[name]}) is null and "{name}" is not null' for name in shown})
        if self.is_protected:
            both = f"nullif(concat_ws(', ', {HIDDEN.name}, {gone}), '')"
            return shown | {HIDDEN.name: both}
        mark = f"case when {gone} is null then '{EXACT}' else '{LEFT_OUT}' end"
        return shown | {PROTECTION.name: mark, HIDDEN.name: gone}

    def _is_marked(self) -> bool:
        """True when the table counts people, so that a number may be left out."""
        return has_counts(self.columns) and not self.name.startswith(_THINGS)


def found_sources(
    database: duckdb.DuckDBPyConnection,
    personal: Mapping[str, bool],
    note: str,
    meanings: Mapping[str, Meaning],
    protection: Protection | None,
) -> list[Source]:
    """All that is published of ATTACHED; PublishError lists what may not be."""
    sources = _allowed(database, note, meanings)
    _refuse(database, sources, personal)
    if protection is None:
        return sources
    begin(database, protection)
    return _protected(database, sources, protection)


def _allowed(database: duckdb.DuckDBPyConnection, note: str, meanings: Mapping[str, Meaning]) -> list[Source]:
    rows = database.execute(
        f"""
        select schema_name, table_name, coalesce(comment, '') from duckdb_tables()
        where database_name = '{ATTACHED}'
        union all
        select schema_name, view_name, coalesce(comment, '') from duckdb_views()
        where database_name = '{ATTACHED}' and not internal
        """
    ).fetchall()
    descriptions = {(schema, table): comment for schema, table, comment in rows}
    tables, problems = chosen(descriptions)
    if problems:
        raise PublishError(problems)
    return [
        Source(
            schema,
            name,
            f"{descriptions[schema, name]} {note}".strip(),
            _columns(database, schema, name, left_out),
            meanings.get(name, NOTHING_SAID),
        )
        for schema, name, left_out in tables
    ]


def _columns(
    database: duckdb.DuckDBPyConnection, schema: str, table: str, left_out: tuple[str, ...]
) -> tuple[Column, ...]:
    # literals: parameters make DuckDB import pandas, which takes longer than the whole release of a small city
    rows = database.execute(
        f"""
        select column_name, data_type, coalesce(comment, '') from duckdb_columns()
        where database_name = '{ATTACHED}' and schema_name = {literal(schema)} and table_name = {literal(table)}
        order by column_index
        """
    ).fetchall()
    return tuple(Column(*row) for row in rows if row[0] not in left_out)


def _refuse(database: duckdb.DuckDBPyConnection, sources: Iterable[Source], personal: Mapping[str, bool]) -> None:
    problems: list[str] = []
    for source in sources:
        problems += column_problems(source.full_name, source.columns, personal)
        problems += value_problems(database, source.relation, source.full_name, source.columns)
    if problems:
        raise PublishError(problems)


def _protected(database: duckdb.DuckDBPyConnection, sources: Iterable[Source], protection: Protection) -> list[Source]:
    """The sources with their counts below the city protected, all together, total and parts apart."""
    marts = {
        source: drawn(database, source.relation, source.name, protection.marts[source.name])
        for source in sources
        if source.schema == MARTS_SCHEMA and source.name in protection.marts
    }
    keep_open(database, tuple(marts.values()), protection.earlier, protection.record)
    told: list[Source] = []
    for source in sources:
        if source not in marts:
            told.append(source)
            continue
        instead = shown(database, marts[source], source.columns)
        whole = replace(source, columns=(*source.columns, PROTECTION, HIDDEN), instead=instead)
        told += apart(whole, marts[source].mart)
    return told


def apart(source: Source, mart: ProtectedMart) -> Iterator[Source]:
    """The total of a mart and its parts; the mart itself without parts."""
    split = mart.split
    if split is None:
        yield source
        return
    total = f"(select * from {source.relation} where {split.is_total()})"
    yield replace(source, instead=total, meaning=split.meaning_of(source.meaning, None))
    for part in split.parts:
        columns = split.columns_of(source.columns, part)
        yield replace(
            source,
            name=split.table_of(source.name, part),
            description=f"{source.description} Only the parts by {split.parts[part]}; the whole city is {source.name}.",
            columns=columns,
            instead=split.relation_of(source.relation, columns, part),
            meaning=split.meaning_of(source.meaning, part),
        )
