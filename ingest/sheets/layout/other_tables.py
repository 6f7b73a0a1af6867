"""Tells tables that stand below a list and are none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.fold import fold_header
from ingest.sheets.layout.furniture import is_identifier, is_numeric, is_serial, is_serial_header
from ingest.sheets.layout.model import text_of
from ingest.workbook import Cell

_STAFF = re.compile(
    r"\b(?:panitia|pelaksana|penyelenggara|petugas|instruktur|pelatih|pengajar|narasumber|pendamping|tim|pengurus)\b",
    re.IGNORECASE,
)


def is_foreign_header(
    rows: Sequence[list[Cell]], row: int, filled: Sequence[int], ours: Sequence[Mapping[int, str]], *, is_known: bool
) -> bool:
    """True for a header of other figures: known words, or beginning like ours.

    `ours`: the rows of our header, folded, by column; `is_known`: its words tell that it is a header.
    """
    cells = rows[row]
    if len(filled) < 2 or any(is_numeric(cells[column]) for column in filled):
        return False
    words = {column: fold_header(text_of(cells[column])) for column in filled}
    same = [column for column in filled if any(each.get(column) == words[column] for each in ours)]
    below = rows[row + 1] if row + 1 < len(rows) else []
    others = (column for column in filled if column not in same and column < len(below))
    is_numbered = is_serial_header(words[filled[0]]) and filled[0] < len(below) and is_serial(below[filled[0]])
    begins = same[:1] == list(filled[:1]) or is_numbered
    return (is_known or begins) and any(is_numeric(below[column]) for column in others)


def begins_apart(rows: Sequence[list[Cell]], row: int, serial: int | None) -> bool:
    """True for the first of a committee below the list of receivers.

    A committee or its instructors: numbered anew under a title that says so and no header, and no row from there on
    has a number of a person.
    """
    title = " ".join(text_of(cell) for cell in rows[row - 1])
    if serial is None or not _STAFF.search(title) or text_of(rows[row][serial]).removesuffix(".") not in ("1", "1.0"):
        return False
    return not any(is_identifier(cell) for cells in rows[row:] for cell in cells)
