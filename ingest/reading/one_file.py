"""Reads one landed file as a submission, rows beside its report; needs no book.

This is the work that `ingest.sandbox.worker` does in a process of its own, so that no file can stop a run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.answers.returned import read_returned
from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.claim import claim, claim_returned, claims_by_name
from ingest.reading.conform import Conformed
from ingest.reading.declared_list import DeclaredList, declared_list, submission_of
from ingest.reading.engine import engine_version
from ingest.reading.left_out import leave_out
from ingest.reading.lists import conform_lists
from ingest.semester import Semester
from ingest.sheets.place_hints import place_in_name
from ingest.store import DamagedError, Store, write_parquet
from ingest.submission import Problem, Submission
from ingest.whole import is_whole
from ingest.workbook import UnreadableFile, open_workbook

_TOLD_BY_THE_BOOK = frozenset({"FIL-004", "FIL-007", "FIL-008", "FIL-010", "FIL-012", "KOL-009", "PTS-001", "PTS-002"})
_KNOWN_BY = {
    "feeds",
    "files",
    "sheets",
    "ignore_sheets",
    "header",
    "columns",
    "ignore",
    "required",
    "changes",
    "since",
    "until",
}


@dataclass(frozen=True)
class Desk:
    """The place where one agency's files of a semester are read: declarations and results."""

    store: Store
    catalogue: Catalogue
    semester: Semester
    agency_id: str

    @property
    def folder(self) -> AgencyFolder:
        return self.catalogue.agencies[self.agency_id]

    def named(self, arrival: Arrival) -> list[DeclaredList]:
        """The lists that a file can be by its name."""
        return claims_by_name(arrival.file_name, self.folder, self.semester, self.catalogue)

    def blank(self, arrival: Arrival) -> Submission:
        """A submission of which nothing could be read."""
        return _blank(arrival, self.folder, str(self.semester), self.named(arrival))


def kept(desk: Desk, arrival: Arrival) -> list[Submission]:
    """The earlier results of the same bytes under the same declarations, if the name suffices."""
    named = desk.named(arrival)
    return _kept(desk, arrival, named[0]) if len(named) == 1 else []


def read_file(desk: Desk, arrival: Arrival) -> list[Submission]:
    """The file as each list that it brings, typed and written."""
    try:
        return _read(desk, arrival)
    except UnreadableFile as unreadable:
        return [refused(desk, arrival, unreadable)]


def refused(desk: Desk, arrival: Arrival, unreadable: UnreadableFile) -> Submission:
    """The submission of a file without rows, with the reason in the office's words."""
    problem = replace(Problem.of(desk.catalogue.issue_codes, unreadable.code), message=unreadable.reason_id, action="")
    return replace(desk.blank(arrival), problems=(problem,))


def _read(desk: Desk, arrival: Arrival) -> list[Submission]:
    folder, semester, catalogue = desk.folder, desk.semester, desk.catalogue
    workbook = open_workbook(arrival.landed)
    returned = read_returned(workbook)
    if returned is None:
        declared = claim(arrival.file_name, workbook, folder, semester, catalogue)
    elif returned.origin.semester != str(semester):
        return [of_another_semester(arrival, folder, semester, catalogue, returned.origin.semester)]
    else:
        declared = claim_returned(returned.origin, folder, semester, catalogue)
    if declared is None:
        if leave_out(desk.store, arrival, workbook, []):
            return _read(desk, arrival)
        return [_unclaimed(arrival, folder, semester, catalogue)]
    if (len(desk.named(arrival)) != 1 or returned) and (kept := _kept(desk, arrival, declared)):
        return kept
    lists = conform_lists(arrival, returned.workbook if returned else workbook, declared, returned)
    if leave_out(desk.store, arrival, workbook, lists, returned.origin if returned else None):
        return _read(desk, arrival)
    for conformed in lists:
        write_conformed(desk.store, conformed)
    return [replace(each.submission, contract_hash=contract_hash(each.declared)) for each in lists]


def contract_hash(declared: DeclaredList) -> str:
    """A short hash of everything declared that decides how a list is read."""
    contract = {
        "engine": engine_version(),
        # which of two files stands is asked after both are read
        "table": declared.table.model_dump(mode="json", exclude={"told_versions"}),
        "entity": declared.schema.entity.model_dump(mode="json"),
        "fields": {name: field.model_dump(mode="json") for name, field in declared.schema.fields.items()},
        "vocabularies": {n: v.model_dump(mode="json") for n, v in declared.catalogue.vocabularies.items()},
        "programmes": _programmes_of(declared),
        "abbreviations": dict(declared.schema.abbreviations),
        "ambiguous": dict(declared.schema.ambiguous),
        "meant_beside": declared.schema.beside,
        "ignored": declared.catalogue.ignored_headers,
        "codes": {
            code: issue_code.model_dump(mode="json") for code, issue_code in declared.catalogue.issue_codes.items()
        },
        # which table belongs to which list hangs on what the office's other lists are known by
        "beside": {
            name: table.model_dump(mode="json", include=_KNOWN_BY)
            for name, table in sorted(declared.folder.agency.tables.items())
            if name != declared.table_id
        },
        "regions": hashlib.sha256(declared.folder.regions_path.read_bytes()).hexdigest(),
    }
    return hashlib.sha256(json.dumps(contract, sort_keys=True).encode()).hexdigest()[:16]


