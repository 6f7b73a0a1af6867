"""Reads one file as one list: table, headers, typed values, and every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa

from ingest.answers.applied import Answered, apply, evidence
from ingest.answers.returned import Returned
from ingest.declarations.contract import Table
from ingest.fold import fold_place
from ingest.formats.collector import collector_paused
from ingest.inbox.receive import Arrival
from ingest.parsers.masking import without_long_numbers
from ingest.parsers.row_checks import check_identifiers
from ingest.parsers.texts import as_words
from ingest.reading.claim import FIELDS_THAT_MAKE_A_HEADER
from ingest.reading.columns import stored, type_columns
from ingest.reading.declared_list import DeclaredList, submission_of
from ingest.reading.epoch import on_one_epoch, with_days_from_1904
from ingest.reading.issues import cell_problems, issue_table
from ingest.reading.plausible import implausible
from ingest.reading.problems import file_problems, is_aggregate, table_problems
from ingest.reading.rejected import FORGOTTEN, but_for, emptied, reject_table, rows_set_aside
from ingest.reading.row_ids import record_ids, sheet_rows
from ingest.reading.scale import put_to_scale
from ingest.reading.sheet_statuses import sheet_statuses
from ingest.reading.statuses import with_statuses
from ingest.reading.swapped_days import put_in_order
from ingest.reading.typed import FieldIssue, RawTable, Typed
from ingest.reading.unread import slipped_columns, unread_columns, unread_table
from ingest.reading.whole_columns import as_column_findings, void_cut_numbers
from ingest.reading.whose_number import with_numbers_of_families
from ingest.reading.words import words_met
from ingest.sheets.gather import Gathered, gather
from ingest.sheets.place_hints import place_in_name
from ingest.sheets.repeated import without_repetitions
from ingest.submission import Problem, Submission
from ingest.workbook import Workbook, is_blank

# What is said of an empty cell: not where a table has no such column at all, while another table of the file has one.
_EMPTY_CELL = frozenset({"NIK-001", "KK-001"})


@dataclass(frozen=True)
class Conformed:
    """A submission with typed rows, rejects and issues; `gathered` is what was read."""

    submission: Submission
    declared: DeclaredList
    rows: pa.Table
    rejects: pa.Table
    issues: pa.Table
    gathered: Gathered
    answered: Answered | None = None
    unread: pa.Table | None = None


@collector_paused()
def conform(
    arrival: Arrival, workbook: Workbook, declared: DeclaredList, returned: Returned | None = None
) -> Conformed:
    """The file as typed rows of the list, with rejects, issues, problems; nothing lost.

    Where the file is a workbook that we sent out, the office's answers are put into its rows first.
    """
    of_file = declared.of_file(arrival.sha256)
    gathered = _gather(workbook, of_file, arrival.file_name)
    forgotten = emptied(gathered)
    of_version = of_file.of_version(arrival.file_name, *_version_cells(gathered))
    submission = submission_of(arrival, of_version)
    applied = None
    if returned is not None:
        submission = replace(submission, corrects=returned.origin.corrects)
        applied = apply(returned, gathered, record_ids(gathered, submission).to_pylist(), declared.schema.fields)
    typed = _typed(gathered, of_version, counts_from_1904=workbook.counts_from_1904)
    typed.issues[:] = [kept for issue in typed.issues if (kept := but_for(issue, forgotten)).positions]
    ids = record_ids(gathered, submission)
    _provenance(typed, gathered, submission, ids, of_version)
    rejected, reject_issue = rows_set_aside(gathered, of_file, forgotten)
    if reject_issue:
        typed.issues.append(reject_issue)
    rows = stored(typed, declared.schema, len(gathered))
    origin = {name: getattr(submission, name) for name in ("submission_id", "semester", "agency_id", "table_id")}
    issues = issue_table(typed.issues, gathered, ids, origin, declared.schema, declared.catalogue)
    accepted_rows, rejected_rows = sheet_rows(gathered, rejected)
    problems = [*file_problems(workbook, gathered, of_file), *table_problems(gathered, of_file)]
    problems += cell_problems(typed.issues, gathered, declared.schema, declared.catalogue)
    if forgotten:
        problems.append(Problem.of(declared.catalogue.issue_codes, FORGOTTEN, count=len(forgotten)))
    submission = replace(
        submission,
        rows_in=gathered.rows_in,
        rows_accepted=accepted_rows,
        rows_rejected=rejected_rows,
        rows_furniture=sum(gathered.furniture.values()),
        furniture=dict(sorted(gathered.furniture.items())),
        totals=tuple(gathered.totals),
        columns=_columns_said(gathered),
        unread=unread_columns(gathered),
        slipped=slipped_columns(gathered),
        words=typed.words,
        problems=tuple(problems),
    )
    answered = evidence(applied, submission, issues) if applied is not None else None
    code_of = dict.fromkeys(forgotten, FORGOTTEN)
    rejects = reject_table(gathered, rejected, ids, origin, reject_issue.code if reject_issue else "", code_of)
    # a copy of all rows is made only where some go out
    accepted = rows.filter(pa.array(~rejected)) if rejected.any() else rows
    return Conformed(submission, declared, accepted, rejects, issues, gathered, answered, unread_table(gathered, ids))


def _gather(workbook: Workbook, declared: DeclaredList, file_name: str) -> Gathered:
    """The rows of the list; without its header words, the nearest thing to it.

    So all faults can be told at once.
    """
    gathered = gather(workbook, declared.table, declared.book, declared.regions)
    loose = gathered.loose
    if loose is not None and not is_aggregate(gathered, declared):
        field_count = max((len(headers.columns.fields) for headers in loose.tables), default=0)
        gathered = loose if loose.is_headless or field_count >= FIELDS_THAT_MAKE_A_HEADER else gathered
    named = place_in_name(file_name, declared.table, declared.regions)
    if named is not None:
        gathered.place_hint = [hint or named for hint in gathered.place_hint]
    return without_repetitions(with_numbers_of_families(with_statuses(gathered, declared), declared))


def _version_cells(gathered: Gathered) -> list[str]:
    """The first filled cell of snapshot_version, if the list has such a column."""
    cells = gathered.fields.get("snapshot_version", ())
    return [as_words(cell) for cell in cells if not is_blank(cell)][:1]


def _typed(gathered: Gathered, declared: DeclaredList, *, counts_from_1904: bool) -> Typed:
    # offices without a status column write NONAKTIF or MENINGGAL into the remarks, and nothing of all others
    blank = "active" if gathered.has_status_in_remark else "unknown"
    raw = RawTable(len(gathered), gathered.fields, gathered.place_hint, gathered.district_hint, blank,
                   sheet_statuses(gathered, declared))  # fmt: skip
    table = declared.table
    dates = [name for name, field in declared.schema.fields.items() if field.type == "date"]
    raw = with_days_from_1904(raw, dates) if counts_from_1904 else raw
    typed = type_columns(raw, declared.reading)
    raw, moved = on_one_epoch(raw, typed, dates)
    if moved:
        typed = type_columns(raw, declared.reading)
        typed.issues += moved
    put_in_order(raw, typed)
    put_to_scale(typed, gathered, declared.schema)
    typed.issues[:] = [kept for issue in typed.issues if (kept := _of_columns(issue, gathered)).positions]
    typed.words = words_met(typed, gathered.fields, has_receipt_rule=any(table.receipt.status.values()))
    typed.issues[:] = as_column_findings(typed.issues, gathered.fields, declared.schema)
    void_cut_numbers(typed)
    columns = typed.columns
    if "nik" in columns:
        checked = check_identifiers(
            columns["nik"],
            columns["nik_status"],
            family_card=columns.get("family_card_no"),
            name_key=columns.get("name_key"),
            birth_date=columns.get("birth_date"),
            sex=columns.get("sex"),
            repeats_by=[columns[name] for name in table.unique if _parts_people(name, table) and name in columns],
        )
        columns |= {"nik": checked.nik, "nik_status": checked.nik_status}
        typed.issues += [FieldIssue("nik", code, at) for code, at in checked.issues.items() if at]
    typed.issues += implausible(typed, declared.as_of)
    return typed


def _parts_people(name: str, table: Table) -> bool:
    """True for a field by which one person may have several rows in a list."""
    return name == "cycle" or "nik" in table.unique


def _of_columns(issue: FieldIssue, gathered: Gathered) -> FieldIssue:
    """The issue without the rows whose table has no column for its field."""
    if issue.code not in _EMPTY_CELL or len(gathered.letters) < 2:
        return issue
    return replace(issue, positions=[at for at in issue.positions if gathered.letter(at, issue.field)])


def _provenance(
    typed: Typed, gathered: Gathered, submission: Submission, ids: pa.Array, declared: DeclaredList
) -> None:
    length = len(gathered)
    for name in ("submission_id", "agency_id", "table_id", "semester"):
        typed.columns[name] = pa.repeat(pa.scalar(getattr(submission, name)), length)
    typed.columns |= {
        "record_id": ids,
        "sheet": pa.array(gathered.sheets, pa.string()),
        "row_number": pa.array(gathered.row_numbers, pa.int32()),
        "part": pa.array(gathered.parts, pa.string()),
        "as_of_date": pa.repeat(pa.scalar(declared.as_of, pa.date32()), length),
    }
    if "reporting_agency_id" in declared.schema.columns:
        typed.columns["reporting_agency_id"] = _agencies_named(gathered, declared)


def _agencies_named(gathered: Gathered, declared: DeclaredList) -> pa.Array:
    """The agency that each row names, by id or name; else the sender."""
    cells = gathered.fields.get("agency_text")
    if cells is None:
        return pa.repeat(pa.scalar(declared.folder.agency.agency), len(gathered))
    agencies = {
        fold_place(text): key
        for key, folder in declared.catalogue.agencies.items()
        for text in (key, folder.agency.name, *folder.agency.aliases)
    }
    return pa.array([agencies.get(fold_place(as_words(cell))) for cell in cells], pa.string())


def _columns_said(gathered: Gathered) -> dict[str, str]:
    """Header -> field (or ignored, unknown), over all tables of the file."""
    fates = (fate for headers in gathered.tables for fate in headers.columns.fates.values())
    return {without_long_numbers(column.text): fate for column, fate in fates}
