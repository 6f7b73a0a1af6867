"""Defines what readers give back: cells, sheets, limits, and the error for unusable files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal


class CellError(str):
    """An Excel error value (`#N/A`), a type of its own so that parsers say SEL-001."""

    __slots__ = ()


class UncachedFormula(str):
    """A formula stored without its result (SEL-002); the text is the formula, `=` first."""

    __slots__ = ()


_TEXT_FORMULA = re.compile(r'(?:of:)?=\s*"((?:[^"]|"")*)"\s*')


def without_result(formula: str) -> str | UncachedFormula:
    """The text of a formula that is nothing but a text, else the formula itself.

    It was stored without its result.

    >>> without_result('="0012"'), type(without_result("=B2+1")).__name__
    ('0012', 'UncachedFormula')
    """
    text = _TEXT_FORMULA.fullmatch(formula)
    return text[1].replace('""', '"') if text else UncachedFormula(formula)


class ShownNumber(str):
    """A number as shown by a format that adds digits to it (SEL-003)."""

    __slots__ = ()


Cell = None | str | float | int | bool | date | datetime | time | timedelta | CellError | UncachedFormula | ShownNumber
Visibility = Literal["visible", "hidden", "very_hidden"]
Kind = Literal["xlsx", "xls", "xlsb", "ods", "csv", "html", "spreadsheetml"]
FileCode = Literal["FIL-001", "FIL-002", "FIL-003", "FIL-009"]
Range = tuple[int, int, int, int]

_SPACES = "\u200b\ufeff \t\r\n\u00a0"
ERROR_TEXTS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)


class UnreadableFile(Exception):  # noqa: N818 - what it is, not that it is an error
    """A file that gives no rows: `code`, and `reason_id` for the office user.

    Never holds cell contents.
    """

    def __init__(self, code: FileCode, reason_id: str) -> None:
        super().__init__(code, reason_id)
        self.code: FileCode = code
        self.reason_id = reason_id

    def __str__(self) -> str:
        return f"{self.code}: {self.reason_id}"


CELL_BYTES = 150
"""Memory that reading takes for one cell of a list.

84 at the peak of a wide list of codes (65,930 rows, 101 columns), 200 to 260 of a narrow one of names and addresses.
Behind it stands the bound on the process.
"""
_PACKED_BYTES, _UNPACKED_BYTES = 16, 64
"""Of a cell of a list, in its file and in the XML inside it."""


@dataclass(frozen=True)
class Limits:
    """The cost that a file may have; a city's largest list stays well below each."""

    max_file_bytes: int = 512 * 2**20
    max_unpacked_bytes: int = 2 * 2**30
    # repetitive sheets of real lists pack 10-40 : 1; a million empty styled rows 60-150 : 1; bombs 1000 : 1
    max_ratio: int = 400
    ratio_counts_from_bytes: int = 64 * 2**20
    max_parts: int = 5_000
    max_cells: int = 30_000_000
    max_sheets: int = 1_000

    @classmethod
    def within(cls, memory_bytes: int) -> Limits:
        """The limits of a process that may take `memory_bytes`."""
        cells = memory_bytes // CELL_BYTES
        return cls(
            max_file_bytes=max(cls.max_file_bytes, cells * _PACKED_BYTES),
            max_unpacked_bytes=max(cls.max_unpacked_bytes, cells * _UNPACKED_BYTES),
            max_cells=cells,
        )


@dataclass(frozen=True)
class Sheet:
    """One sheet as a rectangle of cells: `rows[0][0]` is A1, empty cells are None.

    Rows and columns that are empty to the end are cut off, so `len(rows)` is the last row that holds something.
    `merged` ranges are (first row, first column, last row, last column), 0-based, inclusive.
    Hidden rows and columns and merged ranges are not known for xlsb and ods. CSV and HTML have one sheet, named ''.
    """

    name: str
    visible: Visibility
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)


def is_blank(cell: Cell) -> bool:
    """True for an empty cell and for text of nothing but spaces (NBSP included)."""
    return cell is None or (isinstance(cell, str) and (not cell or (cell[0] in _SPACES and not cell.strip(_SPACES))))


def count_filled(cells: Sequence[Cell]) -> int:
    """The number of cells that are not blank; each distinct value is asked once.

    >>> count_filled(["7", None, " ", "7", "\u00a0", 0])
    3
    """
    blanks = [cell for cell in set(cells) if is_blank(cell)]
    return len(cells) - sum(map(cells.count, blanks))


def rectangle(rows: list[list[Cell]], *, has_errors: bool = True) -> list[list[Cell]]:
    """`rows` without empty ends, of one length, errors as `CellError`; changes the lists given.

    `has_errors` False: the caller knows that no error value stands in any text.
    """
    if has_errors:
        is_clean = _SPECIAL.isdisjoint
        kept = [row if is_clean(row) else _tidy(row) for row in rows]
    else:
        kept = [[None if cell == "" else cell for cell in row] if "" in row else row for row in rows]
    while kept and kept[-1].count(None) == len(kept[-1]):
        kept.pop()
    if len(set(map(len, kept))) == 1 and any(row[-1] is not None for row in kept):
        return kept
    width = max(map(_filled_width, kept), default=0)
    for row in kept:
        if len(row) > width:
            del row[width:]
        elif len(row) < width:
            row.extend([None] * (width - len(row)))
    return kept


def _filled_width(row: list[Cell]) -> int:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return width


def _tidy(row: list[Cell]) -> list[Cell]:
    """`row` with '' as None and the text of an error value as `CellError`."""
    return [
        None if cell == "" else CellError(cell) if type(cell) is str and cell in ERROR_TEXTS else cell for cell in row
    ]


_SPECIAL: frozenset[Cell] = ERROR_TEXTS | {""}
