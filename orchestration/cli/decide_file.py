"""`sinergi admit` and `sinergi hold`: a person decides about one file, with name and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rich.markup import escape

from ingest.acceptance.decided import can_be_admitted
from ingest.ledger import DecisionRow, SubmissionRow, now
from ingest.parsers.masking import without_long_numbers
from orchestration.cli.console import PUBLISHED, console_on, installation_of, settings_of, wrong_usage
from orchestration.installation import Installation
from orchestration.stages import load_submission

_VERBS = {"admit": "diakui", "hold": "ditahan"}
_MOST_SHOWN = 12


def decide_file(
    home: Path | None, wanted: str, decision: Literal["admit", "hold"], decided_by: str, reason: str
) -> int:
    """Keeps the decision in the ledger; it counts from the next run on."""
    if not decided_by.strip() or not reason.strip():
        wrong_usage("--by dan --reason harus diisi: putusan tanpa nama dan alasan tidak disimpan")
    site = installation_of(settings_of(home))
    row = _the_file(site, wanted)
    if decision == "admit" and not can_be_admitted(site.store, load_submission(site.store, row)):
        wrong_usage(f"{row.submission_id}: tidak ada baris yang terbaca sebagai daftar; berkasnya harus diperbaiki")
    why = without_long_numbers(reason.strip())
    site.ledger.decide(DecisionRow(row.submission_id, decision, decided_by.strip(), why, now()))
    site.ledger.keep_twin()
    name = escape(f"{row.agency_id}/{row.file_name}")
    console_on().print(f"[green]✓[/] {name} ({row.submission_id}) {_VERBS[decision]} oleh {escape(decided_by)}.\n"
                       f"Berlaku sejak: sinergi run {row.semester}", soft_wrap=True, highlight=False)  # fmt: skip
    return PUBLISHED


def _the_file(site: Installation, wanted: str) -> SubmissionRow:
    """The one file meant: by submission_id, by agency and name, or name."""
    rows = site.ledger.submissions()
    found = [row for row in rows if wanted in (row.submission_id, f"{row.agency_id}/{row.file_name}", row.file_name)]
    found = [row for row in found if row.is_present or row.submission_id == wanted] or found
    if len(found) != 1:
        shown = found or [row for row in rows if row.status == "held" and row.is_present]
        told = [f"{row.submission_id}  {row.agency_id}/{row.file_name} ({row.status})" for row in shown[-_MOST_SHOWN:]]
        what = "lebih dari satu berkas" if found else "tidak ada berkas itu"
        wrong_usage(f"{wanted!r}: {what}; sebutkan salah satu:", *told)
    return found[0]
