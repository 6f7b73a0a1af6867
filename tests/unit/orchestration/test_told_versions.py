"""What a corrected file changed is told at the end of a run, last; other information is not."""

from __future__ import annotations

from datetime import date

from ingest.submission import Problem, Submission
from orchestration.cli.run_report import Finding, report_on
from orchestration.installation import Installation

CHANGED = Problem("FIL-010", "info", "Berkas menggantikan kiriman lama.", "", found="1 baris baru, 2 hilang, 3 berubah")


def test_a_correction_tells_its_rows(site: Installation) -> None:
    others = (Problem("NIK-009", "info", "Dirapikan.", ""), Problem("NIK-003", "warning", "Rusak.", ""))
    one = Submission(
        submission_id="2017-S1-dinsos-kks", semester="2017-S1", agency_id="dinsos", table_id="kks",
        entity="enrolment_records", programme_code="KKS", file_name="kks_REV.xlsx", file_sha256="ab" * 32,
        received_at="2017-07-01T00:00:00Z", problems=(CHANGED, *others), status="admitted",
    )  # fmt: skip
    one.save(site.store)
    site.ledger.record(one, 1)
    *before, last = report_on(site, "2017-S1", date(2017, 7, 20)).findings
    assert last == Finding("info", "dinsos/kks kks_REV.xlsx", CHANGED.sentence())
    assert "1 baris baru, 2 hilang, 3 berubah" in last.text
    assert "info" not in {finding.severity for finding in before}
