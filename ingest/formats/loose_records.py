"""Puts records together from lines whose quotes and breaks cannot be trusted.

For exports that quote every cell but double no inner quote, break lines inside cells, and lose or gain a separator:
a record is known by its number of separators. No line is dropped: what does not fit is a record of odd length.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

from ingest.formats.model import Cell

_SAMPLE_LINES = 300
_QUOTE = '"'


@dataclass
class LooseRecords:
    """The records of a text, and how many of them have another length than most."""

    rows: list[list[Cell]] = field(default_factory=list)
    odd_count: int = 0


def usual_count(lines: list[str], separator: str) -> int:
    """The number of separators of a whole record.

    It is the most that a third of the first lines have. A break inside a cell makes lines of fewer, and often; a
    separator inside a cell lines of more, and seldom.
    """
    counts = Counter(line.count(separator) for line in lines[:_SAMPLE_LINES])
    del counts[0]
    return max((count for count, times in counts.items() if 3 * times >= counts.total()), default=0)


def loose_records(text: str, separator: str) -> LooseRecords:
    """Every record of `text`, from one full line or a run of lines."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines] if "\r" in text else lines
    wanted = usual_count(lines, separator)
    counts = [line.count(separator) for line in lines]
    counts.append(wanted)  # nothing goes on after the last line
    found = LooseRecords()
    at = 0
    while at < len(lines):
        line, count = lines[at], counts[at]
        if count == wanted and counts[at + 1] == wanted:
            at += 1
        else:
            line, count, at = _joined(lines, counts, at, wanted, separator)
        row = _fields(line, count, wanted, separator)
        found.odd_count += len(row) != wanted + 1 and bool(line.strip())
        found.rows.append(row)
    return found


def _joined(lines: list[str], counts: list[int], at: int, wanted: int, separator: str) -> tuple[str, int, int]:
    """The line at `at` with those that go on with it.

    Given with their separators and the line after them.
    """
    line, count = lines[at], counts[at]
    end = at + 1
    while end < len(lines) and count + counts[end] <= wanted and (count < wanted or _is_open(line, separator)):
        line, count, end = f"{line}\n{lines[end]}", count + counts[end], end + 1
    is_whole = count == wanted and counts[at] > 0
    return (line, count, end) if is_whole else (lines[at], counts[at], at + 1)


def _is_open(line: str, separator: str) -> bool:
    """True when the last cell begins with a quote that is not closed."""
    last = line[line.rfind(separator) + 1 :]
    return last.startswith(_QUOTE) and (len(last) == 1 or not last.endswith(_QUOTE))


def _fields(line: str, count: int, wanted: int, separator: str) -> list[Cell]:
    """The cells of a record, quotes judged by where they stand.

    Inner quotes may be doubled or not.
    """
    if _QUOTE not in line:
        return [*line.split(separator)]
    if line[0] == line[-1] == _QUOTE:
        cells = line[1:-1].split(f"{_QUOTE}{separator}{_QUOTE}")
        if len(cells) == wanted + 1:
            has_inner = line.count(_QUOTE) > 2 * len(cells)
            return [cell.replace(_QUOTE * 2, _QUOTE) for cell in cells] if has_inner else [*cells]
    if count != wanted:
        obeyed = next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])
        if len(obeyed) == wanted + 1:
            return [*obeyed]
    return [_unquoted(cell) for cell in line.split(separator)]


def _unquoted(cell: str) -> str:
    """A cell without the pair of quotes around it.

    A lone quote is the office's own.
    """
    if len(cell) < 2 or not (cell[0] == cell[-1] == _QUOTE):
        return cell
    return cell[1:-1].replace(_QUOTE * 2, _QUOTE)
