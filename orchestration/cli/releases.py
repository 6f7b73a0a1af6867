"""`sinergi releases` and `sinergi rollback`: which releases are kept, and going back to one."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table

from delivery.release.guard import PublishError
from delivery.release.releases import current_release, is_intact, newest_of_semesters, releases, roll_back
from orchestration.booking import book_standing
from orchestration.cli.console import NOT_PUBLISHED, PUBLISHED, console_on, installation_of, settings_of, tell_problems
from orchestration.progress import figure


def show_releases(home: Path | None) -> int:
    """Shows every release that is kept, and why; gives 4 where one is damaged."""
    store = settings_of(home).store
    every, current = releases(store), current_release(store)
    if not every:
        console_on().print("Belum ada yang terbit.")
        return PUBLISHED
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    # the name is what `rollback` takes: it is never cut, and it says the semester
    table.add_column("Rilis", no_wrap=True, min_width=max(len(release.name) for release in every))
    table.add_column("Terbit (UTC)")
    table.add_column("Baris", justify="right")
    table.add_column("Keadaan")
    last = {release.name for release in newest_of_semesters(every)}
    damaged = {release.name for release in every if not is_intact(release)}
    for release in every:
        said = [
            "[bold green]berlaku[/]" if current and release.name == current.name else "",
            "terakhir semester ini" if release.name in last else "",
            "[red]rusak[/]" if release.name in damaged else "",
        ]
        table.add_row(release.name, release.created_at[:16].replace("T", " "),
                      figure(sum(release.tables.values())), ", ".join(filter(None, said)))  # fmt: skip
    console_on().print(table)
    return NOT_PUBLISHED if damaged else PUBLISHED


def go_back(home: Path | None, name: str | None) -> int:
    """Makes an earlier release the current one, at the second door too.

    Gives the exit code.
    """
    settings = settings_of(home)
    site = installation_of(settings)
    try:
        release = roll_back(site.store, name)
    except PublishError as error:
        tell_problems(error.problems)
        return NOT_PUBLISHED
    with site.ledger.together():
        book_standing(site, release.manifest())
    site.ledger.keep_twin()
    console = console_on()
    console.print(f"[green]✓[/] Berlaku kini: [bold]{release.name}[/]. Run berikutnya menerbitkan lagi yang terbaru.",
                  soft_wrap=True, highlight=False)  # fmt: skip
    if settings.publish_url is None:
        return PUBLISHED
    from delivery.release.postgres import PostgresError, publish_to

    try:
        publish_to(settings.publish_url, release.path)
    except PostgresError as error:
        tell_problems([str(error)])
        return NOT_PUBLISHED
    return PUBLISHED
