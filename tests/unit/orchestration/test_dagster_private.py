"""The overrides of Dagster's private API: a new version that no longer calls one turns this red."""

from __future__ import annotations

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster_dbt import DbtCliResource
from dagster_dbt.core import resource

from orchestration.dagster_private import storage
from orchestration.dagster_private.dbt import QuickDbt
from orchestration.dagster_private.names import REPOSITORY_TAG, AssetJob
from orchestration.dagster_private.storage import EventBook, RunBook, RunList
from orchestration.run_book import open_run_book

CHANGED = "Dagster has changed: look at orchestration/dagster_private before this version is used"
OVERRIDES = [
    (EventBook, storage.SqliteEventLogStorage, "__init__"),
    (EventBook, storage.SqliteEventLogStorage, "_connect"),
    (EventBook, storage.SqliteEventLogStorage, "has_table"),
    (EventBook, storage.SqliteEventLogStorage, "store_event_batch"),
    (EventBook, storage.SqliteEventLogStorage, "dispose"),
    (RunList, storage.SqliteRunStorage, "__init__"),
    (RunList, storage.SqliteRunStorage, "connect"),
    (RunBook, storage.DagsterSqliteStorage, "__init__"),
    (RunBook, storage.DagsterSqliteStorage, "from_config_value"),
    (QuickDbt, DbtCliResource, "_initialize_dbt_core_adapter"),
]


@pytest.mark.parametrize(("ours", "theirs", "name"), OVERRIDES, ids=lambda part: getattr(part, "__name__", part))
def test_every_override_takes_what_dagsters_own_takes(ours: type, theirs: type, name: str) -> None:
    assert name in vars(ours)
    replaced = getattr(theirs, name, None)
    assert replaced is not None, CHANGED
    assert list(inspect.signature(getattr(ours, name)).parameters) == list(inspect.signature(replaced).parameters), (
        CHANGED
    )


def test_the_storage_has_every_part_that_dagsters_own_has(tmp_path: Path) -> None:
    theirs = storage.DagsterSqliteStorage(str(tmp_path / "theirs"))
    ours = RunBook(str(tmp_path / "ours"))
    assert vars(ours).keys() == vars(theirs).keys(), CHANGED
    places = [
        sorted(path.relative_to(tmp_path / name).as_posix() for path in (tmp_path / name).rglob("*.db"))
        for name in ("ours", "theirs")
    ]
    assert places[0] == places[1], f"{CHANGED}: its files lie elsewhere"


def test_a_run_is_written_over_the_connections_that_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    make_engine = storage._engine

    def counting(url: str) -> sa.Engine:
        engine = make_engine(url)
        sa.event.listen(engine, "connect", lambda *_: opened.append(Path(url).name))
        return engine

    monkeypatch.setattr(storage, "_engine", counting)

    @dg.asset(check_specs=[dg.AssetCheckSpec("whole", asset="numbers")])
    def numbers():  # type: ignore[no-untyped-def]  # dagster reads the annotation
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])

    with open_run_book(tmp_path) as book:
        run_id = dg.materialize([numbers], instance=book).run_id
        events = book.event_log_storage
        assert isinstance(events, EventBook)
        assert "asset_check_executions" in events._tables, f"{CHANGED}: it asks otherwise for a table"
    assert set(opened) == {"index.db", "runs.db", f"{run_id}.db"}, CHANGED
    # two where Dagster asks for a second connection within the first; the run has a dozen events and more
    assert max(Counter(opened).values()) <= 2, f"{CHANGED}: it opens a file for every event"


def test_dbt_starts_without_asking_its_version_or_making_an_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    called = DbtCliResource.cli.__code__.co_names
    assert {"_cli_version", "_initialize_dbt_core_adapter"} <= set(called), CHANGED

    def ask(*_: object, **__: object) -> Any:
        raise AssertionError("dbt was started to ask its version")

    monkeypatch.setattr(resource, "check_output", ask)
    quick = QuickDbt.model_construct()
    assert quick._cli_version.major == 1
    assert quick._initialize_dbt_core_adapter(["build"]) is None


def test_private_names_are_what_they_stand_for() -> None:
    assert isinstance(dg.define_asset_job("job"), AssetJob), CHANGED
    assert REPOSITORY_TAG == ".dagster/repository", f"{CHANGED}: runs by command lose their job in the UI"


def test_the_events_of_a_batch_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    @dg.asset
    def numbers() -> None:
        """Nothing but its events."""

    with open_run_book(tmp_path) as book:
        run_id = dg.materialize([numbers], instance=book).run_id
        events = book.all_logs(run_id)
        book.event_log_storage.store_event_batch(events)
        assert len(book.all_logs(run_id)) == 2 * len(events)
        with pytest.raises(Exception, match="EventLogEntry"):
            book.event_log_storage.store_event_batch([*events, None])  # type: ignore[list-item]
        assert len(book.all_logs(run_id)) == 2 * len(events)
