"""The files of one agency and semester taken in: landed, read, typed, written beside their report, and booked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from ingest.answers import book_answers
from ingest.catalogue import AgencyFolder, Catalogue
from ingest.claim import claim, claim_returned, claims_by_name
from ingest.conform import Conformed, conform
from ingest.ledger import Ledger
from ingest.listed import Listed, submission_of
from ingest.receive import Arrival, receive
from ingest.returned import read_returned
from ingest.semester import Semester
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission
from ingest.workbook import UnreadableFile, open_workbook

# Raised when the engine reads the same file differently than before, so that kept results are made anew.
ENGINE_VERSION = "1"


def conform_agency(
    store: Store,
    ledger: Ledger,
    catalogue: Catalogue,
    semester: str,
    agency_id: str,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Submission]:
    """Every file that the agency has put in for the semester, as submissions, in order of file name.

    A file that was read before under the same declaration is not read again.
    """
    folder = catalogue.agencies[agency_id]
    arrivals = receive(store, semester, agency_id, folder.agency.ignore_files)
    batch = ledger.next_batch()
    first_with: dict[str, Arrival] = {}
    submissions = []
    for arrival in arrivals:
        if arrival.sha256 in first_with:
            submission = _sent_twice(arrival, first_with[arrival.sha256], folder, semester, catalogue)
        else:
            first_with[arrival.sha256] = arrival
            progress(arrival.file_name)
            submission = _take_in(store, ledger, catalogue, Semester.parse(semester), folder, arrival)
        submission.save(store)
        submissions.append(submission)
    for submission in submissions:
        ledger.record(submission, batch)
    book_answers(store, ledger, submissions)
    ledger.mark_absent(semester, agency_id, {submission.submission_id for submission in submissions})
    return submissions


def _take_in(
    store: Store, ledger: Ledger, catalogue: Catalogue, semester: Semester, folder: AgencyFolder, arrival: Arrival
) -> Submission:
    named = claims_by_name(arrival.file_name, folder, semester, catalogue)
    if len(named) == 1 and (known := _kept(store, arrival, named[0])):
        return _seen_elsewhere(known, ledger, named[0])
    try:
        workbook = open_workbook(arrival.landed)
        returned = read_returned(workbook)
        if returned is None:
            one = claim(arrival.file_name, workbook, folder, semester, catalogue)
        elif returned.origin.semester != str(semester):
            return _of_another_semester(arrival, folder, semester, catalogue, returned.origin.semester)
        else:
            one = claim_returned(returned.origin, folder, semester, catalogue)
        if one is None:
            return _unclaimed(arrival, folder, semester, catalogue, "FIL-005")
        if (len(named) != 1 or returned) and (known := _kept(store, arrival, one)):
            return _seen_elsewhere(known, ledger, one)
        conformed = conform(arrival, returned.workbook if returned else workbook, one, returned)
    except UnreadableFile as unreadable:
        return _unreadable(arrival, folder, semester, catalogue, named, unreadable)
    submission = replace(conformed.submission, contract_hash=contract_hash(one))
    _write(store, conformed)
    return _seen_elsewhere(submission, ledger, one)


def contract_hash(one: Listed) -> str:
    """A short hash of everything declared that decides how a list is read."""
    said = {
        "engine": ENGINE_VERSION,
        "table": one.table.model_dump(mode="json"),
        "entity": one.schema.entity.model_dump(mode="json"),
        "fields": {name: field.model_dump(mode="json") for name, field in one.schema.fields.items()},
        "vocabularies": {n: v.model_dump(mode="json") for n, v in one.catalogue.vocabularies.items()},
        "codes": {code: known.model_dump(mode="json") for code, known in one.catalogue.issue_codes.items()},
        "regions": hashlib.sha256(one.folder.regions_path.read_bytes()).hexdigest(),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _kept(store: Store, arrival: Arrival, one: Listed) -> Submission | None:
    """What was made of the same bytes under the same declaration before."""
    blank = submission_of(arrival, one)
    path = blank.report(store)
    if not (path.exists() and blank.parquet(store).exists()):
        return None
    known = Submission.load(path)
    if known.contract_hash != contract_hash(one):
        return None
    problems = tuple(problem for problem in known.problems if problem.code not in _TOLD_BY_THE_BOOK)
    return replace(known, problems=problems, status="conformed", hold_codes=(), file_name=arrival.file_name)


_TOLD_BY_THE_BOOK = frozenset({"FIL-004", "FIL-007", "FIL-008"})


def _write(store: Store, conformed: Conformed) -> None:
    submission = conformed.submission
    write_parquet(conformed.rows, submission.parquet(store))
    write_parquet(conformed.rejects, submission.rejects(store))
    write_parquet(conformed.issues, submission.issues(store))
    if conformed.answered is not None:
        conformed.answered.save(store, submission)


def _seen_elsewhere(submission: Submission, ledger: Ledger, one: Listed) -> Submission:
    """The submission, held when the very same bytes came for another semester before."""
    others = [
        row
        for row in ledger.submissions()
        if row.file_sha256 == submission.file_sha256
        and row.semester < submission.semester
        and (row.agency_id, row.table_id) == (submission.agency_id, submission.table_id)
        and row.status != "held"
    ]
    if not others:
        return submission
    codes = one.catalogue.issue_codes
    if one.table.snapshot:
        problem = Problem.of(codes, "FIL-004", found=f"kiriman {others[0].semester}")
        return replace(submission, problems=(problem, *submission.problems), status="duplicate")
    problem = Problem.of(
        codes, "FIL-008", found=f"sama dengan kiriman {others[0].semester}", expected=submission.semester
    )
    return replace(submission, problems=(problem, *submission.problems))


def _sent_twice(
    arrival: Arrival, first: Arrival, folder: AgencyFolder, semester: str, catalogue: Catalogue
) -> Submission:
    problem = Problem.of(catalogue.issue_codes, "FIL-004", found=f"sama dengan {first.file_name}")
    named = claims_by_name(arrival.file_name, folder, Semester.parse(semester), catalogue)
    blank = _blank(arrival, folder, semester, named)
    name_hash = hashlib.sha256(arrival.file_name.encode()).hexdigest()[:6]
    return replace(blank, submission_id=f"{blank.submission_id}-{name_hash}", problems=(problem,), status="duplicate")


def _unclaimed(
    arrival: Arrival, folder: AgencyFolder, semester: Semester, catalogue: Catalogue, code: str
) -> Submission:
    patterns = sorted({pattern for table in folder.agency.tables.values() for pattern in table.files})
    problem = Problem.of(catalogue.issue_codes, code, found=arrival.file_name, expected=", ".join(patterns))
    return replace(_blank(arrival, folder, str(semester), []), problems=(problem,))


def _of_another_semester(
    arrival: Arrival, folder: AgencyFolder, semester: Semester, catalogue: Catalogue, other: str
) -> Submission:
    """A workbook that went out for another semester and came back in this one's folder: its answers belong there."""
    problem = Problem.of(
        catalogue.issue_codes, "FIL-008", found=f"buku perbaikan semester {other}", expected=str(semester)
    )
    return replace(_blank(arrival, folder, str(semester), []), problems=(problem,))


def _unreadable(
    arrival: Arrival,
    folder: AgencyFolder,
    semester: Semester,
    catalogue: Catalogue,
    named: list[Listed],
    unreadable: UnreadableFile,
) -> Submission:
    problem = replace(Problem.of(catalogue.issue_codes, unreadable.code), message=unreadable.reason_id)
    return replace(_blank(arrival, folder, str(semester), named), problems=(problem,))


def _blank(arrival: Arrival, folder: AgencyFolder, semester: str, named: Iterable[Listed]) -> Submission:
    """A submission of which nothing could be read."""
    one = next(iter(named), None)
    if one is not None:
        return submission_of(arrival, one)
    agency = folder.agency.agency
    return Submission(
        submission_id=f"{semester}-{agency}-unclaimed-{arrival.sha256[:12]}", semester=semester, agency_id=agency,
        table_id="", entity="", programme_code="", file_name=arrival.file_name, file_sha256=arrival.sha256,
        received_at=arrival.received_at,
    )  # fmt: skip


def reports(store: Store, semester: str | None = None) -> list[Path]:
    """The report of every submission ever taken in, of one semester or of all."""
    return sorted((store.home / "conformed").glob(f"*/semester={semester or '*'}/*.json"))
