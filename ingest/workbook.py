"""Any file becomes sheets of cells; the only reader of spreadsheets.

`open_workbook` looks at the content, never at the name, and checks the whole file before the first cell is given:
size, checksums, bombs, passwords. A file gives its true rows or one `UnreadableFile`; nothing in between.
What does not belong here: which row is a header, what a cell means (`ingest.sheets.locate`, `ingest.parsers`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ingest.formats import kept_cells, sniff
from ingest.formats.archive import Archive, gunzip, too_big, too_large
from ingest.formats.delimited import decode, foreign_lines, has_stray_nul, read_delimited
from ingest.formats.kept_cells import Opened
from ingest.formats.markup import read_html
from ingest.formats.model import (
    Cell,
    CellError,
    Kind,
    Limits,
    Range,
    Sheet,
    ShownNumber,
    UncachedFormula,
    UnreadableFile,
    Visibility,
    count_filled,
    is_blank,
)
from ingest.formats.office import OfficeFile
from ingest.formats.room import limits_here
from ingest.formats.spreadsheetml import read_spreadsheetml

__all__ = [
    "Cell",
    "CellError",
    "Kind",
    "Limits",
    "Range",
    "Sheet",
    "ShownNumber",
    "UncachedFormula",
    "UnreadableFile",
    "Visibility",
    "Workbook",
    "count_filled",
    "is_blank",
    "open_workbook",
]

_EMPTY = "Berkas ini kosong (0 bita atau tanpa isi). Periksa lalu kirim ulang."
_MAX_NESTING = 2


Note = tuple[str, int]
"""The code of what was mended to read a file, and how often."""


@dataclass(frozen=True)
class Workbook:
    """An opened and checked file; `sheets()` gives one at a time, to save memory."""

    path: Path
    kind: Kind
    sheet_names: tuple[str, ...]
    _read: Callable[[], Iterator[Sheet]] = field(repr=False, compare=False)
    notes: tuple[Note, ...] = ()
    counts_from_1904: bool = False  # of numbers that stand for days; cells formatted as dates are right as they come

    def sheets(self) -> Iterator[Sheet]:
        """The sheets that hold cells, in workbook order, hidden ones included; may be called again."""
        return self._read()

    def without(self, names: Collection[str]) -> Workbook:
        """The workbook without the sheets of these names."""
        left = [name for name in self.sheet_names if name not in names]
        return self.seen_as(lambda: (sheet for sheet in self._read() if sheet.name not in names), left)

    def seen_as(self, sheets: Callable[[], Iterator[Sheet]], names: Collection[str]) -> Workbook:
        """The same file with other sheets, some of its own in their order."""
        kept = tuple(name for name in self.sheet_names if name in names)
        return replace(self, sheet_names=kept, _read=sheets)


def open_workbook(path: Path, limits: Limits | None = None) -> Workbook:
    """The workbook at `path`, whatever its name; `UnreadableFile` when there is none.

    Its codes are FIL-001, 002, 003 and 009.

    A zip or gzip of one file is opened as that file. Without `limits` those of this process hold.
    """
    limits = limits or limits_here()
    try:
        size = path.stat().st_size
        if size == 0:
            raise UnreadableFile("FIL-003", _EMPTY)
        if size > limits.max_file_bytes:
            raise too_large()
        with path.open("rb") as file:
            kind, names, read, notes, counts_from_1904 = _open(file, path, limits, 0)
    except OSError as error:
        raise UnreadableFile(
            "FIL-001", "Berkas tidak dapat dibuka. Tutup berkas itu di Excel, lalu coba lagi."
        ) from error
    return Workbook(path, kind, names, read, notes, counts_from_1904)


def _open(file: BinaryIO, source: Path | bytes, limits: Limits, depth: int) -> Opened:
    head = file.read(16)
    file.seek(0)
    if head.startswith(sniff.EMPTY_ZIP):
        raise UnreadableFile("FIL-003", _EMPTY)
    if head.startswith(sniff.GZIP):
        return _open_inner(gunzip(file, limits), limits, depth)
    if head.startswith(sniff.ZIP):
        archive = Archive(file, limits)
        kind = sniff.zip_kind(archive)
        if kind is None:
            return _open_inner(archive.read(sniff.only_part(archive)), limits, depth)
        return _office(source, kind, limits)
    if head.startswith(sniff.OLE):
        return _office(source, sniff.ole_kind(file), limits)
    if head.startswith(kept_cells.MAGIC):
        return kept_cells.opened(source if isinstance(source, bytes) else file.read(), limits)
    sniff.refuse_foreign(head)
    return _open_text(source if isinstance(source, bytes) else file.read(), limits)


def _open_inner(data: bytes, limits: Limits, depth: int) -> Opened:
    """The file that a zip or gzip carried."""
    if depth >= _MAX_NESTING:
        raise too_big()
    if len(data) > limits.max_file_bytes:
        raise too_large()
    if not data:
        raise UnreadableFile("FIL-003", _EMPTY)
    return _open(BytesIO(data), data, limits, depth + 1)


def _office(source: Path | bytes, kind: Kind, limits: Limits) -> Opened:
    office = OfficeFile(source, kind, limits)
    return kind, office.sheet_names, office.sheets, (), office.counts_from_1904


def _open_text(data: bytes, limits: Limits) -> Opened:
    text = decode(data)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise UnreadableFile("FIL-003", _EMPTY)
    kind = sniff.text_kind(data, text)
    if kind == "spreadsheetml":
        sheets = read_spreadsheetml(data, limits)
        return kind, tuple(sheet.name for sheet in sheets), lambda: iter(sheets), (), False
    if kind == "html":
        page = read_html(text, limits)
        return kind, (page.name,), lambda: iter([page]), (), False
    rows, odd_count = read_delimited(text)
    told = {"FIL-011": int(has_stray_nul(data)), "FIL-021": odd_count, "FIL-022": foreign_lines(data)}
    notes = tuple((code, count) for code, count in told.items() if count)
    # a sheet of its own for each reading: cells that were merged down are written into the rows of the sheet given
    return kind, ("",), lambda: iter([Sheet("", "visible", [*map(list, rows)])]), notes, False
