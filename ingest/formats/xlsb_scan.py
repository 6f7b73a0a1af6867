"""Measures the valued area of an xlsb sheet from its records, before calamine allocates it.

A sheet is a row of records (MS-XLSB 2.1.4): a type and a size of 7 bits a byte, then the data. Only the row headers
and the cells that hold a value are looked at.
"""

from __future__ import annotations

from ingest.formats.archive import damaged

_ROW_HEADER = 0
_FIRST_VALUED, _LAST_VALUED = 2, 11  # BrtCellRk to BrtFmlaError; 1 is a cell of style alone


def valued_area(data: bytes) -> tuple[int, int, int]:
    """(rows, columns) from A1 to the last valued cell of a sheet, and how many.

    >>> valued_area(bytes([0, 4, 2, 0, 0, 0, 2, 4, 3, 0, 0, 0, 1, 4, 9, 0, 0, 0]))
    (3, 4, 1)
    """
    at = row = filled = 0
    last_row = last_column = -1
    end = len(data)
    try:
        while at < end:
            kind, at = data[at], at + 1
            if kind & 0x80:
                kind, at = (kind & 0x7F) | data[at] << 7, at + 1
            size, at = data[at], at + 1
            if size & 0x80:
                size, at = _long_size(data, at - 1)
            if _FIRST_VALUED <= kind <= _LAST_VALUED:
                column = data[at] | data[at + 1] << 8 | data[at + 2] << 16  # written out: there are millions
                last_row = row
                filled += 1
                last_column = max(last_column, column)
            elif kind == _ROW_HEADER:
                row = max(row, int.from_bytes(data[at : at + 4], "little"))
            at += size
    except IndexError as error:
        raise damaged() from error
    return last_row + 1, last_column + 1, filled


def _long_size(data: bytes, at: int) -> tuple[int, int]:
    """A size of two to four bytes, and where the data begins."""
    size = 0
    for shift in range(0, 28, 7):
        byte, at = data[at], at + 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return size, at
