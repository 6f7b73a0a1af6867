"""Draws the slip for the kelurahan: one family's verdicts on a page of A4."""

from __future__ import annotations

from pathlib import Path

from delivery.pack.numerals import half
from delivery.pack.page import environment
from delivery.verdicts.judged import Judged, Verdict, members_told
from ingest.store import write_text

# lines of the table that a page of A4 takes at nine points, with the notes below it
_LINES_OF_A_PAGE = 33


def write_slip(judged: Judged, city: str, release: str, target: Path) -> None:
    """Writes the page of a family or person.

    It names them, so only its owner may read the file.
    """
    write_text(draw_slip(judged, city, release), target)


def draw_slip(judged: Judged, city: str, release: str) -> str:
    """The page as HTML.

    Whom a programme is not for by age is told in one closing line.
    """
    others = sorted({one.programme for one in judged.too_young_or_old} - {one.programme for one in judged.asked})
    notes = [one.ask for one in judged.asked] + [f"Bacaan lain: {one.other}" for one in judged.asked if one.other]
    template = environment(Path(__file__).parent).get_template("slip.html.j2")
    return template.render(
        judged=judged, city=city, release=release, period=half(judged.semester), who=_who, others=others,
        notes=list(dict.fromkeys(notes)), size=_size(judged),
    )  # fmt: skip


def _size(judged: Judged) -> float:
    """The size of the table's letters, so that a long family still fits its page."""
    lines = sum(max(3, 1 + len(_who(one)) // 22) for one in judged.asked)
    return round(max(5.0, min(9.0, 9.0 * _LINES_OF_A_PAGE / max(lines, 1))), 1)


def _who(verdict: Verdict) -> str:
    return members_told(verdict, [name or unit for unit, name in verdict.members])
