"""Reads xlsx, xlsb, xls and ods by python-calamine, with guards and the facts it lacks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, TypeVar

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ingest.formats.archive import SPLIT, Archive, damaged, locked, too_big, too_large
from ingest.formats.biff_scan import scan_xls
from ingest.formats.collector import collector_paused
from ingest.formats.facts import SheetFacts
from ingest.formats.model import (
    Cell,
    CellError,
    Kind,
    Limits,
    Range,
    Sheet,
    ShownNumber,
    UnreadableFile,
    Visibility,
    rectangle,
    without_result,
)
from ingest.formats.number_formats import ShownMore, cell_formats
from ingest.formats.ods_scan import scan_ods
from ingest.formats.xlsb_scan import valued_area
from ingest.formats.xlsx_scan import refuse_entities, scan_sheet, sheet_parts, valued_box

_T = TypeVar("_T")
_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\s[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_LEAST_FILLED = 0.2
"""Share of its area that a list fills; one stray cell far away makes the share small."""


class OfficeFile:
    """An opened office file: checked whole, its sheets still to be read."""

    def __init__(self, source: Path | bytes, kind: Kind, limits: Limits) -> None:
        self._kind = kind
        self._limits = limits
        self._facts: dict[str, SheetFacts] = {}
        self._formats: dict[str, ShownMore] = {}
        self.counts_from_1904 = False
        if kind in ("xlsx", "xlsb", "ods"):
            with _binary(source) as file:
                self._check_parts(Archive(file, limits))
        self._workbook = _guarded(lambda: _load(source))
        self._metadata = [
            (index, item.name, _visibility(item.visible))
            for index, item in enumerate(self._workbook.sheets_metadata)
            if item.typ == SheetTypeEnum.WorkSheet
        ]
        if len(self._metadata) > limits.max_sheets:
            raise too_big()
        if kind == "xls":
            data = source if isinstance(source, bytes) else source.read_bytes()
            facts, self.counts_from_1904 = scan_xls(data)
            if len(facts) == len(self._metadata):
                self._facts = dict(zip(self.sheet_names, facts, strict=True))

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets with cells, in workbook order; chart and macro sheets left out."""
        return tuple(name for _, name, _ in self._metadata)

    def sheets(self) -> Iterator[Sheet]:
        """Each sheet in turn; the one before can be freed."""
        for index, name, visible in self._metadata:
            yield self._read(index, name, visible)

    def _read(self, index: int, name: str, visible: Visibility) -> Sheet:
        source = _guarded(lambda: self._workbook.get_sheet_by_index(index))
        if source.total_height * source.total_width > self._limits.max_cells:
            raise too_large()
        facts = self._facts.get(name, SheetFacts())
        with collector_paused():
            rows = rectangle(_with_facts(_guarded(lambda: _cells(source)), facts, self._formats))
        width = len(rows[0]) if rows else 0
        return Sheet(
            name=name,
            visible=visible,
            rows=rows,
            merged=_merged(source, len(rows), width),
            hidden_rows=frozenset(row for row in facts.hidden_rows if row < len(rows)),
            hidden_columns=frozenset(
                column for first, last in facts.hidden_columns for column in range(first, min(last + 1, width))
            ),
        )

    def _check_parts(self, archive: Archive) -> None:
        sheets = sheet_parts(archive) if self._kind == "xlsx" else {}
        self._formats = cell_formats(archive) if sheets else {}
        self.counts_from_1904 = bool(sheets) and _FROM_1904.search(archive.read("xl/workbook.xml")) is not None
        for part in archive.parts:
            if part in sheets:
                facts = self._facts[sheets[part]] = scan_sheet(archive.stream(part), self._formats)
                self._check_size(archive, part, facts)
            elif self._kind == "xlsb" and part.startswith("xl/worksheets/") and part.endswith(".bin"):
                self._refuse_area(*valued_area(archive.read(part)))
            elif self._kind == "ods" and part == "content.xml":
                content = scan_ods(archive.stream(part), self._limits)
                self._facts = content.sheets
                self._refuse_area(content.rows, content.columns, content.filled)
            else:
                _check_part(archive, part)

    def _check_size(self, archive: Archive, part: str, facts: SheetFacts) -> None:
        """Refuses a used area that would not fit: calamine allocates it whole.

        Even for one stray cell in XFD1048576.
        """
        if facts.row_count * facts.column_count <= self._limits.max_cells:
            return
        self._refuse_area(*valued_box(archive, part))

    def _refuse_area(self, rows: int, columns: int, filled: int) -> None:
        """Refuses an area that would not fit.

        It is a list too long for this machine, or a stray cell far from a short one.
        """
        if rows * columns <= self._limits.max_cells:
            return
        reason = f"Lembar terisi sampai baris {rows}, kolom ke-{columns}"
        if filled > rows * columns * _LEAST_FILLED:
            most = self._limits.max_cells // columns
            reason += f"; komputer ini dapat membaca paling banyak {most} baris selebar itu dari satu lembar. {SPLIT}"
        else:
            reason += (
                ". Hapus baris dan kolom yang jauh di luar tabel (biasanya satu sel terisi tanpa sengaja), "
                "lalu kirim lagi."
            )
        raise UnreadableFile("FIL-009", reason)


