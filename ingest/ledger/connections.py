"""The ledger's database: opened, made or upgraded, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from ingest.ledger.schema import metadata
from ingest.ledger.sound import keep_twin, make_sound
from ingest.ledger_upgrade import bring_up_to_date
from ingest.store import PRIVATE_FILE, private_folder


class Connections:
    """The database at `url`: made, or upgraded where an earlier release made it.

    LedgerError when a newer one did, or when it is damaged and has no twin; `mended` tells of one that was restored.
    """

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        self.mended = ""
        self._path: Path | None = None
        if self._engine.dialect.name == "sqlite" and self._engine.url.database:
            path = self._path = Path(self._engine.url.database)
            private_folder(path.parent)
            self.mended = make_sound(path)
            if not path.exists():
                path.touch(mode=PRIVATE_FILE)
            path.chmod(PRIVATE_FILE)
        bring_up_to_date(self._engine, metadata)
        self._open: sa.Connection | None = None

    def keep_twin(self) -> None:
        """Keeps a copy of the book, from which a damaged one is restored."""
        if self._path is not None:
            keep_twin(self._path)

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
