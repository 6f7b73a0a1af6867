"""Checks one file alone: everything to be said of it, without a run, nothing kept.

The file is read by a process of its own within the bounds of any run, so that a check cannot hang on it either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ingest.answers.returned import Returned, read_returned
from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.drafting.columns_seen import ColumnSeen, TableSeen, tables_seen
from ingest.drafting.first_look import FirstLook, first_look
from ingest.forgotten import Forgotten
from ingest.inbox.receive import Arrival, shown_name, stood_for
from ingest.inbox.stray import stray_above
from ingest.reading.claim import claim, claim_returned, claims_by_name
from ingest.reading.conform import Conformed
from ingest.reading.declared_list import DeclaredList
from ingest.reading.left_out import what_is_left
from ingest.reading.lists import conform_lists
from ingest.reading.one_file import of_another_semester, write_conformed
from ingest.sandbox.bounds import Bounds
from ingest.sandbox.worker import Worker
from ingest.scraps import scratch
from ingest.semester import Semester, is_semester
from ingest.store import Store
from ingest.submission import Problem, Submission
from ingest.whole import sha256_of
from ingest.workbook import UnreadableFile, Workbook, open_workbook


@dataclass(frozen=True)
class FileCheck:
    """The findings of one file's check.

    `others`: lists that it could be too; `beside`: those that it also is.

    `look` is what a file that no list claims looks like; `answers` counts what became of the answers in a workbook
    that was sent out and came back.
    """

    file_name: str
    semester: str
    agency_id: str
    table_id: str
    submission: Submission | None
    tables: tuple[TableSeen, ...]
    problems: tuple[Problem, ...]
    others: tuple[str, ...] = ()
    look: FirstLook | None = None
    answers: Mapping[str, int] | None = None
    beside: tuple[FileCheck, ...] = ()

    @property
    def is_held(self) -> bool:
        """True when a run would hold one of the lists in the file."""
        return any(problem.severity == "hold" for each in (self, *self.beside) for problem in each.problems)

    @property
    def columns(self) -> tuple[ColumnSeen, ...]:
        """The columns of all tables."""
        return tuple(column for table in self.tables for column in table.columns)


def guess_place(path: Path, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """(agency, semester) that the folders of an inbox tell: `.../2017-S1/dinsos/kks.xlsx`."""
    names = path.resolve().parts[:-1]
    agency = next((name for name in reversed(names) if name in catalogue.agencies), None)
    return agency, next((name for name in reversed(names) if is_semester(name)), None)


def check_file(
    path: Path,
    catalogue: Catalogue,
    agency_id: str | None = None,
    semester: str | None = None,
    bounds: Bounds | None = None,
    store: Store | None = None,
    home: Store | None = None,
) -> FileCheck:
    """The check of the file at `path`; agency and semester default to its folders'.

    `store`: where its rows are written, for who asks more of them. `home`: whose forgotten people are left out.
    """
    own_agency, own_semester = guess_place(path, catalogue)
    agency_id = agency_id or own_agency
    when = str(Semester.parse(semester or own_semester or str(Semester.containing(date.today()))))
    blank = FileCheck(shown_name(path.name), when, agency_id or "", "", None, (), ())
    worker = Worker(bounds)
    try:
        answer = worker.call(read_for_check, path, catalogue, agency_id, when, store, home)
    except UnreadableFile as unreadable:
        # its words say what to do as well
        problem = Problem.of(catalogue.issue_codes, unreadable.code)
        return replace(blank, problems=(replace(problem, message=unreadable.reason_id, action=""),))
    finally:
        worker.close()
    look = FirstLook.of_json(answer["look"]) if answer["look"] else None
    stray = () if agency_id else _stray(path, catalogue)
    if not answer["lists"]:
        problem = _unclaimed(path.name, _folders(catalogue, agency_id), catalogue)
        return replace(blank, look=look, problems=(*stray, problem))
    first, *more = (_check_of(path, when, each) for each in answer["lists"])
    if semester is None and own_semester is None:  # nobody has said which semester this is for
        first, *more = (replace(each, problems=tuple(map(_only_told, each.problems))) for each in (first, *more))
    return replace(
        first, problems=(*stray, *first.problems), others=tuple(answer["others"]), look=look, beside=tuple(more)
    )


def _check_of(path: Path, semester: str, answer: Mapping[str, Any]) -> FileCheck:
    """The check of one list of the file, from what the process said."""
    submission = Submission.of_json(answer["submission"])
    tables = (
        TableSeen(tuple(t["sheets"]), tuple(ColumnSeen(**{**c, "remarks": tuple(c["remarks"])}) for c in t["columns"]))
        for t in answer["tables"]
    )
    return FileCheck(
        shown_name(path.name), semester, submission.agency_id, submission.table_id, submission, tuple(tables),
        submission.problems, answers=answer["answers"],
    )  # fmt: skip


def _stray(path: Path, catalogue: Catalogue) -> tuple[Problem, ...]:
    """The problem of a file in a folder that no run looks at."""
    words = stray_above(path.resolve(), catalogue.agencies)
    return (replace(Problem.of(catalogue.issue_codes, "FIL-005"), message=words, action=""),) if words else ()


def read_for_check(
    path: Path, catalogue: Catalogue, agency_id: str | None, semester: str, store: Store | None = None,
    home: Store | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The reading process's task: each list of the file, or else a first look."""
    return _read_for_check(_arrival(path, home), catalogue, agency_id, semester, store, home)


