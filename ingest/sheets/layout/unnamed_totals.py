"""Totals without the word: a first or last row that sums all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sheets.layout.furniture import is_identifier, is_numeric
from ingest.sheets.layout.model import StatedTotal, text_of
from ingest.workbook import Cell, is_blank

_WHOLE_PLACE = re.compile(
    r"\W*(?:kota|kab(?:upaten)?|prov(?:insi)?|kec(?:amatan)?|kel(?:urahan)?|indonesia)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_FEWEST_NAMED, _FEWEST_BARE = 2, 4


def unnamed_totals(rows: Sequence[list[Cell]], records: Sequence[int], serial: int | None) -> list[StatedTotal]:
    """The first or last record when it is the sum of all others.

    `serial`: the column of running numbers; a row that has one there is a record. A label that names a whole place
    (`Kota ...`) needs two rows to sum, any other label four.
    """
    found: list[StatedTotal] = []
    for row, others in ((records[-1], records[:-1]), (records[0], records[1:])) if records else ():
        total = _as_total(rows, row, others, serial)
        if total is not None:
            found.append(total)
            break  # of two such rows one would sum the other
    return found


def _as_total(rows: Sequence[list[Cell]], row: int, others: Sequence[int], serial: int | None) -> StatedTotal | None:
    cells = rows[row]
    if serial is not None and not is_blank(cells[serial]):
        return None
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    texts = [column for column in filled if not is_numeric(cells[column])]
    if len(texts) != 1 or any(is_identifier(cells[column]) for column in filled):
        return None
    label = text_of(cells[texts[0]])
    if len(others) < (_FEWEST_NAMED if _WHOLE_PLACE.match(label) else _FEWEST_BARE):
        return None
    values = {column: cells[column] for column in filled if column != texts[0]}
    figures = {column: stated for column, cell in values.items() if (stated := figure(cell)) is not None}
    if not any(figures.values()) or not all(
        _sums_up(stated, [rows[other][column] for other in others]) for column, stated in figures.items()
    ):
        return None
    return StatedTotal(row, label, values, "total")


def _sums_up(stated: float, cells: Sequence[Cell]) -> bool:
    return abs(sum(figure(cell) or 0.0 for cell in cells) - stated) < 1e-6


def figure(cell: Cell) -> float | None:
    """A figure, also one written as text (`1.234`)."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    text = text_of(cell)
    return float(text.replace(".", "")) if _FIGURE.fullmatch(text) else None
