"""Lays out the second sheet of a workbook that goes back.

One line for each thing to mend, and room for the decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from delivery.workbook.issues import CellIssue
from delivery.workbook.palette import FILLS, Palette
from delivery.workbook.suggestions import Suggestions
from delivery.workbook.summary import set_up_print
from delivery.workbook.xml import Styled, TallRow
from ingest.answers.returned import DECISION_HEADER, DECISIONS, KEY_HEADER, NEW_VALUE_HEADER
from ingest.declarations.contract import IssueCode

_PROBLEM, _SUGGESTION = "Masalah", "Saran"
_HEADER: tuple[tuple[str, float], ...] = (
    ("No", 6), ("Lembar", 20), ("Sel", 8), ("Nama", 26), ("Kolom", 18), ("Isi sekarang", 22), (_PROBLEM, 46),
    (_SUGGESTION, 48), (DECISION_HEADER, 20), (NEW_VALUE_HEADER, 22), (KEY_HEADER, 40),
)  # fmt: skip
_ONE_LINE = 42
_DECISION, _NEW_VALUE, _KEY = 9, 10, 11
# Excel takes no more links than this in a sheet.
_MAX_LINKS = 60_000


def list_rows(
    issues: Sequence[CellIssue],
    palette: Palette,
    codes: Mapping[str, IssueCode],
    suggestions: Suggestions | None,
    headers: Mapping[str, str],
) -> list[list[Styled | None]]:
    """The rows of the sheet; `headers` are the office's own words for each field."""
    header = TallRow((words, palette.of(words, face="header")) for words, _ in _HEADER)
    header.height = 24
    rows: list[list[Styled | None]] = [header]
    for number, issue in enumerate(issues, 1):
        issue_code = codes[issue.code]
        fill = FILLS[issue.severity]
        suggested = (suggestions and suggestions.suggest(issue)) or issue_code.action
        values: list[tuple[Any, str, Any]] = [
            (number, "", "list"), (issue.sheet, "", "list"), (issue.cell, "", "link"),
            (str(issue.row.get("full_name") or ""), "", "list"), (headers.get(issue.field, issue.field), "", "list"),
            (issue.value or "(kosong)", fill, "list"), (issue_code.message, "", "list"), (suggested, "", "list"),
            ("", "", "input"), ("", "", "input"),
            ("|".join(issue.key), "", ""),
        ]  # fmt: skip
        row = TallRow((value if value != "" else None, palette.of(value, color, face)) for value, color, face in values)
        row.height = 17 if _longest(issue, issue_code.message, suggested) <= _ONE_LINE else 32
        rows.append(row)
    return rows


def _longest(issue: CellIssue, *texts: str) -> int:
    """The longest of a line's texts.

    A name and a value have half the room of the others.
    """
    return max(2 * len(issue.value), int(1.7 * len(str(issue.row.get("full_name") or ""))), *map(len, texts))


def set_up_list(sheet: Any, issues: Sequence[CellIssue]) -> None:
    """Widths, drop-downs and print of the sheet."""
    for column, (_, width) in enumerate(_HEADER, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions[get_column_letter(_KEY)].hidden = True
    sheet.freeze_panes = "D2"
    last = len(issues) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(_NEW_VALUE)}{max(last, 2)}"
    sheet.print_area = f"A1:{get_column_letter(_NEW_VALUE)}{max(last, 2)}"
    set_up_print(sheet, repeat_row=1)
    if not issues:
        return
    choice = DataValidation("list", formula1=f'"{",".join(DECISIONS.values())}"', allow_blank=True)
    choice.error = "Pilih salah satu dari daftar."
    choice.errorTitle = DECISION_HEADER
    choice.add(f"{get_column_letter(_DECISION)}2:{get_column_letter(_DECISION)}{last}")
    sheet.add_data_validation(choice)


def links_of(issues: Sequence[CellIssue], sheet_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(cell of the list, cell of the sheet) of each issue.

    `sheet_names`: the office's name -> the one here.
    """
    return [
        (f"C{row}", f"{quote_sheetname(sheet_names[issue.sheet])}!{issue.cell}")
        for row, issue in enumerate(issues[:_MAX_LINKS], 2)
        if issue.sheet in sheet_names
    ]
