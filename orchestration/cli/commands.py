"""The work of each command; `orchestration/cli/app.py` says how it is called."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ingest.declarations.catalogue import CatalogueError
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    PUBLISHED_WITH_HOLDS,
    console_on,
    installation_of,
    semester_of,
    settings_of,
    wrong_usage,
)
from orchestration.progress import figure

if TYPE_CHECKING:
    pass

_SECONDS_TO_STOP = 20.0


def simulate_city(
    out: Path,
    population: int,
    semesters: str,
    seed: int,
    faults: str,
    strange: int | None = None,
    source: str = "usual",
    regencies: int = 1,
) -> None:
    """Writes the files of a simulated city, or of a land of several `regencies`.

    `strange` is the seed of office habits that are not the usual ones.
    """
    if faults not in ("light", "normal", "life", "heavy"):
        wrong_usage(f"--faults harus light, normal, life atau heavy, bukan {faults!r}")
    if source not in ("usual", "dtsen"):
        wrong_usage(f"--source harus usual atau dtsen, bukan {source!r}")
    wanted = [str(semester_of(text)) for text in semesters.split(",") if text.strip()]
    if regencies > 1:
        _simulate_land(out, regencies, population, wanted, seed, faults, is_plain=strange is None and source == "usual")
        return
    console = console_on()
    from simulation import simulate

    with console.status(f"Membuat kota dengan {figure(population)} penduduk ..."):
        try:
            report = simulate(out, population, wanted, seed, faults, strange=strange, source=source)  # type: ignore[arg-type]
        except ValueError as error:
            wrong_usage(str(error))
    for semester, residents in report.residents.items():
        files = [file for file in report.files if file.semester == semester]
        console.print(
            f"[green]✓[/] {semester}: {figure(residents)} penduduk, {len(files)} berkas di {out / 'inbox' / semester}"
        )
    console.print(f"Lanjutkan dengan: sinergi run {wanted[0]} --home {out}", soft_wrap=True)


def _simulate_land(
    out: Path, regencies: int, population: int, semesters: list[str], seed: int, faults: str, *, is_plain: bool
) -> None:
    """Writes a home for each regency of a simulated land."""
    from simulation import simulate_land

    if not is_plain:
        wrong_usage("--regencies tidak dapat dipakai bersama --strange atau --source")
    console = console_on()
    with console.status(f"Membuat {regencies} kabupaten/kota dengan {figure(population)} penduduk ..."):
        try:
            report = simulate_land(out, regencies, population, semesters, seed, faults)  # type: ignore[arg-type]
        except ValueError as error:
            wrong_usage(str(error))
    console.print(f"[green]✓[/] {len(report.homes)} kabupaten/kota di {out}; {figure(report.moved)} orang berpindah")
    console.print(f"Lanjutkan dengan: sinergi shards {out} {semesters[0]}", soft_wrap=True)


def check_one(home: Path | None, file: Path, agency_id: str | None, semester: str | None) -> int:
    """Shows everything that would be said about a file; gives the exit code.

    A file in the inbox of a home is checked with what that home knows: its city, its answers, its own declarations.
    """
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    if semester is not None:
        semester_of(semester)
    from orchestration.check import check_like_a_run, home_of

    own = home_of(file)
    settings = settings_of(own.home if own else home)
    try:
        catalogue = settings.catalogue()
    except CatalogueError as error:
        wrong_usage(*error.problems)
    if agency_id is not None and agency_id not in catalogue.agencies:
        wrong_usage(f"instansi {agency_id!r} tidak dikenal; yang ada: {', '.join(sorted(catalogue.agencies))}")
    from orchestration.cli.check_screen import show_check

    found = check_like_a_run(file, catalogue, agency_id, semester, settings.bounds, settings.store)
    show_check(console_on(), found)
    return PUBLISHED_WITH_HOLDS if found.is_held else PUBLISHED


def show_status(home: Path | None, semester: str | None) -> None:
    """Shows who delivered what, and what is published."""
    if semester is not None:
        semester_of(semester)
    from orchestration.cli.status import show

    show(console_on(), installation_of(settings_of(home)), semester)


def prepare_home(home: Path | None) -> None:
    """Prepares dbt's manifest and Dagster's configuration."""
    from orchestration.dbt.manifest import DbtError
    from orchestration.dbt.prepared import prepare

    settings, console = settings_of(home), console_on()
    installation_of(settings)
    try:
        with console.status("Menyiapkan proyek dbt ..."):
            done = prepare(settings)
    except DbtError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True, highlight=False)
        raise typer.Exit(NOT_PUBLISHED) from None
    console.print(f"[green]✓[/] {settings.home} {'disiapkan' if done else 'sudah siap'}.", soft_wrap=True)


def open_ui(home: Path | None, port: int, *, read_only: bool = False) -> int:
    """Runs Dagster's UI until it is stopped.

    Read-only nothing can be started, turned on or deleted in it, and no schedule or sensor of it runs.
    """
    prepare_home(home)
    settings = settings_of(home)
    from orchestration.run_book import dagster_home

    root = Path(__file__).parents[2]
    environment = settings.environment(DAGSTER_HOME=str(dagster_home(settings.home)), DAGSTER_DISABLE_TELEMETRY="yes")
    console_on().print(f"Layar: http://127.0.0.1:{port}  (Ctrl-C untuk menutup)")
    # a shell's background jobs begin with Ctrl-C ignored, and what we start would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    program = ["dagster_webserver", "--read-only"] if read_only else ["dagster", "dev"]
    process = subprocess.Popen(  # noqa: S603 (our own arguments)
        [sys.executable, "-m", *program, "-m", "orchestration.definitions", "-d", str(root),
         "-h", "127.0.0.1", "-p", str(port)],
        env=environment, cwd=settings.home,
    )  # fmt: skip
    return _wait_for(process)


def _wait_for(process: subprocess.Popen[bytes]) -> int:
    """Waits for Dagster to end.

    Ctrl-C reaches it by itself; SIGTERM, which it does not heed, is handed on as Ctrl-C.
    """

    def hand_on(*_: object) -> None:
        process.send_signal(signal.SIGINT)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, hand_on)
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(_SECONDS_TO_STOP)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
        return 0
