"""The steps as functions: what stands in for a list, what a failure of a neighbour may not stop."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import delivery
from delivery.release.postgres import PostgresError
from ingest.acceptance.side_tables import write_side_tables
from ingest.inbox.line import LineError
from ingest.inbox.pull import PullError, PullReport
from ingest.store import write_json, write_parquet
from ingest.submission import Status, Submission
from orchestration import gates, stages
from orchestration.health.folders import MADE, close_folders, open_to_readers
from orchestration.installation import Installation
from orchestration.settings import Settings

FIRST, SECOND, THIRD = "2017-S1", "2017-S2", "2018-S1"


def put(site: Installation, semester: str, name: str = "kks.xlsx", status: Status = "admitted") -> Submission:
    one = Submission(
        submission_id=f"{semester}-{name}", semester=semester, agency_id="dinsos", table_id="kks",
        entity="enrolment_records", programme_code="KKS", file_name=name, file_sha256=f"{semester}{name}",
        received_at="2017-07-01T00:00:00Z", status=status,
    )  # fmt: skip
    one.save(site.store)
    site.ledger.record(one, 1)
    return one


def before(site: Installation, *now: Submission) -> Submission | None:
    return stages._before(site.store, site.ledger.submissions(), now, now[0])


def test_a_list_is_compared_with_the_newest_semester_before_it(site: Installation) -> None:
    put(site, FIRST)
    second = put(site, SECOND)
    assert before(site, put(site, THIRD, status="conformed")) == second


def test_a_held_list_is_compared_with_nothing_and_nothing_with_it(site: Installation) -> None:
    first = put(site, FIRST)
    put(site, SECOND, status="held")
    assert before(site, put(site, THIRD, status="conformed")) == first
    assert before(site, first) is None, "there is no semester before"


def test_a_list_in_several_files_is_compared_with_none(site: Installation) -> None:
    put(site, FIRST, "ujung.xlsx")
    now = put(site, SECOND, "satu.xlsx", "conformed")
    assert before(site, now, put(site, SECOND, "dua.xlsx", "conformed")) is None
    assert before(site, now, put(site, SECOND, "salinan.xlsx", "duplicate")) is not None, "a copy is no second file"
    put(site, FIRST, "soreang.xlsx")
    assert before(site, now) is None


def test_files_taken_out_of_the_inbox_are_not_present(site: Installation) -> None:
    one, other = put(site, FIRST, "satu.xlsx"), put(site, FIRST, "dua.xlsx")
    site.ledger.mark_absent(FIRST, "dinsos", {other.submission_id})
    assert stages.present(site, FIRST) == [other]
    assert one not in stages.present(site, FIRST)


def test_a_failed_pull_is_told_and_the_inbox_used_as_it_is(site: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    report = PullReport("dinsos", FIRST, "sftp://server", fetched=("kks.xlsx",))

    def fail(*_: object) -> PullReport:
        raise PullError([LineError("PULL-001", "alamat tidak terjangkau")], report)

    monkeypatch.setattr(stages, "pull", fail)
    pulled = stages.pull_files(site, FIRST, "dinsos")
    assert pulled.report == report
    assert len(pulled.problems) == 1
    assert "PULL-001" in pulled.problems[0]


def test_stale_lists_of_other_semesters_stay_stale(site: Installation) -> None:
    one, other = put(site, FIRST), put(site, SECOND)
    write_side_tables(site.store, site.ledger, site.catalogue, frozenset({one.submission_id}))
    assert stages.stale_now(site.store) == {one.submission_id: FIRST}
    stages.accept_all(site, THIRD)
    assert stages.stale_now(site.store) == {one.submission_id: FIRST}
    assert other.submission_id not in stages.stale_now(site.store)


def test_folders_of_personal_data_are_closed_again(site: Installation) -> None:
    open_folder = site.store.home / "accepted"
    open_folder.mkdir(parents=True)
    open_folder.chmod(0o755)
    close_folders(site.store)
    assert stat.S_IMODE(open_folder.stat().st_mode) == 0o700
    assert not (site.store.home / "published").exists()


def test_a_second_door_that_stays_shut_does_not_take_the_release_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Installation.open(
        Settings.from_environment(tmp_path, {"SINERGI_PUBLISH_URL": "postgresql://u:rahasia@db/p"})
    )
    write_parquet(pa.table({"submission_id": ["a"], "as_of_date": [None]}), site.store.accepted_part("submissions"))
    for gate in (gates.ACCEPTED, gates.LINKED, gates.BUILT):
        gates.note(site, gate, passed=True)
    release = delivery.Release("2017-S1-x", FIRST, "2017-07-01T00:00:00Z", "c" * 64, tmp_path, {"marts.a": 1}, True)
    write_json({"submissions": []}, tmp_path / "manifest.json")
    monkeypatch.setattr(delivery, "publish", lambda *_, **__: release)
    for name in ("protection_of", "meanings_of"):
        monkeypatch.setattr(f"orchestration.counted_units.{name}", lambda _: None)

    def refuse(url: str, _: Path) -> Any:
        assert url == "postgresql://u:rahasia@db/p"
        raise PostgresError("PUB-010 Postgres tidak terjangkau")

    monkeypatch.setattr("delivery.release.postgres.publish_to", refuse)
    published = stages.publish_release(site, FIRST, {})
    assert published.release == release
    assert published.postgres_problem == "PUB-010 Postgres tidak terjangkau"
    assert [row.release_id for row in site.ledger.releases()] == ["2017-S1-x"]


def test_checks_are_told_in_counts(site: Installation) -> None:
    folder = site.store.linkage / "reports"
    folder.mkdir(parents=True)
    (folder / f"{FIRST}.json").write_text('{"checks": [{"code": "LNK-001", "found": 0, "allowed": 0}]}', "utf-8")
    results = {"results": [
        {"unique_id": "test.sinergi.a", "status": "pass"}, {"unique_id": "test.sinergi.b", "status": "warn"},
        {"unique_id": "test.sinergi.c", "status": "pass"}, {"unique_id": "model.sinergi.d", "status": "success"},
    ]}  # fmt: skip
    assert stages.checks_told(site.store, FIRST, results) == {
        "linkage": {"LNK-001": {"found": 0, "allowed": 0}}, "warehouse": {"pass": 2, "warn": 1},
    }  # fmt: skip
    assert stages.checks_told(site.store, SECOND, None) == {"linkage": {}, "warehouse": {}}


def test_versions_of_what_made_a_release() -> None:
    told = stages.versions()
    assert set(told) >= {"python", "sinergi", "duckdb", "dbt-core", "splink"}
    assert "?" not in told.values()


def test_a_group_of_readers_comes_through_the_door_and_no_further(site: Installation) -> None:
    close_folders(site.store)
    group = grp.getgrgid(os.getgid()).gr_name
    assert open_to_readers(site.store, group)
    seen = site.store.home.stat()
    assert (stat.S_IMODE(seen.st_mode), seen.st_gid) == (0o710, os.getgid())
    assert {stat.S_IMODE((site.store.home / name).stat().st_mode) for name in MADE} == {0o700}
    assert not open_to_readers(site.store, "no such group")
