"""Lays out the office's own sheets in a workbook that goes back.

Values, wrong cells coloured, our columns at the right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet.cell_range import CellRange

from delivery.workbook.issues import SubmissionIssues
from delivery.workbook.palette import FILLS, Palette
from delivery.workbook.summary import set_up_print
from delivery.workbook.xml import Styled, plain
from ingest.answers.returned import KEY_HEADER, PROBLEM_HEADER
from ingest.declarations.contract import IssueCode
from ingest.parsers.texts import as_words
from ingest.workbook import Cell, Sheet

_SAMPLE = 300
_WIDEST = 42
_MOST_MERGED = 2000
PROBLEM_WIDTH = 44


@dataclass
class Marks:
    """The marks on one sheet, by 1-based row (and 0-based column)."""

    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    row_fills: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    values: dict[tuple[int, int], str] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)

    @cached_property  # once all keys are in
    def header_row(self) -> int:
        """The row just above the first record, where our headers go.

        0 in a sheet without records.
        """
        return max(min(self.keys, default=1) - 1, 0)


def marks_of(
    issues: SubmissionIssues,
    codes: Mapping[str, IssueCode],
    keys: Mapping[tuple[str, int], str],
    corrections: Sequence[Mapping[str, Any]],
) -> dict[str, Marks]:
    """The marks of every sheet of the office, by its name."""
    marks: dict[str, Marks] = {}
    for (sheet, row), key in keys.items():
        marks.setdefault(sheet, Marks()).keys[row] = key
    for sheet, row, letter in issues.info:
        if letter and sheet in marks:
            marks[sheet].fills[row, column_index_from_string(letter) - 1] = FILLS["info"]
    for issue in reversed(issues.open):  # rejects come first, and so have the last word
        at = marks.setdefault(issue.sheet, Marks())
        noted = at.notes.get(issue.row_number, "")
        title = codes[issue.code].title
        at.notes[issue.row_number] = f"{title}; {noted}" if noted and title not in noted else noted or title
        if issue.severity == "reject" or not issue.column_letter:
            at.row_fills[issue.row_number] = FILLS[issue.severity]
        if issue.column_letter:
            at.fills[issue.row_number, column_index_from_string(issue.column_letter) - 1] = FILLS[issue.severity]
    for change in corrections:
        at = marks.setdefault(change["sheet"], Marks())
        if change["kind"] == "removed":
            at.removed.add(change["row_number"])
        elif change["column_letter"]:
            place = change["row_number"], column_index_from_string(change["column_letter"]) - 1
            at.values[place] = change["value"]
    return marks


def sheet_rows(sheet: Sheet, marks: Marks, palette: Palette) -> Iterator[list[Styled | None]]:
    """The rows of a sheet with values and colours, and our two columns.

    Formulas are gone, their results stay.
    """
    marked = {row for row, _ in (*marks.fills, *marks.values)} | set(marks.row_fills) | marks.removed
    text = palette.of("")
    headers = _header_rows(sheet, marks.header_row)
    for number, cells in enumerate(sheet.rows, 1):
        if number in headers:
            row: list[Styled | None] = [None if cell is None else _header(cell, palette) for cell in cells]
        elif number in marked:
            row = _marked(number, cells, marks, palette)
        else:
            # nearly all cells of a list are plain text
            row = [
                None if cell is None else (cell, text) if _is_plain_text(cell) else _value(cell, palette)
                for cell in cells
            ]
        yield row + _ours(number, marks, palette)


def _is_plain_text(cell: Cell) -> bool:
    return cell.__class__ is str and cell[:1].isalnum()  # type: ignore[index]


def _value(cell: Cell, palette: Palette) -> Styled:
    written = plain(cell)
    return written, palette.of(written)


def _header(cell: Cell, palette: Palette) -> Styled:
    written = plain(cell)
    return written, palette.of(written, face="header")


def _header_rows(sheet: Sheet, last: int) -> set[int]:
    """The rows of the header, 1-based.

    Those above the first record that are about as full as the last of them.
    """
    filled = [sum(cell is not None for cell in row) for row in sheet.rows[:last]]
    return {number for number, count in enumerate(filled, 1) if count >= max(3, filled[-1] / 2)} | {last}


def _marked(number: int, cells: Sequence[Cell], marks: Marks, palette: Palette) -> list[Styled | None]:
    if number in marks.removed:
        return [None] * len(cells)
    row: list[Styled | None] = []
    whole = marks.row_fills.get(number, "")
    for column, cell in enumerate(cells):
        fill = marks.fills.get((number, column), whole)
        written = plain(marks.values.get((number, column), cell))
        row.append(None if written is None and not fill else (written, palette.of(written, fill)))
    return row


def _ours(number: int, marks: Marks, palette: Palette) -> list[Styled | None]:
    if number == marks.header_row:
        return [(PROBLEM_HEADER, palette.of("", face="header")), (KEY_HEADER, palette.of("", face="header"))]
    if number not in marks.keys or number in marks.removed:
        return []
    note = marks.notes.get(number)
    return [(note, palette.of("", face="list")) if note else None, (marks.keys[number], palette.of(""))]


def set_up_sheet(target: Any, sheet: Sheet, marks: Marks) -> None:
    """Sets widths, frozen header, merged titles, hidden key and print of a sheet.

    Its rows are filled in later.
    """
    width = len(sheet.rows[0]) if sheet.rows else 0
    sample = sheet.rows[marks.header_row : marks.header_row + _SAMPLE]
    for column in range(width):
        longest = max((len(as_words(row[column])) for row in sample), default=0)
        named = len(as_words(sheet.rows[marks.header_row - 1][column])) if marks.header_row else 0
        target.column_dimensions[get_column_letter(column + 1)].width = min(max(longest + 2, named + 3, 6), _WIDEST)
        target.column_dimensions[get_column_letter(column + 1)].hidden = column in sheet.hidden_columns
    for top, left, bottom, right in sheet.merged[:_MOST_MERGED]:
        if bottom < marks.header_row and (top, left) != (bottom, right):
            target.merged_cells.add(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))
    add_columns(target, width, marks)
    set_up_print(target, repeat_row=marks.header_row)


def add_columns(target: Any, width: int, marks: Marks) -> None:
    """Adds our two columns at the right of a sheet with records.

    They are what is wrong, and the hidden key.
    """
    if not marks.header_row:
        return
    if target.freeze_panes is None:
        target.freeze_panes = f"A{marks.header_row + 1}"
    target.column_dimensions[get_column_letter(width + 1)].width = PROBLEM_WIDTH
    target.column_dimensions[get_column_letter(width + 2)].width = 28
    target.column_dimensions[get_column_letter(width + 2)].hidden = True
