"""Parts tables that stand beside one another under one band of headers.

Cut only where it is certain: parts that all hold the anchor words are lists; a part of labels and sums that ends at
another row than the list, and agrees with itself or with the list, is a recap. What looks like a second table and is
neither is named, so that the file is held with both ranges instead of rows being made of two halves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.sheets.layout.figures import figure
from ingest.sheets.layout.furniture import is_identifier, is_numeric, is_serial_header, total_kind
from ingest.sheets.layout.header import Band, keys_of
from ingest.sheets.layout.model import Anchors, Beside, HeaderColumn, column_letter, text_of
from ingest.workbook import Cell, Sheet, is_blank

Columns = tuple[HeaderColumn, ...]
Span = tuple[int, int]

_SUM = re.compile(r"\b(?:jumlah|jlh|jml|total|banyak|rekap)", re.IGNORECASE)
_RECAP = re.compile(r"\W*(?:rekap|ringkasan|resume)", re.IGNORECASE)


@dataclass(frozen=True)
class Cut:
    """The column spans that are lists, normally one, and what else stands beside them."""

    lists: tuple[Span, ...]
    beside: tuple[Beside, ...] = ()


def equal_parts(band: Band) -> tuple[Span, ...]:
    """The spans of equal headers side by side; one span for an ordinary table."""
    columns = band.columns
    names = [column.folded[0] if column.folded else "" for column in columns]
    starts = [position for position, name in enumerate(names) if name == names[0]]
    ends = [*starts[1:], len(names)]
    parts = [[name for name in names[a:b] if name] for a, b in zip(starts, ends, strict=True)]
    if len(parts[0]) < 2 or any(part != parts[0] for part in parts):
        return (_span(columns),)
    return tuple((columns[a].index, columns[b - 1].index) for a, b in zip(starts, ends, strict=True))


def differing_parts(sheet: Sheet, band: Band, anchors: Anchors, records: Sequence[int], end: int) -> Cut:
    """The cut of a table ending before row `end`; the whole span if none.

    `records`: the rows that were read as records.
    """
    whole = Cut((_span(band.columns),))
    pieces = pieces_of(sheet, band, records) if anchors.contains else []
    lists = _lists(pieces, anchors)
    if len(pieces) < 2 or not lists:
        return whole
    judge = _Judge(sheet, band, anchors, records, end)
    spans: list[Span] = []
    beside: list[Beside] = []
    for number, piece in enumerate(pieces):
        main = next((each for each in reversed(lists) if each <= number), lists[0])
        verdict = "list" if number in lists else judge.verdict(piece, pieces[main])
        first, last = _span(piece)
        if verdict == "list" and (not spans or lists[0] != number):
            spans.append((first, last))
        elif verdict in ("list", "column") and spans and not (beside and beside[-1].last > spans[-1][1]):
            spans[-1] = spans[-1][0], last
        elif verdict == "column" and not spans:
            spans.append((first, last))
        else:
            kind: Literal["recap", "unclear"] = "recap" if verdict == "recap" else "unclear"
            beside.append(Beside(kind, judge.cells(piece), judge.cells(pieces[main], records), first, last))
    if any(part.kind == "unclear" for part in beside):
        return Cut(whole.lists, tuple(part for part in beside if part.kind == "unclear"))
    return Cut(tuple(spans), tuple(beside))


def _span(columns: Columns) -> Span:
    return columns[0].index, columns[-1].index


def pieces_of(sheet: Sheet, band: Band, records: Sequence[int]) -> list[Columns]:
    """The band's columns, parted at empty ones and where the first header comes again."""
    pieces: list[list[HeaderColumn]] = [[]]
    for column in band.columns:
        is_gap = not column.text and all(is_blank(sheet.rows[row][column.index]) for row in records)
        is_again = bool(column.folded) and column.folded[0] == band.columns[0].folded[0]
        if (is_gap or is_again) and len(pieces[-1]) > 1:
            pieces.append([])
        if not is_gap:
            pieces[-1].append(column)
    if len(pieces) > 1 and len(pieces[-1]) < 2:  # a lone column is no table
        pieces[-2].extend(pieces.pop())
    return [tuple(piece) for piece in pieces]


def _lists(pieces: Sequence[Columns], anchors: Anchors) -> list[int]:
    """The pieces that hold all anchor words as the first such piece does.

    Under titles of their own or under none.
    """
    holding = [number for number, piece in enumerate(pieces) if keys_of(piece, anchors) is not None]
    if len(holding) < 2:
        return holding
    parents = [{column.parent for column in pieces[number] if column.text} for number in holding]
    alike = all(len(each) == 1 for each in parents) and len({None in each for each in parents}) == 1
    first = _headers(pieces[holding[0]])
    return [number for number in holding if alike and len(first & _headers(pieces[number])) > 1] or holding[:1]


