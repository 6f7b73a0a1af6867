"""Runs of the real job that do not end well, in a home without files: what is told, and what is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import dagster as dg
import pytest

from ingest.declarations.catalogue import HERE
from ingest.ledger import DecisionRow
from linkage import LinkageReport
from orchestration import stages
from orchestration.definitions import JOB, build_definitions
from orchestration.installation import Installation
from orchestration.progress import Told
from orchestration.semester_run import RunOutcome, run_semester

SEMESTER = "2017-S1"
Run = Callable[[], tuple[RunOutcome, list[Told]]]


@pytest.fixture
def run(site: Installation, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("orchestration.semester_run.load_manifest", lambda _: manifest)
    current = site.store.published / "2017-S1-before"
    current.mkdir(parents=True)
    (site.store.published / "current").symlink_to(current.name)

    def go() -> tuple[RunOutcome, list[Told]]:
        heard: list[Told] = []
        outcome = run_semester(site, SEMESTER, heard.append)
        assert (site.store.published / "current").readlink() == Path("2017-S1-before")
        assert not site.store.warehouse.exists(), "nothing after the failed step was done"
        return outcome, heard

    return go


def test_a_step_that_raises_is_told_without_numbers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("could not cast 7772014107800001")

    monkeypatch.setattr("orchestration.assets.accepted.accept_all", fail)
    outcome, heard = run()
    assert not outcome.is_published
    (failure,) = outcome.failures
    assert failure.startswith("Menghimpun yang diterima: ValueError: could not cast ****************")
    assert [told.step for told in heard if told.kind == "failed"] == ["Menghimpun yang diterima"]


def test_one_agency_that_raises_does_not_stop_the_reading_of_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = stages.take_in

    def fail(site: Installation, semester: str, agency_id: str, say: Any) -> stages.TakenIn:
        if agency_id == "dinsos":
            raise RuntimeError("a fault of ours")
        return real(site, semester, agency_id, say)

    monkeypatch.setattr("orchestration.assets.agencies.take_in", fail)
    outcome, heard = run()
    assert len(outcome.failures) == 1
    assert "Dinas Sosial" in outcome.failures[0]
    assert sum(told.kind == "end" for told in heard) == 9, "nine agencies were read; nothing was put together"


def test_a_critical_check_of_linkage_stops_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = stages.link

    def lose_rows(site: Installation, semester: str) -> LinkageReport:
        report = real(site, semester)
        broken = [replace(check, found=3) if check.code == "LNK-001" else check for check in report.checks]
        return replace(report, checks=tuple(broken))

    monkeypatch.setattr("orchestration.assets.linkage.link", lose_rows)
    outcome, _ = run()
    assert outcome.failures == ("Pemeriksaan LNK_001 atas linkage/person_links tidak terpenuhi.",)


def test_one_list_alone_can_be_made(site: Installation, manifest: dict[str, Any]) -> None:
    job = build_definitions(site, manifest, date(2026, 7, 3), SEMESTER).resolve_job_def(JOB)
    key = dg.AssetKey(["conformed", "dinsos", "kks"])
    done = job.execute_in_process(partition_key=SEMESTER, asset_selection=[key])
    assert [event.asset_key for event in done.get_asset_materialization_events()] == [key]
    checks = {one.check_name: one.passed for one in done.get_asset_check_evaluations()}
    assert checks == {"daftar_diterima": False, "daftar_diakui": True}, "no file, so no rule was asked"


def test_what_a_person_decided_is_what_the_partition_shows(site: Installation, manifest: dict[str, Any]) -> None:
    """A sample is too small for the rules: held by them, admitted by a person, held by a person again."""
    inbox = site.store.home / "inbox" / SEMESTER / "dinsos"
    inbox.mkdir(parents=True)
    shutil.copy(HERE / "agencies" / "dinsos" / "samples" / "kks.xlsx", inbox / "kks.xlsx")
    job = build_definitions(site, manifest, date(2026, 7, 3), SEMESTER).resolve_job_def(JOB)
    key, day = dg.AssetKey(["conformed", "dinsos", "kks"]), "2026-07-03T00:00:00Z"
    decisions: tuple[Literal["admit", "hold"] | None, ...] = (None, "admit", "hold")
    shown = []
    for decision in decisions:
        if decision:
            (row,) = site.ledger.submissions(SEMESTER)
            site.ledger.decide(DecisionRow(row.submission_id, decision, "Petugas", "alasan", day))
        done = job.execute_in_process(partition_key=SEMESTER, asset_selection=[key])
        (event,) = done.get_asset_materialization_events()
        (check,) = (one for one in done.get_asset_check_evaluations() if one.check_name == "daftar_diakui")
        problems = str(check.metadata["masalah"].value)
        assert set(event.materialization.metadata) == {
            "putusan", "berkas", "baris_masuk", "baris_diterima", "baris_ditolak", "bukan_data", "dagster/row_count",
        }, "the office reads this screen"  # fmt: skip
        shown.append((event.materialization.metadata["putusan"].value, check.passed, "PTS-001" in problems))
    assert shown == [("ditahan", False, False), ("diakui", True, False), ("ditahan", False, True)]
