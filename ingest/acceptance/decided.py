"""Decides each submission: by the rules, unless a person has decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from ingest.acceptance.rivals import is_version
from ingest.declarations.contract import IssueCode
from ingest.ledger import DecisionRow
from ingest.store import Store
from ingest.submission import Problem, Submission

HELD_BY_PERSON, ADMITTED_BY_PERSON, TWO_VERSIONS = "PTS-001", "PTS-002", "FIL-007"


class Judged(Protocol):
    """The verdict of the quality rules on one submission."""

    @property
    def submission_id(self) -> str: ...
    @property
    def admitted(self) -> bool: ...
    @property
    def hold_codes(self) -> tuple[str, ...]: ...


def can_be_admitted(store: Store, submission: Submission) -> bool:
    """True when there are rows that could stand.

    They are of a list that we know, and no copy of another file.
    """
    readable = bool(submission.table_id) and submission.rows_accepted > 0 and submission.parquet(store).exists()
    return readable and submission.status != "duplicate"


def decide(
    store: Store, codes: Mapping[str, IssueCode], submission: Submission, verdict: Judged | None,
    decision: DecisionRow | None,
) -> Submission:  # fmt: skip
    """The submission as held or admitted.

    A person's decision counts first, then the rules and what reading it told.
    """
    if submission.status == "duplicate":
        return submission
    if decision is not None and decision.decision == "hold":
        problem = Problem.of(codes, HELD_BY_PERSON, found=f"{decision.decided_by}: {decision.reason}")
        held = replace(submission, problems=(problem, *submission.problems))
        return held.with_status("held", sorted({*held.holding, *(verdict.hold_codes if verdict else ())}))
    holding = sorted({*submission.holding, *(verdict.hold_codes if verdict else ())})
    if decision is not None and decision.decision == "admit" and can_be_admitted(store, submission):
        found = f"{decision.decided_by}: {decision.reason}" + (f" ({' '.join(holding)})" if holding else "")
        problem = Problem.of(codes, ADMITTED_BY_PERSON, found=found)
        return replace(submission, problems=(problem, *submission.problems)).with_status("admitted")
    if submission.holding or verdict is None or not verdict.admitted:
        return submission.with_status("held", holding)
    return submission.with_status("admitted")


def decide_all(
    store: Store, codes: Mapping[str, IssueCode], submissions: Sequence[Submission], verdicts: Mapping[str, Judged],
    decisions: Mapping[str, DecisionRow],
) -> tuple[Submission, ...]:  # fmt: skip
    """Each submission as held or admitted; verdicts and decisions by its id."""
    return tuple(
        decide(store, codes, each, verdicts.get(each.submission_id), decisions.get(each.submission_id))
        for each in submissions
    )


def preferred(store: Store, decided: Sequence[Submission], decisions: Mapping[str, DecisionRow]) -> list[Submission]:
    """The submissions, of two versions of one list the one that a person admitted."""
    by_id = {submission.submission_id: submission for submission in decided}
    for submission in decided:
        decision = decisions.get(submission.submission_id)
        is_wanted = decision is not None and decision.decision == "admit" and can_be_admitted(store, submission)
        if not is_wanted or submission.status == "admitted":
            continue
        others = tuple(each for each in submission.problems if each.code != TWO_VERSIONS)
        by_id[submission.submission_id] = replace(submission, problems=others).with_status("admitted")
        for other in decided:
            is_rival = (other.agency_id, other.table_id) == (submission.agency_id, submission.table_id)
            undecided = other.submission_id != submission.submission_id and other.submission_id not in decisions
            if is_rival and undecided and _is_in_the_way(store, other, submission):
                by_id[other.submission_id] = other.with_status("superseded")
    return [by_id[submission.submission_id] for submission in decided]


def _is_in_the_way(store: Store, other: Submission, submission: Submission) -> bool:
    waits = other.status == "held" and other.hold_codes == (TWO_VERSIONS,)
    return (waits or other.status == "admitted") and is_version(store, other, submission)
