"""`sinergi verdict`: a family or person in target, out of it, or not found."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from delivery.tracing import TraceError
from delivery.verdicts.judged import Judged, Verdict, judge, members_told, newest_semester
from delivery.verdicts.slip import write_slip
from ingest.parsers.masking import mask
from orchestration.access_log import note_access
from orchestration.cli.console import PUBLISHED, WRONG_USAGE, console_on, semester_of, settings_of, wrong_usage
from orchestration.cli.trace import opened

_WIDTH, _LABEL = 80, 9
_COLOURS = {"Masuk sasaran": "green", "Di luar sasaran": "red"}


def tell_verdict(home: Path | None, wanted: str, semester: str | None, slip: Path | None, *, show_names: bool) -> int:
    """Shows the verdicts on a person or family, and writes their slip."""
    settings, console = settings_of(home), console_on()
    try:
        with opened(settings) as traced:
            half = str(semester_of(semester)) if semester else newest_semester(traced.warehouse)
            judged = judge(traced.warehouse, settings.store, wanted, half) if half else None
            release = traced.release.name if traced.release else "-"
    except TraceError as error:
        console_on(sys.stderr).print("\n".join(map(escape, error.problems)), soft_wrap=True, highlight=False)
        raise typer.Exit(WRONG_USAGE) from None
    if judged is None:
        wrong_usage(f"tidak ada orang, keluarga, atau baris {wanted!r} di semester {half}; yang dicari: P..., F..., "
                    "atau record_id")  # fmt: skip
    if show_names or slip:
        note_access(settings.home, "verdict --slip" if slip else "verdict --show-names", f"{wanted} {half}")
    show_judged(console, judged, show_names=show_names)
    if slip:
        write_slip(judged, settings.city_name, release, slip)
        console.print(f"Lembar untuk kelurahan: {slip} (hanya dapat dibaca pemiliknya)", soft_wrap=True)
    return PUBLISHED


def show_judged(console: Console, judged: Judged, *, show_names: bool) -> None:
    """The verdicts one by one, 80 columns wide.

    Of a family, programmes that are for nobody of it by age are named in one closing line.
    """
    width = min(_WIDTH, console.width)
    name = _named(judged.full_name, show_names)
    address = judged.address if show_names else ""
    console.print(
        f"[bold]{escape(judged.wanted)}[/] · {judged.semester} · {escape(name)}", width=width, highlight=False
    )
    if address:
        console.print(escape(address), width=width, highlight=False)
    shown = judged.verdicts if judged.wanted.startswith("P") else judged.asked
    for one in shown:
        console.print()
        _show(console, one, width, show_names)
    others = sorted({one.programme for one in judged.verdicts} - {one.programme for one in shown})
    if others:
        console.print(f"\nTidak ada anggota dalam umur untuk: {', '.join(others)}.", width=width, highlight=False)


def _show(console: Console, one: Verdict, width: int, show_names: bool) -> None:
    colour = next((colour for words, colour in _COLOURS.items() if one.outcome == words), "yellow")
    console.print(
        f"[bold]{escape(one.programme)}[/] {escape(one.programme_name)}: [{colour}]{one.title}[/]",
        width=width, highlight=False,
    )  # fmt: skip
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LABEL)
    grid.add_column(width=width - _LABEL - 1, overflow="fold")
    who = members_told(one, [_named(name, show_names, unit) for unit, name in one.members])
    for label, text in (
        ("Untuk", who), ("Sebab", one.reason), ("Aturan", one.rule), ("Surat", one.letter),
        ("Sel", "; ".join(one.cells)), ("Di daftar", "; ".join(one.named)), ("Diubah", one.turning),
        ("Tanya", one.ask), ("Lain", one.other), ("Ragu", one.doubt),
    ):  # fmt: skip
        if text:
            grid.add_row(f"[dim]{label}[/]", escape(text))
    console.print(grid)


def _named(name: str | None, show_names: bool, unit: str = "") -> str:
    told = "tanpa nama" if name is None else name if show_names else mask(name, "name")
    return f"{told} ({unit})" if unit else told
