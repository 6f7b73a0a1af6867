"""The semester job in this process, booked as the UI shows runs."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.scraps import has_ended
from orchestration.dbt.manifest import load_manifest
from orchestration.installation import Installation
from orchestration.progress import Listener, Told, alone, listening
from orchestration.workbooks import wait_for_writers

if TYPE_CHECKING:
    from dagster import AssetCheckEvaluation, DagsterEvent, DagsterInstance


@dataclass(frozen=True)
class RunOutcome:
    """The end of a run: `failures` when not published, `warnings` although it was."""

    run_id: str
    is_published: bool
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def run_semester(
    site: Installation, semester: str, listener: Listener = lambda _: None, *, log_level: str = "CRITICAL"
) -> RunOutcome:
    """Runs the job for one semester; a failed step is an outcome, not an exception."""
    from orchestration.automation import INBOX_TAG, PROCESS_TAG, inbox_state
    from orchestration.dagster_private.names import REPOSITORY_TAG
    from orchestration.definitions import JOB, REPOSITORY, build_definitions
    from orchestration.run_book import open_run_book

    site.settings.hand_on()
    failures: list[str] = []

    def keep_failures(news: Told) -> None:
        if news.kind == "failed":
            failures.append(news.text)

    job = build_definitions(site, load_manifest(site.settings), date.today(), semester).resolve_job_def(JOB)
    state, _ = inbox_state(site.store.inbox, semester)
    with (
        alone(site.settings.home),
        open_run_book(site.settings.home) as book,
        listening(listener),
        listening(keep_failures),
    ):
        close_dead_runs(book)
        done = job.execute_in_process(
            instance=book, partition_key=semester, raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": log_level}}}},
            tags={INBOX_TAG: state, REPOSITORY_TAG: REPOSITORY,
                  PROCESS_TAG: f"{socket.gethostname()}:{os.getpid()}"},
        )  # fmt: skip
        wait_for_writers(site.settings.home)
    if not done.success and not failures:
        failures += _blocked_by(done.get_asset_check_evaluations()) or _step_errors(done.all_events)
    return RunOutcome(done.run_id, done.success, tuple(failures), _amiss(done.get_asset_check_evaluations()))


def _amiss(evaluations: Sequence[AssetCheckEvaluation]) -> tuple[str, ...]:
    """The things that the last steps could not do although the release is out."""
    from orchestration.assets.described import TOLD

    last = ("pintu_kedua", "buku_perbaikan_jadi", "paket_rapat_jadi")
    return tuple(
        str(evaluation.metadata[TOLD].value)
        for evaluation in evaluations
        if evaluation.check_name in last and not evaluation.passed
    )


def _blocked_by(evaluations: Sequence[AssetCheckEvaluation]) -> list[str]:
    """The checks that stopped the run."""
    return [
        f"Pemeriksaan {evaluation.check_name} atas {'/'.join(evaluation.asset_key.path)} tidak terpenuhi."
        for evaluation in evaluations
        if evaluation.blocking and not evaluation.passed and evaluation.severity.value == "ERROR"
    ]


def _step_errors(events: Sequence[DagsterEvent]) -> list[str]:
    """Dagster's own messages of steps that failed."""
    failed = [event.step_failure_data for event in events if event.is_step_failure]
    return [failure.error.message.strip() for failure in failed if failure.error]


def close_dead_runs(book: DagsterInstance) -> None:
    """Closes runs by command whose process is gone: killed, or the power cut."""
    import dagster as dg

    from orchestration.automation import PROCESS_TAG

    for run in book.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        host, _, pid = run.tags.get(PROCESS_TAG, "").partition(":")
        if host == socket.gethostname() and has_ended(int(pid)):
            book.report_run_failed(run, "Prosesnya sudah tidak ada.")
