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
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import DeclaredList, submission_of
from ingest.semester import Semester
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission
from ingest.workbook import UnreadableFile, open_workbook

# Raised when the engine reads the same file differently than before, so that kept results are made anew.
ENGINE_VERSION = "5"
_TOLD_BY_THE_BOOK = frozenset({"FIL-004", "FIL-007", "FIL-008", "FIL-010", "FIL-012", "PTS-001", "PTS-002"})


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


def kept(desk: Desk, arrival: Arrival) -> Submission | None:
    """The earlier result of the same bytes under the same declaration, if the name suffices."""
    named = desk.named(arrival)
    return _kept(desk.store, arrival, named[0]) if len(named) == 1 else None


def read_file(desk: Desk, arrival: Arrival) -> Submission:
    """The file read, typed and written; an unreadable or unknown one says so."""
    try:
        return _read(desk, arrival)
    except UnreadableFile as unreadable:
        return refused(desk, arrival, unreadable)


def refused(desk: Desk, arrival: Arrival, unreadable: UnreadableFile) -> Submission:
    """The submission of a file without rows, with the reason in the office's words."""
    problem = replace(Problem.of(desk.catalogue.issue_codes, unreadable.code), message=unreadable.reason_id, action="")
    return replace(desk.blank(arrival), problems=(problem,))


def _read(desk: Desk, arrival: Arrival) -> Submission:
    folder, semester, catalogue = desk.folder, desk.semester, desk.catalogue
    workbook = open_workbook(arrival.landed)
    returned = read_returned(workbook)
    if returned is None:
        declared = claim(arrival.file_name, workbook, folder, semester, catalogue)
    elif returned.origin.semester != str(semester):
        return _of_another_semester(arrival, folder, semester, catalogue, returned.origin.semester)
    else:
        declared = claim_returned(returned.origin, folder, semester, catalogue)
    if declared is None:
        return _unclaimed(arrival, folder, semester, catalogue)
    if (len(desk.named(arrival)) != 1 or returned) and (kept := _kept(desk.store, arrival, declared)):
        return kept
    conformed = conform(arrival, returned.workbook if returned else workbook, declared, returned)
    _write(desk.store, conformed)
    return replace(conformed.submission, contract_hash=contract_hash(declared))


def contract_hash(declared: DeclaredList) -> str:
    """A short hash of everything declared that decides how a list is read."""
    contract = {
        "engine": ENGINE_VERSION,
        "table": declared.table.model_dump(mode="json"),
        "entity": declared.schema.entity.model_dump(mode="json"),
        "fields": {name: field.model_dump(mode="json") for name, field in declared.schema.fields.items()},
        "vocabularies": {n: v.model_dump(mode="json") for n, v in declared.catalogue.vocabularies.items()},
        "codes": {
            code: issue_code.model_dump(mode="json") for code, issue_code in declared.catalogue.issue_codes.items()
        },
        "regions": hashlib.sha256(declared.folder.regions_path.read_bytes()).hexdigest(),
    }
    return hashlib.sha256(json.dumps(contract, sort_keys=True).encode()).hexdigest()[:16]


def _kept(store: Store, arrival: Arrival, declared: DeclaredList) -> Submission | None:
    blank = submission_of(arrival, declared)
    path = blank.report(store)
    if not (path.exists() and blank.parquet(store).exists()):
        return None
    earlier = Submission.load(path)
    if earlier.contract_hash != contract_hash(declared):
        return None
    problems = tuple(problem for problem in earlier.problems if problem.code not in _TOLD_BY_THE_BOOK)
    return replace(
        earlier, problems=problems, status="conformed", hold_codes=(), file_name=arrival.file_name, changes={}
    )


def _write(store: Store, conformed: Conformed) -> None:
    submission = conformed.submission
    write_parquet(conformed.rows, submission.parquet(store))
    write_parquet(conformed.rejects, submission.rejects(store))
    write_parquet(conformed.issues, submission.issues(store))
    if conformed.answered is not None:
        conformed.answered.save(store, submission)


def _unclaimed(arrival: Arrival, folder: AgencyFolder, semester: Semester, catalogue: Catalogue) -> Submission:
    patterns = sorted({pattern for table in folder.agency.tables.values() for pattern in table.files})
    problem = Problem.of(catalogue.issue_codes, "FIL-005", found=arrival.file_name, expected=", ".join(patterns))
    return replace(_blank(arrival, folder, str(semester), []), problems=(problem,))


def _of_another_semester(
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
