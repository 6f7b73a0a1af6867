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
from ingest.formats.loose_records import loose_records
from ingest.formats.model import Cell, rectangle

# in the order in which an equal vote is settled: a comma stands in names, addresses and decimals
_SEPARATORS = (";", "\t", "|", ",")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_ROWS = 300
_NO_LIMIT = 2**31 - 1
_BYTES_PER_STRAY = 100
# No cell that a person fills holds it, so that programs write it between cells without minding their quotes.
_TRUSTED = "|"
_WRAP = '="'
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')


def decode(data: bytes) -> str:
    """The text of a file in whichever encoding it has.

    The byte order mark decides, else UTF-8 is tried, else Excel's code page line by line.
    """
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
        return "".join(_decoded_line(line)[0] for line in data.splitlines(keepends=True))


def foreign_lines(data: bytes) -> int:
    """The number of lines in another encoding than the rest of a text in UTF-8.

    0 for a text in one encoding.
    """
    if _is_utf16(data) or data.isascii():
        return 0
    told = [_decoded_line(line)[1] for line in data.splitlines() if not line.isascii()]
    return told.count(False) if True in told else 0


def _decoded_line(line: bytes) -> tuple[str, bool]:
    """The text of a line, and whether it is UTF-8."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding), encoding == "utf-8"
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), False


def has_stray_nul(data: bytes) -> bool:
    """True for a text with a few NUL bytes, which stand for blanks."""
    return 0 < data.count(b"\0") <= max(1, len(data) // _BYTES_PER_STRAY) and not _is_utf16(data)


def _is_utf16(data: bytes) -> bool:
    """True when half of the bytes are zero; which half tells the byte order."""
    head = data[:2000]
    return 4 * max(head[::2].count(0), head[1::2].count(0)) > len(head)


def read_delimited(text: str) -> tuple[list[list[Cell]], int]:
    """The records of `text` as text cells, and how many are of odd length.

    A first line `sep=;` is obeyed and, as in Excel, not a row.
    """
    declared = _SEP_LINE.match(text)
    separator = declared[1] if declared else find_separator(text)
    body = text[declared.end() :] if declared else text
    with collector_paused():
        rows, odd_count = _records(body, separator)
        return rectangle(unwrapped(rows) if _WRAP in body else rows, has_errors="#" in body), odd_count


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


def _records(text: str, separator: str) -> tuple[list[list[Cell]], int]:
    """All records, and those of odd length; by lines where quotes cannot be trusted."""
    if separator == _TRUSTED and "\n" in text:
        loose = loose_records(text, separator)
        return loose.rows, loose.odd_count
    rows = list(_parse(text, separator))
    if '"' in text:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        if any(_has_swallowed(row, separator, width) for row in rows):
            loose = loose_records(text, separator)
            return loose.rows, loose.odd_count
    return cast("list[list[Cell]]", rows), 0


def _has_swallowed(row: list[str], separator: str, width: int) -> bool:
    """True when a cell holds a line break and a whole line's worth of separators."""
    return any("\n" in cell and cell.count(separator) >= max(2, width - 1) for cell in row)


def _parse(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_NO_LIMIT)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)
