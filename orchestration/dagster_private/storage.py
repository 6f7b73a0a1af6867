"""Dagster's SQLite storage with its connections kept open while a run writes to it.

Dagster opens SQLite anew for every event and waits for the disk each time. Here a connection stays open for each file
and SQLite syncs at checkpoints (`synchronous=normal` with a write-ahead log): after a power cut the last lines of the
run's history may be missing, the book is whole. Data of ours is not kept there.

Measured in one run of 200 checks (processor time; ours = 1, two rounds): Dagster's own storage 3.6. Each override says
below what leaving out that one alone costs. `synchronous=normal` saves waiting for the disk, no processor time (1.05).
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

_BUSY_SECONDS = 30
# One file per run; the UI may look at many.
_MOST_OPEN = 8


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
        self._batch = threading.local()
        super().__init__(base_dir, inst_data)

    # without it each of the thousand events that a run begins with is a transaction of its own in two files
    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Stores the events in one transaction for each file."""
        shards = (events[0].run_id, INDEX_SHARD_NAME) if events else ()
        for shard in shards:
            with self._connect(shard):  # makes the file where there is none
                pass
        with ExitStack() as held:
            self._batch.connections = {shard: held.enter_context(self._engine_of(shard).begin()) for shard in shards}
            try:
                for event in events:
                    self.store_event(event)
            finally:
                self._batch.connections = {}

    # without it 3.3: a connection for every event
    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        if shard in (batch := getattr(self._batch, "connections", {})):
            yield batch[shard]
            return
        with self._db_lock:
            engine = self._engine_of(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    # without it 1.3: a connection for every check
    def has_table(self, table_name: str) -> bool:
        """True when the table is there, which it then stays; asked before every check."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _engine_of(self, shard: str) -> sa.Engine:
        engine = self._engines.pop(shard, None) or _engine(self.conn_string_for_shard(shard))
        self._engines[shard] = engine
        while len(self._engines) > _MOST_OPEN:
            self._engines.popitem(last=False)[1].dispose()
        return engine

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

    # without it 0.94, within noise: a run writes a few lines here; kept for the disk's sake, as `synchronous` is
    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        with self._kept.begin() as connection:
            yield connection

    def dispose(self) -> None:
        super().dispose()
        self._kept.dispose()


class RunBook(DagsterSqliteStorage):
    """Dagster's storage with the two above in place of its own."""

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
