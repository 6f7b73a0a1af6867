"""What is told at the end of a run: rows that add up, the gravest first, one line for each code."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from expectations.verdict import RuleResult, Verdict, verdict_path
from ingest.submission import Problem, Status, Submission, UnreadColumn
from orchestration.cli.run_report import Finding, RunReport, report_on
from orchestration.inbox import agreed_now, stray_files
from orchestration.installation import Installation

SEMESTER = "2017-S1"
AGREEMENT = """
semester: 2017-S1
snapshot: BDT-2015
agreed_by: TKPK
letter_no: "1"
letter_date: 2017-06-01
file_sha256: {sha256}
"""


def put(
    site: Installation, agency_id: str, table_id: str, *problems: Problem, status: Status = "admitted",
    failed: tuple[RuleResult, ...] = (), snapshot_id: str | None = None, unread: tuple[UnreadColumn, ...] = (),
) -> Submission:  # fmt: skip
    one = Submission(
        submission_id=f"{SEMESTER}-{agency_id}-{table_id}", semester=SEMESTER, agency_id=agency_id, table_id=table_id,
        entity="reference_records" if snapshot_id else "enrolment_records", programme_code="",
        file_name=f"{table_id}.xlsx", file_sha256="ab" * 32,
        received_at="2017-07-01T00:00:00Z", rows_in=10, rows_accepted=6, rows_rejected=1, rows_furniture=3,
        problems=problems, snapshot_id=snapshot_id, unread=unread,
    ).with_status(status, [problem.code for problem in problems if problem.severity == "hold"])  # fmt: skip
    one.save(site.store)
    site.ledger.record(one, 1)
    Verdict(one.submission_id, status == "admitted", failed, ()).save(verdict_path(site.store, one))
    return one


def problem(code: str, severity: str, count: int = 1) -> Problem:
    return Problem(code, severity, f"Pesan {code}.", f"Tindakan {code}.", count=count)  # type: ignore[arg-type]


def result(code: str, severity: str, failed: int) -> RuleResult:
    return RuleResult(
        code, f"Judul {code}", "?", "validity", severity, "agency", f"Tindakan {code}.", "failed", 100, failed,
        f"{failed} dari 100",
    )  # fmt: skip


@pytest.fixture
def told(site: Installation) -> RunReport:
    put(site, "dinsos", "kks", problem("NIK-003", "warning", 4), problem("BAR-001", "reject", 1),
        problem("NIK-009", "info", 9),
        failed=(result("NIK-104", "warning", 30), result("NIK-003", "warning", 3)))  # fmt: skip
    put(site, "dinsos", "pkh", problem("NIK-003", "warning", 2))
    put(site, "disdag", "umkm_aid", problem("KOL-001", "hold"), status="held")
    put(site, "dinkes", "pbi_jk", status="held", failed=(result("VOL-001", "critical", 1),))
    (site.store.inbox / SEMESTER).mkdir(parents=True)
    (site.store.inbox / SEMESTER / "agreed_source.yml").write_text(AGREEMENT.format(sha256="ab" * 32), "utf-8")
    put(site, "bappeda", "bdt_2015", snapshot_id="BDT-2015")
    return report_on(site, SEMESTER, date(2017, 7, 20))


def test_rows_of_every_file_add_up(told: RunReport) -> None:
    assert len(told.files) == 5
    assert all(line.balances for line in told.files)
    assert [line.submission.table_id for line in told.files] == ["bdt_2015", "pbi_jk", "kks", "pkh", "umkm_aid"]


def test_holds_come_first_and_file_by_file(told: RunReport) -> None:
    assert [(one.severity, one.where) for one in told.findings[:2]] == [
        ("hold", "dinkes/pbi_jk pbi_jk.xlsx"), ("hold", "disdag/umkm_aid umkm_aid.xlsx"),
    ]  # fmt: skip
    assert "[VOL-001] Judul VOL-001: 1 dari 100. Tindakan VOL-001." in told.findings[0].text
    assert "[KOL-001]" in told.findings[1].text
    assert (told.held, told.needs_a_look) == (2, True)


def test_warnings_are_one_line_for_each_code_over_all_lists(told: RunReport) -> None:
    assert told.findings[2:] == (
        Finding("reject", "dinsos/kks 1", "[BAR-001] Pesan BAR-001. Tindakan BAR-001.", 1),
        Finding("warning", "dinsos/kks 30", "[NIK-104] Judul NIK-104. Tindakan NIK-104.", 30),
        # a rule that says the same as the cells is not counted twice
        Finding("warning", "dinsos/kks 4, dinsos/pkh 2", "[NIK-003] Pesan NIK-003. Tindakan NIK-003.", 6),
    )


def test_open_questions_are_counted(site: Installation) -> None:
    unread = tuple(UnreadColumn(header, "A", "C1", 1.0, "***", "text") for header in ("HOBI", "NAMAA PENERIMA"))
    put(site, "dinsos", "kks", replace(problem("KOL-001", "hold"), found="NAMAA PENERIMA"), status="held",
        unread=unread)  # fmt: skip
    assert report_on(site, SEMESTER, date(2017, 7, 1)).questions == (2, 1)


def test_missing_lists_are_told(told: RunReport) -> None:
    missing = {f"{one.agency_id}/{one.table_id}" for one in told.missing}
    assert "dinsos/bpnt" in missing
    assert "dinsos/kks" not in missing


def test_a_semester_without_trouble_needs_no_look(site: Installation) -> None:
    put(site, "dinsos", "kks", problem("NIK-003", "warning", 4))
    assert not report_on(site, SEMESTER, date(2017, 7, 1)).needs_a_look


def test_a_file_in_no_agencys_folder_needs_a_look(site: Installation) -> None:
    folder = site.store.inbox / SEMESTER
    for name in ("dinsoss", "dinsos"):
        (folder / name).mkdir(parents=True)
    (folder / "lepas.xlsx").write_bytes(b"x")
    (folder / "agreed_source.yml").write_text(AGREEMENT.format(sha256="null"), "utf-8")
    (folder / ".pulled.json").write_text("{}", "utf-8")
    strays = dict(stray_files(site, SEMESTER))
    assert set(strays) == {"2017-S1/dinsoss", "2017-S1/lepas.xlsx"}
    assert "mungkin maksudnya 'dinsos'" in strays["2017-S1/dinsoss"]
    assert report_on(site, SEMESTER, date(2017, 7, 1)).needs_a_look
    shutil.rmtree(folder / "dinsoss")
    (folder / "lepas.xlsx").unlink()
    assert stray_files(site, SEMESTER) == []


def test_another_source_than_the_agreed_one_is_told_first(site: Installation) -> None:
    put(site, "disdag", "umkm_aid", problem("KOL-001", "hold"), status="held")
    put(site, "bappeda", "bdt_2015", snapshot_id="BDT-2015")
    (site.store.inbox / SEMESTER).mkdir(parents=True)
    (site.store.inbox / SEMESTER / "agreed_source.yml").write_text(AGREEMENT.format(sha256="cd" * 32), "utf-8")
    found = report_on(site, SEMESTER, date(2017, 7, 1)).findings[0]
    assert (found.severity, found.where) == ("hold", "perjanjian sumber")
    assert "[SEP-008]" in found.text


def test_a_semester_without_agreement_is_told_and_stops_nothing(site: Installation) -> None:
    agreed = agreed_now(site, SEMESTER)
    assert ([each.code for each in agreed.notes()], agreed.faults()) == (["SEP-012"], [])


def test_the_report_reads_no_heavy_library(tmp_path: Path) -> None:
    import subprocess
    import sys

    modules = (
        "orchestration.cli.run_report, ingest.drafting.file_check, orchestration.cli.status, orchestration.cli.commands"
    )
    heavy = "('dagster', 'dagster_dbt', 'dbt', 'great_expectations', 'splink')"
    seen = f"import {modules}, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


def test_what_was_wrong_in_a_file_that_was_replaced_is_not_counted(site: Installation) -> None:
    put(site, "dinsos", "kks", problem("NIK-003", "warning", 4), status="superseded",
        failed=(result("NIK-104", "warning", 30),))  # fmt: skip
    put(site, "dinsos", "pkh", problem("NIK-003", "warning", 2))
    found = [(one.text[:9], one.count) for one in report_on(site, SEMESTER).findings if one.severity == "warning"]
    assert ("[NIK-003]", 2) in found
    assert [code for code, _ in found if code == "[NIK-104]"] == []
