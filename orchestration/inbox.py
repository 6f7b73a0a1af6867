"""The inbox beside the agencies' lists: stray files, the agreement on the source."""

from __future__ import annotations

from datetime import date

from ingest.acceptance.agreed import Agreed
from ingest.acceptance.agreement import AGREEMENT
from ingest.inbox.receive import refused, shown_name
from ingest.inbox.stray import stray_words
from orchestration.installation import Installation

INBOX = "inbox"


def semesters_with_files(site: Installation) -> list[str]:
    """The semesters that have a folder with something in it."""
    folders = sorted(site.store.inbox.iterdir()) if site.store.inbox.is_dir() else []
    return [shown_name(folder.name) for folder in folders if folder.is_dir() and any(folder.iterdir())]


def known_semesters(site: Installation) -> set[str]:
    """The semesters with files or accepted rows, wherever the files of these are now."""
    accepted = site.store.accepted.glob("*/semester=*")
    return {*semesters_with_files(site), *(folder.name.partition("=")[2] for folder in accepted)}


def has_something_to_read(site: Installation, semester: str) -> bool:
    """True when files lie in the inbox or are fetched from elsewhere."""
    pulled = any(folder.agency.pull != INBOX for folder in site.catalogue.agencies.values())
    return pulled or semester in semesters_with_files(site)


def stray_files(site: Installation, semester: str) -> list[tuple[str, str]]:
    """(path, advice) of entries not read: in no agency's folder, or no file."""
    folder = site.store.inbox / semester
    strays = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith((".", "~$")) or path.name in (*site.catalogue.agencies, AGREEMENT):
            continue
        words = stray_words(path.name, site.catalogue.agencies, is_folder=path.is_dir())
        strays.append((shown_name(f"{semester}/{path.name}"), f"[FIL-005] {words}"))
    for agency_id, agency in sorted(site.catalogue.agencies.items()):
        for each in refused(site.store, semester, agency_id, agency.agency.ignore_files):
            strays.append((f"{semester}/{agency_id}/{each.name}", f"[FIL-005] {each.reason}."))
    return strays


def agreed_now(site: Installation, semester: str, today: date | None = None) -> Agreed:
    """The agreed source and what came, as a run would judge it today."""
    return Agreed(site.store, site.ledger, site.catalogue.issue_codes, semester, today or date.today())
