"""Makes anew what was read of files and is damaged or gone.

From the landed bytes, ended as the book says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from ingest.acceptance.accept import write_entity
from ingest.acceptance.joined import join_lists
from ingest.acceptance.standing import report_of
from ingest.declarations.catalogue import Catalogue
from ingest.inbox.receive import Arrival, is_landed, receive
from ingest.ledger import Ledger, SubmissionRow
from ingest.reading.one_file import Desk, rows_are_whole
from ingest.sandbox.readers import Readers
from ingest.sandbox.worker import Worker
from ingest.semester import Semester
from ingest.store import DamagedError, Store
from ingest.submission import Status, Submission
from ingest.whole import has_an_end, is_whole


@dataclass(frozen=True)
class Remade:
    """The files made anew, and those that stand and can not be."""

    files: tuple[str, ...] = ()
    lost: tuple[SubmissionRow, ...] = ()


def damaged_rows(store: Store, ledger: Ledger, near: Iterable[str]) -> list[SubmissionRow]:
    """The files of the book whose report or rows are not as they were written.

    Of the semesters `near` every page is looked at, of the others that the files are there to their end.
    """
    looked_into = set(near)
    return [row for row in ledger.submissions() if not _is_sound(store, row, row.semester in looked_into)]


def remake_conformed(
    store: Store, ledger: Ledger, catalogue: Catalogue, damaged: Sequence[SubmissionRow], reader: Worker | Readers
) -> Remade:
    """Reads the damaged ones again from their landed bytes.

    What nobody counts on is told by the book alone.
    """
    files: list[str] = []
    lost: list[SubmissionRow] = []
    for (semester, agency_id), office in groupby(sorted(damaged, key=_office), key=_office):
        rows, standing = list(office), accepted_of(ledger, semester) | ledger.standing(semester)
        read = _read_again(Desk(store, catalogue, Semester.parse(semester), agency_id), ledger, rows, reader)
        for row in rows:
            found = read.get(row.submission_id)
            if found is None and row.submission_id in standing:
                lost.append(row)
            else:
                (found or _as_booked(row)).with_status(cast("Status", row.status), row.hold_codes).save(store)
                files.append(row.submission_id)
    return Remade(files=tuple(files), lost=tuple(lost))


def damaged_parts(store: Store, ledger: Ledger, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(entity, semester) of the accepted rows that are not as they were written."""
    semesters = sorted({row.semester for row in ledger.submissions() if accepted_of(ledger, row.semester)})
    return [
        (name, semester)
        for semester in semesters
        for name in catalogue.entities
        if not is_whole(store.accepted_part(name, semester))
    ]


def remake_accepted(
    store: Store, ledger: Ledger, catalogue: Catalogue, damaged: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """Puts the damaged parts of accepted/ together again from the files that stand.

    Gives their names.
    """
    rows = {row.submission_id: row for row in ledger.submissions()}
    for name, semester in damaged:
        standing = [Submission.load(report_of(store, rows[each])) for each in sorted(accepted_of(ledger, semester))]
        write_entity(store, catalogue.entities[name], semester, standing)
    return tuple(f"{name}/{semester}" for name, semester in damaged)


def accepted_of(ledger: Ledger, semester: str) -> frozenset[str]:
    """The files whose rows make accepted/ of a semester.

    These are the admitted, or where the semester was not judged to its end, those that stand in the release.
    """
    rows = ledger.submissions(semester)
    if any(row.is_present and row.status == "conformed" for row in rows):
        return ledger.standing(semester)
    return frozenset(row.submission_id for row in rows if row.status == "admitted")


def _office(row: SubmissionRow) -> tuple[str, str]:
    return row.semester, row.agency_id


def _is_sound(store: Store, row: SubmissionRow, to_the_page: bool) -> bool:
    try:
        submission = Submission.load(report_of(store, row))
    except DamagedError:
        return False
    if not submission.contract_hash:  # nothing of it was read
        return True
    if to_the_page:
        return rows_are_whole(store, submission)
    written = (submission.parquet(store), submission.rejects(store), submission.issues(store))
    return all(has_an_end(path) for path in written)


def _read_again(
    desk: Desk, ledger: Ledger, damaged: Sequence[SubmissionRow], reader: Worker | Readers
) -> dict[str, Submission]:
    """The lists of the damaged files by their ids.

    Joined with the office's other files as they were.
    """
    receive(desk.store, str(desk.semester), desk.agency_id, desk.folder.agency.ignore_files)  # mends what is landed
    first = {row.file_sha256: row for row in reversed(damaged) if is_landed(desk.store, row.file_sha256)}
    read = [submission for row in first.values() for submission in reader.read(desk, _arrival(desk.store, row))]
    ids = {row.submission_id for row in damaged} | {submission.submission_id for submission in read}
    beside = [
        Submission.load(report_of(desk.store, row))
        for row in ledger.submissions(str(desk.semester))
        if row.agency_id == desk.agency_id
        and row.submission_id not in ids
        and (row.is_present or row.status == "admitted")
    ]
    return {each.submission_id: each for each in join_lists(desk.store, desk.catalogue, [*beside, *read])}


def _arrival(store: Store, row: SubmissionRow) -> Arrival:
    return Arrival(row.file_name, row.file_sha256, store.landed(row.file_sha256), row.received_at)


def _as_booked(row: SubmissionRow) -> Submission:
    """A file that nobody counts on, as far as the book knows it."""
    counts = {name: getattr(row, name) for name in ("rows_in", "rows_accepted", "rows_rejected", "rows_furniture")}
    blank = Submission(
        row.submission_id, row.semester, row.agency_id, row.table_id, row.entity, "", row.file_name, row.file_sha256,
        row.received_at,
    )  # fmt: skip
    return replace(blank, **counts)
