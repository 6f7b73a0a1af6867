"""Finds a table's header band by its words and shape, never by row number.

A band has one to four rows. Its middle is the row with the most known headers; from there it grows up to parent
headers (`Data Ayah` over `Nama`, `NIK`) and down to children, by merged ranges where the file tells them
(xlsx, xls, html), by the gaps that merging leaves where it does not (csv, ods).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.fold import fold_header
from ingest.sheets.layout.furniture import is_column_numbers, is_identifier, is_serial_header
from ingest.sheets.layout.header_columns import IN_BRACKETS, columns_of
from ingest.sheets.layout.model import Anchors, HeaderColumn, text_of
from ingest.workbook import Cell, Sheet, is_blank

_SEARCH_ROWS = 500  # filled rows looked at before a sheet counts as one without a header
_BETTER_WITHIN = 15  # a title may hold known words; the real header comes soon after
_MAX_UP, _MAX_DOWN = 2, 3
_WORD = re.compile(r"[^\W_]+")
_LONG_NUMBER = re.compile(r"\d{9,}")
_MAX_HEADER_TEXT = 300
_FIGURE = re.compile(r"\s*(?!(?:19|20)\d\d\s*$)-?(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d+[.,]\d+|\d{3,})\s*")


@dataclass(frozen=True)
class Band:
    """A header band: rows `top` to `bottom`, columns, and each anchor word's column."""

    top: int
    bottom: int
    columns: tuple[HeaderColumn, ...]
    keys: tuple[int, ...]


def find_band(sheet: Sheet, start: int, anchors: Anchors) -> Band | None:
    """The first header band at or below row `start`, or None."""
    best: Band | None = None
    best_score = seen = 0
    for row in range(start, len(sheet.rows)):
        if all(map(is_blank, sheet.rows[row])):
            continue
        seen += 1
        if seen > _SEARCH_ROWS:
            break
        # what records follow is a header, however few of its words are known
        if best is not None and (row > best.bottom + _BETTER_WITHIN or any(map(is_identifier, sheet.rows[row]))):
            break
        score = row_score(sheet.rows[row], anchors)
        # twice as many known words: the earlier row was a title
        if score >= max(1, 2 * best_score) and (best is None or row > best.bottom):
            band = band_around(sheet, row, anchors, start)
            if band is not None:
                best, best_score = band, score
    return best


def row_score(row: list[Cell], anchors: Anchors) -> int:
    """The number of cells of a row that are known headers."""
    texts = map(text_of, filter(may_be_header, row))
    return sum(1 for text in texts if fold_header(text) in anchors.known or _is_anchor(text, anchors))


def band_around(sheet: Sheet, row: int, anchors: Anchors, start: int = 0) -> Band | None:
    """The band whose middle is `row`, with a header's shape and every anchor word."""
    if not _header_like(sheet.rows[row]):
        return None
    top = bottom = row
    while bottom - row < _MAX_DOWN and _continues(sheet, row, bottom, anchors):
        bottom += 1
    while row - top < _MAX_UP and top > start and _is_parent(sheet, top - 1, top, anchors):
        top -= 1
    columns = columns_of(sheet, top, bottom)
    keys = keys_of(columns, anchors)
    if keys is None or not _is_enough(columns, keys, anchors):
        return None
    return Band(top, bottom, columns, keys)


def _is_enough(columns: tuple[HeaderColumn, ...], keys: tuple[int, ...], anchors: Anchors) -> bool:
    """True when two columns are known or anchors, or all of a narrow table.

    Words of two anchors in one cell are a sentence, not a header; so is one anchor in a lone cell of more words.
    """
    if len(columns) == 1:
        spellings = anchors.known.union(*anchors.contains)
        return len(anchors.contains) <= 1 and not spellings.isdisjoint(columns[0].folded)
    matched = {column.index for column in columns if anchors.known.intersection(column.folded)} | set(keys)
    one_anchor = len(anchors.contains) == 1 and len(columns) >= 2
    return len(keys) >= min(2, len(anchors.contains)) and (len(matched) >= min(2, len(columns)) or one_anchor)


