"""Puts admitted submissions together, one table per entity and semester.

It is the only thing that the warehouse reads.

When a list is held, the last good one of the same list and semester stays and is marked stale; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.acceptance.rivals import is_version, resolve_rivals
from ingest.acceptance.versions import differences
from ingest.declarations.catalogue import Catalogue, EntitySchema
from ingest.ledger import Ledger, SubmissionRow
from ingest.reading.typed import ARROW_TYPES
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission

_WAS_GOOD = ("admitted", "superseded")


class Judged(Protocol):
    """The verdict of the quality rules on one submission."""

    @property
    def submission_id(self) -> str: ...
    @property
    def admitted(self) -> bool: ...
    @property
    def hold_codes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class AcceptReport:
    """The submissions that stand for a semester, and the rows of each entity from them."""

    semester: str
    submissions: tuple[Submission, ...]
    rows: Mapping[str, int]
    stale: frozenset[str]

    @property
    def held(self) -> tuple[Submission, ...]:
        return tuple(submission for submission in self.submissions if submission.status == "held")


def accept(
    store: Store,
    ledger: Ledger,
    catalogue: Catalogue,
    semester: str,
    submissions: Sequence[Submission],
    verdicts: Iterable[Judged],
) -> AcceptReport:
    """Admits or holds each submission by its verdict and writes accepted/ for the semester."""
    judged = {verdict.submission_id: verdict for verdict in verdicts}
    book = {row.submission_id: row for row in ledger.submissions(semester)}
    before = {row.submission_id for row in book.values() if row.status == "admitted"}
    decided = [_decide(submission, judged.get(submission.submission_id)) for submission in submissions]
    decided = resolve_rivals(store, catalogue.issue_codes, decided, book)
    decided = _note_changes(store, ledger, catalogue, decided, book)
    standing, stale = _standing(store, decided, book, before)
    rows = {name: _write_entity(store, schema, semester, standing) for name, schema in catalogue.entities.items()}
    decided = _withdraw(store, ledger, catalogue, decided, standing)
    for submission in decided:
        submission.save(store)
        ledger.set_status(submission.submission_id, submission.status, submission.hold_codes)
    return AcceptReport(semester, tuple(decided), rows, stale)


def _decide(submission: Submission, verdict: Judged | None) -> Submission:
    if submission.status == "duplicate":
        return submission
    if submission.holding or verdict is None or not verdict.admitted:
        codes = sorted({*submission.holding, *(verdict.hold_codes if verdict else ())})
        return submission.with_status("held", codes)
    return submission.with_status("admitted")


def _note_changes(
    store: Store, ledger: Ledger, catalogue: Catalogue, decided: Sequence[Submission], book: Mapping[str, SubmissionRow]
) -> list[Submission]:
    """Adds to each admitted file that replaces an earlier one the rows it changed.

    The earlier one lies beside it, or was taken away when the corrected file was put in: then it is superseded as well.
    """
    at_hand = {submission.submission_id: submission for submission in decided}
    renewed = []
    for submission in decided:
        replaced = _replaced_by(store, submission, at_hand, book) if submission.status == "admitted" else None
        if replaced is not None:
            submission = _with_changes(store, catalogue, replaced, submission)  # noqa: PLW2901
            if replaced.submission_id not in at_hand:
                replaced.with_status("superseded").save(store)  # what its workbook is compared with later
                ledger.set_status(replaced.submission_id, "superseded")
        renewed.append(submission)
    return renewed


def _with_changes(store: Store, catalogue: Catalogue, replaced: Submission, submission: Submission) -> Submission:
    """The submission with what it changed in the one that it takes the place of."""
    others = tuple(each for each in submission.problems if each.code != "FIL-010")
    if not replaced.parquet(store).exists():
        found = f"{replaced.file_name}, yang tidak terbaca"
        return replace(submission, problems=(*others, Problem.of(catalogue.issue_codes, "FIL-010", found=found)))
    changes = differences(store, replaced, submission)
    problem = Problem.of(
        catalogue.issue_codes, "FIL-010", found=f"{changes.sentence()}, dibanding {replaced.file_name}"
    )
    return replace(submission, problems=(*others, problem), changes=asdict(changes))


def _replaced_by(
    store: Store, submission: Submission, at_hand: Mapping[str, Submission], book: Mapping[str, SubmissionRow]
) -> Submission | None:
    """The newest file before `submission` that it is a version of and replaces."""
    mine = book[submission.submission_id]
    rows = [
        row
        for row in book.values()
        if (row.agency_id, row.table_id) == (mine.agency_id, mine.table_id)
        and (
            at_hand[row.submission_id].status == "superseded"
            if row.submission_id in at_hand
            else row.arrival_no < mine.arrival_no and row.status in _WAS_GOOD
        )
    ]
    for row in sorted(rows, key=lambda each: -each.arrival_no):
        earlier = Submission.load(_report(store, row))
        if is_version(store, earlier, submission):
            return earlier
    return None


def _standing(
    store: Store, decided: Sequence[Submission], book: Mapping[str, SubmissionRow], before: set[str]
) -> tuple[list[Submission], frozenset[str]]:
    """The submissions that stand for the semester, and stand-ins for held or absent files."""
    now = {submission.submission_id: submission for submission in decided}
    standing = [submission for submission in decided if submission.status == "admitted"]
    covered = {(submission.agency_id, submission.table_id) for submission in standing}
    stale = {
        submission.submission_id
        for submission in standing
        for other in decided
        if other.status == "held"
        and (other.agency_id, other.table_id) == (submission.agency_id, submission.table_id)
        and book[other.submission_id].arrival_no > book[submission.submission_id].arrival_no
    }
    for row in book.values():
        if (
            row.submission_id in before
            and row.submission_id not in now
            and (row.agency_id, row.table_id) not in covered
        ):
            standing.append(Submission.load(_report(store, row)))
            stale.add(row.submission_id)
    return sorted(standing, key=lambda submission: submission.submission_id), frozenset(stale)


def _withdraw(
    store: Store,
    ledger: Ledger,
    catalogue: Catalogue,
    decided: Sequence[Submission],
    standing: Sequence[Submission],
) -> list[Submission]:
    """The submissions, each that stands in the place of a file taken away again telling so.

    A file that was admitted and taken away, while others of its list stand, counts no more: the book says so.
    """
    stands = {submission.submission_id for submission in standing}
    told: dict[str, list[str]] = {}
    book = ledger.submissions(standing[0].semester) if standing else []
    arrival = {row.submission_id: row.arrival_no for row in book}
    for row in book:
        others = [each for each in standing if (each.agency_id, each.table_id) == (row.agency_id, row.table_id)]
        if row.is_present or row.submission_id in stands or not others:
            continue
        newest = max(others, key=lambda each: arrival[each.submission_id])
        if row.status == "admitted":
            Submission.load(_report(store, row)).with_status("withdrawn").save(store)
            ledger.set_status(row.submission_id, "withdrawn")
        if row.status == "admitted" or (row.status == "withdrawn" and row.arrival_no > arrival[newest.submission_id]):
            told.setdefault(newest.submission_id, []).append(row.file_name)
    return [
        replace(submission, problems=(*submission.problems, *_taken_away(catalogue, told[submission.submission_id])))
        if submission.submission_id in told
        else submission
        for submission in decided
    ]


def _taken_away(catalogue: Catalogue, names: Sequence[str]) -> list[Problem]:
    return [Problem.of(catalogue.issue_codes, "FIL-012", found=name) for name in names]


def _report(store: Store, row: SubmissionRow) -> Path:
    return store.conformed(row.agency_id, row.table_id, row.semester) / f"{row.submission_id}.json"


def _write_entity(store: Store, schema: EntitySchema, semester: str, standing: Sequence[Submission]) -> int:
    empty = pa.schema([(name, ARROW_TYPES[column.type]) for name, column in schema.columns.items()]).empty_table()
    parts = [
        pq.read_table(submission.parquet(store)) for submission in standing if submission.entity == schema.entity.entity
    ]
    table = pa.concat_tables([empty, *parts])
    write_parquet(empty, store.accepted_part(schema.entity.entity, "none"))
    write_parquet(table, store.accepted_part(schema.entity.entity, semester))
    return int(table.num_rows)
