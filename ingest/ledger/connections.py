"""The ledger's database: opened, made or upgraded, read and written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from ingest.ledger.schema import metadata
from ingest.ledger_upgrade import bring_up_to_date


class Connections:
    """The database at `url`: made, or upgraded where an earlier release made it.

    LedgerError when a newer one did.
    """

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite" and self._engine.url.database:
            path = Path(self._engine.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
            os.chmod(path, 0o600)
        bring_up_to_date(self._engine, metadata)
        self._open: sa.Connection | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Makes all that is written inside the block count, or nothing of it.

        For one thread.
        """
        if self._open is not None:
            yield
            return
        with self._engine.begin() as connection:
            self._open = connection
            try:
                yield
            finally:
                self._open = None

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        if self._open is not None:
            yield self._open
        else:
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        if self._open is not None:
            yield self._open
        else:
            with self._engine.begin() as connection:
                yield connection
