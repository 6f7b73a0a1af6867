"""`sinergi doctor`: everything that is wrong with a home, and what to do."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from ingest.declarations.catalogue import CatalogueError
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    PUBLISHED_WITH_HOLDS,
    console_on,
    settings_of,
    tell_problems,
    wrong_usage,
)


def examine_home(home: Path | None) -> int:
    """Shows what is wrong.

    Gives 0 for nothing, 3 for what a run mends, 4 for what people have to do.
    """
    settings = settings_of(home)
    if not settings.home.is_dir():
        wrong_usage(f"folder data tidak ada: {settings.home}")
    from orchestration.health.examined import examine

    try:
        found = examine(settings)
    except CatalogueError as error:
        tell_problems(error.problems)
        return NOT_PUBLISHED
    console = console_on()
    for ailment in found:
        colour = "yellow" if ailment.mends_itself else "bold red"
        console.print(f"[{colour}]●[/] {escape(ailment.sentence())}", soft_wrap=True, highlight=False)
    grave = sum(not ailment.mends_itself for ailment in found)
    if grave:
        console.print(f"[bold red]{grave} hal perlu tindakan[/]; {len(found) - grave} diperbaiki oleh `sinergi run`.")
        return NOT_PUBLISHED
    if found:
        console.print(f"[yellow]{len(found)} hal diperbaiki sendiri oleh `sinergi run` berikutnya.[/]")
        return PUBLISHED_WITH_HOLDS
    console.print(f"[green]Sehat:[/] {settings.home}", soft_wrap=True, highlight=False)
    return PUBLISHED
