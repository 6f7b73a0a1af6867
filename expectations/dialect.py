"""`duckdb+gx://`: the DuckDB dialect with which Great Expectations can read its own results.

Great Expectations gives a connection back to the pool before it fetches the rows. Giving back rolls back, and DuckDB
throws away the pending result of a transaction that ended, so with the plain dialect every expectation fails. Nothing
is written through this dialect and the database is opened read-only, so there is no transaction to keep.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duckdb_sqlalchemy import Dialect
from sqlalchemy.dialects import registry


class ReadingDialect(Dialect):  # type: ignore[misc]
    """DuckDB without transactions, for reading only."""

    driver = "gx"
    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Nothing: a read needs no transaction."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing: there is nothing to keep."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing: a rollback would throw away the result that is still to be fetched."""


def register() -> None:
    """Makes `duckdb+gx://` known to SQLAlchemy; again does no harm."""
    registry.register("duckdb.gx", __name__, ReadingDialect.__name__)


def read_only_url(database: Path) -> str:
    """The address of a DuckDB file, opened read-only with this dialect."""
    register()
    return f"duckdb+gx:///{database.as_posix()}?access_mode=read_only"
