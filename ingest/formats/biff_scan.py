"""Finds in .xls sheets the facts python-calamine leaves out: error values, hidden rows and columns.

Walking a million records in Python would take longer than reading them, so the few records of interest are searched
by their bytes. Their control characters do not occur in text, and an error is believed only where the cell is empty.
"""

from __future__ import annotations

import re
import struct
from itertools import pairwise

from ingest.formats.facts import SheetFacts

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_CODE = b"([" + b"".join(re.escape(bytes([code])) for code in _ERRORS) + b"])"
# record id, length, row, column, format, then the error code or the cached result of a formula
_ERROR_CELL = re.compile(rb"\x05\x02\x08\x00(..)(..).." + _CODE + rb"\x01", re.DOTALL)
_ERROR_FORMULA = re.compile(rb"\x06\x00..(..)(..)..\x02." + _CODE + rb"...\xff\xff", re.DOTALL)
_ROW = re.compile(rb"\x08\x02\x10\x00(..).{10}(.)", re.DOTALL)
_COLUMN_INFO = re.compile(rb"\x7d\x00\x0c\x00(..)(..)....(.)", re.DOTALL)
_ROW_IS_HIDDEN, _COLUMN_IS_HIDDEN = 0x20, 0x01
_BOUND_SHEET, _END_OF_FILE, _DATE_MODE = 0x85, 0x0A, 0x22
_WORKSHEET = 0
_END_OF_CHAIN = 0xFFFFFFFA  # and everything above it
_SMALL_STREAM = 4096


def scan_xls(data: bytes) -> tuple[list[SheetFacts], bool]:
    """The facts of each worksheet in workbook order, and whether days count from 1904.

    ([], False) for a structure not understood.
    """
    try:
        stream = _workbook_stream(data)
        starts, is_from_1904 = _globals(stream)
    except (struct.error, IndexError, ValueError):
        return [], False
    ends = dict(pairwise([*sorted(start for start, _ in starts), len(stream)]))
    facts = [_facts(stream[start : ends[start]]) for start, kind in starts if kind == _WORKSHEET]
    return facts, is_from_1904


def _facts(sheet: bytes) -> SheetFacts:
    facts = SheetFacts()
    for pattern in (_ERROR_CELL, _ERROR_FORMULA):
        for row, column, code in pattern.findall(sheet):
            facts.errors[_number(row), _number(column)] = _ERRORS[code[0]]
    facts.hidden_rows.update(_number(row) for row, flags in _ROW.findall(sheet) if flags[0] & _ROW_IS_HIDDEN)
    facts.hidden_columns.extend(
        (_number(first), _number(last))
        for first, last, options in _COLUMN_INFO.findall(sheet)
        if options[0] & _COLUMN_IS_HIDDEN
    )
    return facts


def _number(two_bytes: bytes) -> int:
    return int.from_bytes(two_bytes, "little")


def _globals(stream: bytes) -> tuple[list[tuple[int, int]], bool]:
    """(offset, type) of each sheet, and whether days count from 1904."""
    found: list[tuple[int, int]] = []
    is_from_1904 = False
    position = 0
    while position + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, position)
        if record == _BOUND_SHEET:
            offset, _, kind = struct.unpack_from("<IBB", stream, position + 4)
            found.append((offset, kind))
        elif record == _DATE_MODE:
            is_from_1904 = stream[position + 4] == 1
        elif record == _END_OF_FILE:
            break
        position += 4 + length
    return found, is_from_1904


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook` (Excel 97-2003) or `Book` (Excel 5) of a compound file."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    table = _allocation_table(data, sector)
    directory = _chain(data, table, struct.unpack_from("<I", data, 48)[0], sector)
    for entry in range(0, len(directory) - 127, 128):
        name_length = struct.unpack_from("<H", directory, entry + 64)[0]
        name = directory[entry : entry + max(0, name_length - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, entry + 116)
        if name.lower() in ("workbook", "book") and size >= _SMALL_STREAM:
            return _chain(data, table, start, sector)[:size]
    raise ValueError("no workbook stream")


def _allocation_table(data: bytes, sector: int) -> list[int]:
    """For each sector the one that follows it."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // sector):
        if following >= _END_OF_CHAIN:
            break
        *more, following = struct.unpack_from(f"<{sector // 4}I", data, (following + 1) * sector)
        sectors += more
    table: list[int] = []
    for number in sectors:
        if number < _END_OF_CHAIN:
            table += struct.unpack_from(f"<{sector // 4}I", data, (number + 1) * sector)
    return table


def _chain(data: bytes, table: list[int], start: int, sector: int) -> bytes:
    pieces: list[bytes] = []
    while start < _END_OF_CHAIN:
        pieces.append(data[(start + 1) * sector : (start + 2) * sector])
        if len(pieces) > len(table):
            raise ValueError("a chain of sectors in a ring")
        start = table[start]
    return b"".join(pieces)
