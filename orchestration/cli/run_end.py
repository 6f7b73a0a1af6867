"""The end of a run on a small screen: figures, holds, next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from orchestration.progress import figure

if TYPE_CHECKING:
    from orchestration.cli.run_report import RunReport
    from orchestration.settings import Settings

MOST_LINES = 20
_HELD_SHOWN = 3
_LABEL = 28
_NAME = 17
_STYLES = {"tahan": "red", "belum ada": "yellow"}


def spoken_home(settings: Settings) -> str:
    """The option that names this home; none where commands find it."""
    is_usual = settings.home == type(settings).from_environment().home
    return "" if is_usual else f" --home {_short(settings.home)}"


def show_end(
    console: Console, report: RunReport, headline: Sequence[tuple[str, str]], places: dict[str, Path], home: str = ""
) -> None:
    """Shows the end of a run, each line as one line of the screen."""
    for line in end_of(report, headline, places, console.width, home):
        style = next((style for word, style in _STYLES.items() if line.startswith(word)), "")
        console.print(Text(line, style=style, overflow="fold"), highlight=False)


def end_of(
    report: RunReport, headline: Sequence[tuple[str, str]], places: dict[str, Path], width: int, home: str = ""
) -> Iterator[str]:
    """The lines: at most MOST_LINES less the verdict that follows."""
    yield ""
    yield from (_fits(f"{title:{_LABEL}}{words}", width) for title, words in headline)
    if not all(line.balances for line in report.files):
        yield "TIDAK COCOK: jumlah baris sebuah berkas berbeda dari diterima, ditolak, dan lain"
    yield from _held(report, width)
    yield from _missing(report, width)
    to_fix = sum(workbook.to_fix for workbook in report.workbooks)
    yield _fits(f"{'Untuk diperbaiki':{_LABEL}}{figure(to_fix)} hal dalam {len(report.workbooks)} buku", width)
    yield from (f"{name + ':':{_NAME}}{_short(place)}" for name, place in places.items())
    yield f"{'Berikutnya:':{_NAME}}{_next(report, home)}"


def _held(report: RunReport, width: int) -> Iterator[str]:
    """The holds with reason and remedy, two lines each; the rest counted."""
    held = [finding for finding in report.findings if finding.severity == "hold"]
    for finding in held[:_HELD_SHOWN]:
        yield _fits(f"tahan {finding.where}", width)
        yield _fits(f"  {finding.text}", width)
    if len(held) > _HELD_SHOWN:
        yield f"tahan: {len(held) - _HELD_SHOWN} sebab lagi, di catatan lengkap"


def _missing(report: RunReport, width: int) -> Iterator[str]:
    if report.missing:
        names = ", ".join(f"{each.agency_id}/{each.table_id}" for each in report.missing)
        yield _fits(f"belum ada: {len(report.missing)} daftar: {names}", width)


def _next(report: RunReport, home: str) -> str:
    """The one step that brings most."""
    asked, holding = report.questions
    if holding:
        return f"sinergi questions {report.semester}{home} ({holding} pertanyaan menahan berkas)"
    if report.needs_a_look:
        return f"perbaiki yang ditahan, lalu sinergi run {report.semester}{home}"
    if asked:
        return f"sinergi questions {report.semester}{home} ({asked} pertanyaan)"
    return "bawa bahan rapat ke rapat"


def _short(place: Path) -> str:
    """The path as short as it can be written from here."""
    try:
        return str(place.relative_to(Path.cwd()))
    except ValueError:
        return str(place)


def _fits(line: str, width: int) -> str:
    """The line, cut at a word where it is longer than the screen."""
    if len(line) <= width:
        return line
    return line[: width - 2].rsplit(" ", 1)[0] + " …"
