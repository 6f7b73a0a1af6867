"""The dialect reads results after the connection went back, from a file opened read-only."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlalchemy

from expectations.dialect import read_only_url


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "read.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table numbers as select range as number from range(5000)")
    path.chmod(0o400)
    return path


def rows_fetched_late(engine: sqlalchemy.Engine) -> int:
    """As Great Expectations does it: the rows are fetched when the connection is back in the pool."""
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text("select number from numbers"))
        cursor = result.cursor
    return len(cursor.fetchall())


def test_rows_are_there_after_the_connection_went_back(database: Path) -> None:
    engine = sqlalchemy.create_engine(read_only_url(database))
    assert (engine.dialect.name, engine.dialect.driver) == ("duckdb", "gx")
    assert rows_fetched_late(engine) == 5000
    engine.dispose()


def test_nothing_can_be_written(database: Path) -> None:
    engine = sqlalchemy.create_engine(read_only_url(database))
    with engine.connect() as connection, pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
        connection.execute(sqlalchemy.text("create table more (number int)"))
    engine.dispose()
