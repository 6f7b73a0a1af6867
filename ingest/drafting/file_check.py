"""Checks one file alone: everything to be said of it, without a run, nothing kept.

The file is read by a process of its own within the bounds of any run, so that a check cannot hang on it either.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ingest.answers.returned import Returned, read_returned
from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.drafting.first_look import FirstLook, first_look
from ingest.inbox.receive import Arrival, shown_name
from ingest.parsers.masking import without_long_numbers
from ingest.reading.claim import claim, claim_returned, claims_by_name
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import DeclaredList
from ingest.reading.issues import shown
from ingest.sandbox.bounds import Bounds
from ingest.sandbox.worker import Worker
from ingest.semester import Semester
from ingest.sheets.gather import TableHeaders
from ingest.sheets.locate import HeaderColumn, nearest
from ingest.submission import Problem, Submission
from ingest.workbook import UnreadableFile, Workbook, is_blank, open_workbook


@dataclass(frozen=True)
class ColumnSeen:
    """One header with its cell, the field that it fills, and its column's looks.

    `sample`: a first value, masked where it is personal; `filled`: share of rows, None where the column is not read;
    `remarks`: codes with their count, or the nearest known header.
    """

    cell: str
    header: str
    field: str
    sample: str
    filled: float | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSeen:
    """The header of one table, and all sheets that have the same."""

    sheets: tuple[str, ...]
    columns: tuple[ColumnSeen, ...]


@dataclass(frozen=True)
class FileCheck:
    """The findings of one file's check; `others` are the lists that it could be too.

    `look` is what a file that no list claims looks like; `answers` counts what became of the answers in a workbook
    that was sent out and came back.
    """

    file_name: str
    semester: str
    agency_id: str
    table_id: str
    submission: Submission | None
    tables: tuple[TableSeen, ...]
    problems: tuple[Problem, ...]
    others: tuple[str, ...] = ()
    look: FirstLook | None = None
    answers: Mapping[str, int] | None = None

    @property
    def is_held(self) -> bool:
        return any(problem.severity == "hold" for problem in self.problems)

    @property
    def columns(self) -> tuple[ColumnSeen, ...]:
        """The columns of all tables."""
        return tuple(column for table in self.tables for column in table.columns)


def guess_place(path: Path, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """(agency, semester) that the folders of an inbox tell: `.../2017-S1/dinsos/kks.xlsx`."""
    names = path.resolve().parts[:-1]
    agency = next((name for name in reversed(names) if name in catalogue.agencies), None)
    return agency, next((name for name in reversed(names) if _is_semester(name)), None)


def _is_semester(text: str) -> bool:
    try:
        Semester.parse(text)
    except ValueError:
        return False
    return True


def check_file(
    path: Path,
    catalogue: Catalogue,
    agency_id: str | None = None,
    semester: str | None = None,
    bounds: Bounds | None = None,
) -> FileCheck:
    """The check of the file at `path`; agency and semester default to its folders'."""
    own_agency, own_semester = guess_place(path, catalogue)
    agency_id = agency_id or own_agency
    when = str(Semester.parse(semester or own_semester or str(Semester.containing(date.today()))))
    blank = FileCheck(shown_name(path.name), when, agency_id or "", "", None, (), ())
    worker = Worker(bounds)
    try:
        answer = worker.call(read_for_check, path, catalogue, agency_id, when)
    except UnreadableFile as unreadable:
        # its words say what to do as well
        problem = Problem.of(catalogue.issue_codes, unreadable.code)
        return replace(blank, problems=(replace(problem, message=unreadable.reason_id, action=""),))
    finally:
        worker.close()
    look = FirstLook.of_json(answer["look"]) if answer["look"] else None
    if "submission" not in answer:
        folders = _folders(catalogue, agency_id)
        return replace(blank, look=look, problems=(_unclaimed(path.name, folders, catalogue),))
    submission = Submission.of_json(answer["submission"])
    if semester is None and own_semester is None:  # nobody has said which semester this is for
        submission = replace(submission, problems=tuple(_only_told(problem) for problem in submission.problems))
    tables = (
        TableSeen(tuple(t["sheets"]), tuple(ColumnSeen(**{**c, "remarks": tuple(c["remarks"])}) for c in t["columns"]))
        for t in answer["tables"]
    )
    return FileCheck(
        shown_name(path.name),
        when,
        submission.agency_id,
        submission.table_id,
        submission,
        tuple(tables),
        submission.problems,
        tuple(answer["others"]),
        look,
        answer["answers"],
    )


