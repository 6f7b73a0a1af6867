"""The names of the gathered rows, and how many rows of the sheets they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ingest.parsers.column import BoolArray, IntArray
from ingest.sheets.gather import Gathered
from ingest.submission import Submission

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_ID_LENGTH, _PREFIX_LENGTH, _ROW_LENGTH = 24, 14, 8


def places(gathered: Gathered) -> IntArray:
    """One number for each row of a sheet: the same for its records, different otherwise."""
    numbers = {sheet: number for number, sheet in enumerate(dict.fromkeys(gathered.sheets))}
    rows = np.array(gathered.row_numbers, np.int64)
    if len(numbers) < 2:
        return rows
    return rows | (np.fromiter(map(numbers.__getitem__, gathered.sheets), np.int64, count=len(rows)) << 32)


def record_ids(gathered: Gathered, submission: Submission) -> pa.Array:
    """24 hexadecimal digits for each row: 14 hash, 2 part, 8 row.

    The hash is of file, list and sheet.
    """
    prefixes = {sheet: _prefix(sheet, submission) for sheet in dict.fromkeys(gathered.sheets)}
    at = places(gathered)
    if _are_distinct(at):
        return _first_parts(list(prefixes.values()), at)
    seen: dict[tuple[str, int], int] = {}
    ids = []
    for sheet, row in zip(gathered.sheets, gathered.row_numbers, strict=True):
        part = seen.get((sheet, row), 0)
        seen[sheet, row] = part + 1
        ids.append(f"{prefixes[sheet]}{part:02x}{row:08x}")
    return pa.array(ids, pa.string())


def sheet_rows(gathered: Gathered, rejected: BoolArray) -> tuple[int, int]:
    """(accepted, rejected) sheet rows; a row is accepted when one of its records is."""
    at = places(gathered)
    if _are_distinct(at):
        return len(at) - int(rejected.sum()), int(rejected.sum())
    accepted = np.unique(at[~rejected])
    return len(accepted), len(np.setdiff1d(at[rejected], accepted))


def _prefix(sheet: str, submission: Submission) -> str:
    text = f"{submission.file_sha256}|{submission.agency_id}|{submission.table_id}|{sheet}"
    return hashlib.sha256(text.encode()).hexdigest()[:_PREFIX_LENGTH]


def _are_distinct(at: IntArray) -> bool:
    """Rows mostly stand in the order of their sheets, which tells it without a search."""
    return bool((np.diff(at) > 0).all()) or len(np.unique(at)) == len(at)


def _first_parts(prefixes: Sequence[str], at: IntArray) -> pa.Array:
    """The ids where no row gave more than one record, all written at once."""
    ids = np.full((len(at), _ID_LENGTH), ord("0"), np.uint8)
    digits = np.frombuffer("".join(prefixes).encode(), np.uint8).reshape(-1, _PREFIX_LENGTH)
    ids[:, :_PREFIX_LENGTH] = digits[at >> 32]
    for place in range(_ROW_LENGTH):
        ids[:, _ID_LENGTH - 1 - place] = _HEX[(at >> (4 * place)) & 15]
    offsets = np.arange(len(at) + 1, dtype=np.int32) * np.int32(_ID_LENGTH)
    return pa.StringArray.from_buffers(len(at), pa.py_buffer(offsets), pa.py_buffer(ids))
