"""Takes a person out of everything that a home keeps."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from ingest.acceptance.remade import accepted_of, remake_accepted, remake_conformed
from ingest.acceptance.standing import report_of
from ingest.forgotten import SAYING, Sign, add, family_sign, name_of, signs_of_row
from ingest.inbox.receive import is_landed, receive
from ingest.ledger import SubmissionRow
from ingest.sandbox.readers import shared_readers
from ingest.store import Store
from linkage.forgotten import forget_persons
from orchestration.health.ailments import Ailment, HomeError
from orchestration.health.kept_by_people import changing
from orchestration.installation import Installation

_ENTITIES = ("enrolment_records", "reference_records", "civil_registry_records")
LEAST_WORDS = 2
"""Words that a name needs to be searched for: a single one stands in many texts."""


@dataclass(frozen=True)
class Person:
    """The person asked about: rows, and signs and words that tell it."""

    ids: frozenset[str]
    rows: Mapping[str, int]  # semester/agency/list -> rows
    signs: frozenset[Sign]
    words: frozenset[str]  # which no other person has, so that finding one is finding this person
    shared_names: int

    def __repr__(self) -> str:  # never the words
        return f"Person({len(self.ids)} ids, {sum(self.rows.values())} rows)"


def find(store: Store, *, person_id: str = "", nik: str = "") -> Person:
    """The person with an id or a number; without rows where nothing is known."""
    rows = list(rows_of_people(store))
    ids = {row["person_id"] for row in rows if row["nik"] == nik and row["person_id"]} if nik else {person_id}
    own = [row for row in rows if row["person_id"] in ids or (nik and row["nik"] == nik)]
    others = [row for row in rows if row["person_id"] not in ids and not (nik and row["nik"] == nik)]
    shared = {row["nik"] for row in others if row["nik"]}
    names_of_others = {name_of(row) for row in others}
    names = {name_of(row) for row in own} - {""}
    unique = {name for name in names if not any(name in other for other in names_of_others)}
    niks = {row["nik"] for row in own if row["nik"]} | ({nik} - {""})
    words = {*ids, *(niks - shared), *(name for name in unique if len(name.split()) >= LEAST_WORDS)}
    written = {row["full_name"] for row in own if row["full_name"] and name_of(row) in words}
    return Person(
        frozenset(ids),
        Counter(f"{row['semester']}/{row['agency_id']}/{row['table_id']}" for row in own),
        frozenset(_signs(own, shared) | {("nik", each) for each in niks - shared}),
        frozenset(words | written),
        len(names - words),
    )


def is_known(store: Store, person_id: str) -> bool:
    """True for an id that the last linkage gave out."""
    path = store.linkage / "persons.parquet"
    return path.exists() and person_id in pq.read_table(path, columns=["person_id"])["person_id"].to_pylist()


def _signs(own: list[dict[str, Any]], shared: set[str]) -> set[Sign]:
    """The signs of the rows; a number that others have too only with the name."""
    found: set[Sign] = set()
    for row in own:
        name, card = name_of(row), row["family_card_no"]
        found |= {sign for sign in signs_of_row(row) if sign[0] != "nik" or sign[1] not in shared}
        found |= {("nama", name)} if name else set()
        found |= {("kk", card)} if card else set()
        found |= {family_sign(row)} if row["source_family_id"] else set()
        found |= {("kk+nama", card, name)} if card and name else set()
    return found


def rows_of_people(store: Store) -> Iterator[dict[str, Any]]:
    """Every accepted row of a person, with the person's id where it is linked."""
    links, columns = store.linkage / "person_links.parquet", ["record_id", "semester", "person_id"]
    linked = pq.read_table(links, columns=columns).to_pylist() if links.exists() else []
    known = {(row["record_id"], row["semester"]): row["person_id"] for row in linked}
    for path in sorted(path for name in _ENTITIES for path in (store.accepted / name).glob("semester=*/part.parquet")):
        there = set(pq.read_schema(path).names)
        wanted = [
            "record_id",
            "submission_id",
            "semester",
            "agency_id",
            "table_id",
            *sorted({*SAYING, "full_name"} & there),
        ]
        for row in pq.ParquetFile(path).read(columns=wanted).to_pylist():
            blank = dict.fromkeys((*SAYING, "full_name"))
            yield {**blank, **row, "person_id": known.get((row["record_id"], row["semester"]))}


def refuse_what_cannot_be_read_again(site: Installation) -> None:
    """Raises HomeError where a file that stands is gone: it could not be read anew."""
    gone = [
        row for row in site.ledger.submissions()
        if row.submission_id in accepted_of(site.ledger, row.semester) and not is_landed(site.store, row.file_sha256)
    ]  # fmt: skip
    if gone:
        raise HomeError(Ailment("RUM-021", f"{row.semester}/{row.agency_id}/{row.file_name}") for row in gone)


def take_out(site: Installation, person: Person) -> frozenset[str]:
    """Takes the person out of files, rows, decisions; gives the ids gone.

    The list of the forgotten is on the disk first: when this is stopped anywhere, every later reading leaves the
    person out all the same, and asking again does the rest. For whoever has the lock of the home.
    """
    refuse_what_cannot_be_read_again(site)
    site.settings.identity_key()
    with changing(site.store, site.ledger):
        add(site.store, person.signs)
    rows = site.ledger.submissions()
    for row in rows:
        unlink_readings(site.store, row)
    readers = shared_readers(site.settings.bounds)
    remake_conformed(site.store, site.ledger, site.catalogue, rows, readers)
    for semester, agency_id in sorted({(row.semester, row.agency_id) for row in rows}):
        receive(site.store, semester, agency_id, site.catalogue.agencies[agency_id].agency.ignore_files)
    parts = [(name, row.semester) for row in rows for name in site.catalogue.entities]
    remake_accepted(site.store, site.ledger, site.catalogue, sorted(set(parts)))
    with changing(site.store, site.ledger, to_less=True):
        gone = forget_persons(site.store.linkage, person.ids)
    clear_what_was_built(site, gone)
    return gone


def clear_what_was_built(site: Installation, gone: Collection[str]) -> None:
    """Removes what was made of people who are gone and is made anew."""
    site.ledger.forget_proposals(gone)
    # what a shard shows to others is written anew when it shows it again
    shutil.rmtree(site.store.linkage / "across", ignore_errors=True)
    # a database keeps the bytes of rows that it deleted: made anew by the next run
    shutil.rmtree(site.store.warehouse.parent, ignore_errors=True)


def unlink_readings(store: Store, row: SubmissionRow) -> None:
    """Removes what was read of a file, so that it is read anew."""
    report = report_of(store, row)
    report.unlink(missing_ok=True)
    for path in report.parent.glob(f"**/{row.submission_id}.parquet"):
        path.unlink()
