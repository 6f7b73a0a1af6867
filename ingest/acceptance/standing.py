"""The files that stand for a semester: the admitted, or the last good ones.

The last good one stays where a list is held, half read or gone.

What was good is what stands in the release, whatever a run that died has left in the book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from ingest.acceptance.rivals import is_version
from ingest.declarations.contract import IssueCode
from ingest.ledger import Ledger, SubmissionRow
from ingest.store import Store
from ingest.submission import Problem, Submission

TAKEN_AWAY = "FIL-012"
Book = Mapping[str, SubmissionRow]


def absent_good(store: Store, book: Book, decided: Sequence[Submission], good: AbstractSet[str]) -> list[Submission]:
    """The files that stand in the release and lie in the inbox no more."""
    at_hand = {submission.submission_id for submission in decided}
    return [
        Submission.load(report_of(store, row))
        for row in book.values()
        if row.submission_id in good and row.submission_id not in at_hand
    ]


def without_older(
    store: Store, book: Book, decided: Sequence[Submission], absent: Sequence[Submission]
) -> list[Submission]:
    """The submissions, older versions of a released one superseded.

    That is so where the successor of the released one is held.
    """
    held = {_list_of(submission) for submission in decided if submission.status == "held"}
    return [
        submission.with_status("superseded")
        if submission.status == "admitted"
        and any(
            _list_of(kept) == _list_of(submission) and _list_of(kept) in held
            and book[submission.submission_id].arrival_no < book[kept.submission_id].arrival_no
            and is_version(store, submission, kept)
            for kept in absent
        )
        else submission
        for submission in decided
    ]  # fmt: skip


def standing_of(
    store: Store, book: Book, decided: Sequence[Submission], absent: Sequence[Submission]
) -> tuple[list[Submission], frozenset[str]]:
    """The submissions that stand for the semester, and the stale among them.

    Stale: it stands in for a held or absent file.
    """
    admitted = [submission for submission in decided if submission.status == "admitted"]
    covered = {_list_of(submission) for submission in admitted}
    held = [submission for submission in decided if submission.status == "held"]
    held_lists = {_list_of(submission) for submission in held}
    kept = [
        submission.with_status("admitted")
        for submission in absent
        if _list_of(submission) not in covered
        # of a list in several parts, each whose new version is held stays
        or (_list_of(submission) in held_lists and not _is_replaced(store, submission, admitted))
    ]
    stale = {
        submission.submission_id
        for submission in admitted
        for other in held
        if _list_of(other) == _list_of(submission)
        and book[other.submission_id].arrival_no > book[submission.submission_id].arrival_no
    }
    standing = sorted([*admitted, *kept], key=lambda submission: submission.submission_id)
    return standing, frozenset(stale | {submission.submission_id for submission in kept})


def withdraw(
    store: Store,
    ledger: Ledger,
    codes: Mapping[str, IssueCode],
    semester: str,
    decided: Sequence[Submission],
    standing: Sequence[Submission],
) -> list[Submission]:
    """The submissions, each that replaces a file taken away again telling so.

    A file that was taken away and stands no more counts no more: the book says so.
    """
    stands = {submission.submission_id for submission in standing}
    told: dict[str, list[str]] = {}
    book = ledger.submissions(semester)
    arrival = {row.submission_id: row.arrival_no for row in book}
    for row in book:
        if row.is_present or row.submission_id in stands or row.status not in ("admitted", "conformed", "withdrawn"):
            continue
        if row.status != "withdrawn":
            Submission.load(report_of(store, row)).with_status("withdrawn").save(store)
            ledger.set_status(row.submission_id, "withdrawn")
        others = [each for each in standing if _list_of(each) == (row.agency_id, row.table_id)]
        newest = max(others, key=lambda each: arrival[each.submission_id], default=None)
        if newest and (row.status != "withdrawn" or row.arrival_no > arrival[newest.submission_id]):
            told.setdefault(newest.submission_id, []).append(row.file_name)
    return [
        replace(submission, problems=(*submission.problems, *_taken_away(codes, told[submission.submission_id])))
        if submission.submission_id in told
        else submission
        for submission in decided
    ]


def report_of(store: Store, row: SubmissionRow) -> Path:
    """The report of a line of the book."""
    return store.conformed(row.agency_id, row.table_id or "_unclaimed", row.semester) / f"{row.submission_id}.json"


def _taken_away(codes: Mapping[str, IssueCode], names: Sequence[str]) -> list[Problem]:
    return [Problem.of(codes, TAKEN_AWAY, found=name) for name in names]


def _is_replaced(store: Store, submission: Submission, admitted: Sequence[Submission]) -> bool:
    return any(_list_of(each) == _list_of(submission) and is_version(store, submission, each) for each in admitted)


def _list_of(submission: Submission) -> tuple[str, str]:
    return submission.agency_id, submission.table_id
