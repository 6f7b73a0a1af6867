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
from delivery.workbook.findings import previous_of
from ingest.acceptance.intake import reports
from ingest.answers.applied import beside
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store, write_json
from ingest.submission import Submission

# Raised when the same findings give another workbook than before, so that all are made anew.
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
    told = submissions if submissions is not None else [Submission.load(path) for path in reports(store, semester)]
    before = {one.path: one for one in sent_back(store, semester)}
    done = [_written(store, catalogue, one, before) for one in _standing(store, catalogue, told)]
    for gone in before.keys() - {one.path for one in done}:
        (store.packs / semester / gone).unlink(missing_ok=True)
    write_json([asdict(one) for one in done], _book(store, semester))
    return done


def sent_back(store: Store, semester: str) -> list[SentBack]:
    """The workbooks that lie ready for a semester, by agency and list."""
    path = _book(store, semester)
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [SentBack(**one) for one in content]


def _book(store: Store, semester: str) -> Path:
    return store.packs / semester / "workbooks.json"


def _standing(store: Store, catalogue: Catalogue, told: Iterable[Submission]) -> list[Submission]:
    """The submissions that get a workbook, in order of agency and list.

    Of two with one name the newest.
    """
    told = list(told)
    replaced = {earlier for one in told for earlier in one.corrects}
    standing = [one for one in told if one.status not in ("superseded", "duplicate")]
    newest: dict[Path, Submission] = {}
    for one in sorted(standing, key=lambda one: (one.received_at, one.submission_id)):
        if one.submission_id not in replaced and one.agency_id in catalogue.agencies:
            newest[back_path(store, one)] = one
    return sorted(newest.values(), key=lambda one: (one.agency_id, one.table_id, one.file_name))


def _written(store: Store, catalogue: Catalogue, one: Submission, before: Mapping[str, SentBack]) -> SentBack:
    path = back_path(store, one)
    name = path.relative_to(store.packs / one.semester).as_posix()
    made_of = _made_of(store, catalogue, one)
    known = before.get(name)
    if known is not None and known.made_of == made_of and path.exists():
        return known
    told = SentBack(name, one.agency_id, one.table_id, one.submission_id)
    try:
        found = write_back(store, catalogue, one)
    except Exception as error:
        # neither the words of the error nor its values: they may quote a cell
        last = traceback.extract_tb(error.__traceback__)[-1]
        problem = f"{type(error).__name__}, {Path(last.filename).name} baris {last.lineno}"
        return SentBack(**{**asdict(told), "problem": problem})
    counts = {
        "to_fix": len(found.open), "rejected": sum(each.severity == "reject" for each in found.open),
        "confirmed": len(found.confirmed), "fixed": sum(found.fixed.values()), "outcomes": dict(found.outcomes),
    }  # fmt: skip
    return SentBack(**{**asdict(told), **counts, "made_of": made_of})


def _made_of(store: Store, catalogue: Catalogue, one: Submission) -> str:
    """A hash of everything that decides what the workbook says."""
    codes = {code: known.model_dump(mode="json") for code, known in catalogue.issue_codes.items()}
    name = catalogue.agencies[one.agency_id].agency.name
    digest = hashlib.sha256(json.dumps([_LOOK, asdict(one), codes, name], sort_keys=True, default=str).encode())
    for path in _parts(store, one):
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"-")
    return digest.hexdigest()[:16]


def _parts(store: Store, one: Submission) -> Iterator[Path]:
    """The files that a workbook is made of.

    The issues of a submission and of the one before it, and every answer given on the way.
    """
    yield one.issues(store)
    yield beside(store, one, "corrections")
    for submission_id in (one.submission_id, *one.corrects):
        yield one.folder(store) / "answers" / f"{submission_id}.parquet"
    previous = previous_of(store, one)
    if previous is not None:
        yield previous.issues(store)
