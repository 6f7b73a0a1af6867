"""Tells the sheets not read for a list, which another list may claim."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import islice

from ingest.declarations.contract import Table
from ingest.fold import fold_header
from ingest.sheets.locate import column_letter
from ingest.sheets.recap import is_recap_sheet
from ingest.workbook import Sheet, count_filled, is_blank

_TOP_ROWS = 60
_FEWEST_WIDE = 2
_LABEL_AND_VALUE, _FEWEST_LABELS, _SHARE_KNOWN = 2, 3, 0.4


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
    """The kind of a sheet without a table: empty, a cover of text, or unknown.

    >>> [kind_without_table(Sheet("", "visible", rows)) for rows in ([], [[" ", None]], [["a", 1]], [["a", 1], [2, 3]])]
    ['blank', 'blank', 'note', 'no_table']
    """
    counts = map(count_filled, sheet.rows)
    wide = islice((count for count in counts if count > 1), _FEWEST_WIDE)  # no row is asked after these
    if len(list(wide)) == _FEWEST_WIDE:
        return "no_table"
    return "blank" if all(is_blank(cell) for row in sheet.rows for cell in row) else "note"


def is_form(sheet: Sheet, known: Collection[str]) -> bool:
    """True for a sheet of labels with one value each.

    Its headings, of which the `known` are told folded, stand below one another.

    >>> rows = [["Nama Program", "Sembako"], ["Asal Dana", "APBD"], ["Sasaran", 1], ["Ketua", "y"]]
    >>> form = Sheet("", "visible", rows)
    >>> is_form(form, {"namaprogram", "asaldana", "sasaran"}), is_form(form, {"asaldana", "sasaran"})
    (True, False)
    """
    pairs = [[cell for cell in row if not is_blank(cell)] for row in sheet.rows[: _TOP_ROWS + 1]]
    labels = [fold_header(str(pair[0])) for pair in pairs if len(pair) == _LABEL_AND_VALUE]
    is_plain = len(sheet.rows) <= _TOP_ROWS and all(len(pair) <= _LABEL_AND_VALUE for pair in pairs)
    told = sum(label in known for label in labels)
    return is_plain and len(set(labels)) == len(labels) and told >= max(_FEWEST_LABELS, _SHARE_KNOWN * len(labels))


def filled_range(sheet: Sheet) -> str:
    """The cells of a sheet that hold something, as `A3:F20`.

    >>> filled_range(Sheet("", "visible", [[None, None, " "], [None, 7, None], [None, None, "a"], [None, None, None]]))
    'B2:C3'
    """
    rows = sheet.rows
    places = range(len(rows)), range(len(rows[0]))
    top, bottom = (next(at for at in order if not all(map(is_blank, rows[at]))) for order in _both_ways(places[0]))
    # a column is looked through until its first filled cell
    left, right = (
        next(at for at in order if not all(is_blank(row[at]) for row in rows)) for order in _both_ways(places[1])
    )
    return f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"


def _both_ways(places: range) -> tuple[range, range]:
    return places, places[::-1]


def top_of(sheet: Sheet, first: int) -> Sheet:
    """The first rows of a table left, for others to know it by."""
    return replace(sheet, rows=sheet.rows[first : first + _TOP_ROWS], merged=() if first else sheet.merged)
