"""Keeps the cells of a workbook, exactly as read, in a file of ours.

It takes the place of a file from which somebody had to be taken out: no program writes every format back as it was, and
this one gives the same cells, sheets and places. Its first line names the file that it stands for, sealed with the key
of the home, so that nobody sends a list of his own in another's place.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest.formats.archive import damaged, gunzip
from ingest.formats.model import Cell, CellError, Kind, Limits, Sheet, ShownNumber, UncachedFormula

MAGIC = b"SINERGI-SEL-1 "
_HASH = 64
_HEAD = len(MAGIC) + _HASH + 1 + _HASH + 1
# a cell that JSON has no word for: its type's short name and a text
_WRITTEN: Mapping[type, tuple[str, Callable[[Any], str]]] = {
    CellError: ("error", str),
    UncachedFormula: ("formula", str),
    ShownNumber: ("shown", str),
    dt.datetime: ("datetime", dt.datetime.isoformat),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("span", lambda span: str(span // dt.timedelta(microseconds=1))),
}
_READ: Mapping[str, Callable[[str], Cell]] = {
    "error": CellError,
    "formula": UncachedFormula,
    "shown": ShownNumber,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "span": lambda text: dt.timedelta(microseconds=int(text)),
}
# kind, names of sheets, their reader, notes, whether days count from 1904
Opened = tuple[Kind, tuple[str, ...], Callable[[], Iterator[Sheet]], tuple[tuple[str, int], ...], bool]


def as_bytes(workbook: Opened, of: str, key: bytes) -> bytes:
    """The file for a workbook's cells, in place of the one with the hash `of`."""
    kind, names, sheets, notes, counts_from_1904 = workbook
    content = {
        "kind": kind, "names": list(names), "notes": list(notes), "counts_from_1904": counts_from_1904,
        "sheets": [_of_sheet(each) for each in sheets()],
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    body = gzip.compress(text, mtime=0)
    return MAGIC + of.encode() + b" " + _mark(of, body, key).encode() + b"\n" + body


def stands_for(path: Path, key: bytes) -> str | None:
    """The hash of the file whose place `path` takes; None for any other file."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.startswith(MAGIC) or len(head) < _HEAD:
            return None
        body = file.read()
    of, mark = head[len(MAGIC) : len(MAGIC) + _HASH], head[len(MAGIC) + _HASH + 1 : -1]
    if not of.isascii() or not hmac.compare_digest(mark, _mark(of.decode(), body, key).encode()):
        return None
    return of.decode()


def is_kept_cells(path: Path) -> bool:
    """True for a file that begins as ours do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def opened(data: bytes, limits: Limits) -> Opened:
    """The workbook in a file of ours."""
    text = gunzip(BytesIO(data[_HEAD:]), limits)
    try:
        content = json.loads(text)
        named = (content["kind"], tuple(content["names"]), tuple((code, count) for code, count in content["notes"]))
        next(iter(map(_sheet_of, content["sheets"])), None)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error
    # read anew at every call: cells that were merged down are written into the rows of the sheet given
    is_from_1904 = content.get("counts_from_1904", False) is True  # no word of it in files of before
    return named[0], named[1], lambda: map(_sheet_of, json.loads(text)["sheets"]), named[2], is_from_1904


def _mark(of: str, body: bytes, key: bytes) -> str:
    return hmac.digest(key, f"kept cells|{of}|".encode() + hashlib.sha256(body).digest(), "sha256").hex()


def _of_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name, "visible": sheet.visible, "merged": sheet.merged,
        "hidden_rows": sorted(sheet.hidden_rows), "hidden_columns": sorted(sheet.hidden_columns),
        "rows": [[_of_cell(cell) for cell in row] for row in sheet.rows],
    }  # fmt: skip


def _of_cell(cell: Cell) -> Any:
    written = _WRITTEN.get(type(cell))
    return [written[0], written[1](cell)] if written else cell


def _sheet_of(content: Mapping[str, Any]) -> Sheet:
    return Sheet(
        content["name"], content["visible"],
        [[_READ[cell[0]](cell[1]) if type(cell) is list else cell for cell in row] for row in content["rows"]],
        tuple((top, left, bottom, right) for top, left, bottom, right in content["merged"]),
        frozenset(content["hidden_rows"]), frozenset(content["hidden_columns"]),
    )  # fmt: skip
