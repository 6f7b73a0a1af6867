"""Reads a list without headings, its columns called by their letters."""

from __future__ import annotations

from ingest.fold import fold_header
from ingest.sheets.layout.furniture import is_identifier
from ingest.sheets.layout.header import Band
from ingest.sheets.layout.model import Anchors, FoundTable, HeaderColumn, column_letter
from ingest.sheets.layout.rows import RowReader
from ingest.workbook import Sheet, is_blank

_FEWEST_ROWS, _SHARE, _MOST_TITLES = 5, 0.6, 10


def headless_table(sheet: Sheet, anchors: Anchors) -> FoundTable | None:
    """The table of a sheet of persons' rows without a heading; else None.

    Each column is called by its letter, `Kolom C`, so that people can say what it is.
    """
    filled = [row for row, cells in enumerate(sheet.rows) if not all(map(is_blank, cells))]
    records = [row for row in filled if any(map(is_identifier, sheet.rows[row]))]
    if len(records) < max(_FEWEST_ROWS, _SHARE * len(filled)) or filled.index(records[0]) > _MOST_TITLES:
        return None
    used = [at for at in range(len(sheet.rows[0])) if any(not is_blank(sheet.rows[row][at]) for row in records)]
    keys = tuple(at for at in used if is_identifier(sheet.rows[records[0]][at]))
    band = Band(records[0], records[0] - 1, tuple(map(_called_by_letter, used)), keys[:1])
    table, _ = RowReader(sheet, band, anchors, 0).read()
    return table


def _called_by_letter(index: int) -> HeaderColumn:
    text = f"Kolom {column_letter(index)}"
    return HeaderColumn(index, column_letter(index), text, (fold_header(text),), None, text)
