"""`sinergi key`: the key of the ids taken out sealed, and brought back."""

from __future__ import annotations

from pathlib import Path

from orchestration.access_log import note_access
from orchestration.cli.console import PUBLISHED, console_on, installation_of, settings_of, wrong_usage
from orchestration.health.sealed_key import LEAST_LETTERS, KeyFileError, export_key, import_key, open_key


def export_to(home: Path | None, file: Path, password: str) -> int:
    """Writes the sealed key; gives the exit code."""
    if len(password) < LEAST_LETTERS:
        wrong_usage(f"kata sandi kunci paling sedikit {LEAST_LETTERS} huruf; simpan di tempat lain dari berkasnya")
    if file.exists():
        wrong_usage(f"{file} sudah ada; pilih nama lain")
    settings = settings_of(home)
    installation_of(settings)
    fingerprint = export_key(settings.identity_key(), password, file)
    note_access(settings.home, "key export", file.name)
    console_on().print(
        f"[green]✓[/] Kunci {fingerprint[:8]} tersimpan di {file}, bersegel kata sandi. Simpan di luar komputer ini, "
        "terpisah dari kata sandinya.", soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def import_from(home: Path | None, file: Path, password: str) -> int:
    """Brings the key back; ends with wrong usage where it is not this home's."""
    settings = settings_of(home)
    site = installation_of(settings)
    try:
        is_new = import_key(settings.home, site.ledger, open_key(file, password))
    except KeyFileError as error:
        wrong_usage(str(error))
    site.ledger.keep_twin()
    told = "dikembalikan" if is_new else "sudah ada dan sama"
    console_on().print(f"[green]✓[/] Kunci {told}: {settings.home}", soft_wrap=True, highlight=False)
    return PUBLISHED