def _headers(piece: Columns) -> set[str]:
    """The names of the columns, running numbers left out."""
    return {column.folded[-1] for column in piece if column.folded and not is_serial_header(column.folded[-1])}


def _whole_headers(piece: Columns) -> set[str]:
    """The columns' names with their parents: the father's name is not the child's."""
    return {column.folded[0] for column in piece if column.folded and not is_serial_header(column.folded[-1])}


class _Judge:
    """A judge of parts without anchor words, by where they end and what they hold."""

    def __init__(self, sheet: Sheet, band: Band, anchors: Anchors, records: Sequence[int], end: int) -> None:
        self._rows, self._band, self._records, self._end = sheet.rows, band, records, end
        self._anchors = {spelling for spellings in anchors.contains for spelling in spellings}

    def verdict(self, piece: Columns, main: Columns) -> Literal["recap", "unclear", "column"]:
        """`column` for what belongs to the list itself: also what nothing speaks against."""
        doubled = bool(_whole_headers(piece) & _whole_headers(main))
        if _SUM.search(piece[-1].text) and self._is_closed(piece):
            return "recap"
        if not self._ends_elsewhere(piece, main):
            return "unclear" if doubled else "column"
        has_serial = all(any(c.folded and is_serial_header(c.folded[-1]) for c in each) for each in (piece, main))
        sums = self._sums(piece) if not self._anchors & _headers(piece) else []
        if sums and _SUM.search(piece[-1].text):
            is_named = all(_RECAP.match(column.parent or "") for column in piece)
            if doubled or has_serial or is_named or self._agree(sums, main):
                return "recap"
        return "unclear" if doubled or has_serial else "column"

    def _agree(self, sums: Sequence[float], main: Columns) -> bool:
        """True when a figure sums those above it, or all are the list's records."""
        in_list = sum(self._is_filled(row, main) for row in self._records)
        return sum(sums) == in_list or any(sum(sums[:at]) == each for at, each in enumerate(sums) if at > 1)

    def _is_closed(self, piece: Columns) -> bool:
        """True when its last line sums those above and says so."""
        sums = self._sums(piece)
        rows = range(self._band.bottom + 1, self._end)
        last = max((row for row in rows if len(self._cells(row, piece)) > 1), default=self._band.bottom)
        label = " ".join(text_of(cell) for cell in self._cells(last, piece) if not is_numeric(cell))
        return len(sums) > 2 and sum(sums[:-1]) == sums[-1] and total_kind(label) is not None

    def cells(self, piece: Columns, rows: Sequence[int] | None = None) -> str:
        """The Excel range of a part, down to the last of `rows` that it fills."""
        below = range(self._band.bottom, self._end) if rows is None else rows
        last = max((row for row in below if self._is_filled(row, piece)), default=self._band.bottom)
        first, end = _span(piece)
        return f"{column_letter(first)}{self._band.top + 1}:{column_letter(end)}{last + 1}"

    def _cells(self, row: int, piece: Columns) -> list[Cell]:
        return [self._rows[row][column.index] for column in piece if not is_blank(self._rows[row][column.index])]

    def _is_filled(self, row: int, piece: Columns) -> bool:
        return any(not is_blank(self._rows[row][column.index]) for column in piece)

    def _ends_elsewhere(self, piece: Columns, main: Columns) -> bool:
        """True when it ends, filled so far, before the list, or goes on beside nothing."""
        filled = [self._is_filled(row, piece) for row in range(self._band.bottom + 1, self._end)]
        last = max((at for at, is_filled in enumerate(filled) if is_filled), default=-1)
        stops = last >= 0 and 10 * sum(filled) >= 7 * (last + 1)
        last += self._band.bottom + 1
        end = max((row for row in self._records if self._is_filled(row, main)), default=self._band.bottom)
        goes_on = any(len(self._cells(row, piece)) > 1 for row in range(end + 1, last + 1))
        return goes_on or (stops and last < end)

    def _sums(self, piece: Columns) -> list[float]:
        """The figure of each line, where every line has its own label; else []."""
        labels: list[tuple[str, ...]] = []
        sums: list[float] = []
        for row in range(self._band.bottom + 1, self._end):
            cells = self._cells(row, piece)
            if any(map(is_identifier, cells)):
                return []
            words = tuple(text_of(cell) for cell in cells if not is_numeric(cell))
            last = figure(cells[-1]) if cells else None
            if words and last is not None:
                labels.append(words)
                sums.append(last)
            elif len(cells) > 1:
                return []
        is_told_once = len(set(labels)) == len(labels)
        return sums if is_told_once else []