def read_for_check(path: Path, catalogue: Catalogue, agency_id: str | None, semester: str) -> dict[str, Any]:
    """The reading process's task: the submission with its headers, or else a first look."""
    when = Semester.parse(semester)
    workbook = open_workbook(path)
    returned = read_returned(workbook)
    claims = _claims(path.name, workbook, returned, _folders(catalogue, agency_id), when, catalogue)
    if not claims:
        return {"look": asdict(first_look(workbook, catalogue))}
    declared, *others = claims
    conformed = conform(_arrival(path), returned.workbook if returned else workbook, declared, returned)
    answered = conformed.answered.answers["outcome"].to_pylist() if conformed.answered else None
    return {
        "submission": asdict(conformed.submission),
        "tables": [asdict(table) for table in _tables(conformed, declared)],
        "others": [f"{each.folder.agency.agency}/{each.table_id}" for each in others],
        "answers": Counter(answered) if answered is not None else None,
        # a name may fit by chance: where the list has no table in the file, what is there is shown
        "look": None if conformed.gathered.tables else asdict(first_look(workbook, catalogue)),
    }


def _only_told(problem: Problem) -> Problem:
    return replace(problem, severity="info") if problem.code == "SEM-001" else problem


def _folders(catalogue: Catalogue, agency_id: str | None) -> list[AgencyFolder]:
    every = [folder for _, folder in sorted(catalogue.agencies.items())]
    return [catalogue.agencies[agency_id]] if agency_id else every


def _arrival(path: Path) -> Arrival:
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Arrival(shown_name(path.name), digest, path, modified)


def _claims(
    name: str,
    workbook: Workbook,
    returned: Returned | None,
    folders: Sequence[AgencyFolder],
    when: Semester,
    catalogue: Catalogue,
) -> list[DeclaredList]:
    """The lists that the file can be, by its own word, name, or headers."""
    if returned is not None:
        own = (claim_returned(returned.origin, folder, when, catalogue) for folder in folders)
        return [declared for declared in own if declared is not None]
    named = [folder for folder in folders if claims_by_name(name, folder, when, catalogue)]
    found = (claim(name, workbook, folder, when, catalogue) for folder in named or folders)
    return [declared for declared in found if declared is not None]


def _unclaimed(name: str, folders: Sequence[AgencyFolder], catalogue: Catalogue) -> Problem:
    patterns = sorted({p for folder in folders for table in folder.agency.tables.values() for p in table.files})
    expected = ", ".join(patterns) if len(folders) == 1 else "nama berkas salah satu daftar"
    return Problem.of(catalogue.issue_codes, "FIL-005", found=name, expected=expected)


def _tables(conformed: Conformed, declared: DeclaredList) -> Iterator[TableSeen]:
    """The tables, those of one header together."""
    alike: dict[tuple[object, ...], list[TableHeaders]] = {}
    for headers in conformed.gathered.tables:
        fates = sorted((index, column.text, fate) for index, (column, fate) in headers.columns.fates.items())
        alike.setdefault(tuple(fates), []).append(headers)
    counted = Counter(
        (field, code)
        for field, code, severity in zip(
            *(conformed.issues[name].to_pylist() for name in ("field", "code", "severity")), strict=True
        )
        if severity != "info"
    )
    issues: dict[str, list[str]] = {}
    for (field, code), count in sorted(counted.items()):
        issues.setdefault(field, []).append(f"{code} {count}x")
    for many in alike.values():
        sheets = tuple(dict.fromkeys(headers.sheet for headers in many if headers.sheet))
        yield TableSeen(sheets, tuple(_columns(many[0], conformed, declared, issues)))


def _columns(
    headers: TableHeaders, conformed: Conformed, declared: DeclaredList, issues: Mapping[str, Sequence[str]]
) -> Iterator[ColumnSeen]:
    for index, (column, fate) in sorted(headers.columns.fates.items()):
        cell, text = f"{column.letter}{headers.header_row + 1}", without_long_numbers(column.text)
        if fate == "unknown":
            filled, sample = headers.unread[index]
            yield ColumnSeen(cell, text, fate, sample, filled, (_near(column, declared),))
        elif fate == "ignored":
            yield ColumnSeen(cell, text, fate, "", None)
        else:
            cells = [each for each in conformed.gathered.fields.get(fate, ()) if not is_blank(each)]
            share = len(cells) / len(conformed.gathered) if len(conformed.gathered) else 0.0
            sample = shown(cells[0], declared.schema.fields.get(fate)) if cells else ""
            yield ColumnSeen(cell, text, fate, sample, share, tuple(issues.get(fate, ())))


def _near(column: HeaderColumn, declared: DeclaredList) -> str:
    """The nearest known header of a header that nobody knows, and how near it is."""
    near = nearest(column.folded[-1], declared.book.known) if column.folded else None
    return f"mungkin {declared.book.spelling(near[0])!r} ({near[1]:.0%})" if near else "tidak ada yang mirip"
