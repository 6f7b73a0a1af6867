"""The steps of a semester run as plain functions, each able to run again alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ingest.acceptance.accept import AcceptReport, accept
from ingest.acceptance.decided import decide_all
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.declarations.official_figures import official_residents
from ingest.inbox.pull import PullError, PullReport, pull
from ingest.ledger import SubmissionRow
from ingest.reading.one_file import Desk
from ingest.sandbox.readers import shared_readers
from ingest.semester import Semester
from ingest.store import Store, write_json
from ingest.submission import Submission
from orchestration.booking import book, book_current, papers, unagreed_in_words
from orchestration.gates import refuse_what_did_not_pass
from orchestration.health.made_ready import ready
from orchestration.installation import Installation

if TYPE_CHECKING:
    from delivery import Release
    from expectations import Verdict
    from linkage import LinkageReport

_VERSIONS = ("sinergi", "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pyarrow", "splink")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Pulled:
    """An agency's fetched files; `problems` when something was not fetched."""

    report: PullReport
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class TakenIn:
    """One agency's files of a semester, read, judged, and held or admitted."""

    submissions: tuple[Submission, ...]
    verdicts: Mapping[str, Verdict]

    def of_list(self, table_id: str) -> list[Submission]:
        """The files of one list."""
        return [submission for submission in self.submissions if submission.table_id == table_id]

    @property
    def unclaimed(self) -> list[Submission]:
        """Files that are no list that we know."""
        return self.of_list("")


@dataclass(frozen=True)
class Published:
    """The release that is current now, and what became of the second door."""

    release: Release
    postgres: str = ""
    postgres_problem: str = ""


def pull_files(site: Installation, semester: str, agency_id: str) -> Pulled:
    """Fetches what is new at the agency's address into its inbox.

    A failure is told; what lies there still counts.
    """
    folder = site.catalogue.agencies[agency_id]
    try:
        return Pulled(pull(folder, site.store, semester, site.settings.credentials()))
    except PullError as error:
        return Pulled(error.report, error.problems)


def read_ahead(site: Installation, semester: str, agencies: Iterable[str]) -> None:
    """Starts reading what the agencies have put in, beside whatever else the run does."""
    ready(site, semester)
    shared_readers(site.settings.bounds).read_ahead(
        Desk(site.store, site.catalogue, Semester.parse(semester), agency_id) for agency_id in agencies
    )


def take_in(site: Installation, semester: str, agency_id: str, say: Say = lambda _: None) -> TakenIn:
    """Reads every file that the agency has put in and judges each list."""
    from expectations import judge_all

    ready(site, semester, say)
    readers = shared_readers(site.settings.bounds)
    submissions = conform_agency(site.store, site.ledger, site.catalogue, semester, agency_id, say, readers)
    book = site.ledger.submissions()
    pairs = [
        (submission, _before(site.store, book, submissions, submission))
        for submission in submissions
        if submission.table_id
    ]
    judged = judge_all(site.store, site.catalogue, pairs, official_residents(site.store))
    verdicts = {verdict.submission_id: verdict for verdict in judged}
    decisions = site.ledger.decisions()
    return TakenIn(decide_all(site.store, site.catalogue.issue_codes, submissions, verdicts, decisions), verdicts)


def _before(
    store: Store, book: Sequence[SubmissionRow], now: Sequence[Submission], submission: Submission
) -> Submission | None:
    """The same list one semester before; None where either semester has it in several files."""
    earlier = [
        row
        for row in book
        if row.semester < submission.semester
        and row.status == "admitted"
        and (row.agency_id, row.table_id) == (submission.agency_id, submission.table_id)
    ]
    newest = [row for row in earlier if row.semester == max(each.semester for each in earlier)]
    files_now = sum(each.table_id == submission.table_id and each.status != "duplicate" for each in now)
    return load_submission(store, newest[0]) if len(newest) == 1 and files_now == 1 else None


def present(site: Installation, semester: str) -> list[Submission]:
    """The submissions of a semester's present files, as last read."""
    return [load_submission(site.store, row) for row in site.ledger.submissions(semester) if row.is_present]


def load_submission(store: Store, row: SubmissionRow) -> Submission:
    """The submission of one line of the book."""
    folder = store.conformed(row.agency_id, row.table_id or "_unclaimed", row.semester)
    return Submission.load(folder / f"{row.submission_id}.json")


