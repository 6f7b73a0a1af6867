"""Awaited lists that have not come, and the letters that remind the agencies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.declarations.catalogue import Catalogue
from ingest.ledger import Ledger
from ingest.semester import Semester
from ingest.store import Store, write_text

# Lists are due this many days after the semester has ended; the meeting is in the month after.
DAYS_TO_DELIVER = 14


@dataclass(frozen=True)
class MissingList:
    """One list that is awaited and has not come."""

    semester: Semester
    agency_id: str
    agency_name: str
    table_id: str
    title: str
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def due_date(semester: Semester) -> date:
    """The last day on which a list of `semester` is in time."""
    return semester.last_day + timedelta(days=DAYS_TO_DELIVER)


def missing_lists(catalogue: Catalogue, ledger: Ledger, semester: Semester, today: date) -> list[MissingList]:
    """The awaited lists of `semester` without a file; sent-once lists count if they ever came."""
    rows = ledger.submissions()
    came: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        if row.semester == str(semester) and row.is_present:
            came[row.agency_id].add(row.table_id)
    ever = {(row.agency_id, row.table_id) for row in rows if row.status == "admitted"}
    late = (today - due_date(semester)).days
    owed = [
        (folder.agency, table_id, table)
        for folder, table_id, table in catalogue.tables()
        if table.is_awaited(semester, came[folder.agency.agency])
        or (table.expected == "once" and table.is_in_force(semester) and (folder.agency.agency, table_id) not in ever)
    ]
    return [
        MissingList(semester, agency.agency, agency.name, table_id, table.description or table_id, late)
        for agency, table_id, table in owed
        if table_id not in came[agency.agency]
    ]


def letter(agency_name: str, missing: list[MissingList]) -> str:
    """The reminder to one agency, ready to be sent."""
    semester = missing[0].semester
    late = f" (terlambat {missing[0].days_late} hari)" if missing[0].is_late else ""
    lists = "\n".join(f"  - {missing_list.table_id}: {missing_list.title}" for missing_list in missing)
    return (
        f"Yth. {agency_name}\n\n"
        f"Daftar berikut untuk semester {'I' * semester.half} tahun {semester.year} belum kami terima{late}:\n\n"
        f"{lists}\n\n"
        f"Mohon dikirim paling lambat {due_date(semester):%d-%m-%Y} ke Bappeda. Bila daftar tidak ada semester ini,\n"
        "mohon dijawab dengan pemberitahuan tertulis. Terima kasih.\n"
    )


def write_letters(store: Store, missing: list[MissingList]) -> list[str]:
    """Writes letters to agencies that owe a list, removes others'; gives the agencies."""
    if not missing:
        return []
    folder = store.packs / str(missing[0].semester) / "reminders"
    by_agency: dict[str, list[MissingList]] = {}
    for missing_list in missing:
        by_agency.setdefault(missing_list.agency_id, []).append(missing_list)
    for path in folder.glob("*.txt"):
        if path.stem not in by_agency:
            path.unlink()
    for agency_id, lists in by_agency.items():
        write_text(letter(lists[0].agency_name, lists), folder / f"{agency_id}.txt")
    return sorted(by_agency)
