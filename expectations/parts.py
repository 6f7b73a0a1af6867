"""Finds the other files of a list that comes in several, and counts them together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission


class Parts:
    """The files of each list among `submissions`; two files are compared once."""

    def __init__(self, store: Store, submissions: Iterable[Submission]) -> None:
        self._store = store
        self._all = [each for each in submissions if not (each.holding or each.status == "duplicate")]
        self._versions: dict[frozenset[str], bool] = {}

    def beside(self, submission: Submission) -> list[Submission]:
        """The other files of its list.

        Of two versions of the same people the later stands for both. A file that the reading held is no part, nor is
        another version of `submission` itself.
        """
        others: list[Submission] = []
        for other in self._all:
            if other.submission_id != submission.submission_id and _list_of(other) == _list_of(submission):
                others = [one for one in others if not self._are_versions(one, other)] + [other]
        return [other for other in others if not self._are_versions(other, submission)]

    def _are_versions(self, one: Submission, other: Submission) -> bool:
        from ingest.acceptance.rivals import is_version

        pair = frozenset((one.submission_id, other.submission_id))
        if pair not in self._versions:
            self._versions[pair] = one.submission_id in other.corrects or is_version(self._store, other, one)
        return self._versions[pair]


def _list_of(submission: Submission) -> tuple[str, str, str | None]:
    return submission.agency_id, submission.table_id, submission.snapshot_id


def fewest_rows(submission: Submission, fewest: int, others: Iterable[Submission]) -> int:
    """The rows that a file must have, its list's other files counted.

    A list by school or kelurahan comes in many small files. A file without a row is too small at any rate.
    """
    if submission.rows_accepted >= fewest:
        return fewest
    return max(fewest - sum(other.rows_accepted for other in others), 1)
