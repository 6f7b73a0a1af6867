"""`sinergi proposals`, and `decide` for its workbook: word to the source's owner."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from delivery.proposals.book import KINDS, ProposalError, read_source, settle
from ingest.store import write_text
from orchestration.access_log import note_access
from orchestration.cli.console import (
    PUBLISHED,
    console_on,
    installation_of,
    refuse_filled_in,
    semester_of,
    settings_of,
    wrong_usage,
)
from orchestration.cli.csv_text import as_csv
from orchestration.cli.review import house_mark, now
from orchestration.progress import figure


def make_proposals(home: Path | None, semester: str) -> int:
    """Writes the proposals of a semester and notes them as sent."""
    from delivery.proposals.sheet import form_rows, write_proposals
    from orchestration.progress import StepError, alone

    wanted = str(semester_of(semester))
    site, console = installation_of(settings_of(home)), console_on()
    try:
        with alone(site.settings.home):
            booked = site.ledger.proposals()
            settled = settle(wanted, read_source(site.store.warehouse, wanted, booked), booked, now())
            path = write_proposals(site.store, wanted, house_mark(site.settings), settled)
            write_text(as_csv(*form_rows(settled)), path.with_suffix(".csv"))
            site.ledger.book_proposals(settled.changed)
    except (ProposalError, StepError) as error:
        wrong_usage(str(error))
    note_access(site.settings.home, "proposals", wanted, len(settled.proposed))
    kinds = Counter(line["proposal_kind"] for line in settled.proposed)
    counts = (
        ", ".join(f"{figure(kinds[kind])} {words.lower()}" for kind, words in KINDS.items() if kinds[kind])
        or "tidak ada"
    )
    refused = sum(row.status == "refused" for row in settled.answered)
    console.print(
        f"[green]✓[/] {figure(len(settled.proposed))} usulan kepada pemegang {settled.snapshot}: {counts}.\n"
        f"Sebelumnya: {len(settled.waiting)} menunggu jawaban; {len(settled.answered) - refused} diterima, "
        f"{settled.found} di antaranya baru ditemukan di versi ini; {refused} ditolak, tidak diusulkan lagi.\n"
        f"Buku:       {path}\nCSV:        {path.with_suffix('.csv')}\n"
        f"Sesudah dijawab: sinergi decide {path} --home {site.settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def take_proposals(home: Path | None, file: Path) -> int:
    """Keeps the owner's answers of a filled-in workbook, all or none."""
    from delivery.proposals.answers import read_proposal_answers
    from orchestration.progress import StepError, alone

    site, console = installation_of(settings_of(home)), console_on()
    codes = site.catalogue.issue_codes
    read = read_proposal_answers(file, house_mark(site.settings), site.ledger.proposals(), now(), codes)
    if read.problems:
        return refuse_filled_in(console, read.problems, "jawaban")
    try:
        with alone(site.settings.home):
            site.ledger.book_proposals(read.changed)
    except StepError as error:
        wrong_usage(str(error))
    taken = sum(row.status == "taken_up" for row in read.changed)
    console.print(
        f"[green]✓[/] {taken} usulan diterima, {len(read.changed) - taken} ditolak; {read.blank} belum dijawab, "
        f"{read.unchanged} tidak berubah.", soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED
