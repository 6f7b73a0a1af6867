"""Joins the parts of a region's code, each in its own column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.parsers.texts import as_words
from ingest.workbook import Cell

_PARTS = ("province_code_source", "regency_code_source", "district_code_source", "village_code_source")
_BPS, _KEMENDAGRI = (2, 2, 3, 3), (2, 2, 2, 4)  # digits of each part


def whole_codes(cells: Mapping[str, Sequence[Cell]], level: str) -> Sequence[Cell] | None:
    """The codes of `level` (district or village), parts put together; None without such a column.

    A cell that holds a whole code, or whose row lacks a part, stays as it is.
    """
    own = f"{level}_code_source"
    if own not in cells:
        return None
    parts = _PARTS[: _PARTS.index(own) + 1]
    if not all(part in cells for part in parts):
        return cells[own]
    villages = cells.get(_PARTS[-1], ())
    widths = _KEMENDAGRI if any(len(_digits(cell)) == _KEMENDAGRI[-1] for cell in villages) else _BPS
    return [
        _joined(row, widths) or own_cell
        for own_cell, *row in zip(cells[own], *(cells[part] for part in parts), strict=True)
    ]


def _joined(parts: Sequence[Cell], widths: Sequence[int]) -> str:
    """The whole code of these parts; '' where one is none."""
    digits = [_digits(cell) for cell in parts]
    fit = all(0 < len(each) <= width for each, width in zip(digits, widths, strict=False))
    return "".join(each.zfill(width) for each, width in zip(digits, widths, strict=False)) if fit else ""


def _digits(cell: Cell) -> str:
    words = as_words(cell)
    return words if words.isascii() and words.isdigit() else ""
