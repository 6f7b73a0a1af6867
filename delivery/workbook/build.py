"""Puts the parts of a workbook that goes back together.

They are the office's sheets, summary, list, and the hidden sheet.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from delivery.workbook.issues import SubmissionIssues, issues_of, row_keys_of
from delivery.workbook.list import links_of, list_rows, set_up_list
from delivery.workbook.palette import Palette
from delivery.workbook.sheets import Marks, marks_of, set_up_sheet, sheet_rows
from delivery.workbook.styled import MOST_CELLS, mark_styled, open_styled
from delivery.workbook.suggestions import Suggestions
from delivery.workbook.summary import write_summary
from delivery.workbook.xml import Filling, Rows, fill_in, is_live, spool
from ingest.answers.applied import beside
from ingest.answers.returned import MARK_SHEET, Origin, read_returned
from ingest.declarations.catalogue import Catalogue
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from ingest.workbook import Sheet, UnreadableFile, Workbook, open_workbook

SUMMARY, TO_DO = "Ringkasan", "Perbaikan"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Names that Excel keeps to itself.
_RESERVED = ("", MARK_SHEET, "history")
_REFUSED = frozenset({"FIL-001", "FIL-002", "FIL-003", "FIL-009"})


@dataclass(frozen=True)
class _Draft:
    """A workbook in the making.

    `names`: name of each sheet as the office has it -> its name here.
    """

    catalogue: Catalogue
    submission: Submission
    issues: SubmissionIssues
    names: Mapping[str, str]
    marks: Mapping[str, Marks]

    def marks_in(self, sheet: Sheet) -> Marks:
        return self.marks.get(sheet.name, Marks())


def build(store: Store, catalogue: Catalogue, submission: Submission, target: Path, scratch: Path) -> SubmissionIssues:
    """Writes the workbook of a submission to `target` and gives what it tells.

    `scratch`: an empty folder.
    """
    source = _open(store, submission)
    sheets = list(source.sheets()) if source else []
    draft = _draft(store, catalogue, submission, source)
    book = _styled(draft, source, sheets) if source else None
    filled: dict[str, Rows] = {}
    if book is None:
        book = openpyxl.Workbook()
        del book[book.sheetnames[0]]
        filled = _fill(draft, book, sheets)
    summary = book.create_sheet(_free_name(SUMMARY, draft.names.values()), 0)
    todo = book.create_sheet(_free_name(TO_DO, draft.names.values()), 1)
    filled[todo.title] = _write_front(draft, summary, todo)
    _write_mark(draft, book.create_sheet(MARK_SHEET, 2), (summary.title, todo.title))
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is summary
    parts = {sheet.title: f"xl/worksheets/sheet{number}.xml" for number, sheet in enumerate(book.worksheets, 1)}
    links = {todo.title: links_of(draft.issues.open, draft.names)}
    fillings = {
        parts[title]: Filling(spool(rows, scratch / Path(parts[title]).name), links.get(title, ()))
        for title, rows in filled.items()
    }
    book.save(scratch / "skeleton.xlsx")
    fill_in(scratch / "skeleton.xlsx", target, fillings, submission.received_at)
    return draft.issues


def _open(store: Store, submission: Submission) -> Workbook | None:
    """The file as it was landed, our own sheets and columns taken out of it.

    None when it cannot be read.

    One that the reader refused, or was ended over, is not opened again: here nobody watches over time and memory.
    """
    if _REFUSED & set(submission.holding):
        return None
    try:
        workbook = open_workbook(store.landed(submission.file_sha256))
    except UnreadableFile:
        return None
    returned = read_returned(workbook)
    return returned.workbook if returned else workbook


def _draft(store: Store, catalogue: Catalogue, submission: Submission, source: Workbook | None) -> _Draft:
    issues = issues_of(store, submission)
    path = beside(store, submission, "corrections")
    corrections = pq.read_table(path).to_pylist() if path.exists() else []
    marks = marks_of(issues, catalogue.issue_codes, row_keys_of(store, submission), corrections)
    names = _sheet_names(source.sheet_names if source else (), submission.table_id)
    return _Draft(catalogue, submission, issues, names, marks)


def _sheet_names(office: Sequence[str], table_id: str) -> dict[str, str]:
    """Name as the office has it -> name in the workbook.

    That is what Excel allows, each once, none of ours.
    """
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for number, name in enumerate(office, 1):
        wanted = name.translate(_NOT_IN_NAMES).strip(" '")[:31] or table_id or "Data"
        if wanted.lower() in taken:
            wanted = f"{wanted[:25]} ({number})"
        taken.add(wanted.lower())
        names[name] = wanted
    return names


def _free_name(wanted: str, taken: Iterable[str]) -> str:
    return f"{wanted} Sinergi" if wanted.lower() in {name.lower() for name in taken} else wanted


def _styled(draft: _Draft, source: Workbook, sheets: Sequence[Sheet]) -> Any:
    """The office's own workbook with its look, marked, where it is small and sound.

    None for any other.
    """
    cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows)
    book = _try(open_styled, source.path) if source.kind == "xlsx" and cells <= MOST_CELLS else None
    if book is None:
        return None
    for name in set(book.sheetnames) - set(draft.names):
        book.remove(book[name])
    if set(book.sheetnames) != set(draft.names):
        return None
    for sheet in sheets:
        mark_styled(book[sheet.name], sheet, draft.marks_in(sheet))
    return book


def _try(load: Callable[[Path], Any], path: Path) -> Any:
    """The result of `load`; None where it stumbles over something odd in the file.

    Files are full of odd things.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load(path)
        except Exception:  # openpyxl raises of every kind; the values are at hand anyway
            return None


def _fill(draft: _Draft, book: Any, sheets: Sequence[Sheet]) -> dict[str, Rows]:
    """Adds the office's sheets, empty, and gives their rows."""
    filled: dict[str, Rows] = {}
    for sheet in sheets:
        target = book.create_sheet(draft.names[sheet.name])
        set_up_sheet(target, sheet, draft.marks_in(sheet))
        target.sheet_state = "visible" if sheet.visible == "visible" else "hidden"
        filled[target.title] = sheet_rows(sheet, draft.marks_in(sheet), Palette(target))
    return filled


def _write_front(draft: _Draft, summary: Any, todo: Any) -> Rows:
    """Fills our first sheet and gives the rows of the second."""
    submission, catalogue, issues = draft.submission, draft.catalogue, draft.issues
    folder = catalogue.agencies[submission.agency_id]
    write_summary(summary, submission, folder.agency.name, issues, catalogue.issue_codes)
    set_up_list(todo, issues.open)
    if not issues.open:
        return list_rows((), Palette(todo), catalogue.issue_codes, None, {})
    declared = declared_list(folder, submission.table_id, Semester.parse(submission.semester), catalogue)
    headers = {field: text for text, field in reversed(list(submission.columns.items()))}
    suggestions = Suggestions.of(declared, catalogue, issues.open)
    return list_rows(issues.open, Palette(todo), catalogue.issue_codes, suggestions, headers)


def _write_mark(draft: _Draft, sheet: Any, own: tuple[str, ...]) -> None:
    submission = draft.submission
    origin = Origin(
        submission.submission_id, submission.semester, submission.agency_id, submission.table_id, submission.corrects,
        {here: there for there, here in draft.names.items()}, own,
    )  # fmt: skip
    for row in origin.rows():
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                cell.data_type = "s"
                cell.quotePrefix = is_live(cell.value)
    sheet.sheet_state = "veryHidden"