def keys_of(columns: tuple[HeaderColumn, ...], anchors: Anchors) -> tuple[int, ...] | None:
    """The column of each anchor word, or None; without anchors, two known columns."""
    if not anchors.contains:
        matched = [column for column in columns if anchors.known.intersection(column.folded)]
        told = [column for column in matched if not is_serial_header(column.folded[-1])] or matched
        return tuple(column.index for column in told[:2]) or None
    keys: list[int] = []
    for spellings in anchors.contains:
        exact = [c for c in columns if set(spellings).intersection(c.folded)]
        near = exact or [c for c in columns if has_word(c.text, spellings)]
        if not near:
            return None
        keys.append(min(near, key=lambda column: (column.parent is not None, column.index)).index)
    return tuple(dict.fromkeys(keys))


def has_word(text: str, spellings: Iterable[str]) -> bool:
    """True when a folded spelling stands in `text` as whole words."""
    wanted = set(spellings)
    longest = max(map(len, wanted), default=0)
    words = [fold_header(word) for word in _WORD.findall(text)]
    for first in range(len(words)):
        joined = ""
        for word in words[first:]:
            joined += word
            if len(joined) > longest:
                break
            if joined in wanted:
                return True
    return False


def _is_anchor(text: str, anchors: Anchors) -> bool:
    return any(has_word(text, spellings) for spellings in anchors.contains)


def may_be_header(cell: Cell) -> bool:
    """True for a year or a text that is no figure."""
    if isinstance(cell, str):
        return len(cell) <= _MAX_HEADER_TEXT and not is_blank(cell) and not _FIGURE.fullmatch(cell)
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1900 <= cell <= 2100


def _header_like(row: list[Cell]) -> bool:
    """True when the filled cells look like headers: texts or years, no long number."""
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(may_be_header(cell) and not _LONG_NUMBER.search(text_of(cell)) for cell in filled)


def _continues(sheet: Sheet, middle: int, bottom: int, anchors: Anchors) -> bool:
    """True when the row below `bottom` belongs to the band that has `middle`."""
    if bottom + 1 >= len(sheet.rows):
        return False
    above, row = sheet.rows[bottom], sheet.rows[bottom + 1]
    if any(top <= bottom < last and top >= middle - _MAX_UP for top, _, last, _ in _tall(sheet, bottom)):
        return all(map(is_blank, row)) or _header_like(row)
    if not _header_like(row):
        return False
    is_remarks = _are_remarks(sheet.rows[max(0, middle - _MAX_UP) : bottom + 1], row)
    if is_remarks or _are_known_children(sheet.rows[middle : bottom + 1], row, anchors):
        return True
    if _are_in_gaps(above, row, sheet.rows[middle], anchors):
        return True
    below = sheet.rows[bottom + 2] if bottom + 2 < len(sheet.rows) else []
    return (
        _header_like(below) and _are_groups(above, row, below) and _are_in_gaps(row, below, sheet.rows[middle], anchors)
    )


def _are_in_gaps(above: list[Cell], row: list[Cell], middle: list[Cell], anchors: Anchors) -> bool:
    """True for a row in the gaps below merged parents that is not the header."""
    # twice as many known words: what is above is a title that happens to hold one
    if _wide_gaps(above) == 0 or row_score(row, anchors) >= 2 * max(1, row_score(middle, anchors)):
        return False
    children = _filled(row)
    known_count = sum(1 for column in children if fold_header(text_of(row[column])) in anchors.known)
    return len(children) >= 2 and known_count >= 1 and _all_under_gaps(above, children)


def _are_groups(above: list[Cell], row: list[Cell], below: list[Cell]) -> bool:
    """True for a row of groups between a group above and the headers below it."""
    starts = [column for column in _filled(row) if column + 1 < len(row) and is_blank(row[column + 1])]
    return starts == _filled(row) and _all_under_gaps(above, _filled(below))


