"""Draws the chapters as one page that needs no network and no other file."""

from __future__ import annotations

from pathlib import Path

import jinja2

from delivery.pack.blocks import Chapter, Link
from delivery.pack.chapters.changes import changes
from delivery.pack.chapters.findings import findings
from delivery.pack.chapters.front import front
from delivery.pack.chapters.offices import office_chapters
from delivery.pack.chapters.places import place_chapters, places
from delivery.pack.chapters.progress import progress
from delivery.pack.chapters.receivers import receivers
from delivery.pack.chapters.source import source
from delivery.pack.chapters.synergy import synergy
from delivery.pack.chapters.targeting import targeting
from delivery.pack.figures import Figure
from delivery.pack.meeting import Meeting

TEMPLATES = Path(__file__).parent / "templates"
_AGENDA = (front, changes, progress, receivers, targeting, source, findings, synergy, places)


def chapters_of(meeting: Meeting) -> list[Chapter]:
    """All chapters in order: the agenda, then the agencies, then the kelurahan."""
    return [*(make(meeting) for make in _AGENDA), *office_chapters(meeting), *place_chapters(meeting)]


def draw(meeting: Meeting, chapters: list[Chapter]) -> str:
    """The page as HTML; the same meeting gives the same text."""
    return environment().get_template("pack.html.j2").render(meeting=meeting, chapters=chapters)


def environment(folder: Path = TEMPLATES) -> jinja2.Environment:
    """The templates of a folder, with everything escaped that is not a template."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["figure"] = lambda part: isinstance(part, Figure)
    made.tests["link"] = lambda part: isinstance(part, Link)
    made.filters["css"] = css_text
    made.globals["style"] = (TEMPLATES / "pack.css").read_text(encoding="utf-8")
    made.globals["script"] = (TEMPLATES / "pack.js").read_text(encoding="utf-8")
    return made


def css_text(words: str) -> str:
    """The words as a text of a style sheet, to stand between quotation marks.

    Each sign that could end it is its number.
    """
    return "".join(sign if sign.isalnum() or sign in " .,-·()" else f"\\{ord(sign):x} " for sign in words)
