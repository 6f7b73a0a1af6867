"""`sinergi texts`, and `decide` for its sheet: which written texts may be published."""

from __future__ import annotations

from pathlib import Path

from delivery.release.free_text import keep_passed
from delivery.release.guard import personal_names
from orchestration.cli.console import (
    PUBLISHED,
    console_on,
    installation_of,
    refuse_filled_in,
    settings_of,
    wrong_usage,
)
from orchestration.cli.review import house_mark, now
from orchestration.counted_units import text_secret


def make_texts(home: Path | None) -> int:
    """Writes the sheet of texts and tells where it is."""
    from delivery.passing.sheet import write_sheet

    site, console = installation_of(settings_of(home)), console_on()
    if not site.store.warehouse.exists():
        wrong_usage(f"belum ada gudang data di {site.settings.home}; jalankan dahulu: sinergi run SEMESTER")
    reasons = [decision.reason for decision in site.ledger.decisions().values()]
    personal = personal_names(site.catalogue.entities)
    written = write_sheet(site.store, house_mark(site.settings), text_secret(site.settings), personal, reasons)
    console.print(
        f"[green]✓[/] {written.waiting} naskah menunggu keputusan; {written.decided} sudah diputuskan.\n"
        f"Buku:       {written.path}\nSesudah diisi: sinergi decide {written.path} --home {site.settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def take_texts(home: Path | None, file: Path) -> int:
    """Keeps the decisions of a filled-in sheet of texts, all or none."""
    from delivery.passing.answers import read_passed
    from orchestration.progress import StepError, alone

    site, console = installation_of(settings_of(home)), console_on()
    read = read_passed(file, house_mark(site.settings), text_secret(site.settings), site.catalogue.issue_codes)
    if read.problems:
        return refuse_filled_in(console, read.problems, "keputusan")
    try:
        with alone(site.settings.home):
            moment = now()
            keep_passed(
                site.store,
                {answer.number: {"passed": answer.passed, "by": answer.by, "at": moment} for answer in read.answers},
            )
    except StepError as error:
        wrong_usage(str(error))
    passed = sum(answer.passed for answer in read.answers)
    console.print(
        f"[green]✓[/] {passed} naskah boleh terbit, {len(read.answers) - passed} tidak; {read.blank} belum diisi. "
        "Jalankan lagi semester terbaru agar berlaku.", soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED
