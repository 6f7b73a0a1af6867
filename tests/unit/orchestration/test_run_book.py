"""Dagster's book of runs: kept open while it is written, whole for whoever opens it after."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import dagster as dg
import yaml

from orchestration.automation import PROCESS_TAG
from orchestration.dagster_private.storage import EventBook
from orchestration.run_book import dagster_home, open_run_book
from orchestration.semester_run import close_dead_runs


@dg.asset(check_specs=[dg.AssetCheckSpec("whole", asset="numbers")])
def numbers():  # type: ignore[no-untyped-def]  # dagster reads the annotation
    return dg.MaterializeResult(
        metadata={"dagster/row_count": 3}, check_results=[dg.AssetCheckResult(passed=False, metadata={"failed": 2})]
    )


def run(home: Path) -> str:
    with open_run_book(home) as book:
        done = dg.materialize([numbers], instance=book)
        assert done.success
        return done.run_id


def test_telemetry_is_off_and_the_folder_private(tmp_path: Path) -> None:
    folder = dagster_home(tmp_path)
    configured = yaml.safe_load((folder / "dagster.yaml").read_text("utf-8"))
    assert configured["telemetry"] == {"enabled": False}
    assert folder.stat().st_mode & 0o077 == 0


def test_what_the_operator_changed_stays(tmp_path: Path) -> None:
    path = dagster_home(tmp_path) / "dagster.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    dagster_home(tmp_path)
    assert path.read_text("utf-8").endswith("# mine\n")


def test_a_run_is_whole_for_another_reader(tmp_path: Path) -> None:
    run_id = run(tmp_path)
    with open_run_book(tmp_path) as book:
        assert isinstance(book.event_log_storage, EventBook)
        kept = book.get_run_by_id(run_id)
        assert kept is not None
        assert kept.status == dg.DagsterRunStatus.SUCCESS
        event = book.get_latest_materialization_event(dg.AssetKey("numbers"))
        assert event is not None
        assert event.asset_materialization is not None
        assert event.asset_materialization.metadata["dagster/row_count"].value == 3
        checks = book.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey("numbers"), "whole"), limit=5
        )
        assert [check.status.value for check in checks] == ["FAILED"]


def test_runs_whose_process_is_gone_are_closed_in_a_container_too_and_nobody_elses(tmp_path: Path) -> None:
    here, dead = socket.gethostname(), subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    tags = {
        "gone": f"{here}:{dead.pid}", "my own number, as in a container": f"{here}:{os.getpid()}",
        "at work": f"{here}:{os.getppid()}", "elsewhere": f"another:{dead.pid}",
    }  # fmt: skip
    with open_run_book(tmp_path) as book:
        begun = {
            name: book.add_run(dg.DagsterRun("job", status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: tag}))
            for name, tag in tags.items()
        }
        close_dead_runs(book)
        closed = [name for name, each in begun.items() if book.get_run_by_id(each.run_id).is_finished]
    assert closed == ["gone", "my own number, as in a container"]


def test_more_runs_than_files_kept_open(tmp_path: Path) -> None:
    run_ids = [run(tmp_path) for _ in range(2)]
    with open_run_book(tmp_path) as book:
        storage = book.event_log_storage
        assert isinstance(storage, EventBook)
        for number in range(12):
            storage.get_logs_for_run(f"nobody-{number}")
        assert len(storage._engines) == 8
        assert all(storage.get_logs_for_run(run_id) for run_id in run_ids)


def test_a_copied_home_does_not_write_to_the_first(tmp_path: Path) -> None:
    run(tmp_path / "first")
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    run(tmp_path / "second")
    with open_run_book(tmp_path / "first") as book:
        assert len(book.get_runs()) == 1
    with open_run_book(tmp_path / "second") as book:
        assert len(book.get_runs()) == 2
