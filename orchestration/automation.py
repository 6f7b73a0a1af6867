"""Runs that start by themselves: schedule, inbox sensor, and reminders to who is late.

All are off until somebody turns them on in the UI: nobody's laptop should publish by surprise.
"""

import hashlib
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from ingest.semester import Semester
from orchestration.dagster_private.names import AssetJob
from orchestration.installation import Installation
from orchestration.partitions import due_semester
from orchestration.reminders import missing_lists, write_letters

TIME_ZONE = "Asia/Makassar"
INBOX_TAG = "sinergi/inbox"
# A file that changed less than this many seconds ago may still be on its way.
SETTLED_AFTER = 60


def semester_schedule(job: AssetJob) -> dg.ScheduleDefinition:
    """1 January and 1 July, 06:00: the semester that ended the day before."""

    @dg.schedule(
        name="semester_schedule", job=job, cron_schedule="0 6 1 1,7 *", execution_timezone=TIME_ZONE,
        description="Runs the semester that has just ended, at the start of its reporting window.",
    )  # fmt: skip
    def at_the_start_of_the_window(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        semester = str(due_semester(context.scheduled_execution_time.date()))
        return dg.RunRequest(run_key=semester, partition_key=semester)

    return at_the_start_of_the_window


def inbox_state(inbox: Path, semester: str) -> tuple[str, float]:
    """The hash of a semester's files and the time of their newest change.

    ("", 0) when there are none.
    """
    digest, newest = hashlib.sha256(), 0.0
    for path in sorted((inbox / semester).rglob("*")):
        if path.is_file() and not path.name.startswith((".", "~$")):
            seen = path.stat()
            digest.update(f"{path.relative_to(inbox).as_posix()}|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
            newest = max(newest, seen.st_mtime, seen.st_ctime)
    return (digest.hexdigest()[:16], newest) if newest else ("", 0.0)


def inbox_sensor(site: Installation, job: AssetJob, partitions: list[str]) -> dg.SensorDefinition:
    """A sensor that runs each semester whose inbox has changed and come to rest, once."""

    @dg.sensor(
        name="inbox_sensor", job=job, minimum_interval_seconds=60,
        description="Runs a semester when files in its inbox are new or changed.",
    )  # fmt: skip
    def when_files_arrive(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        waiting = []
        for semester in partitions:
            state, newest = inbox_state(site.store.inbox, semester)
            if state and time.time() - newest < SETTLED_AFTER:
                waiting.append(semester)
            elif state and not _was_run(context.instance, state):
                yield dg.RunRequest(run_key=f"{semester}-{state}", partition_key=semester, tags={INBOX_TAG: state})
        if waiting:
            yield dg.SkipReason(f"berkas masih berubah: {', '.join(waiting)}")

    return when_files_arrive


def _was_run(instance: dg.DagsterInstance, state: str) -> bool:
    """True when a run by command saw this inbox and did not fail."""
    tried = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED]
    return bool(instance.get_runs(dg.RunsFilter(tags={INBOX_TAG: state}, statuses=tried), limit=1))


def reminder_job(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.JobDefinition:
    """Writes a letter for every agency that owes a list."""

    @dg.op(
        name="write_reminders", description="One letter per agency that owes a list, below packs/<semester>/reminders."
    )
    def write(context: dg.OpExecutionContext) -> None:
        semester = Semester.parse(context.partition_key)
        missing = missing_lists(site.catalogue, site.ledger, semester, date.today())
        agencies = write_letters(site.store, missing)
        context.log.info(f"{len(missing)} lists of {len(agencies)} agencies are missing: {', '.join(agencies) or '-'}")

    @dg.job(name="reminder_job", partitions_def=partitions, executor_def=dg.in_process_executor)
    def remind() -> None:
        write()

    return remind


def reminder_schedule(job: dg.JobDefinition) -> dg.ScheduleDefinition:
    """Every working day of January and July, 08:00."""

    @dg.schedule(
        name="reminder_schedule", job=job, cron_schedule="0 8 * 1,7 1-5", execution_timezone=TIME_ZONE,
        description="Letters to the agencies that have not sent what the semester awaits.",
    )  # fmt: skip
    def in_the_window(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.date()
        return dg.RunRequest(run_key=day.isoformat(), partition_key=str(due_semester(day)))

    return in_the_window
