"""The names of the gathered rows, and how many rows of the sheets they are."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from ingest.gather import Gathered
from ingest.parsers.column import BoolArray, IntArray
from ingest.submission import Submission

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_ID_LENGTH, _PREFIX_LENGTH = 24, 14


def record_ids(gathered: Gathered, submission: Submission) -> pa.Array:
    """24 hexadecimal digits for each row: 14 of the hash of file, list and sheet, 2 of the part, 8 of the row."""
    prefixes = {sheet: _prefix(sheet, submission) for sheet in dict.fromkeys(gathered.sheets)}
    if len(np.unique(_places(gathered))) == len(gathered):
        return _first_parts(prefixes, gathered)
    seen: dict[tuple[str, int], int] = {}
    ids = []
    for sheet, row in zip(gathered.sheets, gathered.row_numbers, strict=True):
        part = seen.get((sheet, row), 0)
        seen[sheet, row] = part + 1
        ids.append(f"{prefixes[sheet]}{part:02x}{row:08x}")
    return pa.array(ids, pa.string())


def sheet_rows(gathered: Gathered, rejected: BoolArray) -> tuple[int, int]:
    """(accepted, rejected) sheet rows; a row that gave several records is accepted when one of them is."""
    places = _places(gathered)
    accepted = np.unique(places[~rejected])
    return len(accepted), len(np.setdiff1d(places[rejected], accepted))


def _prefix(sheet: str, submission: Submission) -> str:
    text = f"{submission.file_sha256}|{submission.agency_id}|{submission.table_id}|{sheet}"
    return hashlib.sha256(text.encode()).hexdigest()[:_PREFIX_LENGTH]


def _places(gathered: Gathered) -> IntArray:
    """One number for each row: the same for two records of one row of one sheet, and for no others."""
    numbers = {sheet: number for number, sheet in enumerate(dict.fromkeys(gathered.sheets))}
    sheets = np.fromiter(map(numbers.__getitem__, gathered.sheets), np.int64, count=len(gathered))
    return (sheets << 32) | np.array(gathered.row_numbers, np.int64)


def _first_parts(prefixes: dict[str, str], gathered: Gathered) -> pa.Array:
    """The ids where no row gave more than one record, all written at once."""
    length = len(gathered)
    known = [np.frombuffer(prefix.encode(), np.uint8) for prefix in prefixes.values()]
    ids = np.full((length, _ID_LENGTH), ord("0"), np.uint8)
    if length:
        ids[:, :_PREFIX_LENGTH] = np.stack(known)[_places(gathered) >> 32]
        rows = np.array(gathered.row_numbers, np.int64)
        for place in range(8):
            ids[:, _ID_LENGTH - 1 - place] = _HEX[(rows >> (4 * place)) & 15]
    offsets = np.arange(length + 1, dtype=np.int32) * _ID_LENGTH
    return pa.StringArray.from_buffers(length, pa.py_buffer(offsets), pa.py_buffer(ids))
