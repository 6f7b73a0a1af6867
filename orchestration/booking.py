"""Books a release: what stands in it, and the papers that it was published by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ingest.acceptance.agreed import booked
from ingest.acceptance.agreement import agreed_sources, in_force
from ingest.ledger import AgreementRow, ReleaseRow
from orchestration.installation import Installation

if TYPE_CHECKING:
    from delivery import Release


def papers(site: Installation) -> dict[str, Any]:
    """The agreements and the persons' decisions that a release is published by, for its manifest."""
    agreements = agreed_sources(site.store)
    known = {row.submission_id for row in site.ledger.submissions()}
    return {
        "agreements": [asdict(booked(agreement)) for agreement in agreements],
        "decisions": [
            asdict(decision)
            for submission_id, decision in sorted(site.ledger.decisions().items())
            if submission_id in known
        ],
        "semesters_without_agreement": without_agreement(site),
    }


def without_agreement(site: Installation) -> list[str]:
    """The semesters of the book that no agreement covers."""
    agreements = agreed_sources(site.store)
    semesters = sorted({row.semester for row in site.ledger.submissions()})
    return [semester for semester in semesters if in_force(agreements, semester) is None]


def unagreed_in_words(site: Installation) -> str:
    """The sentence that every table carries where no source was agreed on."""
    semesters = without_agreement(site)
    return f"Sumber acuan belum disepakati: {', '.join(semesters)}." if semesters else ""


def book(site: Installation, release: Release) -> None:
    """Books a release as its manifest tells it: all, or nothing."""
    manifest = release.manifest()
    agreements: list[Mapping[str, Any]] = manifest.get("agreements", [])
    with site.ledger.together():
        site.ledger.record_release(ReleaseRow(release.name, release.semester, release.created_at, release.content_hash))
        book_standing(site, manifest)
        for agreement in agreements:
            site.ledger.book_agreement(AgreementRow(**agreement))


def book_standing(site: Installation, manifest: Mapping[str, Any]) -> None:
    """Notes the files that stand in a release, semester by semester."""
    standing: dict[str, set[str]] = {}
    for row in manifest["submissions"]:
        admitted = standing.setdefault(row["semester"], set())
        if row["status"] == "admitted":
            admitted.add(row["submission_id"])
    for semester, submission_ids in standing.items():
        site.ledger.book_standing(semester, submission_ids)


def book_current(site: Installation) -> None:
    """Books the current release where its run died before it was booked."""
    from delivery import current_release

    release = current_release(site.store)
    if release is not None and release.name not in {row.release_id for row in site.ledger.releases()}:
        book(site, release)
