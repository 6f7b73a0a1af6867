"""The parts of a chapter, which the page and the workbooks both draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from delivery.pack.figures import Figure


@dataclass(frozen=True)
class Link:
    """Words that lead to another chapter."""

    text: str
    chapter: str


Part = str | Figure | Link
MARKS = {
    "moved": "≈ digeser paling banyak 3 (1 sampai 4 menjadi 0 atau 5), maka bagian tidak selalu pas dengan jumlahnya.",
    "hidden": "∗ tidak ditampilkan.",
}


def marks_of(parts: Iterable[object]) -> str:
    """The words for the marks of protection that stand in a block."""
    states = {part.state for part in parts if isinstance(part, Figure)}
    return " ".join(words for state, words in MARKS.items() if state in states)


Kind = Literal["text", "number", "bar", "wide"]


@dataclass(frozen=True)
class Column:
    """One column: its heading, what its shares are of, and how it is drawn."""

    title: str
    kind: Kind = "number"
    of: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `sheet` is its sheet in the workbook, "" keeps it out."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Part, ...], ...]
    note: str = ""
    sheet: str = ""
    block: str = field(default="table", init=False)

    @property
    def marks(self) -> str:
        """The words for its marks."""
        return marks_of(part for row in self.rows for part in row)


@dataclass(frozen=True)
class Prose:
    """Sentences, with their figures in them; `tone` marks thanks and what to do."""

    sentences: tuple[tuple[Part, ...], ...]
    title: str = ""
    tone: Literal["", "thanks", "ask"] = ""
    block: str = field(default="prose", init=False)


@dataclass(frozen=True)
class Card:
    """One figure of the first page, with the sentence that is read aloud."""

    title: str
    figure: Figure
    sentence: tuple[Part, ...]


@dataclass(frozen=True)
class Cards:
    """The figures of the first page."""

    cards: tuple[Card, ...]
    block: str = field(default="cards", init=False)


@dataclass(frozen=True)
class Stack:
    """One bar of parts that make a whole; `missing` says why there is none."""

    label: Part
    parts: tuple[Figure, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class Stacks:
    """Bars of the same parts, each out of its own whole."""

    title: str
    legend: tuple[str, ...]
    stacks: tuple[Stack, ...]
    note: str = ""
    palette: Literal["outcome", "served", "rung", "plan"] = "outcome"
    block: str = field(default="stacks", init=False)

    @property
    def marks(self) -> str:
        """The words for its marks."""
        return marks_of(part for stack in self.stacks for part in stack.parts)


@dataclass(frozen=True)
class Tile:
    """One kelurahan with its figure; `shade` from 0 to 4, None without a number."""

    name: str
    chapter: str
    figure: Figure
    shade: int | None


@dataclass(frozen=True)
class Tiles:
    """Kelurahan as tiles, by kecamatan: no map, since no borders are known here."""

    title: str
    groups: tuple[tuple[str, tuple[Tile, ...]], ...]
    legend: tuple[str, ...]
    note: str = ""
    block: str = field(default="tiles", init=False)

    @property
    def marks(self) -> str:
        """The words for its marks."""
        return marks_of(tile.figure for _, tiles in self.groups for tile in tiles)


@dataclass(frozen=True)
class Dot:
    """One place in a ranking; `at` is its share between 0 and 1."""

    name: Link
    figure: Figure
    at: float


@dataclass(frozen=True)
class Dots:
    """Places in order of a share, with the city's as a line."""

    title: str
    dots: tuple[Dot, ...]
    city: Figure
    city_at: float
    scale: tuple[tuple[float, str], ...]
    note: str = ""
    block: str = field(default="dots", init=False)

    @property
    def marks(self) -> str:
        """The words for its marks."""
        return marks_of(dot.figure for dot in self.dots)


Block = Table | Prose | Cards | Stacks | Tiles | Dots


@dataclass(frozen=True)
class Chapter:
    """One page of the pack; `letter` is its point of the agenda."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    letter: str = ""
    tab: str = ""
    group: Literal["agenda", "agency", "place"] = "agenda"
