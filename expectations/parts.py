"""Finds the other files of a list that comes in several, and counts them together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission


def other_parts(store: Store, submission: Submission, beside: Iterable[Submission]) -> list[Submission]:
    """The other files of the list among those `beside` it.

    A second version of the same people is no part, nor is a file that the reading held.
    """
    from ingest.acceptance.rivals import is_version

    return [
        other
        for other in beside
        if other.submission_id != submission.submission_id
        and (other.agency_id, other.table_id, other.snapshot_id)
        == (submission.agency_id, submission.table_id, submission.snapshot_id)
        and not (other.holding or other.status == "duplicate" or is_version(store, other, submission))
    ]


def fewest_rows(submission: Submission, fewest: int, others: Iterable[Submission]) -> int:
    """The rows that a file must have, its list's other files counted.

    A list by school or kelurahan comes in many small files. A file without a row is too small at any rate.
    """
    if submission.rows_accepted >= fewest:
        return fewest
    return max(fewest - sum(other.rows_accepted for other in others), 1)
