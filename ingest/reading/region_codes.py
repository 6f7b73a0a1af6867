"""Joins the parts of a region's code, each in its own column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ingest.parsers.column import column_of
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
    digits = {part: _digits_of(cells[part]) for part in _PARTS if part in cells}
    is_kemendagri = any(len(each) == _KEMENDAGRI[-1] for each in digits.get(_PARTS[-1], ()))
    widths = _KEMENDAGRI if is_kemendagri else _BPS
    rows = zip(*(digits[part] for part in parts), strict=True)
    return [_joined(row, widths) or own_cell for own_cell, row in zip(cells[own], rows, strict=True)]


def _digits_of(cells: Sequence[Cell]) -> list[str]:
    """The digits of each cell, worked out once for each distinct one."""
    distinct, index = column_of(cells).distinct
    digits = [_digits(cell) for cell in distinct]
    return [digits[at] for at in index.tolist()]


@lru_cache(maxsize=10_000)
def _joined(digits: tuple[str, ...], widths: tuple[int, ...]) -> str:
    """The whole code of these parts; '' where one is none."""
    fit = all(0 < len(each) <= width for each, width in zip(digits, widths, strict=False))
    return "".join(each.zfill(width) for each, width in zip(digits, widths, strict=False)) if fit else ""


def _digits(cell: Cell) -> str:
    words = as_words(cell)
    return words if words.isascii() and words.isdigit() else ""
