"""Tells the sheets not read for a list, which another list may claim."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.declarations.contract import Table
from ingest.fold import fold_header
from ingest.sheets.locate import column_letter
from ingest.sheets.recap import is_recap_sheet
from ingest.workbook import Sheet, is_blank

_TOP_ROWS = 60


def skipped(sheet: Sheet, table: Table) -> str:
    """The reason why a sheet is not read, or nothing."""
    name = fold_header(sheet.name)
    if any(name == fold_header(text) for text in table.ignore_sheets):
        return "ignored_sheet"
    if table.sheets and not any(re.fullmatch(_as_pattern(text), name) for text in table.sheets):
        return "other_sheet"
    if is_recap_sheet(sheet.name):
        return "recap_sheet"
    if sheet.visible != "visible" and not table.reads_hidden:
        return "hidden_sheet"
    return ""


def _as_pattern(text: str) -> str:
    return ".*".join(re.escape(fold_header(piece)) for piece in text.split("*"))


def kind_without_table(sheet: Sheet) -> str:
    """The kind of a sheet without a table: empty, a cover of text, or unknown."""
    filled = [[cell for cell in row if not is_blank(cell)] for row in sheet.rows]
    if not any(filled):
        return "blank"
    wide = sum(len(row) > 1 for row in filled)
    return "no_table" if wide >= 2 else "note"


def filled_range(sheet: Sheet) -> str:
    """The cells of a sheet that hold something, as `A3:F20`."""
    rows = [at for at, row in enumerate(sheet.rows) if not all(map(is_blank, row))]
    columns = [at for row in sheet.rows for at, cell in enumerate(row) if not is_blank(cell)]
    return f"{column_letter(min(columns))}{rows[0] + 1}:{column_letter(max(columns))}{rows[-1] + 1}"


def top_of(sheet: Sheet, first: int) -> Sheet:
    """The first rows of a table left, for others to know it by."""
    return replace(sheet, rows=sheet.rows[first : first + _TOP_ROWS], merged=() if first else sheet.merged)
