"""Takes in the files of one agency and semester: landed, read, typed, written, booked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.acceptance.joined import join_lists
from ingest.acceptance.versions import sent_again
from ingest.answers.applied import book_answers
from ingest.declarations.catalogue import Catalogue
from ingest.forgotten import Forgotten
from ingest.inbox.receive import Arrival, receive
from ingest.ledger import Ledger
from ingest.reading.declared_list import declared_list
from ingest.reading.one_file import Desk, kept
from ingest.reading.unread import renamed
from ingest.sandbox.readers import Readers, shared_readers
from ingest.sandbox.worker import Worker
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Problem, Submission


def conform_agency(
    store: Store,
    ledger: Ledger,
    catalogue: Catalogue,
    semester: str,
    agency_id: str,
    progress: Callable[[str], None] = lambda text: None,
    reader: Worker | Readers | None = None,
) -> list[Submission]:
    """Every file of the agency for the semester as submissions, in order of file name.

    A file that was read before under the same declaration is not read again. Each other one is read by `reader`, in
    a process that can be ended.
    """
    desk = Desk(store, catalogue, Semester.parse(semester), agency_id)
    arrivals = receive(store, semester, agency_id, desk.folder.agency.ignore_files)
    batch = ledger.next_batch()
    first_with: dict[str, Arrival] = {}
    submissions: list[Submission] = []
    for arrival in arrivals:
        if arrival.sha256 in first_with:
            lists = [_sent_twice(desk, arrival, first_with[arrival.sha256])]
        else:
            first_with[arrival.sha256] = arrival
            progress(arrival.file_name)
            lists = _take_in(desk, ledger, arrival, reader or shared_readers())
        submissions += lists
    if Forgotten.load(store):  # of a file from which somebody was taken out, what is left takes its place in the inbox
        receive(store, semester, agency_id, desk.folder.agency.ignore_files)
    submissions = join_lists(store, catalogue, submissions)
    for submission in submissions:
        submission.save(store)
    with ledger.together():  # the whole batch, or nothing: half of it would look as if the rest was taken away
        for submission in submissions:
            ledger.record(submission, batch)
        book_answers(store, ledger, submissions)
        ledger.mark_absent(semester, agency_id, {submission.submission_id for submission in submissions})
    return submissions


def _take_in(desk: Desk, ledger: Ledger, arrival: Arrival, reader: Worker | Readers) -> list[Submission]:
    lists = kept(desk, arrival) or reader.read(desk, arrival)
    return [_with_the_past(submission, ledger, desk) for submission in lists]


def _with_the_past(submission: Submission, ledger: Ledger, desk: Desk) -> Submission:
    submission = _seen_elsewhere(submission, ledger, desk)
    if not submission.table_id:
        return submission
    declared = declared_list(desk.folder, submission.table_id, desk.semester, desk.catalogue)
    return renamed(submission, stood_before(desk.store, submission), declared)


def stood_before(store: Store, submission: Submission) -> list[Submission]:
    """Admitted submissions of the same list in earlier semesters, from their reports."""
    folder = store.conformed(submission.agency_id, submission.table_id, "*")
    paths = [path for path in reports_below(folder) if path.parent.name < f"semester={submission.semester}"]
    earlier = [Submission.load(path) for path in paths]
    return [each for each in earlier if each.status == "admitted"]


def reports_below(folder: Path) -> list[Path]:
    """The reports in folders of this name; a part of it may be `*`."""
    return sorted(folder.parent.glob(f"{folder.name}/*.json"))


def _seen_elsewhere(submission: Submission, ledger: Ledger, desk: Desk) -> Submission:
    """The submission, held when it is the list of an earlier semester sent again.

    The same bytes, or the same rows.
    """
    if not submission.table_id:
        return submission
    earlier = [
        row
        for row in ledger.submissions()
        if row.semester < submission.semester
        and (row.agency_id, row.table_id) == (submission.agency_id, submission.table_id)
        and row.status not in ("held", "duplicate")
    ]
    table = desk.folder.agency.tables[submission.table_id]
    codes = desk.catalogue.issue_codes
    same = next((row for row in earlier if row.file_sha256 == submission.file_sha256), None)
    if same and table.snapshot:
        problem = Problem.of(codes, "FIL-004", found=f"kiriman {same.semester}")
        return replace(submission, problems=(problem, *submission.problems), status="duplicate")
    if same:
        found = f"sama dengan kiriman {same.semester}"
    elif table.period == "semester" and not table.snapshot and (sent := sent_again(desk.store, submission, earlier)):
        found = f"{sent.share:.1%} baris sama persis dengan kiriman {sent.semester}".replace(".", ",", 1)
    else:
        return submission
    problem = Problem.of(codes, "FIL-008", found=found, expected=submission.semester)
    return replace(submission, problems=(problem, *submission.problems))


def _sent_twice(desk: Desk, arrival: Arrival, first: Arrival) -> Submission:
    problem = Problem.of(desk.catalogue.issue_codes, "FIL-004", found=f"sama dengan {first.file_name}")
    blank = desk.blank(arrival)
    name_hash = hashlib.sha256(arrival.file_name.encode()).hexdigest()[:6]
    return replace(blank, submission_id=f"{blank.submission_id}-{name_hash}", problems=(problem,), status="duplicate")


def reports(store: Store, semester: str | None = None) -> list[Path]:
    """The report of every submission ever taken in, of one semester or of all."""
    return sorted((store.home / "conformed").glob(f"*/semester={semester or '*'}/*.json"))
