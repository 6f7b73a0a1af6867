"""The standing of each list, with reason and remedy, for everybody's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from delivery import current_release
from delivery.pack.numerals import day
from delivery.pack.status import ListLine, PublishedNow, SemesterStanding, State, write_status
from ingest.ledger import SubmissionRow
from ingest.semester import Semester
from orchestration.installation import Installation
from orchestration.progress import figure
from orchestration.reminders import due_date, missing_lists
from orchestration.stages import load_submission, stale_now

_SEMESTERS_SHOWN = 4


def write_standing(site: Installation, today: date | None = None) -> None:
    """Writes the page of how things stand, newest semester first."""
    book = site.ledger.submissions()
    semesters = sorted({row.semester for row in book}, reverse=True)[:_SEMESTERS_SHOWN]
    standings = [standing_of(site, semester, today or date.today()) for semester in semesters]
    release = current_release(site.store)
    now = PublishedNow(release.name, _moment(release.created_at), len(release.tables)) if release else None
    write_status(site.store, site.settings.city_name, standings, now)


def standing_of(site: Installation, semester: str, today: date) -> SemesterStanding:
    """All lists of a semester: those that came, and those that are awaited."""
    names = {folder.agency.agency: folder.agency.name for folder, _, _ in site.catalogue.tables()}
    stale = stale_now(site.store)
    lists = {
        (folder.agency.agency, table_id): site.catalogue.list_name(table_id, table)
        for folder, table_id, table in site.catalogue.tables()
    }
    came = [row for row in site.ledger.submissions(semester) if row.is_present and row.status in ("admitted", "held")]
    lines = [
        _line(
            site,
            row,
            names.get(row.agency_id, row.agency_id),
            lists.get((row.agency_id, row.table_id), "berkas yang belum dikenal"),
            row.submission_id in stale,
        )
        for row in came
    ]
    for missing in missing_lists(site.catalogue, site.ledger, Semester.parse(semester), today):
        note = f"terlambat {figure(missing.days_late)} hari" if missing.is_late else ""
        lines.append(ListLine(missing.agency_name, lists[missing.agency_id, missing.table_id], "missing", note))
    lines.sort(key=lambda line: (line.state == "admitted", line.agency, line.name))
    return SemesterStanding(semester, day(due_date(Semester.parse(semester))), tuple(lines))


def _line(site: Installation, row: SubmissionRow, agency: str, name: str, is_stale: bool) -> ListLine:
    held = row.status == "held"
    reasons = tuple(dict.fromkeys(_reasons(site, row))) if held else ()
    received = day(date.fromisoformat(row.received_at[:10]))
    state: State = "held" if held else "stale" if is_stale else "admitted"
    return ListLine(agency, name, state, "", received,
                    None if held else row.rows_accepted, reasons)  # fmt: skip


def _moment(text: str) -> str:
    """A moment of the book as people write it."""
    moment = datetime.fromisoformat(text)
    return f"{day(moment.date())} {moment:%H.%M}"


def _reasons(site: Installation, row: SubmissionRow) -> Iterator[str]:
    """Each reason with its code and what to do; nothing that stood in a cell."""
    from expectations import load_verdict

    submission = load_submission(site.store, row)
    for problem in submission.problems:
        if problem.severity == "hold":
            yield f"[{problem.code}] {problem.message} {problem.action}"
    verdict = load_verdict(site.store, submission)
    for result in verdict.failed if verdict else ():
        if result.severity == "critical":
            yield f"[{result.code}] {result.title}: {result.observed}. {result.action}"
