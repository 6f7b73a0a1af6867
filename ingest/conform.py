"""One file as one list: its table found, its headers known, its values typed, and everything wrong told at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.catalogue import AgencyFolder, Catalogue, EntitySchema
from ingest.columns import FieldIssue, RawTable, Reading, Typed, stored, type_columns
from ingest.contract import Header, Table
from ingest.findings import cell_problems, issue_table
from ingest.gather import Gathered, TableHeaders, gather
from ingest.locate import nearest
from ingest.mapping import HeaderBook
from ingest.parsers.column import to_mask
from ingest.parsers.places import Regions
from ingest.parsers.row_checks import check_identifiers
from ingest.parsers.texts import as_words
from ingest.period import is_of_another_semester
from ingest.receive import Arrival
from ingest.semester import Semester
from ingest.submission import Problem, Submission
from ingest.workbook import Workbook, is_blank

REJECT_SCHEMA = pa.schema(
    [("record_id", pa.string()), ("submission_id", pa.string()), ("semester", pa.string()), ("agency_id", pa.string()),
     ("table_id", pa.string()), ("sheet", pa.string()), ("row_number", pa.int32()), ("code", pa.string()),
     ("cells", pa.string())]
)  # fmt: skip
_PERSON_LISTS = frozenset({"enrolment_records", "reference_records", "civil_registry_records"})


@dataclass(frozen=True)
class Conformed:
    """A submission with its typed rows, its rejected rows and its issues."""

    submission: Submission
    rows: pa.Table
    rejects: pa.Table
    issues: pa.Table


@dataclass(frozen=True)
class Listed:
    """One list of one agency as it is declared for one semester."""

    folder: AgencyFolder
    table_id: str
    table: Table
    schema: EntitySchema
    semester: Semester
    catalogue: Catalogue

    @property
    def book(self) -> HeaderBook:
        return HeaderBook(self.table, self.schema, self.catalogue.ignored_headers)

    @property
    def regions(self) -> Regions:
        return _regions(self.folder.regions_path)

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(self.table.as_of) if self.table.as_of else self.semester.last_day

    @property
    def snapshot_id(self) -> str | None:
        return self.table.snapshot.format(semester=self.semester) if self.table.snapshot else None


@lru_cache(maxsize=8)
def _regions(path: Path) -> Regions:
    return Regions.load(path)


def listed(folder: AgencyFolder, table_id: str, semester: Semester, catalogue: Catalogue) -> Listed:
    """The list `table_id` as declared for `semester`."""
    table = folder.agency.tables[table_id].at(semester)
    return Listed(folder, table_id, table, catalogue.entities[table.feeds], semester, catalogue)


def submission_of(arrival: Arrival, one: Listed) -> Submission:
    """The submission that `arrival` is as the list `one`, nothing counted yet."""
    return Submission(
        submission_id=f"{one.semester}-{one.folder.agency.agency}-{one.table_id}-{arrival.sha256[:12]}",
        semester=str(one.semester), agency_id=one.folder.agency.agency, table_id=one.table_id, entity=one.table.feeds,
        programme_code=one.table.programme or "", file_name=arrival.file_name, file_sha256=arrival.sha256,
        received_at=arrival.received_at, as_of_date=one.as_of.isoformat(), snapshot_id=one.snapshot_id,
    )  # fmt: skip


def conform(arrival: Arrival, workbook: Workbook, one: Listed) -> Conformed:
    """The file as typed rows of the list, with rejects, issues and problems; nothing of it is lost."""
    submission = submission_of(arrival, one)
    gathered = gather(workbook, one.table, one.book, one.regions)
    typed = _typed(gathered, one)
    record_ids = _record_ids(gathered, submission)
    _provenance(typed, gathered, submission, record_ids, one)
    rejected, reject_issue = _rejected(gathered, one)
    if reject_issue:
        typed.issues.append(reject_issue)
    rows = stored(typed, one.schema, len(gathered))
    origin = {name: getattr(submission, name) for name in ("submission_id", "semester", "agency_id", "table_id")}
    issues = issue_table(typed.issues, gathered, record_ids, origin, one.schema, one.catalogue)
    kept = pa.array(~rejected)
    accepted_rows, rejected_rows = _sheet_rows(gathered, rejected)
    problems = [*_file_problems(workbook, gathered, one), *_table_problems(gathered, one)]
    problems += cell_problems(typed.issues, gathered, one.schema, one.catalogue)
    submission = replace(
        submission, rows_in=gathered.rows_in, rows_accepted=accepted_rows, rows_rejected=rejected_rows,
        rows_furniture=sum(gathered.furniture.values()), furniture=dict(sorted(gathered.furniture.items())),
        totals=tuple(gathered.totals), columns=_columns_said(gathered), problems=tuple(problems),
    )  # fmt: skip
    return Conformed(submission, rows.filter(kept), _reject_table(gathered, rejected, record_ids, origin), issues)


def _typed(gathered: Gathered, one: Listed) -> Typed:
    raw = RawTable(len(gathered), gathered.fields, gathered.place_hint, gathered.district_hint)
    table = one.table.model_copy(update={"snapshot": one.snapshot_id})
    typed = type_columns(raw, Reading(table, one.schema, one.catalogue, one.regions, one.as_of))
    columns = typed.columns
    if "nik" in columns:
        checked = check_identifiers(
            columns["nik"], columns["nik_status"], family_card=columns.get("family_card_no"),
            name_key=columns.get("name_key"), birth_date=columns.get("birth_date"), sex=columns.get("sex"),
            unique=not one.table.unique or one.table.unique == ("nik",) or "nik" not in one.table.unique,
        )  # fmt: skip
        columns |= {"nik": checked.nik, "nik_status": checked.nik_status}
        typed.issues += [FieldIssue("nik", code, at) for code, at in checked.issues.items() if at]
    return typed


def _record_ids(gathered: Gathered, submission: Submission) -> pa.Array:
    """24 hexadecimal digits for each row: hash of file, list and sheet; part; row number."""
    prefixes: dict[str, str] = {}
    for sheet in dict.fromkeys(gathered.sheets):
        text = f"{submission.file_sha256}|{submission.agency_id}|{submission.table_id}|{sheet}"
        prefixes[sheet] = hashlib.sha256(text.encode()).hexdigest()[:14]
    seen: dict[tuple[str, int], int] = {}
    ids = []
    for sheet, row in zip(gathered.sheets, gathered.row_numbers, strict=True):
        part = seen.get((sheet, row), 0)
        seen[sheet, row] = part + 1
        ids.append(f"{prefixes[sheet]}{part:02x}{row:08x}")
    return pa.array(ids, pa.string())


def _provenance(
    typed: Typed, gathered: Gathered, submission: Submission, record_ids: pa.Array, one: Listed
) -> None:
    length = len(gathered)
    for name in ("submission_id", "agency_id", "table_id", "semester"):
        typed.columns[name] = pa.repeat(pa.scalar(getattr(submission, name)), length)
    typed.columns |= {
        "record_id": record_ids,
        "sheet": pa.array(gathered.sheets, pa.string()),
        "row_number": pa.array(gathered.row_numbers, pa.int32()),
        "part": pa.array(gathered.parts, pa.string()),
        "as_of_date": pa.repeat(pa.scalar(one.as_of, pa.date32()), length),
    }
    if "reporting_agency_id" in one.schema.columns:
        typed.columns["reporting_agency_id"] = _agencies_named(gathered, one)


def _agencies_named(gathered: Gathered, one: Listed) -> pa.Array:
    """The agency that a row names, by its id or its name; the sender where the sheet has no such column."""
    from ingest.fold import fold_place

    cells = gathered.fields.get("agency_text")
    if cells is None:
        return pa.repeat(pa.scalar(one.folder.agency.agency), len(gathered))
    known = {fold_place(f.agency.name): key for key, f in one.catalogue.agencies.items()}
    known |= {fold_place(key): key for key in one.catalogue.agencies}
    return pa.array([known.get(fold_place(as_words(cell))) for cell in cells], pa.string())


def _rejected(gathered: Gathered, one: Listed) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], FieldIssue | None]:
    """Which rows say of nobody and nothing: every field of a needed group is blank."""
    rejected = np.zeros(len(gathered), np.bool_)
    first = ""
    for group in one.schema.entity.required_any:
        cells = [gathered.fields[name] for name in group if name in gathered.fields]
        blank = np.ones(len(gathered), np.bool_)
        for column in cells:
            blank &= np.fromiter(map(is_blank, column), np.bool_, count=len(column))
        if not cells and (gathered.place_hint and group[0] in ("area_name", "village_name")):
            continue
        rejected |= blank
        first = first or group[0]
    code = "BAR-001" if one.schema.entity.entity in _PERSON_LISTS else "BAR-002"
    at = np.flatnonzero(rejected).tolist()
    return rejected, FieldIssue(first, code, at) if at else None


def _sheet_rows(gathered: Gathered, rejected: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, int]:
    """(accepted, rejected) sheet rows; a row that gave several records is accepted when one of them is."""
    accepted: set[tuple[str, int]] = set()
    refused: set[tuple[str, int]] = set()
    for sheet, row, out in zip(gathered.sheets, gathered.row_numbers, rejected.tolist(), strict=True):
        (refused if out else accepted).add((sheet, row))
    return len(accepted), len(refused - accepted)


def _reject_table(
    gathered: Gathered,
    rejected: np.ndarray[tuple[int], np.dtype[np.bool_]],
    record_ids: pa.Array,
    origin: Mapping[str, str],
) -> pa.Table:
    """The rejected rows with all their cells as JSON, kept for the vault."""
    at = np.flatnonzero(rejected).tolist()
    code = {"code": ["BAR-001"] * len(at)}
    cells = [
        json.dumps({name: as_words(column[i]) for name, column in gathered.fields.items()}, ensure_ascii=False) for i in at
    ]
    return pa.table(
        {"record_id": record_ids.take(pa.array(at, pa.int64())), **{name: [value] * len(at) for name, value in origin.items()},
         "sheet": [gathered.sheets[i] for i in at], "row_number": [gathered.row_numbers[i] for i in at], **code, "cells": cells},
        schema=REJECT_SCHEMA,
    )  # fmt: skip


def _columns_said(gathered: Gathered) -> dict[str, str]:
    """Header -> field (or ignored, unknown), over all tables of the file."""
    return {column.text: fate for headers in gathered.tables for column, fate in headers.columns.fates.values()}


def _file_problems(workbook: Workbook, gathered: Gathered, one: Listed) -> list[Problem]:
    """What is wrong with the file as a whole: no table, no rows, another period, sheets skipped."""
    codes = one.catalogue.issue_codes
    problems = []
    if not gathered.tables:
        aggregate = one.table.feeds in _PERSON_LISTS and _is_aggregate(workbook, one)
        expected = ", ".join(text if isinstance(text, str) else text[0] for text in one.table.header.contains)
        problems.append(Problem.of(codes, "TAB-005" if aggregate else "TAB-001", expected=f"judul kolom {expected}"))
    elif not len(gathered):
        problems.append(Problem.of(codes, "TAB-002", sheet=gathered.tables[0].sheet))
    for note in gathered.notes:
        if note.code != "TAB-001" or gathered.tables:
            problems.append(Problem.of(codes, note.code, sheet=note.sheet, count=note.rows))
    if one.table.period == "semester" and not one.table.snapshot:
        other = is_of_another_semester(gathered.titles, one.semester)
        if other:
            expected = f"semester {one.semester.half} tahun {one.semester.year}"
            problems.append(Problem.of(codes, "SEM-001", found=other, expected=expected))
    return problems


def _is_aggregate(workbook: Workbook, one: Listed) -> bool:
    """Whether the file reads as figures per area."""
    table = Table(feeds="allocation_records", files=(), header=Header())
    book = HeaderBook(table, one.catalogue.entities["allocation_records"], one.catalogue.ignored_headers)
    found = gather(workbook, table, book, one.regions)
    names = {name for headers in found.tables for name in headers.columns.fields}
    return bool(names & {"village_name", "district_name"}) and bool(names & {"quota_count", "recipient_count", "person_count", "family_count"})


def _table_problems(gathered: Gathered, one: Listed) -> list[Problem]:
    """What is wrong with headers and totals, every one of them, each kind once per sheet layout."""
    problems: dict[tuple[str, str, str], Problem] = {}
    for headers in gathered.tables:
        for problem in _header_problems(headers, one):
            known = problems.get((problem.code, problem.found, problem.expected))
            count = known.count + 1 if known else 1
            problems[problem.code, problem.found, problem.expected] = replace(known or problem, count=count)
    for total in gathered.totals:
        if not total.agrees:
            problem = Problem.of(
                one.catalogue.issue_codes, "TAB-006", sheet=total.sheet, cell=f"baris {total.row_number}",
                found=f"{total.stated:g} ({total.field})", expected=f"{total.counted:g}",
            )  # fmt: skip
            problems[problem.code, problem.sheet, f"{problem.cell} {problem.found}"] = problem
    return list(problems.values())


def _header_problems(headers: TableHeaders, one: Listed) -> list[Problem]:
    codes, book, row = one.catalogue.issue_codes, one.book, headers.header_row + 1
    problems = []
    for column in headers.columns.unknown:
        near = nearest(column.folded[-1], book.known)
        hint = f"mungkin maksudnya {book.spelling(near[0])!r} ({near[1]:.0%})" if near else "judul yang terdaftar"
        problems.append(
            Problem.of(codes, "KOL-001", sheet=headers.sheet, cell=f"{column.letter}{row}", found=column.text, expected=hint)
        )
    for name in headers.columns.missing:
        spellings = [*one.table.columns.get(name, ()), *(one.schema.fields[name].spellings if name in one.schema.fields else ())]
        problems.append(Problem.of(codes, "KOL-002", sheet=headers.sheet, expected=" / ".join(spellings[:4]) or name))
    for name, first, second in headers.columns.doubled:
        found = f"{first.text} ({first.letter}) dan {second.text} ({second.letter})"
        problems.append(Problem.of(codes, "KOL-003", sheet=headers.sheet, cell=f"{second.letter}{row}", found=found))
    for letter in headers.untitled:
        problems.append(Problem.of(codes, "KOL-004", sheet=headers.sheet, cell=f"{letter}{row}"))
    return problems
