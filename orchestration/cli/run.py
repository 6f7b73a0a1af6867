"""`sinergi run`: checks before, progress during, the report after."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.markup import escape

from ingest.declarations.catalogue import CatalogueError
from ingest.semester import Semester
from ingest.store import PRIVATE_FILE, private_folder
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
from orchestration.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from orchestration.cli.run_report import RunReport
    from orchestration.installation import Installation

_LOGS_KEPT = 20
_WIDTH_OF_THE_LOG = 130
LATEST = "terakhir"
_NOT_PUBLISHED = "[bold red]Tidak terbit.[/] Terbitan yang lama tidak berubah; perbaiki, lalu jalankan lagi."


def run_one(home: Path | None, semester: str, *, verbose: bool, again: bool) -> int:
    """Runs a semester, unless nothing changed, and shows what came of it.

    Gives the exit code.
    """
    from orchestration.inbox import has_something_to_read
    from orchestration.unchanged import ingredients, note_run, what_stands

    wanted = _due() if semester == LATEST else semester_of(semester)
    settings = settings_of(home)
    site = installation_of(settings)
    if semester == LATEST and not has_something_to_read(site, str(wanted)):
        _say(console_on(), f"Belum ada berkas semester {wanted}; tidak ada yang dikerjakan.")
        return PUBLISHED
    _refuse_what_cannot_run(site, wanted)
    _fetch_first(site, str(wanted))
    stands = None if again else what_stands(site, str(wanted))
    if stands is not None:
        told = f"Tidak ada yang berubah sejak {wanted} terakhir dijalankan. Rilis {stands.release} tetap berlaku."
        _say(console_on(), f"{told}\nMenjalankannya juga: sinergi run {wanted} --again")
        return stands.exit_code
    console, log = console_on(_own_output()), _log_file(settings, str(wanted))
    console.print(f"Semester {wanted} · {settings.home}", soft_wrap=True)
    before = ingredients(site, str(wanted))
    with contextlib.nullcontext() if verbose else _quiet(log):
        code, is_complete = _run_and_show(console, site, str(wanted), log, verbose=verbose)
    if is_complete:
        note_run(site, str(wanted), before, code)
    return code


def _due() -> Semester:
    """The semester that ended last: for a timer, which knows no name of it."""
    from orchestration.partitions import due_semester

    return due_semester(date.today())


def _fetch_first(site: Installation, semester: str) -> None:
    """Fetches what agencies keep elsewhere: only then is it known whether something is new.

    A failure is met again, and told, by the step of the agency.
    """
    elsewhere = [name for name, folder in site.catalogue.agencies.items() if folder.agency.pull != "inbox"]
    if elsewhere:
        from orchestration.stages import pull_files

        for agency_id in sorted(elsewhere):
            pull_files(site, semester, agency_id)


def _refuse_what_cannot_run(site: Installation, semester: Semester) -> None:
    from ingest.acceptance.agreement import agreed_sources
    from orchestration.inbox import has_something_to_read, semesters_with_files
    from orchestration.partitions import can_be_run

    if not can_be_run(semester, date.today()):
        wrong_usage(f"semester {semester} di luar jangkauan (2010-S1 sampai semester sesudah kini)")
    if not has_something_to_read(site, str(semester)):
        present = ", ".join(semesters_with_files(site)) or "belum ada"
        wrong_usage(f"tidak ada berkas di {site.store.inbox / str(semester)}; semester yang ada: {present}")
    try:
        agreed_sources(site.store)
    except CatalogueError as error:
        wrong_usage(*error.problems)


def _run_and_show(console: Console, site: Installation, semester: str, log: Path, *, verbose: bool) -> tuple[int, bool]:
    """The exit code, and whether all was done that there was to do."""
    from orchestration.cli.run_report import report_on
    from orchestration.cli.screens import following
    from orchestration.dbt.manifest import DbtError
    from orchestration.health.ailments import HomeError
    from orchestration.health.made_ready import ready
    from orchestration.progress import StepError, alone, listening

    try:
        with following(console) as listener, contextlib.ExitStack() as held:
            with listening(listener):
                held.enter_context(alone(site.settings.home))
                ready(site, semester, lambda text: _say(console, f"[yellow]{escape(text)}[/]"))
            _read_while_starting(site, semester)
            _prepare_while_importing(site.settings)
            from orchestration.semester_run import run_semester

            outcome = run_semester(site, semester, listener, log_level="INFO" if verbose else "CRITICAL")
    except (DbtError, HomeError, StepError, KeyboardInterrupt) as error:
        _say(console, f"[red]{escape(str(error)) or 'Dihentikan.'}[/]\n{_NOT_PUBLISHED}")
        if not isinstance(error, KeyboardInterrupt):  # whoever stopped it knows
            _post(console, site, semester, [str(error)])
        return NOT_PUBLISHED, False
    report = report_on(site, semester)
    _tell_everything(console, site, report, log, verbose=verbose)
    _tell_the_end(console, site, report, log, published=outcome.is_published)
    _post(console, site, semester, None if outcome.is_published else outcome.failures)
    if not outcome.is_published:
        _say(console, "\n".join([*(f"[red]{escape(failure)}[/]" for failure in outcome.failures), _NOT_PUBLISHED]))
        return NOT_PUBLISHED, False
    if report.needs_a_look or outcome.warnings:
        for warning in outcome.warnings:
            _say(console, f"[red]{escape(warning)}[/]")
        _say(console, f"[bold yellow]Terbit; {report.held} kiriman ditahan.[/] Lihat temuan di atas.")
        return PUBLISHED_WITH_HOLDS, not outcome.warnings
    _say(console, "[bold green]Terbit.[/]")
    return PUBLISHED, True


def _tell_everything(console: Console, site: Installation, report: RunReport, log: Path, *, verbose: bool) -> None:
    """Tells every file, layer and finding: in the log where the screen is a terminal."""
    from rich.console import Console

    from orchestration.cli.screens import show_report

    page = str(site.store.quality / report.semester / "index.html")
    if verbose or not console.is_terminal:
        show_report(console, report, page)
        return
    with log.open("a", encoding="utf-8") as lines:
        show_report(Console(file=lines, width=_WIDTH_OF_THE_LOG), report, page)


def _tell_the_end(console: Console, site: Installation, report: RunReport, log: Path, *, published: bool) -> None:
    from delivery.pack.write import PAGE, folder_of, headline
    from orchestration.cli.run_end import show_end, spoken_home

    told = headline(site.store, report.semester, site.settings.city_code) if published else ()
    places = {
        "Mutu daftar": site.store.quality / report.semester / "index.html",
        "Catatan lengkap": log,
    }
    if published:
        places = {"Bahan rapat": folder_of(site.store, report.semester) / PAGE, **places}
    show_end(console, report, told, places, spoken_home(site.settings))


def _post(console: Console, site: Installation, semester: str, failures: Sequence[str] | None) -> None:
    """Posts what became of the run; `failures` is None where it was published."""
    from orchestration.notices import run_notice
    from orchestration.posting import post

    notice = run_notice(site, semester, is_published=failures is None, failures=failures or ())
    for problem in post(site.settings, notice):
        _say(console, f"[yellow]{escape(problem)}[/]")


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, highlight=False)


def _read_while_starting(site: Installation, semester: str) -> None:
    """Begins to read the local files meanwhile.

    Starting takes seconds on one processor; the other reads what is fetched from nowhere.
    """
    from orchestration.stages import read_ahead

    here = sorted(name for name, folder in site.catalogue.agencies.items() if folder.agency.pull == "inbox")
    with contextlib.suppress(OSError):  # met again, and told, by the step of the agency
        read_ahead(site, semester, here)


def _prepare_while_importing(settings: Settings) -> None:
    """Prepares dbt's manifest while Dagster is imported: both take seconds, on two processors."""
    from orchestration.dbt.prepared import prepare

    failures: list[BaseException] = []

    def in_the_background() -> None:
        try:
            prepare(settings)
        except Exception as error:  # raised again below, where it can be handled
            failures.append(error)

    worker = threading.Thread(target=in_the_background)
    worker.start()
    import orchestration.definitions  # noqa: F401

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
    folder = private_folder(settings.home / "logs")
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
