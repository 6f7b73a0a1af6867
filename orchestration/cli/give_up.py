"""`sinergi give-up`: the way on without what people decided, where no backup brings it back."""

from __future__ import annotations

from pathlib import Path

import typer

from ingest.ledger import Ledger
from ingest.ledger_upgrade import LedgerError
from orchestration.access_log import note_access
from orchestration.cli.console import NOT_PUBLISHED, PUBLISHED, console_on, settings_of, tell_problems, wrong_usage
from orchestration.health.kept_by_people import give_up, kept_by_people
from orchestration.progress import StepError, alone

_THEN = {
    "decisions": "putusan buku tinjauan dimulai dari nol: pasangannya ditanyakan lagi, dan nomor orang dapat berganti",
    "forgotten": "daftar orang yang dilupakan dimulai dari nol: baris mereka yang dikirim lagi akan dibaca",
    "answers": "jawaban atas buku pertanyaan dimulai dari nol: semuanya ditanyakan lagi, dan berkas dapat tertahan",
}


def give_up_kept(home: Path | None, name: str, *, is_sure: bool) -> int:
    """Begins anew what is lost beyond repair; gives the exit code."""
    settings = settings_of(home)
    if name not in _THEN or not settings.home.is_dir():
        wrong_usage(f"{name!r} bukan salah satu dari: {', '.join(_THEN)}" if name not in _THEN
                    else f"folder data tidak ada: {settings.home}")  # fmt: skip
    (kept,) = (each for each in kept_by_people(settings.store) if each.name == name)
    try:
        ledger = Ledger(settings.ledger_url)
        if kept.fate(kept.noted(ledger)) != "lost":
            wrong_usage(f"{kept.path}: tidak hilang, jadi tidak ada yang dilepaskan; lihat sinergi doctor")
        console_on().print(f"{_THEN[name][0].upper()}{_THEN[name][1:]}.", soft_wrap=True, highlight=False)
        if not is_sure:
            typer.confirm("Sudah dicari di semua cadangan, dan dilepaskan", abort=True)
        with alone(settings.home):
            give_up(kept, ledger)
    except (LedgerError, StepError) as error:
        tell_problems(str(error).splitlines())
        return NOT_PUBLISHED
    note_access(settings.home, "give-up", name)
    console_on().print(f"[green]✓[/] Sisanya disisihkan di samping {kept.path}.", soft_wrap=True, highlight=False)
    return PUBLISHED
