"""Writes the workbooks of a semester.

Which files get one, which are made anew, which are taken away, and the counts of each.

`packs/<semester>/workbooks.json` lists them, without a personal value; what is not listed there was not made by us.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from delivery.workbook.back import back_path, write_back
from delivery.workbook.borrowed import numbers_asked
from delivery.workbook.issues import previous_of
from ingest.acceptance.intake import reports
from ingest.answers.applied import beside
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store, write_json
from ingest.submission import Submission

# Raised when the same issues give another workbook than before, so that all are made anew.
_LOOK = "2"


@dataclass(frozen=True)
class SentBack:
    """One workbook in counts.

    Counted are: to be mended (rejected rows among them), confirmed as right, mended since the last time.

    `outcomes` counts what became of the answers that came in with the file; `problem` says why there is no workbook.
    `path` is below packs/<semester>/.
    """

    path: str
    agency_id: str
    table_id: str
    submission_id: str
    to_fix: int = 0
    rejected: int = 0
    confirmed: int = 0
    fixed: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    made_of: str = ""
    problem: str = ""


def write_back_all(
    store: Store, catalogue: Catalogue, semester: str, submissions: Sequence[Submission] | None = None
) -> list[SentBack]:
    """One workbook for each file that stands or waits.

    `submissions`: those whose files are there, else all ever read.

    A file that another has taken the place of, and one that came twice, get none; a workbook made for such a file is
    taken away. One that would say the same as before is not made again. One that cannot be made is told, and the
    others are made.
    """
    all_read = submissions if submissions is not None else [Submission.load(path) for path in reports(store, semester)]
    before = {workbook.path: workbook for workbook in sent_back(store, semester)}
    done = [_written(store, catalogue, submission, before) for submission in _standing(store, catalogue, all_read)]
    for gone in before.keys() - {workbook.path for workbook in done}:
        (store.packs / semester / gone).unlink(missing_ok=True)
    write_json([asdict(workbook) for workbook in done], _book(store, semester))
    return done


def sent_back(store: Store, semester: str) -> list[SentBack]:
    """The workbooks that lie ready for a semester, by agency and list."""
    path = _book(store, semester)
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [SentBack(**entry) for entry in content]


def _book(store: Store, semester: str) -> Path:
    return store.packs / semester / "workbooks.json"


def _standing(store: Store, catalogue: Catalogue, submissions: Iterable[Submission]) -> list[Submission]:
    """The submissions that get a workbook, in order of agency and list.

    Of two with one name the newest.
    """
    submissions = list(submissions)
    replaced = {earlier for submission in submissions for earlier in submission.corrects}
    standing = [submission for submission in submissions if submission.status not in ("superseded", "duplicate")]
    newest: dict[Path, Submission] = {}
    for submission in sorted(standing, key=lambda submission: (submission.received_at, submission.submission_id)):
        if submission.submission_id not in replaced and submission.agency_id in catalogue.agencies:
            newest[back_path(store, submission)] = submission
    return sorted(
        newest.values(), key=lambda submission: (submission.agency_id, submission.table_id, submission.file_name)
    )


def _written(store: Store, catalogue: Catalogue, submission: Submission, before: Mapping[str, SentBack]) -> SentBack:
    path = back_path(store, submission)
    name = path.relative_to(store.packs / submission.semester).as_posix()
    made_of = _made_of(store, catalogue, submission)
    previous = before.get(name)
    if previous is not None and previous.made_of == made_of and path.exists():
        return previous
    workbook = SentBack(name, submission.agency_id, submission.table_id, submission.submission_id)
    try:
        found = write_back(store, catalogue, submission)
    except Exception as error:
        # neither the words of the error nor its values: they may quote a cell
        last = traceback.extract_tb(error.__traceback__)[-1]
        problem = f"{type(error).__name__}, {Path(last.filename).name} baris {last.lineno}"
        return SentBack(**{**asdict(workbook), "problem": problem})
    counts = {
        "to_fix": len(found.open), "rejected": sum(each.severity == "reject" for each in found.open),
        "confirmed": len(found.confirmed), "fixed": sum(found.fixed.values()), "outcomes": dict(found.outcomes),
    }  # fmt: skip
    return SentBack(**{**asdict(workbook), **counts, "made_of": made_of})


def _made_of(store: Store, catalogue: Catalogue, submission: Submission) -> str:
    """A hash of everything that decides what the workbook says."""
    codes = {code: issue_code.model_dump(mode="json") for code, issue_code in catalogue.issue_codes.items()}
    name = catalogue.agencies[submission.agency_id].agency.name
    digest = hashlib.sha256(json.dumps([_LOOK, asdict(submission), codes, name], sort_keys=True, default=str).encode())
    digest.update(json.dumps(sorted(numbers_asked(store, submission))).encode())
    for path in _parts(store, submission):
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"-")
    return digest.hexdigest()[:16]


def _parts(store: Store, submission: Submission) -> Iterator[Path]:
    """The files that a workbook is made of.

    The issues of a submission and of the one before it, and every answer given on the way.
    """
    yield submission.issues(store)
    yield beside(store, submission, "corrections")
    for submission_id in (submission.submission_id, *submission.corrects):
        yield submission.folder(store) / "answers" / f"{submission_id}.parquet"
    previous = previous_of(store, submission)
    if previous is not None:
        yield previous.issues(store)