def _visibility(state: SheetVisibleEnum) -> Visibility:
    if state == SheetVisibleEnum.Visible:
        return "visible"
    return "hidden" if state == SheetVisibleEnum.Hidden else "very_hidden"


def _binary(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _load(source: Path | bytes) -> CalamineWorkbook:
    return python_calamine.load_workbook(io.BytesIO(source) if isinstance(source, bytes) else source)


def _guarded(read: Callable[[], _T]) -> _T:
    """The result of `read`; any failure inside the Rust reader, panics included, as `UnreadableFile`."""
    try:
        return read()
    except python_calamine.PasswordError as error:
        raise locked() from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3 derives it from BaseException, and does not export it
            raise damaged() from None
        raise


def _cells(source: CalamineSheet) -> list[list[Cell]]:
    """All cells from A1 on, '' as None while a row is in the cache."""
    if source.start is None:
        return []
    # calamine's '' is always the same object, so asking for that one is enough, and twice as fast as comparing; should
    # it ever be another, `rectangle` finds it
    empty = ""
    # `iter_rows` fills up the empty rows above the first cell, but not the columns left of it
    lead: list[Cell] = [None] * source.start[1]
    if not lead:
        return [[None if cell is empty else cell for cell in row] for row in source.iter_rows()]
    return [lead + [None if cell is empty else cell for cell in row] for row in source.iter_rows()]


def _with_facts(rows: list[list[Cell]], facts: SheetFacts, formats: Mapping[str, ShownMore]) -> list[list[Cell]]:
    """`rows` with errors and uncached formulas put in, and numbers as their formats show."""
    for (row, column), text in facts.errors.items():
        if _is_empty(rows, row, column):
            _put(rows, row, column, CellError(text))
    for (row, column), text in facts.uncached.items():
        _put(rows, row, column, without_result(text))
    for (row, column), style in facts.styled.items():
        number = None if _is_empty(rows, row, column) else rows[row][column]
        shown = formats[style].show(number) if isinstance(number, float) else None
        if shown is not None:
            _put(rows, row, column, ShownNumber(shown) if formats[style].adds_digits else shown)
    return rows


def _is_empty(rows: list[list[Cell]], row: int, column: int) -> bool:
    return row >= len(rows) or column >= len(rows[row]) or rows[row][column] is None


def _put(rows: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = cell


def _merged(source: CalamineSheet, height: int, width: int) -> tuple[Range, ...]:
    ranges = source.merged_cell_ranges or ()
    return tuple(
        (top, left, min(bottom, max(height - 1, top)), min(right, max(width - 1, left)))
        for (top, left), (bottom, right) in ranges
        if top < height and left < width
    )


def _check_part(archive: Archive, part: str) -> None:
    """Reads one part to its end: proves size and checksum; XML must not declare entities."""
    is_xml = part.endswith((".xml", ".rels"))
    for number, chunk in enumerate(archive.stream(part)):
        if is_xml and number == 0:
            refuse_entities(chunk)
