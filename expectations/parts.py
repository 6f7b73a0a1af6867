"""Counts the files of one list together towards its fewest rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission


def fewest_rows(store: Store, submission: Submission, fewest: int, beside: Iterable[Submission]) -> int:
    """The rows that a file must have, its list's other files counted.

    A list by school or kelurahan comes in many small files; a second version of the same people adds nothing. A file
    without a row is too small at any rate.
    """
    if submission.rows_accepted >= fewest:
        return fewest
    from ingest.acceptance.rivals import is_version

    others = [
        other
        for other in beside
        if other.submission_id != submission.submission_id
        and (other.agency_id, other.table_id, other.snapshot_id)
        == (submission.agency_id, submission.table_id, submission.snapshot_id)
        and not (other.holding or other.status == "duplicate" or is_version(store, other, submission))
    ]
    return max(fewest - sum(other.rows_accepted for other in others), 1)
