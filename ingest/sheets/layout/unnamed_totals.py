"""Totals without the word: a first or last row that sums, or counts, all others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.sheets.layout.figures import figure, stated_figure
from ingest.sheets.layout.furniture import is_identifier, is_numeric
from ingest.sheets.layout.model import StatedTotal, text_of
from ingest.workbook import Cell, is_blank

_WHOLE_PLACE = re.compile(
    r"\W*(?:kota|kab(?:upaten)?|prov(?:insi)?|kec(?:amatan)?|kel(?:urahan)?|indonesia)\b", re.IGNORECASE
)
_FEWEST_COUNTED, _FEWEST_NAMED, _FEWEST_BARE = 1, 2, 4


def unnamed_totals(rows: Sequence[list[Cell]], records: Sequence[int], serial: int | None) -> list[StatedTotal]:
    """The first or last record when it sums or counts all others.

    `serial`: the column of running numbers; a row that has one there is a record, one with words there is not. A label
    that names a whole place (`Kota ...`) needs two rows to sum, or one person to count; any other label four.
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
    if serial is not None and is_numeric(cells[serial]):
        return None
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    texts = [column for column in filled if not is_numeric(cells[column]) and stated_figure(cells[column]) is None]
    if len(texts) != 1 or any(is_identifier(cells[column]) for column in filled):
        return None
    label = text_of(cells[texts[0]])
    values = {column: cells[column] for column in filled if column != texts[0]}
    figures = {column: stated for column, cell in values.items() if (stated := stated_figure(cell)) is not None}
    is_place = bool(_WHOLE_PLACE.match(label))
    fewest = (_FEWEST_COUNTED if is_place else _FEWEST_BARE, _FEWEST_NAMED if is_place else _FEWEST_BARE)
    is_count = len(others) >= fewest[0] and _counts(figures, [rows[other] for other in others])
    is_sum = len(others) >= fewest[1] and all(
        _sums_up(stated, [rows[other][column] for other in others]) for column, stated in figures.items()
    )
    if not any(figures.values()) or not (is_count or is_sum):
        return None
    return StatedTotal(row, label, values, "total")


def _sums_up(stated: float, cells: Sequence[Cell]) -> bool:
    return abs(sum(stated_figure(cell) or 0.0 for cell in cells) - stated) < 1e-6


def _counts(figures: Mapping[int, float], others: Sequence[Sequence[Cell]]) -> bool:
    """True when the only figure counts the persons, where they have words or numbers."""
    if len(figures) != 1 or not all(any(map(is_identifier, row)) for row in others):
        return False
    ((column, stated),) = figures.items()
    return stated == len(others) and all(figure(row[column]) is None or is_identifier(row[column]) for row in others)
