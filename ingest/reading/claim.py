"""Finds a file's list: by its name as declared, else by its headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatch

from ingest.answers.returned import Origin
from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.reading.declared_list import DeclaredList, declared_list
from ingest.semester import Semester
from ingest.sheets.layout.header import find_band
from ingest.sheets.skipping import skipped
from ingest.sheets.slips import read_headings
from ingest.workbook import Sheet, Workbook, is_blank

_SHEETS_READ = 5
_ROWS_READ = 500
# Fewer known headers than this in a row are words of a letter, not a table.
FIELDS_THAT_MAKE_A_HEADER = 3
_GAP = re.compile(r"[\s_-]+")


def claims_by_name(
    file_name: str, folder: AgencyFolder, semester: Semester, catalogue: Catalogue
) -> list[DeclaredList]:
    """The lists in force whose file pattern fits the name, the longest pattern first."""
    name = file_name.rsplit("/", 1)[-1]
    fitting = []
    for declared in lists_in_force(folder, semester, catalogue):
        lengths = [len(pattern) for pattern in declared.table.files if _fits(name, pattern)]
        if lengths:
            fitting.append((-max(lengths), declared.table_id, declared))
    return [declared for _, _, declared in sorted(fitting, key=lambda each: each[:2])]


def _fits(name: str, pattern: str) -> bool:
    """True when a name has a pattern; `Peserta_Didik`, `peserta-didik` and `PESERTA  DIDIK` are one."""
    spaced = (_GAP.sub(" ", text).strip().lower() for text in (name, pattern))
    return fnmatch(name.strip().lower(), pattern.lower()) or fnmatch(*spaced)


def lists_in_force(folder: AgencyFolder, semester: Semester, catalogue: Catalogue) -> list[DeclaredList]:
    """The lists that an agency has in a semester."""
    tables = folder.agency.tables
    return [
        declared_list(folder, name, semester, catalogue)
        for name in sorted(tables)
        if tables[name].is_in_force(semester)
    ]


def claim(
    file_name: str, workbook: Workbook | None, folder: AgencyFolder, semester: Semester, catalogue: Catalogue
) -> DeclaredList | None:
    """The one list that a file is, or None; headers decide where names cannot."""
    named = claims_by_name(file_name, folder, semester, catalogue)
    if len(named) == 1 or (named and workbook is None):
        return named[0]
    candidates = named or lists_in_force(folder, semester, catalogue)
    if workbook is None:
        return None
    if not named and (by_sheets := _claim_by_sheets(workbook, folder, semester, catalogue)):
        return by_sheets
    sheets = _first_sheets(workbook)
    scored = [(max((fit(sheet, declared) for sheet in sheets), default=(0, 0.0)), declared) for declared in candidates]
    # a list that is whole in this file goes before one that needs another file beside it
    scored.sort(key=lambda each: (-each[0][0], each[1].table.join is not None, -each[0][1], each[1].table_id))
    if named:
        return scored[0][1] if scored[0][0] > (0, 0.0) else named[0]
    if not scored or scored[0][0][0] == 0:
        return None
    tied = len(scored) > 1 and scored[1][0] == scored[0][0] and scored[1][1].table.join == scored[0][1].table.join
    return None if tied else scored[0][1]


def claim_returned(
    origin: Origin, folder: AgencyFolder, semester: Semester, catalogue: Catalogue
) -> DeclaredList | None:
    """The list of a workbook sent back, by its hidden sheet; None if another office's."""
    if origin.agency_id != folder.agency.agency:
        return None
    return next(
        (declared for declared in lists_in_force(folder, semester, catalogue) if declared.table_id == origin.table_id),
        None,
    )


def _claim_by_sheets(
    workbook: Workbook, folder: AgencyFolder, semester: Semester, catalogue: Catalogue
) -> DeclaredList | None:
    """The list of the first sheet with the name and the headers of one."""
    lists = lists_in_force(folder, semester, catalogue)
    said = {name: found[0] for name in workbook.sheet_names if len(found := lists_named(name, lists)) == 1}
    return next((said[top.name] for top in tops(workbook, said) if fit(top, said[top.name])[0]), None) if said else None


def lists_named(sheet_name: str, lists: Iterable[DeclaredList]) -> list[DeclaredList]:
    """The lists whose file pattern, or declared sheets, fit the name of a sheet."""
    return [
        declared
        for declared in lists
        if any(_fits(sheet_name, text) for text in (*declared.table.files, *declared.table.sheets))
    ]


def tops(workbook: Workbook, names: Collection[str]) -> Iterator[Sheet]:
    """The tops of the sheets of these names."""
    return (replace(sheet, rows=sheet.rows[:_ROWS_READ]) for sheet in workbook.sheets() if sheet.name in names)


def _first_sheets(workbook: Workbook) -> list[Sheet]:
    """The tops of the first real sheets: enough to recognise a list by."""
    tops: list[Sheet] = []
    for sheet in workbook.sheets():
        if sum(not all(map(is_blank, row)) for row in sheet.rows[:_ROWS_READ]) > 1:
            tops.append(replace(sheet, rows=sheet.rows[:_ROWS_READ]))
        if len(tops) == _SHEETS_READ:
            break
    return tops


def is_headed(sheet: Sheet, declared: DeclaredList) -> bool:
    """True for a sheet with enough headings of a list, needed ones or not."""
    band = None if skipped(sheet, declared.table) else find_band(sheet, 0, declared.book.loose_anchors)
    columns = declared.book.map([column for column in band.columns if column.text]) if band else None
    return columns is not None and len(columns.fields) >= FIELDS_THAT_MAKE_A_HEADER


def fit(sheet: Sheet, declared: DeclaredList) -> tuple[int, float]:
    """(1 with every required column, share of headers known) of a sheet."""
    if skipped(sheet, declared.table):
        return 0, 0.0
    band = find_band(sheet, 0, declared.book.anchors)
    if band is None or all(is_blank(cell) for row in sheet.rows[band.bottom + 1 :] for cell in row):
        return 0, 0.0
    named = [column for column in band.columns if column.text]
    columns = read_headings(named, declared.book, sheet.rows[band.bottom + 1 :])
    known_count = sum(fate != "unknown" for _, fate in columns.fates.values())
    return int(not columns.missing), known_count / max(1, len(columns.fates))
