"""Text files of separated values: encoding, separator and quoting found from the content."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import cast

from ingest.formats.collector import collector_paused
from ingest.formats.model import Cell, rectangle

# in the order in which an equal vote is settled: a comma stands in names, addresses and decimals
_SEPARATORS = (";", "\t", "|", ",")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_ROWS = 300
_NO_LIMIT = 2**31 - 1
_BYTES_PER_STRAY = 100
_WRAP = '="'
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')


def decode(data: bytes) -> str:
    """The text of a file: by byte order mark, else UTF-8, else Excel's code page."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if _is_utf16(data):
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    if has_stray_nul(data):
        data = data.replace(b"\0", b" ")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def has_stray_nul(data: bytes) -> bool:
    """True for a text with a few NUL bytes, which stand for blanks."""
    return 0 < data.count(b"\0") <= max(1, len(data) // _BYTES_PER_STRAY) and not _is_utf16(data)


def _is_utf16(data: bytes) -> bool:
    """True when half of the bytes are zero; which half tells the byte order."""
    head = data[:2000]
    return 4 * max(head[::2].count(0), head[1::2].count(0)) > len(head)


def read_delimited(text: str) -> list[list[Cell]]:
    """The records of `text` as rows of text cells.

    A first line `sep=;` is obeyed and, as in Excel, not a row.
    """
    declared = _SEP_LINE.match(text)
    separator = declared[1] if declared else find_separator(text)
    body = text[declared.end() :] if declared else text
    with collector_paused():
        rows = _records(body, separator)
        return rectangle(unwrapped(rows) if _WRAP in body else rows)


def unwrapped(rows: list[list[Cell]]) -> list[list[Cell]]:
    """`rows` without the wrapping `="text"` that makes Excel keep all digits."""
    return [[_unwrap(cell) if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]


def _unwrap(cell: str) -> str:
    found = _WRAPPED.fullmatch(cell.strip())
    return found[1].replace('""', '"') if found else cell


def find_separator(text: str) -> str:
    """The character that cuts most lines into the same number of fields (two or more)."""
    sample = text[: 256 * 1024]
    votes = {separator: _consistency(sample, separator) for separator in _SEPARATORS}
    best = max(votes.values())
    if best == 0:
        return ","
    return next(separator for separator in _SEPARATORS if votes[separator] >= best - 0.05)


def _consistency(sample: str, separator: str) -> float:
    """The share of non-empty records with the commonest number of fields, if several."""
    widths = Counter(len(row) for row in islice(_parse(sample, separator), _SAMPLE_ROWS) if any(row))
    cut = {width: count for width, count in widths.items() if width > 1}
    return max(cut.values()) / widths.total() if cut else 0.0


def _records(text: str, separator: str) -> list[list[Cell]]:
    """All records; line by line when a stray quotation mark has swallowed lines."""
    rows = list(_parse(text, separator))
    if '"' in text:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        if any(_has_swallowed(row, separator, width) for row in rows):
            rows = [_one_line(line, separator, width) for line in io.StringIO(text, newline="")]
    return cast("list[list[Cell]]", rows)


def _has_swallowed(row: list[str], separator: str, width: int) -> bool:
    """True when a cell holds a line break and a whole line's worth of separators."""
    return any("\n" in cell and cell.count(separator) >= max(2, width - 1) for cell in row)


def _one_line(line: str, separator: str, width: int) -> list[str]:
    """The fields of one line, quotes obeyed when that gives the usual width."""
    text = line.rstrip("\r\n")
    row = next(csv.reader([text], delimiter=separator), [])
    return row if len(row) == width or '"' not in text else text.split(separator)


def _parse(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_NO_LIMIT)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)
