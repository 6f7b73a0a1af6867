"""`sinergi status`: who delivered, what was decided, who is late, which release is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.ledger import SubmissionRow
from ingest.semester import Semester
from ingest.submission import Problem
from orchestration.cli.run_report import VERSIONS
from orchestration.cli.screens import STATUS
from orchestration.inbox import semesters_with_files
from orchestration.installation import Installation
from orchestration.progress import figure
from orchestration.reminders import MissingList, due_date, missing_lists
from orchestration.stages import load_submission


def show(console: Console, site: Installation, semester: str | None) -> None:
    """Shows one semester list by list, or all semesters in a line each."""
    book = site.ledger.submissions(semester)
    if semester is None:
        semesters = sorted({row.semester for row in book} | set(semesters_with_files(site)))
        console.print(_overview(site, book, semesters))
    else:
        missing = missing_lists(site.catalogue, site.ledger, Semester.parse(semester), date.today())
        rows = [row for row in book if row.is_present]
        console.print(_one_semester(rows, missing, semester))
        for row, problem in _news(site, rows):
            console.print(f"[dim]info[/] {escape(problem.sentence())} [dim]{row.agency_id}/{row.table_id}[/]")
        console.print(f"Batas kirim: {due_date(Semester.parse(semester)):%d-%m-%Y}")
    _show_release(console, site)


def _news(site: Installation, rows: list[SubmissionRow]) -> Iterator[tuple[SubmissionRow, Problem]]:
    """Files that took the place of another, and what that changed."""
    for row in rows:
        if row.status == "admitted":
            problems = load_submission(site.store, row).problems
            yield from ((row, problem) for problem in problems if problem.code in VERSIONS)


def _overview(site: Installation, book: list[SubmissionRow], semesters: list[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Semester")
    for name in ("Berkas", "Diakui", "Ditahan", "Belum dinilai", "Daftar belum ada"):
        table.add_column(name, justify="right")
    for semester in semesters:
        rows = [row for row in book if row.semester == semester and row.is_present]
        counts = [sum(row.status == status for row in rows) for status in ("admitted", "held", "conformed")]
        missing = missing_lists(site.catalogue, site.ledger, Semester.parse(semester), date.today())
        table.add_row(semester, str(len(rows)), *map(str, counts), str(len(missing)))
    return table


def _one_semester(rows: list[SubmissionRow], missing: list[MissingList], semester: str) -> Table:
    table = Table(title=f"Semester {semester}", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in ("Instansi", "Daftar", "Berkas", "Diterima", "Baris", "Putusan"):
        table.add_column(name, justify="right" if name == "Baris" else "left", overflow="fold")
    for row in sorted(rows, key=lambda line: (line.agency_id, line.table_id, line.file_name)):
        verdict = f"{STATUS[row.status]} {' '.join(row.hold_codes)}".strip()
        table.add_row(row.agency_id, row.table_id or "?", escape(row.file_name), row.received_at[:10],
                      figure(row.rows_accepted), verdict)  # fmt: skip
    for missing_list in missing:
        late = f"terlambat {missing_list.days_late} hari" if missing_list.is_late else "belum ada"
        table.add_row(missing_list.agency_id, missing_list.table_id, "", "", "", f"[yellow]{late}[/]")
    return table


def _show_release(console: Console, site: Installation) -> None:
    from delivery import current_release

    release = current_release(site.store)
    if release is None:
        console.print("Belum ada yang terbit.")
        return
    current = f"Terbit: [bold]{release.name}[/] ({release.created_at}), {len(release.tables)} tabel, {release.path}"
    console.print(current, soft_wrap=True, highlight=False)
