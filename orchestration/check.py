"""Checks one file by all that a run asks of it alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from expectations import Parts, background_of, is_asked_whole, judge_alone
from ingest.acceptance.agreement import agreed_sources, in_force
from ingest.declarations.catalogue import Catalogue, CatalogueError
from ingest.declarations.official_figures import official_residents
from ingest.drafting import file_check
from ingest.drafting.file_check import FileCheck
from ingest.inbox.receive import files_in
from ingest.reading.claim import claims_by_name
from ingest.sandbox.bounds import Bounds
from ingest.scraps import scratch
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Problem, Submission

_OF_THE_PAIR = "RNK-"  # ranks stand in the file of families alone
_FROM_HOME = 3  # home / inbox / semester / agency / file
AFTERWARDS = (
    "Baru diketahui saat sinergi run, karena perlu berkas lain: versi lain di kotak masuk (FIL-004, FIL-007, FIL-010), "
    "daftar semester lalu yang dikirim lagi (FIL-008), kolom yang dulu ada (KOL-009), "
    "berkas pasangan dan peringkat yang dibawanya (GAB, RNK bagi berkas anggota), "
    "perubahan jumlah baris (VOL-003), dan, bila berkas lain dari daftar yang sama belum ada di kotak masuk, apa yang "
    "ditanyakan kepada daftar sebagai keseluruhan (VOL-001, VOL-101 sampai VOL-103, WIL-103 sampai WIL-105, RNK-107, "
    "RNK-108)."
)
"""The gates that need the semester around a file, in the operator's words."""


def check_like_a_run(
    path: Path, catalogue: Catalogue, agency_id: str | None, semester: str | None, bounds: Bounds,
    own: Store | None = None,
) -> FileCheck:  # fmt: skip
    """The check of a file with the verdict of the quality rules; nothing is kept.

    `own`: the home that a file outside any inbox is meant for, whose forgotten people are left out.
    """
    with scratch("check") as folder:
        store = Store(folder)
        found = file_check.check_file(path, catalogue, agency_id, semester, bounds, store, home_of(path) or own)
        lists = [each.submission for each in (found, *found.beside) if each.submission is not None and each.table_id]
        home = home_of(path) or store  # a home that knows nothing
        beside = _Beside(path, catalogue, bounds, store, home_of(path) or own)
        verdicts = {
            submission.submission_id: judge_alone(
                catalogue,
                submission,
                submission.parquet(store),
                background_of(home, submission, official_residents(home_of(path) or own or store)),
                others=beside.of(submission),
            )
            for submission in lists
            if not submission.holding and submission.parquet(store).exists()
        }

    def has_pair(each: FileCheck) -> bool:
        return catalogue.agencies[each.agency_id].agency.tables[each.table_id].join is not None

    def judged(each: FileCheck) -> FileCheck:
        verdict = verdicts.get(each.submission.submission_id) if each.submission else None
        told = {problem.code for problem in each.problems}
        failed = [
            Problem(result.code, "hold", f"{result.title}: {result.observed}.", result.action)
            if result.severity == "critical"
            else Problem(result.code, "warning", f"{result.title}.", result.action, count=max(result.failed, 1))
            for result in (verdict.failed if verdict else ())
            if not (has_pair(each) and result.code.startswith(_OF_THE_PAIR))
            if result.severity == "critical" or result.code not in told
        ]
        other = [_not_agreed(home, each.submission, catalogue)] if each.submission else []
        return replace(each, problems=(*each.problems, *failed, *filter(None, other)))

    return replace(judged(found), beside=tuple(map(judged, found.beside)))


@dataclass(frozen=True)
class _Beside:
    """The other files of a list in its inbox, which a run counts together."""

    path: Path
    catalogue: Catalogue
    bounds: Bounds
    store: Store
    home: Store | None

    def of(self, submission: Submission) -> list[tuple[Submission, Path]]:
        """Those that are asked with a submission, with their rows."""
        if self.home is None or not is_asked_whole(self.catalogue, submission):
            return []
        read = [each for path in self._candidates(submission) for each in self._lists_of(path, submission)]
        parts = Parts(self.store, [*read, submission]).beside(submission)
        return [(part, part.parquet(self.store)) for part in parts if part.parquet(self.store).exists()]

    def _candidates(self, submission: Submission) -> list[Path]:
        """Files that no name gives to another list."""
        folder = self.catalogue.agencies[submission.agency_id]
        semester, own = Semester.parse(submission.semester), self.path.resolve()
        inbox = self.home.inbox_of(submission.semester, submission.agency_id) if self.home else own.parent
        found = []
        for path in files_in(inbox, folder.agency.ignore_files):
            named = [each.table_id for each in claims_by_name(path.name, folder, semester, self.catalogue)]
            if path.resolve() != own and (not named or submission.table_id in named):
                found.append(path)
        return found

    def _lists_of(self, path: Path, submission: Submission) -> list[Submission]:
        agency_id, semester = submission.agency_id, submission.semester
        found = file_check.check_file(path, self.catalogue, agency_id, semester, self.bounds, self.store, self.home)
        return [each.submission for each in (found, *found.beside) if each.submission is not None and each.table_id]


def home_of(path: Path) -> Store | None:
    """The home in whose inbox a file lies.

    What is known there from before is compared with the file.
    """
    folders = path.resolve().parents
    is_in_inbox = len(folders) > _FROM_HOME and folders[2].name == "inbox"
    return Store(folders[_FROM_HOME]) if is_in_inbox else None


def _not_agreed(home: Store, submission: Submission, catalogue: Catalogue) -> Problem | None:
    """The problem of an agreed snapshot whose bytes the agreement does not name.

    The agreement is the one in force. A workbook that mends such a file is judged with the book of the home, in a run.
    """
    if submission.snapshot_id is None or submission.corrects:
        return None
    try:
        agreement = in_force(agreed_sources(home), submission.semester)
    except CatalogueError:
        return None  # an agreement that cannot be read is told by itself
    hashes = [each.sha256 for each in agreement.agreed_files] if agreement else []
    if agreement is None or agreement.snapshot != submission.snapshot_id or not hashes:
        return None
    if submission.file_sha256 in hashes:
        return None
    problem = Problem.of(catalogue.issue_codes, "SEP-008")  # a hash is no number of a person: shown whole
    return replace(problem, found=f"hash {submission.file_sha256}", expected=f"hash {', '.join(hashes)}")
