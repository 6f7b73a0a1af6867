"""Writes the letter by which the meeting agrees on one data source.

It is a file beside the offices' folders.
"""

from __future__ import annotations

from pathlib import Path

from ingest.semester import Semester
from simulation.answers import target_rule


def write_agreement(inbox: Path, semester: Semester, snapshot_id: str, file_sha256: str) -> None:
    """Writes `agreed_source.yml` of `semester` into `inbox/<semester>/`."""
    lines = [
        f"semester: {semester}",
        f"snapshot: {snapshot_id}",
        f"file_sha256: {file_sha256}",
        "agreed_by: TKPK Kota Parepare",
        f"letter_no: 050/{100 + semester.half}/TKPK/{semester.year}",
        f"letter_date: {semester.first_day.replace(month=semester.first_day.month + 1, day=15).isoformat()}",
        "target:",
        *(
            f"  {code}: {{{name}: {value}}}"
            for code, rule in target_rule(snapshot_id).items()
            for name, value in rule.items()
        ),
    ]
    (inbox / str(semester) / "agreed_source.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
