"""Puts admitted submissions together, one table per entity and semester.

It is the only thing that the warehouse reads.

When a list is held, the last good one of the same list and semester stays and is marked stale; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.acceptance.decided import Judged, decide_all, preferred
from ingest.acceptance.joined import held_together
from ingest.acceptance.rivals import is_version, resolve_rivals
from ingest.acceptance.standing import absent_good, report_of, standing_of, withdraw, without_older
from ingest.acceptance.versions import differences
from ingest.declarations.catalogue import Catalogue, EntitySchema
from ingest.ledger import Ledger, SubmissionRow
from ingest.reading.typed import ARROW_TYPES
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission

_WAS_GOOD = ("admitted", "superseded")


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
    # one transaction: a run that is stopped here has decided nothing
    with ledger.together():
        book = {row.submission_id: row for row in ledger.submissions(semester)}
        good, said, codes = ledger.standing(semester), ledger.decisions(), catalogue.issue_codes
        decided = held_together(store, catalogue, decide_all(store, codes, submissions, judged, said))
        decided = preferred(store, resolve_rivals(store, catalogue, decided, book), said)
        absent = absent_good(store, book, decided, good)
        decided = without_older(store, book, decided, absent)
        decided = _note_changes(store, ledger, catalogue, decided, book, good)
        standing, stale = standing_of(store, book, decided, absent)
        rows = {name: write_entity(store, each, semester, standing) for name, each in catalogue.entities.items()}
        decided = withdraw(store, ledger, codes, semester, decided, standing)
        at_hand = {submission.submission_id for submission in decided}
        for submission in (*decided, *(each for each in standing if each.submission_id not in at_hand)):
            submission.save(store)
            ledger.set_status(submission.submission_id, submission.status, submission.hold_codes)
    return AcceptReport(semester, tuple(decided), rows, stale)


def _note_changes(
    store: Store, ledger: Ledger, catalogue: Catalogue, decided: Sequence[Submission],
    book: Mapping[str, SubmissionRow], good: AbstractSet[str],
) -> list[Submission]:  # fmt: skip
    """Adds to each admitted file that replaces an earlier one the rows it changed.

    The earlier one lies beside it, or was taken away when the corrected file was put in: then it is superseded as well.
    """
    at_hand = {submission.submission_id: submission for submission in decided}
    renewed = []
    for submission in decided:
        replaced = _replaced_by(store, submission, at_hand, book, good) if submission.status == "admitted" else None
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
    store: Store, submission: Submission, at_hand: Mapping[str, Submission], book: Mapping[str, SubmissionRow],
    good: AbstractSet[str],
) -> Submission | None:  # fmt: skip
    """The newest file before `submission` that it is a version of and replaces."""
    mine = book[submission.submission_id]
    rows = [
        row
        for row in book.values()
        if (row.agency_id, row.table_id) == (mine.agency_id, mine.table_id)
        and (
            at_hand[row.submission_id].status == "superseded"
            if row.submission_id in at_hand
            else row.arrival_no < mine.arrival_no and (row.status in _WAS_GOOD or row.submission_id in good)
        )
    ]
    for row in sorted(rows, key=lambda each: -each.arrival_no):
        earlier = Submission.load(report_of(store, row))
        if is_version(store, earlier, submission):
            return earlier
    return None


def write_entity(store: Store, schema: EntitySchema, semester: str, standing: Sequence[Submission]) -> int:
    """Writes an entity's rows from the files that stand; gives their number."""
    empty = pa.schema([(name, ARROW_TYPES[column.type]) for name, column in schema.columns.items()]).empty_table()
    parts = [
        pq.read_table(submission.parquet(store)) for submission in standing if submission.entity == schema.entity.entity
    ]
    table = pa.concat_tables([empty, *parts])
    write_parquet(empty, store.accepted_part(schema.entity.entity, "none"))
    write_parquet(table, store.accepted_part(schema.entity.entity, semester))
    return int(table.num_rows)