def accept_all(site: Installation, semester: str) -> AcceptReport:
    """Admits or holds each submission and puts the admitted together.

    The result is the only thing that the warehouse reads.
    """
    from delivery.workbook.back import back_path
    from expectations import load_verdict, refresh_checkpoint, write_docs

    ready(site, semester)
    book_current(site)
    submissions = present(site, semester)
    loaded = (load_verdict(site.store, submission) for submission in submissions)
    verdicts = [verdict for verdict in loaded if verdict is not None]
    report = accept(site.store, site.ledger, site.catalogue, semester, submissions, verdicts)
    others = {submission_id for submission_id, of in stale_now(site.store).items() if of != semester}
    write_side_tables(site.store, site.ledger, site.catalogue, report.stale | others)
    workbooks = {
        submission.submission_id: back_path(site.store, submission)
        for submission in report.submissions
        if submission.table_id and submission.status != "duplicate"
    }
    write_docs(site.store, site.catalogue, semester, report.submissions, verdicts, workbooks)
    refresh_checkpoint(site.store, semester)
    site.ledger.keep_twin()
    return report


def stale_now(store: Store) -> dict[str, str]:
    """The semester of each submission that stands in for another.

    Another: a held or absent file, as each semester's run found.
    """
    path = store.accepted_part("submissions")
    if not path.exists():
        return {}
    rows = pq.read_table(path, columns=["submission_id", "semester", "is_stale"]).to_pylist()
    return {row["submission_id"]: row["semester"] for row in rows if row["is_stale"]}


def link(site: Installation, semester: str) -> LinkageReport:
    """Gives every accepted row its person and family; ids stay from semester to semester."""
    from linkage import resolve

    report = resolve(site.store.accepted, site.store.linkage, semester, site.settings.identity_key())
    write_json(asdict(report), site.store.linkage / "reports" / f"{semester}.json")
    return report


def publish_release(site: Installation, semester: str, checks: Mapping[str, Any]) -> Published:
    """Publishes the built warehouse, whole or not at all; then the second door."""
    from delivery import publish
    from delivery.release.free_text import passed_texts
    from orchestration.counted_units import meanings_of, protection_of, text_secret
    from orchestration.dbt.semantics import load_labels

    refuse_what_did_not_pass(site, semester)
    submissions = _submission_rows(site.store)
    release = publish(
        site.store,
        semester,
        submissions=submissions,
        versions=versions(),
        checks=checks,
        papers=papers(site),
        protection=protection_of(site.settings),
        meanings=meanings_of(site.settings),
        labels=load_labels(),
        texts=passed_texts(site.store, text_secret(site.settings)),
        note=unagreed_in_words(site),
        catalogue=site.catalogue,
    )
    book(site, release)
    site.ledger.keep_twin()
    if site.settings.publish_url is None:
        return Published(release)
    from delivery.release.postgres import PostgresError, publish_to

    try:
        door = publish_to(site.settings.publish_url, release.path)
    except PostgresError as error:
        return Published(release, postgres_problem=str(error))
    return Published(release, postgres=f"skema {door.schema}: {len(door.tables)} tabel")


def _submission_rows(store: Store) -> list[dict[str, Any]]:
    """Every submission as the manifest tells it, dates as text."""
    rows = pq.read_table(store.accepted_part("submissions")).to_pylist()
    return [{key: str(value) if key == "as_of_date" and value else value for key, value in row.items()} for row in rows]


def checks_told(store: Store, semester: str, dbt_results: Mapping[str, Any] | None) -> dict[str, Any]:
    """The checks on the way to a release, in counts, for its manifest."""
    path = store.linkage / "reports" / f"{semester}.json"
    linkage = json.loads(path.read_text(encoding="utf-8"))["checks"] if path.exists() else []
    outcomes: dict[str, int] = {}
    for result in (dbt_results or {}).get("results", []):
        if result["unique_id"].startswith("test."):
            outcomes[result["status"]] = outcomes.get(result["status"], 0) + 1
    return {
        "linkage": {check["code"]: {"found": check["found"], "allowed": check["allowed"]} for check in linkage},
        "warehouse": outcomes,
    }


def versions() -> dict[str, str]:
    """Name -> version of what made a release."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in _VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found
