"""What each command does; `orchestration/cli.py` says how it is called."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer
from rich.console import Console

from ingest.catalogue import CatalogueError
from ingest.semester import Semester
from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER
from orchestration.cli import NOT_PUBLISHED, PUBLISHED, PUBLISHED_WITH_HOLDS, WRONG_USAGE
from orchestration.settings import Settings, SettingsError

if TYPE_CHECKING:
    from orchestration.stages import Workplace

_LOGS_KEPT = 20
_SECONDS_TO_STOP = 20.0


def wrong_usage(*problems: str) -> NoReturn:
    """Says every problem and ends with the exit code of wrong usage."""
    console = Console(stderr=True)
    for problem in problems:
        console.print(f"[red]Salah pakai:[/] {problem}", soft_wrap=True)
    raise typer.Exit(WRONG_USAGE)


def _settings(home: Path | None) -> Settings:
    try:
        return Settings.from_environment(home)
    except SettingsError as error:
        wrong_usage(str(error))


def _workplace(settings: Settings) -> Workplace:
    from orchestration.stages import Workplace  # noqa: PLC0415

    try:
        return Workplace.open(settings)
    except CatalogueError as error:
        wrong_usage(*error.problems)


def _semester(text: str) -> Semester:
    try:
        return Semester.parse(text)
    except ValueError as error:
        wrong_usage(str(error))


def simulate_city(out: Path, population: int, semesters: str, seed: int, faults: str) -> None:
    """Writes the files of a simulated city."""
    if faults not in ("light", "normal", "heavy"):
        wrong_usage(f"--faults harus light, normal atau heavy, bukan {faults!r}")
    wanted = [str(_semester(text)) for text in semesters.split(",") if text.strip()]
    console = Console()
    from simulation import simulate  # noqa: PLC0415

    with console.status(f"Membuat kota dengan {population} penduduk ..."):
        try:
            report = simulate(out, population, wanted, seed, faults)  # type: ignore[arg-type]
        except ValueError as error:
            wrong_usage(str(error))
    for semester, residents in report.residents.items():
        files = [one for one in report.files if one.semester == semester]
        console.print(
            f"[green]✓[/] {semester}: {residents} penduduk, {len(files)} berkas di {out / 'inbox' / semester}"
        )
    console.print(f"Lanjutkan dengan: sinergi run {wanted[0]} --home {out}", soft_wrap=True)


def run_one(home: Path | None, semester: str, *, verbose: bool) -> int:
    """Runs a semester and shows what came of it; gives the exit code."""
    wanted = _semester(semester)
    settings = _settings(home)
    place = _workplace(settings)
    _refuse_what_cannot_run(place, wanted)
    console, log = Console(file=_own_output()), _log_file(settings, str(wanted))
    console.print(f"Semester {wanted} · {settings.home}", soft_wrap=True)
    with contextlib.nullcontext() if verbose else _quiet(log):
        code = _run_and_show(console, place, str(wanted), log, verbose=verbose)
    return code


def _refuse_what_cannot_run(place: Workplace, semester: Semester) -> None:
    from ingest.side_tables import agreed_sources  # noqa: PLC0415
    from orchestration.inbox import has_something_to_read, semesters_with_files  # noqa: PLC0415
    from orchestration.semester_run import can_be_run  # noqa: PLC0415

    if not can_be_run(semester, date.today()):
        wrong_usage(f"semester {semester} di luar jangkauan (2010-S1 sampai semester sesudah kini)")
    if not has_something_to_read(place, str(semester)):
        known = ", ".join(semesters_with_files(place)) or "belum ada"
        wrong_usage(f"tidak ada berkas di {place.store.inbox / str(semester)}; semester yang ada: {known}")
    try:
        agreed_sources(place.store)
    except CatalogueError as error:
        wrong_usage(*error.problems)


def _run_and_show(console: Console, place: Workplace, semester: str, log: Path, *, verbose: bool) -> int:
    from orchestration.dbt_manifest import DbtError  # noqa: PLC0415
    from orchestration.run_report import report_on  # noqa: PLC0415
    from orchestration.screens import following, show_report  # noqa: PLC0415

    page = place.store.quality / semester / "index.html"
    try:
        with following(console) as listener:
            _prepare_while_importing(place.settings)
            from orchestration.semester_run import run_semester  # noqa: PLC0415

            outcome = run_semester(place, semester, listener, log_level="INFO" if verbose else "CRITICAL")
    except (DbtError, KeyboardInterrupt) as error:
        console.print(
            f"[red]Tidak terbit.[/] {str(error) or 'Dihentikan.'} Terbitan yang lama tidak berubah.", soft_wrap=True
        )
        return NOT_PUBLISHED
    report = report_on(place, semester)
    show_report(console, report, str(page))
    current = place.store.published / "current"
    console.print(f"\nMutu tiap daftar: {page}\nCatatan lengkap:  {log}\nDi layar:         sinergi ui --home {place.settings.home}",
                  soft_wrap=True, highlight=False)  # fmt: skip
    if not outcome.is_published:
        for failure in outcome.failures:
            console.print(f"[red]{failure}[/]", soft_wrap=True, highlight=False)
        console.print("[bold red]Tidak terbit.[/] Terbitan yang lama tidak berubah; perbaiki, lalu jalankan lagi.")
        return NOT_PUBLISHED
    console.print(f"Hasil:            {current / 'warehouse.duckdb'}", soft_wrap=True, highlight=False)
    if report.needs_a_look or outcome.failures:
        console.print(f"[bold yellow]Terbit, {report.held} kiriman ditahan.[/] Lihat temuan di atas.")
        return PUBLISHED_WITH_HOLDS
    console.print("[bold green]Terbit.[/]")
    return PUBLISHED


def _prepare_while_importing(settings: Settings) -> None:
    """Prepares dbt's manifest while Dagster is imported: both take seconds, on two processors."""
    from orchestration.dbt_manifest import prepare  # noqa: PLC0415

    failures: list[BaseException] = []

    def in_the_background() -> None:
        try:
            prepare(settings)
        except Exception as error:  # raised again below, where it can be handled
            failures.append(error)

    worker = threading.Thread(target=in_the_background)
    worker.start()
    import orchestration.definitions  # noqa: F401, PLC0415

    worker.join()
    if failures:
        raise failures[0]


