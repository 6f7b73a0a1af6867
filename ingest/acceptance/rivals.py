"""Tells which of two files of one list is the version that stands.

People say so by the way they work: a file put in later, `_REV2` in its name, a later time of its last change, or our
own workbook sent back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import PurePosixPath

from ingest.acceptance.versions import overlap
from ingest.declarations.catalogue import Catalogue
from ingest.ledger import SubmissionRow
from ingest.store import Store
from ingest.submission import Problem, Submission

# Two files of one list that share half of their people are two versions of it, not two parts.
_RIVAL_OVERLAP = 0.5
# A copy that lost the times of its files writes them all within minutes: less than an hour apart says nothing.
_APART = timedelta(hours=1)
_CURRENT, _OLDER, _PART = "current", "older", "part"
_MARK = re.compile(
    r"(?<![^\W\d_])(rev|revisi|fix|final|perbaikan|koreksi|update|terbaru|baru|versi|ver|v(?=[ ._-]?\d))[ ._-]*(\d*)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_OLD = re.compile(r"(?<![^\W_])(?:lama|old|draft|draf|konsep)(?![^\W_])", re.IGNORECASE)


def resolve_rivals(
    store: Store, catalogue: Catalogue, decided: Sequence[Submission], book: Mapping[str, SubmissionRow]
) -> list[Submission]:
    """The submissions, of two versions only the later; both wait where nothing tells which.

    Where neither habit tells, what people said of the two files does.
    """
    by_id = {submission.submission_id: submission for submission in decided}
    groups: dict[tuple[str, str, str | None], list[Submission]] = {}
    for submission in decided:
        if submission.table_id and submission.status in ("admitted", "held"):
            # two versions of a source stand side by side, each for its own time
            list_of = (submission.agency_id, submission.table_id, submission.snapshot_id)
            groups.setdefault(list_of, []).append(submission)
    rivals: list[tuple[Submission, Submission]] = []
    for group in groups.values():
        group.sort(key=lambda submission: book[submission.submission_id].arrival_no)
        for first, second in combinations(group, 2):
            told = [_told(catalogue, submission) for submission in (first, second)]
            earlier = _earlier_of(store, first, second, book, told)
            if isinstance(earlier, Submission):
                by_id[earlier.submission_id] = earlier.with_status("superseded")
            elif earlier:
                rivals.append((first, second))
    for pair in rivals:  # what another takes the place of is in nobody's way
        if all(by_id[submission.submission_id].status != "superseded" for submission in pair):
            for submission, other in (pair, pair[::-1]):
                waits = by_id[submission.submission_id]
                problem = Problem.of(catalogue.issue_codes, "FIL-007", found=other.file_name)
                held = replace(waits, problems=(problem, *waits.problems))
                by_id[submission.submission_id] = held.with_status("held", ("FIL-007",))
    return [by_id[submission.submission_id] for submission in decided]


def is_version(store: Store, earlier: Submission, later: Submission) -> bool:
    """True when `earlier` is a version of what `later` is, not another part.

    Half of the rows are the same people; or it gave no rows, and its name is the later one's but for its marks.
    """
    if earlier.submission_id in later.corrects or overlap(store, earlier, later) >= _RIVAL_OVERLAP:
        return True
    return not earlier.rows_accepted and _bare(earlier.file_name) == _bare(later.file_name)


def later_by_name(left: str, right: str) -> str | None:
    """The file name that says it is the later version; None without such.

    >>> later_by_name("KKS Juni.xlsx", "KKS Juni_REV2.xlsx")
    'KKS Juni_REV2.xlsx'
    >>> later_by_name("KKS v3.xlsx", "KKS v2.xlsx")
    'KKS v3.xlsx'
    >>> later_by_name("KKS_rev rev 1.xlsx", "KKS_rev.xlsx")
    'KKS_rev rev 1.xlsx'
    >>> later_by_name("KKS Lumpue.xlsx", "KKS Lapadde.xlsx") is None
    True
    """
    stems = [PurePosixPath(name).stem for name in (left, right)]
    olds = [_OLD.search(stem) is not None for stem in stems]
    if olds[0] != olds[1]:
        return right if olds[0] else left
    before, after = map(_marks, stems)
    if before.keys() != after.keys():
        if before.keys() < after.keys():
            return right
        return left if after.keys() < before.keys() else None
    signs = {before[word] < after[word] for word in before if before[word] != after[word]}
    if len(signs) != 1:
        return None
    return right if signs.pop() else left


def _marks(stem: str) -> dict[tuple[str, int], int]:
    """Each version mark of a name with its number; a repeated word counts anew."""
    found: dict[tuple[str, int], int] = {}
    for word, number in _MARK.findall(stem):
        nth = sum(known == word.lower() for known, _ in found)
        found[word.lower(), nth] = int(number or 1)
    return found


def _earlier_of(
    store: Store, first: Submission, second: Submission, book: Mapping[str, SubmissionRow], told: Sequence[str]
) -> Submission | bool:
    """The one of two files that stands no more; True where nothing tells which.

    The two come in order of arrival.
    """
    for one, other in ((first, second), (second, first)):
        if other.status == "admitted" and one.submission_id in other.corrects:
            return one  # our own workbook, sent back: it says itself what it takes the place of
    if "admitted" not in (first.status, second.status):
        return False
    later = _later(first, second, book, told)
    if later is not None and later.status != "admitted":
        return False  # held: the last good one stays
    earlier, newer = (second, first) if later is first else (first, second)
    if not is_version(store, earlier, newer):
        return False
    if later is not None:
        return earlier
    return first.status == second.status and told != [_PART, _PART]


def _told(catalogue: Catalogue, submission: Submission) -> str:
    """The word of people about the file beside its rivals."""
    return (
        catalogue.agencies[submission.agency_id].agency.tables[submission.table_id].version_told(submission.file_sha256)
    )


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", _OLD.sub("", _MARK.sub("", PurePosixPath(name).stem))).lower()


def _later(
    first: Submission, second: Submission, book: Mapping[str, SubmissionRow], told: Sequence[str]
) -> Submission | None:
    """The later version: by arrival, name, time, or what people said.

    What was put in later is later, unless name and time both say otherwise.
    """
    by_name, by_time = _later_by_name(first, second), _later_by_time(first, second)
    if book[first.submission_id].batch_no != book[second.submission_id].batch_no:
        return first if by_name is first and by_time is first else second
    by_people = {(_CURRENT, _OLDER): first, (_OLDER, _CURRENT): second}.get((told[0], told[1]))
    return by_name or by_time or by_people


def _later_by_name(first: Submission, second: Submission) -> Submission | None:
    name = later_by_name(first.file_name, second.file_name)
    return None if name is None else first if name == first.file_name else second


def _later_by_time(first: Submission, second: Submission) -> Submission | None:
    times = [datetime.fromisoformat(submission.received_at) for submission in (first, second)]
    if abs(times[0] - times[1]) < _APART:
        return None
    return first if times[0] > times[1] else second