def _are_known_children(band: list[list[Cell]], row: list[Cell], anchors: Anchors) -> bool:
    """True for a row of known headers or remarks alone, fewer than the names above."""
    children = [text_of(row[column]) for column in _filled(row)]
    named = {column for above in band for column in _filled(above)}
    is_said = all(fold_header(text) in anchors.known or IN_BRACKETS.fullmatch(text) for text in children)
    is_said &= not is_column_numbers(row)
    return is_said and named.issuperset(_filled(row)) and 0 < len(children) < len(named)


def _are_remarks(band: list[list[Cell]], row: list[Cell]) -> bool:
    """True for a row of remarks alone: `(16 digit)`, `(L/P)`.

    Their names may stand above the middle of the header.
    """
    children = _filled(row)
    named = {column for above in band for column in _filled(above)}
    is_said = all(IN_BRACKETS.fullmatch(text_of(row[column])) for column in children) and not is_column_numbers(row)
    return is_said and named.issuperset(children) and 0 < len(children) < len(named)


def _filled(row: list[Cell]) -> list[int]:
    return [column for column, cell in enumerate(row) if not is_blank(cell)]


def _tall(sheet: Sheet, bottom: int) -> list[tuple[int, int, int, int]]:
    """Merged ranges with a text that go on below row `bottom`."""
    return [
        span
        for span in sheet.merged
        if span[0] <= bottom < span[2] <= bottom + _MAX_DOWN and not is_blank(sheet.rows[span[0]][span[1]])
    ]


def _all_under_gaps(above: list[Cell], children: list[int]) -> bool:
    """True when every child is below an empty cell or a gap's first cell.

    A group that comes again over a single column is a group there too.
    """
    groups = {fold_header(text_of(left)) for left, right in itertools.pairwise(above) if is_blank(right)}
    in_gap = 0
    for column in children:
        next_blank = column + 1 < len(above) and is_blank(above[column + 1])
        if is_blank(above[column]):
            in_gap += 1
        elif not next_blank and fold_header(text_of(above[column])) not in groups:
            return False
    return in_gap > 0


def _wide_gaps(row: list[Cell]) -> int:
    return sum(1 for left, right in itertools.pairwise(row) if not is_blank(left) and is_blank(right))


def _is_parent(sheet: Sheet, above: int, below: int, anchors: Anchors) -> bool:
    """True when row `above` holds parents of the headers in row `below`, not a title."""
    row, child = sheet.rows[above], sheet.rows[below]
    texts = [column for column, cell in enumerate(row) if not is_blank(cell)]
    if not texts or not _header_like(row) or any(":" in text_of(row[column]) for column in texts):
        return False
    if any(top <= above < last for top, _, last, _ in _tall(sheet, above)):
        return True
    filled = [column for column, cell in enumerate(child) if not is_blank(cell)]
    spans = [right - left + 1 for top, left, _, right in sheet.merged if top == above and left < right]
    if spans:
        width = max(filled) - min(filled) + 1
        # a parent spans its children; a header of one column goes down, so that it has no other text below it
        lefts = {left for top, left, _, right in sheet.merged if top == above and left < right}
        fitting = sum(1 for column in texts if column in lefts or is_blank(child[column]))
        # one text alone is a title when it starts the line, or is centred over most of the table
        if len(texts) == 1 and (texts[0] <= min(filled) or max(spans) > 0.6 * width):
            return False
        return max(spans) < 0.9 * width and 2 * fitting > len(texts)
    known_count = sum(1 for column in texts if fold_header(text_of(row[column])) in anchors.known)
    folded = [fold_header(text_of(child[column])) for column in filled]
    return len(texts) > 1 and _all_under_gaps(row, filled) and (known_count > 0 or len(set(folded)) < len(folded))