def _read_for_check(
    arrival: Arrival, catalogue: Catalogue, agency_id: str | None, semester: str, store: Store | None,
    home: Store | None,
) -> dict[str, Any]:  # fmt: skip
    when = Semester.parse(semester)
    workbook = open_workbook(arrival.landed)
    returned = read_returned(workbook)
    claims = _claims(arrival.file_name, workbook, returned, _folders(catalogue, agency_id), when, catalogue)
    if not claims:
        return {"lists": (), "others": (), "look": asdict(first_look(workbook, catalogue))}
    declared, *others = claims
    if returned is not None and returned.origin.semester != semester:
        refused = of_another_semester(arrival, declared.folder, when, catalogue, returned.origin.semester)
        return {"lists": [{"submission": asdict(refused), "tables": (), "answers": None}], "others": (), "look": None}
    lists = conform_lists(arrival, returned.workbook if returned else workbook, declared, returned)
    left = home and what_is_left(
        Forgotten.load(home), arrival.sha256, workbook, lists, returned.origin if returned else None
    )
    if left:  # as a run would: read again without the forgotten, nothing of the file or the home changed
        with scratch("check") as folder:
            landed = folder / "left"
            landed.write_bytes(left)
            return _read_for_check(replace(arrival, landed=landed), catalogue, agency_id, semester, store, None)
    if store is not None:
        for conformed in lists:
            write_conformed(store, conformed)
    return {
        "lists": [_answer(conformed) for conformed in lists],
        "others": [f"{each.folder.agency.agency}/{each.table_id}" for each in others],
        # a name may fit by chance: where the list has no table in the file, what is there is shown
        "look": None if lists[0].gathered.tables else asdict(first_look(workbook, catalogue)),
    }


def _answer(conformed: Conformed) -> dict[str, Any]:
    answered = conformed.answered.answers["outcome"].to_pylist() if conformed.answered else None
    return {
        "submission": asdict(conformed.submission),
        "tables": [asdict(table) for table in tables_seen(conformed, conformed.declared)],
        "answers": Counter(answered) if answered is not None else None,
    }


def _only_told(problem: Problem) -> Problem:
    return replace(problem, severity="info") if problem.code == "SEM-001" else problem


def _folders(catalogue: Catalogue, agency_id: str | None) -> list[AgencyFolder]:
    every = [folder for _, folder in sorted(catalogue.agencies.items())]
    return [catalogue.agencies[agency_id]] if agency_id else every


def _arrival(path: Path, home: Store | None) -> Arrival:
    digest = (home and stood_for(home, path)) or sha256_of(path)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Arrival(shown_name(path.name), digest, path, modified)


def _claims(
    name: str,
    workbook: Workbook,
    returned: Returned | None,
    folders: Sequence[AgencyFolder],
    when: Semester,
    catalogue: Catalogue,
) -> list[DeclaredList]:
    """The lists that the file can be, by its own word, name, or headers."""
    if returned is not None:
        own = (claim_returned(returned.origin, folder, when, catalogue) for folder in folders)
        return [declared for declared in own if declared is not None]
    named = [folder for folder in folders if claims_by_name(name, folder, when, catalogue)]
    found = (claim(name, workbook, folder, when, catalogue) for folder in named or folders)
    return [declared for declared in found if declared is not None]


def _unclaimed(name: str, folders: Sequence[AgencyFolder], catalogue: Catalogue) -> Problem:
    patterns = sorted({p for folder in folders for table in folder.agency.tables.values() for p in table.files})
    expected = ", ".join(patterns) if len(folders) == 1 else "nama berkas salah satu daftar"
    return Problem.of(catalogue.issue_codes, "FIL-005", found=name, expected=expected)
