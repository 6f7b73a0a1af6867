"""An officer of an agency who fills in the workbook that came back, as a person would: by what stands in its cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from ingest.answers.returned import DECISION_HEADER, KEY_HEADER, NEW_VALUE_HEADER

Line = dict[str, Any]


def lines(path: Path, sheet: str = "Perbaikan") -> list[Line]:
    """The lines of the list of what to mend, each by the words of its header."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def code_of(line: Line) -> str:
    return str(line[KEY_HEADER]).split("|")[2]


def fill(
    path: Path,
    target: Path,
    decide: Callable[[Line], tuple[str | None, object]],
    mend: Callable[[Any], None] = lambda book: None,
) -> Path:
    """Answers each line by `decide` (decision, right value), lets `mend` change the sheets, saves to `target`."""
    book = openpyxl.load_workbook(path)
    sheet = book["Perbaikan"]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        line = {str(name): cell.value for name, cell in zip(header, row, strict=True)}
        decision, value = decide(line)
        row[header.index(DECISION_HEADER)].value = decision
        row[header.index(NEW_VALUE_HEADER)].value = value
    mend(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def shown(path: Path, words: str, sheet: str = "Ringkasan") -> Any:
    """The figure that stands at the right of `words` on the first sheet."""
    for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True):
        if words in row:
            return next(cell for cell in row[row.index(words) + 1 :] if cell is not None)
    raise AssertionError(f"{words!r} does not stand in {sheet}")
