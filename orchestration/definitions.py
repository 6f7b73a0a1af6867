"""Dagster's definitions, which the UI, schedules, sensor and `sinergi run` all load."""

from __future__ import annotations

from datetime import date
from typing import Any

import dagster as dg

from orchestration.assets.accepted import accepted_assets
from orchestration.assets.agencies import agency_assets
from orchestration.assets.linkage import linkage_assets
from orchestration.assets.pack import pack_asset
from orchestration.assets.publication import exposures, release_asset
from orchestration.assets.warehouse import warehouse_assets
from orchestration.assets.workbooks import workbook_asset
from orchestration.automation import inbox_sensor, notice_sensors, reminder_job, reminder_schedule, semester_schedule
from orchestration.dbt.manifest import load_manifest
from orchestration.inbox import known_semesters
from orchestration.installation import Installation
from orchestration.partitions import semester_partitions
from orchestration.settings import Settings

JOB = "semester_job"
# What Dagster calls this module's definitions; runs by command carry it, so that the UI shows them with the job.
REPOSITORY = "__repository__@orchestration.definitions"


def build_definitions(
    site: Installation, manifest: dict[str, Any], today: date, wanted: str | None = None
) -> dg.Definitions:
    """The definitions for one installation.

    Writes nothing, and reads no more than names of folders. `wanted`: a semester that is there without files too.
    """
    partitions = semester_partitions({*known_semesters(site), *([wanted] if wanted else [])}, today)
    assets = [
        *agency_assets(site, partitions),
        accepted_assets(site, partitions),
        linkage_assets(site, partitions),
        warehouse_assets(site, manifest),
        release_asset(site, manifest, partitions),
        pack_asset(site, partitions),
        workbook_asset(site, partitions),
    ]
    job = dg.define_asset_job(
        JOB, selection=dg.AssetSelection.assets(*assets), executor_def=dg.in_process_executor,
        description="Satu semester, dari berkas instansi sampai yang diterbitkan.",
        # Dagster's own events are told at DEBUG: hundreds of lines that the UI shows anyway
        config={"loggers": {"console": {"config": {"log_level": "INFO"}}}},
    )  # fmt: skip
    reminders = reminder_job(site, partitions)
    return dg.Definitions(
        assets=[*assets, *exposures(manifest)],
        jobs=[job, reminders],
        schedules=[semester_schedule(site, job), reminder_schedule(reminders)],
        sensors=[inbox_sensor(site, job, list(partitions.get_partition_keys())), *notice_sensors(site, job)],
        # a process for each step costs six seconds a step, and there is one writer at a time anyway
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """The definitions for the installation that the environment tells of."""
    settings = Settings.from_environment()
    return build_definitions(Installation.open(settings), load_manifest(settings), date.today())
