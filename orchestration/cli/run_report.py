"""The outcome of a semester's run, from the ledger and the reports beside the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ingest.declarations.rulings import in_force, load_rulings
from ingest.drafting.questions import open_questions
from ingest.semester import Semester
from ingest.submission import Problem, Submission
from orchestration.inbox import agreed_now, stray_files
from orchestration.installation import Installation
from orchestration.reminders import MissingList, missing_lists
from orchestration.stages import present, stale_now
from orchestration.workbooks import workbooks_of

if TYPE_CHECKING:
    from delivery import SentBack
    from expectations.verdict import RuleResult

_LISTS_SHOWN = 4
VERSIONS = ("FIL-010", "FIL-012", "PTS-002")  # of all that is only information, what the operator waits for
_ORDER = {"hold": 0, "reject": 1, "warning": 2}


@dataclass(frozen=True)
class FileLine:
    """One file with its count of rows and its verdict."""

    submission: Submission
    is_stale: bool

    @property
    def balances(self) -> bool:
        submission = self.submission
        return submission.rows_in == submission.rows_accepted + submission.rows_rejected + submission.rows_furniture


@dataclass(frozen=True)
class Finding:
    """One thing to look at, in one line."""

    severity: str
    where: str
    text: str
    count: int = 1


@dataclass(frozen=True)
class RunReport:
    """Everything that is told at the end of a run."""

    semester: str
    files: tuple[FileLine, ...]
    layers: tuple[tuple[str, str, int], ...]
    findings: tuple[Finding, ...]
    missing: tuple[MissingList, ...]
    workbooks: tuple[SentBack, ...] = ()
    questions: tuple[int, int] = (0, 0)  # open ones, and those of them that hold a file

    @property
    def held(self) -> int:
        """Files that are not in the release: held ones."""
        return sum(line.submission.status == "held" for line in self.files)

    @property
    def needs_a_look(self) -> bool:
        """True when something that was sent is not in the release."""
        return any(finding.severity == "hold" for finding in self.findings)


def report_on(site: Installation, semester: str, today: date | None = None) -> RunReport:
    """The report of a semester as the store has it now."""
    submissions = sorted(
        present(site, semester),
        key=lambda submission: (submission.agency_id, submission.table_id, submission.file_name),
    )
    stale = stale_now(site.store)
    missing = missing_lists(site.catalogue, site.ledger, Semester.parse(semester), today or date.today())
    files = tuple(FileLine(submission, submission.submission_id in stale) for submission in submissions)
    return RunReport(semester, files, tuple(_layers(site, semester, submissions)),
                     tuple(_findings(site, semester, submissions)), tuple(missing),
                     workbooks_of(site, semester).ready, _questions(site, submissions))  # fmt: skip


def _questions(site: Installation, submissions: Sequence[Submission]) -> tuple[int, int]:
    """The number of questions the files leave open, and of those holding a file."""
    asked = open_questions(submissions, site.catalogue, in_force(load_rulings(site.store.rulings)))
    return len(asked), sum(question.holds for question in asked)


def _layers(site: Installation, semester: str, submissions: Sequence[Submission]) -> Iterable[tuple[str, str, int]]:
    """(layer, table, rows)."""
    store = site.store
    yield "inbox", "berkas", len(submissions)
    yield "inbox", "baris lembar", sum(submission.rows_in for submission in submissions)
    for name in sorted(site.catalogue.entities):
        rows = _rows(store.accepted_part(name, semester))
        if rows:
            yield "accepted", name, rows
    linkage_report = store.linkage / "reports" / f"{semester}.json"
    if linkage_report.exists():
        linked = json.loads(linkage_report.read_text(encoding="utf-8"))
        yield "linkage", "baris tercocokkan (semua semester)", linked["rows"]
        yield "linkage", "orang", linked["persons"]
        yield "linkage", "keluarga", linked["families"]
    for name, rows in sorted(_published(store.published / "current" / "manifest.json").items()):
        yield "published", name, rows


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0


def _published(manifest: Path) -> dict[str, int]:
    if not manifest.exists():
        return {}
    tables: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["tables"]
    return {name: table["rows"] for name, table in tables.items()}


def _findings(site: Installation, semester: str, submissions: Sequence[Submission]) -> Iterable[Finding]:
    """Holds by file, the agreement's problems, then rejected rows and warnings by code."""
    from expectations.verdict import load_verdict

    agreed = agreed_now(site, semester)
    yield from (Finding("hold", "perjanjian sumber", problem.sentence()) for problem in agreed.faults())
    for path, hint in stray_files(site, semester):
        yield Finding("hold", path, hint)
    broken: list[tuple[Submission, RuleResult]] = []
    # what was wrong in a file that another has taken the place of is wrong no more, or is counted there
    standing = [submission for submission in submissions if submission.status != "superseded"]
    for submission in standing:
        where = f"{submission.agency_id}/{submission.table_id or '?'} {submission.file_name}"
        # what a person admitted all the same is told, but holds nothing
        severity = "warning" if submission.status == "admitted" else "hold"
        yield from (
            Finding(severity, where, each.sentence()) for each in submission.problems if each.severity == "hold"
        )
        verdict = load_verdict(site.store, submission)
        for result in verdict.failed if verdict else ():
            if result.severity == "critical":
                yield Finding(severity, where, f"[{result.code}] {result.title}: {result.observed}. {result.action}")
            else:
                broken.append((submission, result))
    yield from (Finding("warning", "perjanjian sumber", problem.sentence()) for problem in agreed.notes())
    yield from _by_code(standing, broken)
    for submission in submissions:
        where = f"{submission.agency_id}/{submission.table_id} {submission.file_name}"
        yield from (Finding("info", where, each.sentence()) for each in submission.problems if each.code in VERSIONS)


def _by_code(submissions: Sequence[Submission], broken: Sequence[tuple[Submission, RuleResult]]) -> Iterable[Finding]:
    """One line for each code of rejects and warnings, gravest lists first."""
    words: dict[str, Problem] = {}
    counts: dict[str, dict[str, int]] = {}
    for submission in submissions:
        name = f"{submission.agency_id}/{submission.table_id or '?'}"
        for problem in submission.problems:
            if problem.severity in ("reject", "warning"):
                words.setdefault(problem.code, problem)
                lists = counts.setdefault(problem.code, {})
                lists[name] = lists.get(name, 0) + problem.count
    for submission, result in broken:
        name = f"{submission.agency_id}/{submission.table_id}"
        if name not in counts.get(result.code, {}):
            words.setdefault(result.code, Problem(result.code, "warning", f"{result.title}.", result.action))
            counts.setdefault(result.code, {})[name] = max(result.failed, 1)
    for code in sorted(counts, key=lambda each: (_ORDER[words[each].severity], -sum(counts[each].values()), each)):
        most = sorted(counts[code].items(), key=lambda item: (-item[1], item[0]))
        more = f" dan {len(most) - _LISTS_SHOWN} lagi" if len(most) > _LISTS_SHOWN else ""
        where = ", ".join(f"{name} {count}" for name, count in most[:_LISTS_SHOWN]) + more
        total, problem = sum(counts[code].values()), words[code]
        yield Finding(problem.severity, where, f"[{code}] {problem.message} {problem.action}", total)
