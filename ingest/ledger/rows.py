"""The lines of the ledger as its readers get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal


@dataclass(frozen=True)
class SubmissionRow:
    """One line of the book."""

    submission_id: str
    semester: str
    agency_id: str
    table_id: str
    entity: str
    file_name: str
    file_sha256: str
    received_at: str
    arrival_no: int
    batch_no: int
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    rows_furniture: int
    status: str
    hold_codes: tuple[str, ...]
    is_present: bool


@dataclass(frozen=True)
class ReleaseRow:
    """One published release."""

    release_id: str
    semester: str
    published_at: str
    content_hash: str


@dataclass(frozen=True)
class AnswerRow:
    """An office's answer to one issue and its outcome: fixed, confirmed, removed, open, unclear."""

    answer_id: str
    submission_id: str
    of_submission_id: str
    semester: str
    agency_id: str
    table_id: str
    file_sha256: str
    answered_at: str
    record_key: str
    field: str
    code: str
    decision: str
    has_new_value: bool
    outcome: str


def now() -> str:
    """The present moment, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class AgreementRow:
    """One wording of an agreement under which something was published; `content` is its JSON."""

    semester: str
    agreement_hash: str
    letter_no: str
    letter_date: str
    content: str
    booked_at: str = ""


@dataclass(frozen=True)
class DecisionRow:
    """A person's decision about one file, and its reason."""

    submission_id: str
    decision: Literal["admit", "hold"]
    decided_by: str
    reason: str
    decided_at: str


ProposalStatus = Literal["sent", "taken_up", "refused"]


@dataclass(frozen=True)
class ProposalRow:
    """One proposal to the owner of the agreed source, and what became of it.

    `proposal_id` names kind and subject and is the same in every version; an answer found in a newer version of the
    source has nobody who gave it.
    """

    proposal_id: str
    kind: str
    subject_id: str
    sent_semester: str
    sent_snapshot: str
    sent_at: str
    status: ProposalStatus = "sent"
    answered_by: str = ""
    reason: str = ""
    answered_at: str = ""
