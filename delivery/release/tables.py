"""Makes the tables of a release.

Copied out of the warehouse that dbt built, guarded, ordered, and as Parquet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from delivery.release.allow_list import CORE_SCHEMA, MARTS_SCHEMA, chosen, is_as_written
from delivery.release.cell_keys import ATTACHED, PROTECTION, Protection, begin, protected
from delivery.release.guard import (
    SIXTEEN_DIGITS,
    Column,
    PublishError,
    column_problems,
    value_problems,
)
from delivery.release.small_cells import treated

WAREHOUSE = "warehouse.duckdb"
PARQUET = "parquet"
_MASK = "****************"


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release.

    `sha256` is that of its Parquet file, equal for equal rows and columns.
    """

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    rows: int
    masked_values: int
    file: str
    sha256: str

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class _Source:
    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    # what stands in the place of the warehouse's table: the same with its counts protected
    instead: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def relation(self) -> str:
        return self.instead or f'{ATTACHED}."{self.schema}"."{self.name}"'


def copy_tables(
    warehouse: Path, folder: Path, personal: Mapping[str, bool], note: str = "", protection: Protection | None = None
) -> list[PublishedTable]:
    """Fills `folder` with warehouse.duckdb and a Parquet file per table; PublishError lists what is wrong.

    The `note` follows the description of every table. `personal` says of column names whether they are about a person.
    Nothing is copied before everything passed the guard, so that a refused value was never written to a file that
    others may read.
    """
    if not warehouse.is_file():
        raise PublishError(["PUB-002 gudang data belum ada; jalankan dbt build"])
    (folder / PARQUET).mkdir()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "default_null_order": "nulls_last",
    }
    with duckdb.connect(str(folder / WAREHOUSE), config=settings) as database:
        database.execute(f"attach {_text(str(warehouse))} as {ATTACHED} (read_only)")
        sources = _sources(database, note)
        _refuse(database, sources, personal)
        if protection is not None:
            begin(database, protection)
            sources = [_protected(database, source, protection) for source in sources]
        # one transaction: hundreds of descriptions, each waiting for the disk, take seconds
        database.execute("begin")
        for schema in (CORE_SCHEMA, MARTS_SCHEMA):
            database.execute(f'create schema if not exists "{schema}"')
        masked = [_copy(database, source) for source in sources]
        database.execute("commit")
        database.execute(f"detach {ATTACHED}")
        # one thread, so that row groups end at the same rows every time
        database.execute("set threads = 1")
        tables = [
            _write_parquet(database, source, count, folder) for source, count in zip(sources, masked, strict=True)
        ]
        database.execute("checkpoint")
    return tables


def content_hash(tables: Iterable[PublishedTable]) -> str:
    """One hash of everything that readers see: rows, columns and their descriptions."""
    content = [asdict(table) for table in sorted(tables, key=lambda table: table.full_name)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sources(database: duckdb.DuckDBPyConnection, note: str) -> list[_Source]:
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
        _Source(
            schema, name, f"{descriptions[schema, name]} {note}".strip(), _columns(database, schema, name, left_out)
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
        where database_name = '{ATTACHED}' and schema_name = {_text(schema)} and table_name = {_text(table)}
        order by column_index
        """
    ).fetchall()
    return tuple(Column(*row) for row in rows if row[0] not in left_out)


def _refuse(database: duckdb.DuckDBPyConnection, sources: Iterable[_Source], personal: Mapping[str, bool]) -> None:
    problems: list[str] = []
    for source in sources:
        problems += column_problems(source.full_name, source.columns, personal)
        problems += value_problems(database, source.relation, source.full_name, source.columns)
    if problems:
        raise PublishError(problems)


def _protected(database: duckdb.DuckDBPyConnection, source: _Source, protection: Protection) -> _Source:
    """The source with its counts below the city protected, where they are declared."""
    mart = protection.marts.get(source.name) if source.schema == MARTS_SCHEMA else None
    if mart is None:
        return source
    shown = protected(database, source.relation, source.name, source.columns, mart)
    return replace(source, columns=(*source.columns, PROTECTION), instead=shown)


def _copy(database: duckdb.DuckDBPyConnection, source: _Source) -> int:
    """Copies one table with small cells treated and rows in order of all columns.

    Gives how many written numbers were masked.
    """
    masked = 0
    columns = []
    shown = treated(source.columns)
    for column in source.columns:
        name = f'"{column.name}"'
        if column.type == "VARCHAR" and is_as_written(column.name):
            found = f"select count(*) from {source.relation} where regexp_matches({name}, '{SIXTEEN_DIGITS}')"
            masked += (database.execute(found).fetchone() or (0,))[0]
            # twice: the separator between two such numbers belongs to the first match
            pattern = f"'{SIXTEEN_DIGITS}', '\\1{_MASK}\\4', 'g'"
            columns.append(f"regexp_replace(regexp_replace({name}, {pattern}), {pattern}) as {name}")
        elif column.name in shown:
            columns.append(f"{shown[column.name]} as {name}")
        else:
            columns.append(name)
    target = f'"{source.schema}"."{source.name}"'
    database.execute(f"create table {target} as select {', '.join(columns)} from {source.relation} order by all")
    _describe(database, target, source)
    return masked


def _describe(database: duckdb.DuckDBPyConnection, target: str, source: _Source) -> None:
    if source.description:
        database.execute(f"comment on table {target} is {_text(source.description)}")
    for column in source.columns:
        if column.description:
            database.execute(f'comment on column {target}."{column.name}" is {_text(column.description)}')


def _write_parquet(database: duckdb.DuckDBPyConnection, source: _Source, masked: int, folder: Path) -> PublishedTable:
    file = f"{PARQUET}/{source.schema}__{source.name}.parquet"
    relation = f'"{source.schema}"."{source.name}"'
    database.execute(f"copy {relation} to {_text(str(folder / file))} (format parquet, compression zstd)")
    rows = (database.execute(f"select count(*) from {relation}").fetchone() or (0,))[0]
    return PublishedTable(
        source.schema,
        source.name,
        source.description,
        source.columns,
        rows,
        masked,
        file,
        sha256_of(folder / file),
    )


def _text(value: str) -> str:
    """`value` as an SQL literal, for statements that take no parameters."""
    return "'" + value.replace("'", "''") + "'"
