"""Exit codes, the console, and what every command opens first, or ends with wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer
from rich.console import Console
from rich.markup import escape

from ingest.declarations.catalogue import CatalogueError
from ingest.semester import Semester
from orchestration.cli.word_wrap import WordConsole
from orchestration.settings import Settings, SettingsError

if TYPE_CHECKING:
    from ingest.submission import Problem
    from orchestration.installation import Installation

PUBLISHED, WRONG_USAGE, PUBLISHED_WITH_HOLDS, NOT_PUBLISHED = 0, 2, 3, 4
_WIDTH_OF_A_LOG = 130


def console_on(output: TextIO | None = None) -> Console:
    """A console on `output`, else standard output; wide enough for tables without a terminal."""
    console = WordConsole(file=output)
    return console if console.is_terminal else WordConsole(file=output, width=_WIDTH_OF_A_LOG)


def wrong_usage(*problems: str) -> NoReturn:
    """Says every problem and ends with the exit code of wrong usage."""
    console = console_on(sys.stderr)
    for problem in problems:
        console.print(f"[red]Salah pakai:[/] {problem}", soft_wrap=True)
    raise typer.Exit(WRONG_USAGE)


def tell_problems(problems: Iterable[str]) -> None:
    """Says every problem on the error output, as it is."""
    console = console_on(sys.stderr)
    for problem in problems:
        console.print(escape(problem), style="red", soft_wrap=True, highlight=False)


def settings_of(home: Path | None) -> Settings:
    """The settings of an installation; ends with wrong usage when the environment cannot be."""
    try:
        return Settings.from_environment(home)
    except SettingsError as error:
        wrong_usage(str(error))


def installation_of(settings: Settings) -> Installation:
    """The installation; ends with wrong usage where it cannot be opened.

    A declaration may not fit, or the ledger may be of a newer release.
    """
    from ingest.ledger_upgrade import LedgerError
    from orchestration.installation import Installation

    try:
        site = Installation.open(settings)
        if settings.home.is_dir():
            if site.ledger.mended:
                tell_problems([site.ledger.mended])
            site.ledger.close()  # opened once, so that what is wrong with it is told before anything is done
    except CatalogueError as error:
        wrong_usage(*error.problems)
    except LedgerError as error:
        wrong_usage(str(error))
    return site


def semester_of(text: str) -> Semester:
    """The semester that `text` names; ends with wrong usage when it names none."""
    try:
        return Semester.parse(text)
    except ValueError as error:
        wrong_usage(str(error))


def refuse_filled_in(console: Console, problems: Sequence[Problem], kept: str) -> int:
    """Tells what is wrong with a filled-in workbook; gives the exit code.

    Nothing of it was `kept`.
    """
    for problem in problems:
        console.print(f"[red]tahan[/] {escape(problem.sentence())}", soft_wrap=True, highlight=False)
    console.print(f"[red]{len(problems)} hal perlu diperbaiki; tidak ada {kept} yang disimpan.[/]")
    return PUBLISHED_WITH_HOLDS