def _own_output() -> TextIO:
    """The terminal, for us alone, whatever is done with standard output after."""
    try:
        return os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    except (OSError, AttributeError, ValueError):
        return sys.stdout


def _log_file(settings: Settings, semester: str) -> Path:
    folder = settings.home / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    for old in sorted(folder.glob("run-*.log"))[: -_LOGS_KEPT + 1]:
        old.unlink()
    return folder / f"run-{time.strftime('%Y%m%dT%H%M%S')}-{semester}.log"


@contextlib.contextmanager
def _quiet(log: Path) -> Iterator[None]:
    """Sends what libraries and dbt print to a private file."""
    sys.stdout.flush()
    sys.stderr.flush()
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    kept = [(number, os.dup(number)) for number in (1, 2)]
    with os.fdopen(handle, "w", encoding="utf-8", buffering=1) as lines:
        try:
            for number, _ in kept:
                os.dup2(lines.fileno(), number)
            with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(lines):
                yield
        finally:
            for number, old in kept:
                os.dup2(old, number)
                os.close(old)


def check_one(file: Path, agency_id: str | None, semester: str | None) -> int:
    """Shows everything that would be said about a file; gives the exit code."""
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    if semester is not None:
        _semester(semester)
    try:
        catalogue = _settings(None).catalogue()
    except CatalogueError as error:
        wrong_usage(*error.problems)
    if agency_id is not None and agency_id not in catalogue.agencies:
        wrong_usage(f"instansi {agency_id!r} tidak dikenal; yang ada: {', '.join(sorted(catalogue.agencies))}")
    from orchestration.file_check import check_file  # noqa: PLC0415
    from orchestration.screens import show_check  # noqa: PLC0415

    found = check_file(file, catalogue, agency_id, semester)
    show_check(Console(), found)
    return PUBLISHED_WITH_HOLDS if found.is_held else PUBLISHED


def show_status(home: Path | None, semester: str | None) -> None:
    """Shows who delivered what, and what is published."""
    if semester is not None:
        _semester(semester)
    from orchestration.status import show  # noqa: PLC0415

    show(Console(), _workplace(_settings(home)), semester)


def prepare_home(home: Path | None) -> None:
    """Prepares dbt's manifest and Dagster's configuration."""
    from orchestration.dbt_manifest import DbtError, prepare  # noqa: PLC0415

    settings, console = _settings(home), Console()
    _workplace(settings)
    try:
        with console.status("Menyiapkan proyek dbt ..."):
            done = prepare(settings)
    except DbtError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True, highlight=False)
        raise typer.Exit(NOT_PUBLISHED) from None
    console.print(f"[green]✓[/] {settings.home} {'disiapkan' if done else 'sudah siap'}.", soft_wrap=True)


def open_ui(home: Path | None, port: int) -> int:
    """Runs Dagster's UI until it is stopped."""
    prepare_home(home)
    settings = _settings(home)
    from orchestration.run_book import dagster_home  # noqa: PLC0415

    root = Path(__file__).parent.parent
    environment = settings.environment(DAGSTER_HOME=str(dagster_home(settings.home)), DAGSTER_DISABLE_TELEMETRY="yes")
    Console().print(f"Layar: http://127.0.0.1:{port}  (Ctrl-C untuk menutup)")
    process = subprocess.Popen(  # noqa: S603 (our own arguments)
        [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions", "-d", str(root),
         "-h", "127.0.0.1", "-p", str(port)],
        env=environment, cwd=settings.home,
    )  # fmt: skip
    return _wait_for(process)


def _wait_for(process: subprocess.Popen[bytes]) -> int:
    """Waits; Ctrl-C and a plea to end are handed on, as Dagster takes only the first when it runs in a shell's background."""
    signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.terminate()
            return 0
