"""Names the columns of a header band, parents over children, remarks joined above."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from ingest.fold import fold_header
from ingest.sheets.layout.model import HeaderColumn, column_letter, text_of
from ingest.workbook import Sheet, is_blank

IN_BRACKETS = re.compile(r"\([^()]*\)")


def columns_of(sheet: Sheet, top: int, bottom: int) -> tuple[HeaderColumn, ...]:
    """The columns of the band from the first to the last that has a text."""
    lines = [_filled_right(sheet, row, top, bottom) for row in range(top, bottom + 1)]
    parts = [[line[column] for line in lines if line[column]] for column in range(len(sheet.rows[top]))]
    used = [column for column, texts in enumerate(parts) if texts]
    return tuple(_column(index, parts[index]) for index in range(used[0], used[-1] + 1)) if used else ()


def _filled_right(sheet: Sheet, row: int, top: int, bottom: int) -> list[str]:
    """The texts of a header row, each parent repeated over its children; `(L/P)` is none."""
    cells = sheet.rows[row]
    texts = [text_of(cell) for cell in cells]
    below = [any(fold_header(text_of(sheet.rows[r][c])) for r in range(row + 1, bottom + 1)) for c in range(len(cells))]
    spans = [span for span in sheet.merged if span[0] <= row <= span[2] and span[1] < span[3]]
    for first, left, _, right in spans:
        if first == row and texts[left]:
            for column in range(left + 1, right + 1):
                texts[column] = texts[left] if below[column] else texts[column]
    if spans:
        return texts
    for column in range(1, len(texts)):
        # what has a name of its own above goes on down here
        is_gap = not texts[column] and all(is_blank(sheet.rows[above][column]) for above in range(top, row))
        if is_gap and below[column] and below[column - 1] and texts[column - 1]:
            texts[column] = texts[column - 1]
    return texts


@lru_cache(maxsize=4096)
def _folded(parts: tuple[str, ...]) -> tuple[str, ...]:
    tails = (" ".join(parts[start:]) for start in range(len(parts)))
    return tuple(dict.fromkeys(fold for tail in tails if (fold := fold_header(tail))))


def _column(index: int, parts: list[str]) -> HeaderColumn:
    own = [part for part, _ in itertools.groupby(parts)]
    child, folded = own[-1] if own else "", _folded(tuple(own))
    if len(own) > 1 and (not fold_header(own[-1]) or IN_BRACKETS.fullmatch(own[-1])):
        # a row of its own below the name: `(16 digit)`, or a unit that the name may have already
        name, remark = own[-2:]
        own[-2:] = [name if name.lower().endswith(remark.lower()) else f"{name} {remark}"]
        folded = tuple(dict.fromkeys((*_folded(tuple(own)), *folded[-1:])))
        child = own[-1]
    parent = " / ".join(own[:-1]) or None
    return HeaderColumn(index, column_letter(index), " / ".join(own), folded, parent, child)
