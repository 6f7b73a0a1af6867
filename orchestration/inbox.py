"""The inbox beside the agencies' lists: stray files, the agreement on the source."""

from __future__ import annotations

from collections import Counter

from ingest.acceptance.agreement import agreed_sources
from ingest.inbox.stray import stray_words
from ingest.submission import Submission
from orchestration.installation import Installation
from orchestration.stages import load_submission

AGREEMENT = "agreed_source.yml"
INBOX = "inbox"


def semesters_with_files(site: Installation) -> list[str]:
    """The semesters that have a folder with something in it."""
    folders = sorted(site.store.inbox.iterdir()) if site.store.inbox.is_dir() else []
    return [folder.name for folder in folders if folder.is_dir() and any(folder.iterdir())]


def has_something_to_read(site: Installation, semester: str) -> bool:
    """True when files lie in the inbox or are fetched from elsewhere."""
    pulled = any(folder.agency.pull != INBOX for folder in site.catalogue.agencies.values())
    return pulled or semester in semesters_with_files(site)


def stray_files(site: Installation, semester: str) -> list[tuple[str, str]]:
    """(path, what to do) of files that lie in no agency's folder."""
    folder = site.store.inbox / semester
    strays = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith((".", "~$")) or path.name in (*site.catalogue.agencies, AGREEMENT):
            continue
        words = stray_words(path.name, site.catalogue.agencies, is_folder=path.is_dir())
        strays.append((f"{semester}/{path.name}", f"[FIL-005] {words}"))
    return strays


def agreement_problems(site: Installation, semester: str) -> list[str]:
    """Faults of a semester's agreed source: no agreement, no snapshot, or another file."""
    agreement = next((agreed for agreed in agreed_sources(site.store) if agreed.semester == semester), None)
    if agreement is None:
        return [f"Belum ada {AGREEMENT} di kotak masuk {semester}; dipakai sumber acuan terbaru yang berlaku."]
    admitted = [load_submission(site.store, row) for row in site.ledger.submissions() if row.status == "admitted"]
    received = [submission for submission in admitted if submission.snapshot_id == agreement.snapshot]
    if not received:
        return [f"Sumber yang disepakati ({agreement.snapshot}) belum diterima."]
    if agreement.file_sha256 and agreement.file_sha256 not in {submission.file_sha256 for submission in received}:
        mended = [submission for submission in received if agreement.file_sha256 in _hashes_before(site, submission)]
        return [_asks_to_agree(site, submission, agreement.snapshot) for submission in mended] or [
            f"Berkas {agreement.snapshot} yang diterima bukan berkas yang disepakati: hash-nya berbeda."
        ]
    return []


def _hashes_before(site: Installation, submission: Submission) -> set[str]:
    """The hashes of the files that a workbook sent back takes the place of."""
    return {row.file_sha256 for row in site.ledger.submissions() if row.submission_id in submission.corrects}


def _asks_to_agree(site: Installation, submission: Submission, snapshot: str) -> str:
    """The sentence about an agreed file mended since: it counts, but awaits agreement."""
    chain = {submission.submission_id, *submission.corrects}
    outcomes = Counter(each.outcome for each in site.ledger.answers(submission.semester) if each.submission_id in chain)
    return (
        f"Berkas {snapshot} yang disepakati sudah diperbaiki lewat buku yang kembali ({outcomes['fixed']} isian "
        f"diperbaiki, {outcomes['removed']} dihapus). Mintakan persetujuan atas perbaikan itu, lalu tulis di "
        f"{AGREEMENT} file_sha256: {submission.file_sha256}; sampai itu tercatat sebagai bukan berkas yang disepakati."
    )
