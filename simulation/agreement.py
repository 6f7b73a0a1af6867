"""Writes the letter by which the meeting agrees on one data source.

It is a file beside the offices' folders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.semester import Semester
from simulation.answers import target_rule

_PERMIT_YEARS = 20  # a demo of long ago must go on running


AgreedFiles = Sequence[tuple[str, int]]
"""The hash and the rows of data of each file of the source."""


def write_agreement(inbox: Path, semester: Semester, snapshot_id: str, files: AgreedFiles) -> None:
    """Writes `agreed_source.yml` of `semester` into `inbox/<semester>/`."""
    number = f"TKPK/{semester.year}"
    lines = [
        f"semester: {semester}",
        f"snapshot: {snapshot_id}",
        *_files(files),
        "agreed_by: TKPK Kota Parepare",
        f"letter_no: 050/{100 + semester.half}/{number}",
        f"letter_date: {semester.first_day.replace(month=semester.first_day.month + 1, day=15).isoformat()}",
        f"valid_from: {semester.first_day.isoformat()}",
        f"valid_until: {semester.year + 1}-12-31",
        "permit:",
        f"  agreement: 119/{200 + semester.half}/PKS/{semester.year}",
        f"  confidentiality: 119/{300 + semester.half}/PI/{semester.year}",
        f"  hand_over: 119/{400 + semester.half}/BAST/{semester.year}",
        f"  expires: {semester.year + _PERMIT_YEARS}-12-31",
        "purpose: Pencocokan penerima program penanggulangan kemiskinan",
        "target:",
        *(
            f"  {code}: {{{name}: {value}}}"
            for code, rule in target_rule(snapshot_id).items()
            for name, value in rule.items()
        ),
    ]
    (inbox / str(semester) / "agreed_source.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _files(files: AgreedFiles) -> Iterator[str]:
    if len(files) == 1:
        yield f"file_sha256: {files[0][0]}"
        yield f"file_rows: {files[0][1]}"
        return
    yield "files:"
    yield from (f"  - {{sha256: {sha256}, rows: {rows}}}" for sha256, rows in files)
