"""Checks one file by all that a run asks of it alone."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.declarations.catalogue import Catalogue
from ingest.drafting import file_check
from ingest.drafting.file_check import FileCheck
from ingest.sandbox.bounds import Bounds
from ingest.store import Store
from ingest.submission import Problem

AFTERWARDS = (
    "Baru diketahui saat sinergi run, karena perlu berkas lain: versi lain di kotak masuk (FIL-004, FIL-007, FIL-010), "
    "daftar semester lalu yang dikirim lagi (FIL-008), kolom yang dulu ada (KOL-009), "
    "dan perubahan jumlah baris (VOL-003)."
)
"""The gates that need the semester around a file, in the operator's words."""


def check_like_a_run(
    path: Path, catalogue: Catalogue, agency_id: str | None, semester: str | None, bounds: Bounds
) -> FileCheck:
    """The check of a file with the verdict of the quality rules; nothing is kept."""
    from expectations import judge_all

    with tempfile.TemporaryDirectory(prefix="sinergi-check-") as scratch:
        store = Store(Path(scratch))
        found = file_check.check_file(path, catalogue, agency_id, semester, bounds, store)
        lists = [each for each in (found, *found.beside) if each.submission is not None and each.table_id]
        pairs = [(each.submission, None) for each in lists if each.submission is not None]
        verdicts = {verdict.submission_id: verdict for verdict in judge_all(store, catalogue, pairs)} if pairs else {}

    def judged(each: FileCheck) -> FileCheck:
        verdict = verdicts.get(each.submission.submission_id) if each.submission else None
        told = {problem.code for problem in each.problems}
        failed = [
            Problem(result.code, "hold", f"{result.title}: {result.observed}.", result.action)
            if result.severity == "critical"
            else Problem(result.code, "warning", f"{result.title}.", result.action, count=max(result.failed, 1))
            for result in (verdict.failed if verdict else ())
            if result.severity == "critical" or result.code not in told
        ]
        return replace(each, problems=(*each.problems, *failed))

    return replace(judged(found), beside=tuple(map(judged, found.beside)))
