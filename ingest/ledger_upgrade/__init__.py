"""Brings the ledger's schema up to the version that this program knows.

The steps are in `versions`, run by Alembic. Not here: what the book holds and how it is read (`ledger`). A fresh ledger
is made whole and marked, without Alembic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from ingest.lock import locked

NEWEST = "0004"
"""The version that `ledger` reads and writes; a new file in `versions` raises it."""

HERE = Path(__file__).parent
_FIRST_TABLE = "submissions"
_WAIT_SECONDS = 60.0
# as Alembic itself makes it
_version_table = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class LedgerError(Exception):
    """A ledger that this program cannot use.

    The message says why and what to do.
    """


def bring_up_to_date(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """Makes a fresh ledger's tables of `metadata`, or upgrades an earlier release's in place.

    LedgerError when a newer release of Sinergi has upgraded them before.
    """
    if _version(engine) == NEWEST:
        return
    with _alone(engine):
        version = _version(engine)  # again: another process may have been at it
        if version is None and not sa.inspect(engine).has_table(_FIRST_TABLE):
            with engine.begin() as connection:
                metadata.create_all(connection)
                _version_table.create(connection)
                connection.execute(sa.insert(_version_table).values(version_num=NEWEST))
        elif version != NEWEST:
            _upgrade(engine, version)


def _version(engine: sa.Engine) -> str | None:
    if not sa.inspect(engine).has_table(_version_table.name):
        return None
    with engine.connect() as connection:
        version: str | None = connection.execute(sa.select(_version_table.c.version_num)).scalar()
    return version


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[None]:
    """Keeps other processes of this machine out; a database server sees to it by itself."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        yield
        return
    path = Path(engine.url.database)
    with locked(path.with_name(f"{path.name}.lock"), _WAIT_SECONDS):
        yield


def _upgrade(engine: sa.Engine, version: str | None) -> None:
    # a tenth of a second to import, needed once for each new version
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise LedgerError(
            f"RUM-003 buku kiriman (ledger) dibuat oleh Sinergi yang lebih baru: versi {version}, sedangkan program "
            f"ini mengenal sampai {NEWEST}. Pasang Sinergi terbaru, lalu jalankan lagi; buku itu tidak diubah."
        )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
