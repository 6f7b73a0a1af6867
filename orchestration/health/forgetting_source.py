"""Takes an agreed source, whose time is over, out of everything that a home keeps."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.acceptance.agreed import OF_A_SOURCE, forgotten_fact
from ingest.acceptance.agreement import AGREEMENT, agreed_sources
from ingest.acceptance.remade import remake_accepted
from ingest.acceptance.standing import report_of
from ingest.declarations.agreement import AgreedSource
from ingest.forgotten import name_of
from ingest.inbox.receive import is_landed, stood_for
from ingest.ledger import SubmissionRow
from ingest.store import DamagedError, private_folder
from ingest.submission import Submission
from ingest.whole import sha256_of
from linkage.forgotten import forget_outputs, forget_persons
from orchestration.health.forgetting import LEAST_WORDS, clear_what_was_built, rows_of_people, unlink_readings
from orchestration.health.kept_by_people import changing
from orchestration.health.left_behind import words_of_list
from orchestration.installation import Installation

_MOST_LOOKED_FOR = 40


@dataclass(frozen=True)
class Source:
    """A source: agreements, files of the book, people of its rows.

    `only_here` are people with no row in any other list, `words` what tells the source again.
    """

    agreements: tuple[AgreedSource, ...]
    files: tuple[SubmissionRow, ...]
    only_here: frozenset[str]
    words: frozenset[str]

    def __repr__(self) -> str:  # never the words
        return f"Source({len(self.agreements)} agreements, {len(self.files)} files)"

    @property
    def rows(self) -> int:
        """The rows of all its files."""
        return sum(row.rows_accepted + row.rows_rejected for row in self.files)


def last_day(agreement: AgreedSource) -> date | None:
    """The last day on which the source may be kept.

    That of its permit or of the agreement, whichever comes first; None where neither has one.
    """
    days = [day for day in (agreement.permit.expires, agreement.valid_until) if day is not None]
    return min(days, default=None)


def still_used(site: Installation, agreement: AgreedSource, today: date) -> str | None:
    """The semester of an agreement that lets the city keep the same source.

    None where none does today.
    """
    for other in agreed_sources(site.store):
        day = last_day(other)
        if other.snapshot == agreement.snapshot and (day is None or day >= today):
            return other.semester
    return None


def find_source(site: Installation, agreement: AgreedSource) -> Source:
    """The source of an agreement: its files of every semester, and its people."""
    files = tuple(row for row in site.ledger.submissions() if _is_of(site, row, agreement.snapshot))
    ids = {row.submission_id for row in files}
    rows = list(rows_of_people(site.store))
    own = [row for row in rows if row["submission_id"] in ids]
    others = [row for row in rows if row["submission_id"] not in ids]
    elsewhere = {row["person_id"] for row in others}
    only_here = frozenset(row["person_id"] for row in own if row["person_id"] and row["person_id"] not in elsewhere)
    words = set(_words(own, {row["nik"] for row in others}, only_here))
    of_source = {row.file_sha256 for row in files}
    for path in site.store.landing.glob("[0-9a-f]*"):  # what other lists say of them is theirs to say
        if path.name not in of_source:
            words -= words_of_list(path, words)
    agreements = tuple(each for each in agreed_sources(site.store) if each.snapshot == agreement.snapshot)
    return Source(agreements, files, only_here, frozenset(words))


def _is_of(site: Installation, row: SubmissionRow, snapshot: str) -> bool:
    if row.entity not in OF_A_SOURCE:
        return False
    try:
        return Submission.load(report_of(site.store, row)).snapshot_id == snapshot
    except DamagedError:
        return not is_landed(site.store, row.file_sha256)  # gone, where forgetting it was stopped


def _words(own: Iterable[dict[str, Any]], numbers: Collection[str], only_here: Collection[str]) -> Iterator[str]:
    """The words to search for afterwards: of some people with no other row.

    Their ids, numbers and names. Some, since a store that kept the source kept all of its rows: those are spread over
    the whole of it.
    """
    alone = [row for row in own if row["person_id"] in only_here]
    for row in alone[:: max(1, len(alone) // _MOST_LOOKED_FOR)]:
        yield row["person_id"]
        if row["nik"] and row["nik"] not in numbers:
            yield row["nik"]
        name = name_of(row)
        if len(name.split()) >= LEAST_WORDS:
            yield name


def take_out_source(site: Installation, source: Source) -> frozenset[str]:
    """Takes the source out of files, rows, links, the book.

    Gives the ids of the people gone with it. Its agreements leave the inbox last: stopped before, the command finds
    them again and does the rest. For whoever has the lock of the home.
    """
    store, ledger = site.store, site.ledger
    agreed = {each.sha256 for agreement in source.agreements for each in agreement.agreed_files}
    hashes = agreed | {row.file_sha256 for row in source.files}
    for path in (path for row in source.files for path in _in_the_inbox(site, row, hashes)):
        path.unlink()
    for sha256 in hashes:
        store.landed(sha256).unlink(missing_ok=True)
    for row in source.files:
        unlink_readings(store, row)
    ledger.forget_submissions(row.submission_id for row in source.files)
    semesters = sorted({row.semester for row in source.files})
    parts = [(name, semester) for semester in semesters for name in OF_A_SOURCE]
    remake_accepted(store, ledger, site.catalogue, parts)
    with changing(store, ledger, to_less=True):
        gone = forget_persons(store.linkage, source.only_here)
    forget_outputs(store.linkage)
    clear_what_was_built(site, gone)
    for agreement in source.agreements:
        ledger.note_fact(forgotten_fact(agreement.semester), f"{date.today()} {agreement.agreement_hash}")
        _put_aside(site, agreement)
    return gone


def _in_the_inbox(site: Installation, row: SubmissionRow, hashes: Collection[str]) -> list[Path]:
    """The files of the list's office that are, or stand for, files of the source."""
    there = site.store.inbox_of(row.semester, row.agency_id).rglob("*")
    files = [path for path in there if path.is_file() and not path.is_symlink()]
    return [path for path in files if (stood_for(site.store, path) or sha256_of(path)) in hashes]


def _put_aside(site: Installation, agreement: AgreedSource) -> None:
    """Moves the agreement, which names no person, to where older wordings are kept."""
    kept = private_folder(site.store.home / "agreements")
    written = site.store.inbox / agreement.semester / AGREEMENT
    os.replace(written, kept / f"{agreement.semester}-{agreement.agreement_hash[:12]}.yml")


def agreements_of(site: Installation) -> Mapping[str, AgreedSource]:
    """The agreements of the inbox by their semester; CatalogueError where one cannot be read."""
    return {each.semester: each for each in agreed_sources(site.store)}
