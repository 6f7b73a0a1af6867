"""Makes the tables of a release.

Copied out of the warehouse that dbt built, guarded, ordered, and as Parquet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from delivery.release import meanings
from delivery.release.allow_list import CORE_SCHEMA, MARTS_SCHEMA, is_written
from delivery.release.cell_keys import ATTACHED, Protection
from delivery.release.free_text import NONE_PASSED, PassedTexts, learn, shown_text, withheld_text
from delivery.release.guard import Column, PublishError, literal
from delivery.release.meanings import NOTHING_SAID, Meaning
from delivery.release.metrics import measure_rows
from delivery.release.sources import Source, found_sources

WAREHOUSE = "warehouse.duckdb"
PARQUET = "parquet"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "default_null_order": "nulls_last",
}


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
    withheld_texts: int
    file: str
    sha256: str
    meaning: Meaning = NOTHING_SAID

    @property
    def grain(self) -> tuple[str, ...]:
        return self.meaning.grain

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Terms:
    """The terms on which tables leave the house.

    `personal` says of column names whether they are about a person; the `note` follows the description of every table;
    `meanings` gives keys and measures of tables by name; `protection` says of whom counts below the city are, and
    `texts` which written texts a person let pass.
    """

    personal: Mapping[str, bool]
    note: str = ""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    protection: Protection | None = None
    texts: PassedTexts = NONE_PASSED


def copy_tables(warehouse: Path, folder: Path, terms: Terms) -> list[PublishedTable]:
    """Fills `folder` with warehouse.duckdb and a Parquet file per table; PublishError lists what is wrong.

    Nothing is copied before everything passed the guard, so that a refused value was never written to a file that
    others may read.
    """
    if not warehouse.is_file():
        raise PublishError(["PUB-002 gudang data belum ada; jalankan dbt build"])
    (folder / PARQUET).mkdir()
    with duckdb.connect(str(folder / WAREHOUSE), config=_SETTINGS) as database:
        database.execute(f"attach {literal(str(warehouse))} as {ATTACHED} (read_only)")
        sources = found_sources(database, terms.personal, terms.note, terms.meanings, terms.protection)
        sources.append(_measures(sources, terms.note))
        learn(database, sources, terms.texts)
        # one transaction: hundreds of descriptions, each waiting for the disk, take seconds
        database.execute("begin")
        for schema in (CORE_SCHEMA, MARTS_SCHEMA):
            database.execute(f'create schema if not exists "{schema}"')
        withheld = [_copy(database, source) for source in sources]
        database.execute("commit")
        database.execute(f"detach {ATTACHED}")
        return _write_all(database, zip(sources, withheld, strict=True), folder)


def add_table(folder: Path, source: Source) -> PublishedTable:
    """Adds one table, made of those that stand in the folder already."""
    with duckdb.connect(str(folder / WAREHOUSE), config=_SETTINGS) as database:
        _copy(database, source)
        (table,) = _write_all(database, [(source, 0)], folder)
    return table


def _measures(sources: Iterable[Source], note: str) -> Source:
    """The table that says what every number counts and over what it adds up."""
    names = ", ".join(column.name for column in meanings.COLUMNS)
    told = measure_rows({source.name: source.meaning for source in sources})
    values = [f"({', '.join('null' if cell is None else literal(cell) for cell in row)})" for row in told]
    empty = f"({', '.join('null::varchar' for _ in meanings.COLUMNS)})"
    rows = f"(select * from (values {', '.join([*values, empty])}) as told ({names}) where table_name is not null)"
    return Source(
        CORE_SCHEMA, meanings.TABLE, f"{meanings.DESCRIPTION} {note}".strip(), meanings.COLUMNS,
        Meaning(("table_name", "column_name")), instead=rows,
    )  # fmt: skip


def content_hash(tables: Iterable[PublishedTable]) -> str:
    """One hash of everything that readers see: rows, columns and their descriptions."""
    content = [asdict(table) for table in sorted(tables, key=lambda table: table.full_name)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _copy(database: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Copies one table: small cells treated, unpassed texts numbered, rows in order.

    Gives how many texts were withheld.
    """
    withheld = 0
    chosen = []
    shown = source.expressions()
    for column in source.told_columns:
        name = f'"{column.name}"'
        if column.type == "VARCHAR" and is_written(source.name, column.name):
            found = f"select count(*) from {source.relation} where {withheld_text(name)}"
            withheld += (database.execute(found).fetchone() or (0,))[0]
            chosen.append(f"{shown_text(name)} as {name}")
        else:
            chosen.append(f"{shown[column.name]} as {name}" if column.name in shown else name)
    target = f'"{source.schema}"."{source.name}"'
    database.execute(f"create table {target} as select {', '.join(chosen)} from {source.rows} order by all")
    _describe(database, target, source)
    return withheld


def _describe(database: duckdb.DuckDBPyConnection, target: str, source: Source) -> None:
    if source.description:
        database.execute(f"comment on table {target} is {literal(source.description)}")
    for column in source.told_columns:
        if column.description:
            database.execute(f'comment on column {target}."{column.name}" is {literal(column.description)}')


def _write_all(
    database: duckdb.DuckDBPyConnection, sources: Iterable[tuple[Source, int]], folder: Path
) -> list[PublishedTable]:
    # one thread, so that row groups end at the same rows every time
    database.execute("set threads = 1")
    tables = [_write_parquet(database, source, withheld, folder) for source, withheld in sources]
    database.execute("checkpoint")
    return tables


def _write_parquet(database: duckdb.DuckDBPyConnection, source: Source, withheld: int, folder: Path) -> PublishedTable:
    file = f"{PARQUET}/{source.schema}__{source.name}.parquet"
    relation = f'"{source.schema}"."{source.name}"'
    database.execute(f"copy {relation} to {literal(str(folder / file))} (format parquet, compression zstd)")
    rows = (database.execute(f"select count(*) from {relation}").fetchone() or (0,))[0]
    return PublishedTable(
        source.schema,
        source.name,
        source.description,
        source.told_columns,
        rows,
        withheld,
        file,
        sha256_of(folder / file),
        source.meaning,
    )
