"""Writes the page on deliveries, verdicts and the release, for everybody.

It names lists, never files: people name files after a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from delivery.pack.figures import STATUS
from delivery.pack.numerals import count, half
from delivery.pack.page import environment
from delivery.release.releases import PUBLIC_FILE, PUBLIC_FOLDER
from ingest.store import Store, write_text

PAGE = "keadaan.html"
State = Literal["admitted", "stale", "held", "missing"]


@dataclass(frozen=True)
class ListLine:
    """One list of a semester: its state, and each reason with its remedy."""

    agency: str
    name: str
    state: State
    note: str = ""
    received: str = ""
    rows: int | None = None
    reasons: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return STATUS[self.state]

    @property
    def counted(self) -> str:
        """The rows that are used, as they are written here."""
        return "–" if self.rows is None else count(self.rows)


@dataclass(frozen=True)
class SemesterStanding:
    """All lists of a semester, and the last day to deliver."""

    semester: str
    due: str
    lists: tuple[ListLine, ...]

    @property
    def title(self) -> str:
        """The semester in words."""
        return half(self.semester)

    def counted(self, state: str) -> int:
        """The number of lists in a state."""
        return sum(line.state == state for line in self.lists)


@dataclass(frozen=True)
class PublishedNow:
    """The release that everybody reads."""

    name: str
    at: str
    tables: int


def write_status(store: Store, city: str, standings: Sequence[SemesterStanding], release: PublishedNow | None) -> None:
    """Writes the page beside the releases, for everybody to read."""
    text = environment().get_template("status.html.j2").render(city=city, standings=standings, release=release)
    store.published.mkdir(parents=True, exist_ok=True)
    store.published.chmod(PUBLIC_FOLDER)
    write_text(text, store.published / PAGE)
    (store.published / PAGE).chmod(PUBLIC_FILE)