def _programmes_of(declared: DeclaredList) -> dict[str, object]:
    """The programmes that rows of a list can get: its own, or all."""
    own = declared.table.programme
    if own is None and "programme_text" not in declared.schema.fields:
        return {}
    every = declared.catalogue.programmes
    return {code: every[code].model_dump(mode="json") for code in ([own] if own else every)}


def _kept(desk: Desk, arrival: Arrival, declared: DeclaredList) -> list[Submission]:
    """The results as `declared` and the lists beside it; none unless all are there."""
    first = _kept_list(desk.store, arrival, declared)
    if first is None:
        return []
    tables = desk.folder.agency.tables
    others = [
        _kept_list(desk.store, arrival, declared_list(desk.folder, table_id, desk.semester, desk.catalogue))
        for table_id in first.beside
        if table_id in tables
    ]
    found = [first, *(other for other in others if other is not None)]
    return found if len(found) == 1 + len(first.beside) else []


def _kept_list(store: Store, arrival: Arrival, declared: DeclaredList) -> Submission | None:
    blank = submission_of(arrival, declared)
    path = blank.report(store)
    if not path.exists():
        return None
    try:
        earlier = Submission.load(path)
    except DamagedError:
        return None
    if not rows_are_whole(store, earlier) or earlier.contract_hash != contract_hash(declared):
        return None
    places = {place_in_name(name, declared.table, declared.regions) for name in (earlier.file_name, arrival.file_name)}
    if len(places) > 1:  # the same bytes under a name that says another kelurahan
        return None
    problems = tuple(problem for problem in earlier.problems if problem.code not in _TOLD_BY_THE_BOOK)
    return replace(
        earlier, problems=problems, status="conformed", hold_codes=(), file_name=arrival.file_name, changes={}
    )


def rows_are_whole(store: Store, submission: Submission) -> bool:
    """True when a list's rows and all beside them are as they were written."""
    written = [submission.parquet(store), submission.rejects(store), submission.issues(store)]
    beside = submission.folder(store).glob(f"*/{submission.submission_id}.parquet")
    return all(is_whole(path) for path in {*written, *beside})


def write_conformed(store: Store, conformed: Conformed) -> None:
    """Writes the rows, rejects, issues and answers of one list of a file."""
    submission = conformed.submission
    write_parquet(conformed.rows, submission.parquet(store))
    write_parquet(conformed.rejects, submission.rejects(store))
    write_parquet(conformed.issues, submission.issues(store))
    if conformed.unread is not None:
        write_parquet(conformed.unread, submission.unread_cells(store))
    if conformed.answered is not None:
        conformed.answered.save(store, submission)


def _unclaimed(arrival: Arrival, folder: AgencyFolder, semester: Semester, catalogue: Catalogue) -> Submission:
    patterns = sorted({pattern for table in folder.agency.tables.values() for pattern in table.files})
    problem = Problem.of(catalogue.issue_codes, "FIL-005", found=arrival.file_name, expected=", ".join(patterns))
    return replace(_blank(arrival, folder, str(semester), []), problems=(problem,))


def of_another_semester(
    arrival: Arrival, folder: AgencyFolder, semester: Semester, catalogue: Catalogue, other: str
) -> Submission:
    """The submission of a workbook sent back into another semester's folder than its own."""
    problem = Problem.of(
        catalogue.issue_codes, "FIL-008", found=f"buku perbaikan semester {other}", expected=str(semester)
    )
    return replace(_blank(arrival, folder, str(semester), []), problems=(problem,))


def _blank(arrival: Arrival, folder: AgencyFolder, semester: str, named: Iterable[DeclaredList]) -> Submission:
    declared = next(iter(named), None)
    if declared is not None:
        return submission_of(arrival, declared)
    agency = folder.agency.agency
    return Submission(
        submission_id=f"{semester}-{agency}-unclaimed-{arrival.sha256[:12]}",
        semester=semester,
        agency_id=agency,
        table_id="",
        entity="",
        programme_code="",
        file_name=arrival.file_name,
        file_sha256=arrival.sha256,
        received_at=arrival.received_at,
    )
