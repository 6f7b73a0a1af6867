"""Says what became of a run: published, failed, which lists are held, which are late.

Lists and codes only, never a file's name or a value: mail and chat are read by others, and kept by strangers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.semester import Semester
from orchestration.installation import Installation
from orchestration.reminders import due_date, missing_lists

_CODE = re.compile(r"\b[A-Z]{2,4}-\d{3}\b")


@dataclass(frozen=True)
class Notice:
    """One message to those who answer for the semester."""

    semester: str
    kind: str  # terbit, tertahan, gagal, terlambat
    title: str
    lines: tuple[str, ...]
    held: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole message."""
        return "\n".join((self.title, "", *self.lines)) + "\n"


def run_notice(
    site: Installation, semester: str, *, is_published: bool, failures: Sequence[str] = (), today: date | None = None
) -> Notice:
    """The message about the end of a run."""
    from delivery import current_release

    held, late = _held(site, semester), _late(site, semester, today or date.today())
    release = current_release(site.store)
    current = release.name if release else "belum ada"
    if is_published:
        kind, title = ("tertahan" if held else "terbit"), f"Semester {semester} terbit: {current}"
        title += f"; {len(held)} kiriman ditahan" if held else ""
        what = ["Halaman keadaan: published/keadaan.html. Bahan rapat: packs/."]
    else:
        kind, title = "gagal", f"Semester {semester} TIDAK terbit"
        codes = sorted({code for failure in failures for code in _CODE.findall(failure)})
        what = [f"Rilis yang berlaku tidak berubah: {current}."]
        what += [f"Kode: {', '.join(codes)}."] if codes else []
        what += ["Rinciannya di logs/ di komputer Sinergi; perbaiki, lalu jalankan lagi."]
    return Notice(semester, kind, title, (*what, *_listed("Ditahan", held), *_listed("Terlambat", late)), held, late)


def late_notice(site: Installation, semester: str, today: date | None = None) -> Notice | None:
    """The message about lists that are late; None where none is."""
    late = _late(site, semester, today or date.today())
    if not late:
        return None
    due = (
        f"Batas kirim {due_date(Semester.parse(semester)):%d-%m-%Y}; surat untuk instansi: packs/{semester}/reminders/."
    )
    title = f"Semester {semester}: {len(late)} daftar terlambat"
    return Notice(semester, "terlambat", title, (due, *_listed("Terlambat", late)), late=late)


def _held(site: Installation, semester: str) -> tuple[str, ...]:
    rows = [row for row in site.ledger.submissions(semester) if row.is_present and row.status == "held"]
    return tuple(sorted(f"{row.agency_id}/{row.table_id or '?'} {' '.join(row.hold_codes)}".strip() for row in rows))


def _late(site: Installation, semester: str, today: date) -> tuple[str, ...]:
    missing = missing_lists(site.catalogue, site.ledger, Semester.parse(semester), today)
    return tuple(sorted(f"{each.agency_id}/{each.table_id}" for each in missing if each.is_late))


def _listed(title: str, names: Sequence[str]) -> list[str]:
    return ["", f"{title} ({len(names)}):", *(f"  - {name}" for name in names)] if names else []
