"""Gives each record the text that is merged down over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.fold import fold_header
from ingest.sheets.layout.furniture import is_identifier, is_numeric
from ingest.workbook import Sheet, is_blank


def spread_merged(sheet: Sheet, header: int, headings: Sequence[Mapping[int, str]]) -> None:
    """Writes text merged down below row `header` into each row of it.

    In `sheet.rows`; never an amount.
    `headings`: the folded cells of each header row, which may come again on another printed page.
    """
    rows = sheet.rows
    for top, left, bottom, right in sheet.merged:
        if top <= header or left != right or top == bottom or top >= len(rows) or left >= len(rows[top]):
            continue  # an office may merge cells below all that it filled in
        cell = rows[top][left]
        if isinstance(cell, str) and any(heading.get(left) == fold_header(cell) for heading in headings):
            continue
        if isinstance(cell, str) and (not is_numeric(cell) or is_identifier(cell)):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = cell if row[left] is None and not all(map(is_blank, row)) else row[left]
