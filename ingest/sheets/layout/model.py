"""Defines the table finder's results; rows and columns are 0-based in `Sheet.rows`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.workbook import Cell

FurnitureKind = Literal[
    "title",
    "blank",
    "header",
    "column_numbers",
    "repeated_header",
    "total",
    "subtotal",
    "note",
    "signature",
    "place_band",
    "family_band",
    "recap_sheet",
    "hidden_sheet",
    "no_table",
    "other_table",
]


@dataclass(frozen=True)
class HeaderColumn:
    """One column of a table: its header as written and folded, most specific first.

    A column that holds data below no header has `text` "" and no spellings.
    """

    index: int
    letter: str
    text: str
    folded: tuple[str, ...]
    parent: str | None
    child: str


@dataclass(frozen=True)
class Furniture:
    """A row that is no record, and what it is."""

    row: int
    kind: FurnitureKind


@dataclass(frozen=True)
class StatedTotal:
    """A sum that the sheet states: the cells beside the label, raw, by column."""

    row: int
    label: str
    values: dict[int, Cell]
    kind: Literal["total", "subtotal"]


@dataclass(frozen=True)
class Beside:
    """A part beside a list under its band: a recap, left out, or something unclear.

    `cells` and `list_cells` are ranges as Excel writes them; `first` and `last` its columns.
    """

    kind: Literal["recap", "unclear"]
    cells: str
    list_cells: str
    first: int
    last: int


@dataclass(frozen=True)
class FoundTable:
    """One table: its header, the rows that are records, and everything else with its kind.

    `bands` gives, for the data rows below a band such as `KELURAHAN : LUMPUE`, the values in force
    (keys `KELURAHAN`, `KECAMATAN`, `RT`, `RW`, `LINGKUNGAN`, `SEKOLAH`, `NO KK`, `NAMA KK`, `BAGIAN`).
    """

    sheet_name: str
    header: tuple[HeaderColumn, ...]
    data_rows: list[int]
    furniture: list[Furniture] = field(default_factory=list)
    totals: list[StatedTotal] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    bands: dict[int, dict[str, str]] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class Anchors:
    """The words that a header must and may hold, folded by `ingest.fold.fold_header`.

    `contains`: for each word that must appear, its accepted spellings. `known`: every spelling of every field of
    the table, and the headers ignored by name. With `contains` empty, a header is found by known spellings alone.
    """

    contains: tuple[tuple[str, ...], ...]
    known: frozenset[str]


def column_letter(index: int) -> str:
    """The letter of a 0-based column: 0 -> A, 27 -> AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Cell) -> str:
    """A cell as one line of text; whole numbers without decimals (2020 as a header)."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("_x000D_", " ").split())
