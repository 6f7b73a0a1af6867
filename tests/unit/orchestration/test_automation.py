"""When the job runs by itself: the window of each semester, and files that come to rest in the inbox."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from ingest.semester import Semester
from orchestration.automation import INBOX_TAG, SETTLED_AFTER, inbox_state
from orchestration.definitions import JOB, build_definitions
from orchestration.installation import Installation
from orchestration.partitions import due_semester, semesters

pytestmark = pytest.mark.slow

TODAY = date(2017, 7, 3)


@pytest.fixture
def definitions(site: Installation, manifest: dict[str, Any]) -> dg.Definitions:
    return build_definitions(site, manifest, TODAY)


def put(site: Installation, semester: str, name: str = "kks.xlsx", *, seconds_ago: float = 2 * SETTLED_AFTER) -> Path:
    path = site.store.inbox_of(semester, "dinsos") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))
    return path


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the sensor an hour later: a file's change time cannot be set back."""
    later = time.time() + 3600
    monkeypatch.setattr("orchestration.automation.time.time", lambda: later)


def sense(definitions: dg.Definitions, instance: dg.DagsterInstance) -> tuple[list[dg.RunRequest], str]:
    sensor = definitions.get_sensor_def("inbox_sensor")
    with dg.build_sensor_context(instance=instance, repository_def=definitions.get_repository_def()) as context:
        data = sensor.evaluate_tick(context)
    return list(data.run_requests or ()), data.skip_message or ""


def test_semesters_go_to_the_one_after_the_present() -> None:
    found = semesters(date(2017, 7, 1))
    assert (str(found[0]), str(found[-1])) == ("2010-S1", "2018-S1")
    assert len(found) == 17
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("day", "semester"),
    [(date(2017, 7, 1), "2017-S1"), (date(2018, 1, 1), "2017-S2"), (date(2017, 6, 30), "2016-S2")],
)
def test_the_semester_that_is_due_is_the_one_that_ended_last(day: date, semester: str) -> None:
    assert due_semester(day) == Semester.parse(semester)


def test_the_schedule_runs_the_semester_that_has_just_ended(definitions: dg.Definitions) -> None:
    schedule = definitions.get_schedule_def("semester_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 1 1,7 *", "Asia/Makassar")
    assert schedule.job_name == JOB
    # 1 July, 06:00 in Makassar
    moment = datetime(2017, 6, 30, 22, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Makassar"))
    with dg.build_schedule_context(
        scheduled_execution_time=moment, repository_def=definitions.get_repository_def()
    ) as context:
        (request,) = schedule.evaluate_tick(context).run_requests or ()
    assert request.partition_key == "2017-S1"


def test_schedules_and_sensor_are_off_until_turned_on(definitions: dg.Definitions) -> None:
    schedules = [definitions.get_schedule_def(name) for name in ("semester_schedule", "reminder_schedule")]
    assert {one.default_status for one in schedules} == {dg.DefaultScheduleStatus.STOPPED}
    assert definitions.get_sensor_def("inbox_sensor").default_status == dg.DefaultSensorStatus.STOPPED


def test_the_state_of_an_inbox_changes_with_its_files_alone(site: Installation) -> None:
    assert inbox_state(site.store.inbox, "2017-S1") == ("", 0.0)
    path = put(site, "2017-S1")
    first, _ = inbox_state(site.store.inbox, "2017-S1")
    (path.parent / ".pulled.json").write_text("{}")
    (path.parent / "~$kks.xlsx").write_text("lock")
    assert inbox_state(site.store.inbox, "2017-S1")[0] == first
    put(site, "2017-S1", "pkh.xlsx")
    second, _ = inbox_state(site.store.inbox, "2017-S1")
    os.utime(path)
    assert len({first, second, inbox_state(site.store.inbox, "2017-S1")[0]}) == 3


def test_the_sensor_runs_each_state_of_an_inbox_once(
    definitions: dg.Definitions, site: Installation, settled: None
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert sense(definitions, instance)[0] == []
        put(site, "2017-S1")
        (request,), _ = sense(definitions, instance)
        assert request.partition_key == "2017-S1"
        (again,), _ = sense(definitions, instance)
        assert again.run_key == request.run_key, "the same state has the same key, which Dagster runs once"
        put(site, "2017-S1", "pkh.xlsx")
        (changed,), _ = sense(definitions, instance)
        assert changed.run_key != request.run_key


def ran(instance: dg.DagsterInstance, state: str, status: dg.DagsterRunStatus = dg.DagsterRunStatus.SUCCESS) -> None:
    tags = {INBOX_TAG: state, "dagster/partition": "2017-S1"}
    instance.add_run(dg.DagsterRun(job_name=JOB, tags=tags, status=status))


def test_the_sensor_leaves_what_a_run_by_command_has_done(
    definitions: dg.Definitions, site: Installation, settled: None
) -> None:
    put(site, "2017-S1")
    state, _ = inbox_state(site.store.inbox, "2017-S1")
    with dg.DagsterInstance.ephemeral() as instance:
        ran(instance, state)
        assert sense(definitions, instance)[0] == []


def test_an_inbox_that_is_again_as_an_older_run_saw_it_is_run_again(
    definitions: dg.Definitions, site: Installation, settled: None
) -> None:
    put(site, "2017-S1")
    state, _ = inbox_state(site.store.inbox, "2017-S1")
    with dg.DagsterInstance.ephemeral() as instance:
        (first,), _ = sense(definitions, instance)
        ran(instance, state)
        ran(instance, "a file more")
        (request,), _ = sense(definitions, instance)
        assert request.run_key != first.run_key, "Dagster starts a key once"
        ran(instance, state, dg.DagsterRunStatus.FAILURE)
        (again,), _ = sense(definitions, instance)
        assert again.run_key == request.run_key, "what failed is not tried for ever"
        ran(instance, state)
        assert sense(definitions, instance)[0] == []


def test_the_sensor_waits_until_files_have_come_to_rest(definitions: dg.Definitions, site: Installation) -> None:
    put(site, "2017-S1", seconds_ago=0)
    with dg.DagsterInstance.ephemeral() as instance:
        requests, message = sense(definitions, instance)
    assert requests == []
    assert "2017-S1" in message


def test_reminders_are_written_by_their_own_job(definitions: dg.Definitions, site: Installation) -> None:
    done = definitions.resolve_job_def("reminder_job").execute_in_process(partition_key="2017-S1")
    assert done.success
    letters = sorted(path.stem for path in (site.store.packs / "2017-S1" / "reminders").glob("*.txt"))
    assert letters == sorted(site.catalogue.agencies)
