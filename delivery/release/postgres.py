"""Copies a release into a Postgres schema.

The second door, for those whose BI tool cannot open a DuckDB file.

All tables are loaded into a new schema and take the place of the old one in one transaction. Nobody ever
reads half of a release, queries that are under way end on the old tables, and rights that were granted
stay. Needs the extra `postgres`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from delivery.release.releases import Release

SCHEMA = "sinergi"
_BATCH = 10_000
# Two publishers wait for each other; the number only has to be ours alone.
_LOCK = 5_719_301_447
_TYPES = {
    "VARCHAR": "text", "BOOLEAN": "boolean", "TINYINT": "smallint", "UTINYINT": "smallint",
    "SMALLINT": "smallint", "USMALLINT": "integer", "INTEGER": "integer", "UINTEGER": "bigint",
    "BIGINT": "bigint", "UBIGINT": "numeric(20)", "HUGEINT": "numeric(38)", "FLOAT": "real",
    "DOUBLE": "double precision", "DATE": "date", "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}  # fmt: skip
_READERS = """
select relation.relname,
    case entry.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(entry.grantee)) end
from pg_class as relation
join pg_namespace as space on space.oid = relation.relnamespace
cross join lateral aclexplode(relation.relacl) as entry
where space.nspname = :schema and entry.privilege_type = 'SELECT' and entry.grantee <> relation.relowner
"""
_USERS = """
select case entry.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(entry.grantee)) end
from pg_namespace as space cross join lateral aclexplode(space.nspacl) as entry
where space.nspname = :schema and entry.privilege_type = 'USAGE' and entry.grantee <> space.nspowner
"""


class PostgresError(Exception):
    """The release did not reach Postgres; what was there before is untouched. Holds no password."""


@dataclass(frozen=True)
class PostgresRelease:
    """The release that stands in Postgres now.

    `kept` names older schemas that views of others still lean on.
    """

    release: str
    schema: str
    tables: dict[str, int]
    is_new: bool
    kept: tuple[str, ...] = ()


def publish_to(url: str, release_dir: Path, schema: str = SCHEMA) -> PostgresRelease:
    """The release of `release_dir` as tables of `schema` in the database at `url` (postgresql://).

    Nothing is done when that schema holds the same content already. Raises PostgresError when the database
    cannot be reached, refuses, or counts other rows than the manifest tells.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", schema):
        raise ValueError(f"nama skema tidak sah: {schema!r}")
    release = Release.load(release_dir.resolve())
    address = _address(url)
    engine = sa.create_engine(address, hide_parameters=True)
    failure = ""
    try:
        with engine.begin() as connection:
            is_new = _replace(connection, release, schema)
        kept = _drop_old(engine, schema)
        return PostgresRelease(release.name, schema, release.tables, is_new, kept)
    except sa.exc.SQLAlchemyError as error:
        cause = type(getattr(error, "orig", error)).__name__
        failure = f"PUB-010 Postgres {address.render_as_string()}: {cause}"
    finally:
        engine.dispose()
    # outside the block above: what the driver says may hold the connection's secrets, and must not travel
    # along
    raise PostgresError(f"{failure}; periksa alamat, nama pengguna, dan haknya untuk membuat skema")


def _address(url: str) -> URL:
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        raise PostgresError(f"PUB-010 {address.render_as_string()}: harus alamat postgresql://")
    return address.set(drivername="postgresql+psycopg") if address.drivername == "postgresql" else address


def _replace(connection: Connection, release: Release, schema: str) -> bool:
    """Loads the release beside the old schema and swaps names.

    False when this content is there already.
    """
    connection.execute(sa.text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    mark = f"content {release.content_hash}"
    comment = connection.execute(
        sa.text("select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = :schema"),
        {"schema": schema},
    ).first()
    if comment and comment[0] and mark in comment[0]:
        return False
    loading = f"{schema}__loading"
    connection.execute(sa.text(f'create schema "{loading}"'))
    with duckdb.connect(str(release.warehouse), read_only=True) as source:
        for full_name, table in release.manifest()["tables"].items():
            _load(connection, source, full_name, table, loading)
    if comment:
        _grant_as_before(connection, schema, loading)
        old = f"{schema}__old_{token_hex(4)}"
        connection.execute(sa.text(f'alter schema "{schema}" rename to "{old}"'))
    connection.execute(sa.text(f'alter schema "{loading}" rename to "{schema}"'))
    connection.execute(sa.text(f"comment on schema \"{schema}\" is 'Sinergi {release.name}; {mark}'"))
    return True


def _load(
    connection: Connection,
    source: duckdb.DuckDBPyConnection,
    full_name: str,
    table: dict[str, Any],
    schema: str,
) -> None:
    """Makes and fills one table.

    PostgresError when it has other than the rows that the manifest tells.
    """
    part, name = full_name.split(".")
    key = ", ".join(f'"{column}"' for column in table.get("grain", ()))
    target = f'"{schema}"."{name}"'
    columns = ", ".join(f'"{column["name"]}" {_type(column["type"])}' for column in table["columns"])
    columns += f", primary key ({key})" if key else ""
    connection.execute(sa.text(f"create table {target} ({columns})"))
    rows = source.execute(f'select * from "{part}"."{name}"')
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy {target} from stdin") as copy:
        for row in _rows(rows):
            copy.write_row(row)
    for column in table["columns"]:
        if column["description"]:
            _comment(connection, f'column {target}."{column["name"]}"', column["description"])
    if table["description"]:
        _comment(connection, f"table {target}", table["description"])
    counted: int = connection.execute(sa.text(f"select count(*) from {target}")).scalar_one()
    if counted != table["rows"]:
        raise PostgresError(f"PUB-011 {full_name}: {counted} baris di Postgres, seharusnya {table['rows']}")


def _rows(source: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := source.fetchmany(_BATCH):
        yield from batch


def _type(stored: str) -> str:
    if stored.startswith("DECIMAL"):
        return stored.replace("DECIMAL", "numeric", 1)
    return _TYPES[stored]


def _comment(connection: Connection, what: str, text: str) -> None:
    # COMMENT takes no parameters, and a colon in the text would look like one
    quoted = text.replace("'", "''").replace(":", "\\:")
    connection.execute(sa.text(f"comment on {what} is '{quoted}'"))


def _grant_as_before(connection: Connection, old: str, new: str) -> None:
    """Gives readers of the old tables the same on the new.

    A new table goes to those who could read all.
    """
    users = {row[0] for row in connection.execute(sa.text(_USERS), {"schema": old})}
    readers: dict[str, set[str]] = {}
    for row in connection.execute(sa.text(_READERS), {"schema": old}):
        readers.setdefault(row[1], set()).add(row[0])
    before, after = _tables(connection, old), _tables(connection, new)
    for user in sorted(users):
        connection.execute(sa.text(f'grant usage on schema "{new}" to {user}'))
    for reader, tables in sorted(readers.items()):
        granted = after if tables >= before else tables & after
        for table in sorted(granted):
            connection.execute(sa.text(f'grant select on "{new}"."{table}" to {reader}'))


def _tables(connection: Connection, schema: str) -> set[str]:
    found = connection.execute(
        sa.text("select tablename from pg_tables where schemaname = :schema"), {"schema": schema}
    )
    return {row[0] for row in found}


def _drop_old(engine: sa.Engine, schema: str) -> tuple[str, ...]:
    """Drops what earlier releases left.

    Gives the names of those that a view or query still needs.
    """
    with engine.connect() as connection:
        names = connection.execute(
            sa.text("select nspname from pg_namespace where starts_with(nspname, :prefix) order by nspname"),
            {"prefix": f"{schema}__old_"},
        )
        old = [row[0] for row in names]
    kept = []
    for name in old:
        try:
            with engine.begin() as connection:
                connection.execute(sa.text("set local lock_timeout = '2s'"))
                for table in sorted(_tables(connection, name)):
                    connection.execute(sa.text(f'drop table "{name}"."{table}"'))
                connection.execute(sa.text(f'drop schema "{name}"'))
        except sa.exc.DBAPIError:
            kept.append(name)
    return tuple(kept)
