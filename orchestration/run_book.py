"""Dagster's own book of runs below SINERGI_HOME: its configuration, and SQLite kept open while a run writes to it.

Dagster opens SQLite anew for every event and waits for the disk each time: a semester run with its several hundred
checks took 18 seconds of processor time for the book alone, and half a minute on a slow disk. Here a connection
stays open for each file and SQLite syncs at checkpoints (`synchronous=normal` with a write-ahead log): after a power
cut the last lines of the run's history may be missing, the book is whole. Data of ours is not kept there.
"""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster import DagsterInstance
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

from ingest.store import PRIVATE_FOLDER, write_text

_BUSY_SECONDS = 30
# One file per run; the UI may look at many.
_MOST_OPEN = 8
_CONFIGURATION = """\
# Written by Sinergi at first use; yours to change from then on.
telemetry:
  enabled: false
nux: # no invitation to a newsletter over the operator's screen
  enabled: false
storage:
  custom:
    module: orchestration.run_book
    class: RunBook
    config:
      base_dir: {folder}
"""


def dagster_home(home: Path) -> Path:
    """The folder of Dagster's book, with its configuration, made at first use."""
    folder = home / "dagster"
    path, base = folder / "dagster.yaml", f"base_dir: {folder}\n"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        write_text(_CONFIGURATION.format(folder=folder), path)
    elif base not in (said := path.read_text(encoding="utf-8")) and said.startswith(_CONFIGURATION[:40]):
        # the home was moved or copied: the book must not be written where it came from
        write_text(re.sub(r"base_dir: .*\n", lambda _: base, said), path)
    return folder


def open_run_book(home: Path) -> DagsterInstance:
    """The Dagster instance of an installation, the same that the UI shows. To be used in a `with`."""
    return DagsterInstance.from_config(str(dagster_home(home)))


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    sa.event.listen(engine, "connect", _sync_at_checkpoints)
    return engine


def _sync_at_checkpoints(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("pragma synchronous = normal")


class EventBook(SqliteEventLogStorage):
    """Dagster's event log, connections kept."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, sa.Engine] = OrderedDict()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            engine = self._engine_of(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Asked before every check is written; a table that is there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _engine_of(self, shard: str) -> sa.Engine:
        known = self._engines.pop(shard, None) or _engine(self.conn_string_for_shard(shard))
        self._engines[shard] = known
        while len(self._engines) > _MOST_OPEN:
            self._engines.popitem(last=False)[1].dispose()
        return known

    def dispose(self) -> None:
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


class RunList(SqliteRunStorage):
    """Dagster's list of runs, connection kept."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(conn_string, inst_data)
        self._kept = _engine(conn_string)

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        with self._kept.begin() as connection:
            yield connection

    def dispose(self) -> None:
        super().dispose()
        self._kept.dispose()


class RunBook(DagsterSqliteStorage):
    """Dagster's storage with the two above in the places where it would have put its own."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self.base_dir = base_dir
        self._run_storage = RunList.from_local(str(Path(base_dir) / "history"))
        self._event_log_storage = EventBook(str(Path(base_dir) / "history" / "runs"))
        self._schedule_storage = SqliteScheduleStorage.from_local(str(Path(base_dir) / "schedules"))
        self._inst_data = inst_data
        super(DagsterSqliteStorage, self).__init__()  # type: ignore[no-untyped-call]

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> RunBook:
        return cls(inst_data=inst_data, **config_value)
