"""`sinergi backup` and `sinergi restore`: a whole home in one file, and back, with proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from orchestration.access_log import note_access
from orchestration.cli.console import NOT_PUBLISHED, PUBLISHED, console_on, installation_of, settings_of, wrong_usage
from orchestration.health.backup import BackupError, Contents, back_up, counts_of, restore
from orchestration.progress import StepError, alone, figure
from orchestration.settings import Settings

_MIB = 2**20
Result = TypeVar("Result")


def write_backup(home: Path | None, file: Path) -> int:
    """Writes the backup while no run is going on; gives the exit code."""
    settings = settings_of(home)
    if not settings.home.is_dir():
        wrong_usage(f"folder data tidak ada: {settings.home}")
    if file.exists():
        wrong_usage(f"{file} sudah ada; pilih nama lain, cadangan lama tidak ditimpa")
    site = installation_of(settings)
    try:
        with alone(settings.home):
            contents = back_up(settings.home, site.ledger, file)
    except StepError as error:
        wrong_usage(str(error))
    note_access(settings.home, "backup", file.name, len(contents.files))
    console = console_on()
    console.print(
        f"[green]✓[/] {figure(len(contents.files))} berkas, {contents.size / _MIB:.0f} MiB di {file}. Isinya data "
        "pribadi dan kunci nomor orang: simpan seperti daftarnya sendiri.", soft_wrap=True, highlight=False,
    )  # fmt: skip
    if settings.ledger_url != settings.store.ledger_url:
        console.print("[yellow]Buku kiriman (ledger) ada di server basis data: cadangkan di sana.[/]", soft_wrap=True)
    return PUBLISHED


def restore_backup(home: Path | None, file: Path, *, verify: bool) -> int:
    """Makes a home of a backup and, when asked, proves it; gives the exit code."""
    settings = settings_of(home)
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    try:
        contents = restore(file, settings.home)
    except BackupError as error:
        wrong_usage(str(error))
    _follow(settings)
    console = console_on()
    told = f"[green]✓[/] {figure(len(contents.files))} berkas, semua hash cocok: {settings.home}"
    console.print(told, soft_wrap=True, highlight=False)
    if not verify:
        return PUBLISHED
    problems = [
        *_other_counts(settings, contents),
        *_untraced(settings, lambda text: console.print(text, soft_wrap=True)),
    ]
    for problem in problems:
        console.print(f"[red]{problem}[/]", soft_wrap=True, highlight=False)
    return NOT_PUBLISHED if problems else PUBLISHED


def _follow(settings: Settings) -> None:
    from orchestration.health.moved import follow_home

    if settings.store.warehouse.exists():
        follow_home(settings.store.warehouse, settings.home)


def _other_counts(settings: Settings, contents: Contents) -> list[str]:
    counts = counts_of(settings.home, installation_of(settings).ledger)
    return [
        f"RUM-033 {name}: {counts.get(name)} di folder yang dipulihkan, {then} waktu disimpan"
        for name, then in contents.counts.items()
        if counts.get(name) != then
    ]


def _untraced(settings: Settings, say: Callable[[str], None]) -> list[str]:
    """Traces one figure of the restored home to its rows and their landed files."""
    from delivery.tracing import TraceError, walk
    from orchestration.cli.trace import first_figure, opened

    if not settings.store.warehouse.exists():
        return []
    try:
        with opened(settings) as traced:
            found = first_figure(traced)
            if found is None:
                return []
            walked = walk(traced.warehouse, traced.traces, found)
            places = {place.file_sha256 for each in walked for place in each.places if place.file_sha256}
    except (TraceError, duckdb.Error) as error:
        return [f"RUM-034 {error}"]
    gone = sorted(sha256 for sha256 in places if not settings.store.landed(sha256).is_file())
    say(f"[green]✓[/] {found.name} = {found.value}: {len(places)} berkas asal, {len(places) - len(gone)} ada.")
    return [f"RUM-034 berkas asal {sha256[:12]} tidak ada" for sha256 in gone]
