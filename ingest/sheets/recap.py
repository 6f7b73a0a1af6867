"""Tells sheets that only repeat others, by name or content."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.sheets.layout.figures import figure
from ingest.sheets.layout.furniture import is_identifier, total_kind
from ingest.sheets.layout.model import text_of
from ingest.workbook import Sheet, is_blank

_RECAP = re.compile(r"\b(?:rekap\w*|ringkasan|resume|summary|total|grafik|chart)\b", re.IGNORECASE)
_FEWEST_LINES, _FEWEST_NAMED = 3, 2  # two and their sum; one, where the title says what it is
_MOST_ROWS = 500  # a line for each kelurahan of a large regency
_JOINED = re.compile(r"[_\W]+|(?<=[a-z])(?=[A-Z])")


def is_recap_sheet(name: str) -> bool:
    """True when a sheet's name says that it only repeats other sheets.

    >>> [is_recap_sheet(name) for name in ("2. REKAP", "LAPADDE (REKAP)", "DataRekapitulasi", "Totalindo")]
    [True, True, True, False]
    """
    return _RECAP.search(_JOINED.sub(" ", name)) is not None


def sums_up(sheet: Sheet) -> bool:
    """True for a sheet that says it is a recap, and whose figures add up."""
    return len(sheet.rows) <= _MOST_ROWS and repeats(sheet, ())


def repeats(sheet: Sheet, sums: Iterable[float]) -> bool:
    """True for labels and figures that close with their sum.

    That sum is one of `sums` of the list.
    Where its title says that it is a recap, the sum need not agree: the list may have changed since.
    """
    lines: list[tuple[str, float]] = []
    title = ""
    for row in sheet.rows:
        cells = [cell for cell in row if not is_blank(cell)]
        if any(map(is_identifier, cells)):
            return False
        words = " ".join(text_of(cell) for cell in cells if figure(cell) is None)
        stated = figure(cells[-1]) if len(cells) > 1 else None
        if stated is not None and words:
            lines.append((words, stated))
        elif not lines:
            title += f" {words}"
    says_so = is_recap_sheet(title)
    if len(lines) < (_FEWEST_NAMED if says_so else _FEWEST_LINES) or total_kind(lines[-1][0]) is None:
        return False
    total = sum(stated for _, stated in lines[:-1])
    return total == lines[-1][1] and (says_so or total in set(sums))
