"""Runs that start by themselves: schedule, inbox sensor, and reminders to who is late.

All are off until somebody turns them on in the UI: nobody's laptop should publish by surprise.
"""

import hashlib
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from ingest.semester import Semester
from orchestration.dagster_private.names import PARTITION_TAG, AssetJob
from orchestration.installation import Installation
from orchestration.notices import late_notice, run_notice
from orchestration.partitions import due_semester
from orchestration.posting import post
from orchestration.reminders import missing_lists, write_letters

TIME_ZONE = "Asia/Makassar"
INBOX_TAG = "sinergi/inbox"
PROCESS_TAG = "sinergi/process"  # of a run by command, which posts its own notice
# A file that changed less than this many seconds ago may still be on its way.
SETTLED_AFTER = 60
_RUNS_LOOKED_AT = 50
_TRIED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED)


def semester_schedule(site: Installation, job: AssetJob) -> dg.ScheduleDefinition:
    """1 January and 1 July, 06:00: the semester that ended the day before."""

    @dg.schedule(
        name="semester_schedule", job=job, cron_schedule="0 6 1 1,7 *", execution_timezone=TIME_ZONE,
        description="Runs the semester that has just ended, at the start of its reporting window.",
    )  # fmt: skip
    def at_the_start_of_the_window(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        semester = str(due_semester(context.scheduled_execution_time.date()))
        state, _ = inbox_state(site.store.inbox, semester)
        return dg.RunRequest(run_key=semester, partition_key=semester, tags={INBOX_TAG: state})

    return at_the_start_of_the_window


def inbox_state(inbox: Path, semester: str) -> tuple[str, float]:
    """The hash of a semester's files and the time of their newest change.

    ("", 0) when there are none.
    """
    digest, newest = hashlib.sha256(), 0.0
    for path in sorted((inbox / semester).rglob("*")):
        seen = path.lstat()
        if stat.S_ISREG(seen.st_mode) and not path.name.startswith((".", "~$")):
            # a name from an old share need not be UTF-8
            name = path.relative_to(inbox).as_posix().encode("utf-8", "surrogateescape")
            digest.update(name + f"|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
            newest = max(newest, seen.st_mtime, seen.st_ctime)
    return (digest.hexdigest()[:16], newest) if newest else ("", 0.0)


def inbox_sensor(site: Installation, job: AssetJob, partitions: list[str]) -> dg.SensorDefinition:
    """A sensor that runs each semester whose inbox its newest run has not seen."""

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
            elif state and (key := _unseen(context.instance, job, semester, state)):
                yield dg.RunRequest(run_key=key, partition_key=semester, tags={INBOX_TAG: state})
        if waiting:
            yield dg.SkipReason(f"berkas masih berubah: {', '.join(waiting)}")

    return when_files_arrive


def _unseen(instance: dg.DagsterInstance, job: AssetJob, semester: str, state: str) -> str | None:
    """The key of the run that an inbox needs; None when the newest saw it.

    A state that comes back after another gets a key of its own; one whose run failed keeps its key, so that Dagster
    does not start it again and again.
    """
    of_semester = dg.RunsFilter(job_name=job.name, tags={PARTITION_TAG: semester})
    before = ""
    for run in instance.get_runs(of_semester, limit=_RUNS_LOOKED_AT):
        if run.tags.get(INBOX_TAG) != state:
            before = run.run_id
            break
        if run.status in _TRIED:
            return None
    return f"{semester}-{state}-{before[:8]}".rstrip("-")


def notice_sensors(site: Installation, job: AssetJob) -> list[dg.SensorDefinition]:
    """Sensors that post the end of every run that was not started by command."""
    return [_notice_sensor(site, job, status) for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE)]


def _notice_sensor(site: Installation, job: AssetJob, status: dg.DagsterRunStatus) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        run_status=status, monitored_jobs=[job], name=f"notice_of_{status.value.lower()}",
        description="Posts what became of a run: outbox, mail, webhook.",
    )  # fmt: skip
    def tell(context: dg.RunStatusSensorContext) -> None:
        tags = context.dagster_run.tags
        if PROCESS_TAG not in tags and PARTITION_TAG in tags:
            is_published = status is dg.DagsterRunStatus.SUCCESS
            for problem in post(site.settings, run_notice(site, tags[PARTITION_TAG], is_published=is_published)):
                context.log.warning(problem)

    return tell


def reminder_job(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.JobDefinition:
    """Writes a letter for every agency that owes a list."""

    @dg.op(
        name="write_reminders", description="One letter per agency that owes a list, below packs/<semester>/reminders."
    )
    def write(context: dg.OpExecutionContext) -> None:
        semester = Semester.parse(context.partition_key)
        missing = missing_lists(site.catalogue, site.ledger, semester, date.today())
        agencies = write_letters(site.store, missing)
        late = late_notice(site, str(semester))
        for problem in post(site.settings, late) if late else ():
            context.log.warning(problem)
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
