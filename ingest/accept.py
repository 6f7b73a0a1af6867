"""Admitted submissions put together, one table per entity and semester: the only thing that the warehouse reads.

When a list is held, the last good one of the same list and semester stays and is marked stale; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.catalogue import Catalogue, EntitySchema
from ingest.ledger import Ledger, SubmissionRow
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission
from ingest.typed import ARROW_TYPES

# Two files of one list that share half of their people are two versions of it, not two parts.
_RIVAL_OVERLAP = 0.5


class Judged(Protocol):
    """What the quality rules said of one submission."""

    @property
    def submission_id(self) -> str: ...
    @property
    def admitted(self) -> bool: ...
    @property
    def hold_codes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class AcceptReport:
    """Which submissions stand for a semester, and how many rows each entity has from them."""

    semester: str
    submissions: tuple[Submission, ...]
    rows: Mapping[str, int]
    stale: frozenset[str]

    @property
    def held(self) -> tuple[Submission, ...]:
        return tuple(one for one in self.submissions if one.status == "held")


def accept(
    store: Store,
    ledger: Ledger,
    catalogue: Catalogue,
    semester: str,
    submissions: Sequence[Submission],
    verdicts: Iterable[Judged],
) -> AcceptReport:
    """Admits or holds each submission by its verdict and writes accepted/ for the semester."""
    judged = {verdict.submission_id: verdict for verdict in verdicts}
    book = {row.submission_id: row for row in ledger.submissions(semester)}
    before = {row.submission_id for row in book.values() if row.status == "admitted"}
    decided = [_decide(one, judged.get(one.submission_id)) for one in submissions]
    decided = _settle_rivals(store, catalogue, decided, book)
    standing, stale = _standing(store, decided, book, before)
    rows = {name: _write_entity(store, schema, semester, standing) for name, schema in catalogue.entities.items()}
    for one in decided:
        one.save(store)
        ledger.set_status(one.submission_id, one.status, one.hold_codes)
    return AcceptReport(semester, tuple(decided), rows, stale)


def _decide(one: Submission, verdict: Judged | None) -> Submission:
    if one.status == "duplicate":
        return one
    if one.holding or verdict is None or not verdict.admitted:
        codes = sorted({*one.holding, *(verdict.hold_codes if verdict else ())})
        return one.with_status("held", codes)
    return one.with_status("admitted")


def _settle_rivals(
    store: Store, catalogue: Catalogue, decided: list[Submission], book: Mapping[str, SubmissionRow]
) -> list[Submission]:
    """Of two versions of one list the later arrival supersedes; when both came together, nobody can say: both wait."""
    by_id = {one.submission_id: one for one in decided}
    groups: dict[tuple[str, str], list[Submission]] = {}
    for one in decided:
        if one.status == "admitted":
            groups.setdefault((one.agency_id, one.table_id), []).append(one)
    for group in groups.values():
        group.sort(key=lambda one: book[one.submission_id].arrival_no)
        for earlier, later in combinations(group, 2):
            corrected = next(
                (a for a, b in ((earlier, later), (later, earlier)) if a.submission_id in b.corrects), None
            )
            if corrected is not None:  # our own workbook, sent back: it says itself what it takes the place of
                by_id[corrected.submission_id] = corrected.with_status("superseded")
                continue
            if _overlap(store, earlier, later) < _RIVAL_OVERLAP:
                continue
            if book[earlier.submission_id].batch_no != book[later.submission_id].batch_no:
                by_id[earlier.submission_id] = earlier.with_status("superseded")
                continue
            for one, other in ((earlier, later), (later, earlier)):
                problem = Problem.of(catalogue.issue_codes, "FIL-007", found=other.file_name)
                held = replace(one, problems=(problem, *one.problems))
                by_id[one.submission_id] = held.with_status("held", ("FIL-007",))
    return [by_id[one.submission_id] for one in decided]


def _overlap(store: Store, left: Submission, right: Submission) -> float:
    """Share of the smaller file's rows that the other has too, by what tells rows apart."""
    keys = [_row_keys(store, one) for one in (left, right)]
    smaller = min(len(keys[0]), len(keys[1]))
    return len(keys[0] & keys[1]) / smaller if smaller else 0.0


def _row_keys(store: Store, one: Submission) -> set[tuple[object, ...]]:
    schema = pq.read_schema(one.parquet(store))
    wanted = (
        "nik",
        "name_key",
        "birth_date",
        "area_code",
        "area_text",
        "category",
        "programme_text",
        "problem",
        "period_year",
    )
    table = pq.read_table(one.parquet(store), columns=[name for name in wanted if name in schema.names])
    columns = table.to_pydict()
    if "nik" in columns:
        return {(nik,) if nik else (key, born) for nik, key, born in zip(
            columns["nik"], columns["name_key"], columns.get("birth_date", columns["nik"]), strict=True)}  # fmt: skip
    return set(zip(*columns.values(), strict=True))


def _standing(
    store: Store, decided: Sequence[Submission], book: Mapping[str, SubmissionRow], before: set[str]
) -> tuple[list[Submission], frozenset[str]]:
    """The submissions that stand for the semester, and those of them that only stand in for a held or absent file."""
    now = {one.submission_id: one for one in decided}
    standing = [one for one in decided if one.status == "admitted"]
    covered = {(one.agency_id, one.table_id) for one in standing}
    stale = {
        one.submission_id
        for one in standing
        for other in decided
        if other.status == "held"
        and (other.agency_id, other.table_id) == (one.agency_id, one.table_id)
        and book[other.submission_id].arrival_no > book[one.submission_id].arrival_no
    }
    for row in book.values():
        if (
            row.submission_id in before
            and row.submission_id not in now
            and (row.agency_id, row.table_id) not in covered
        ):
            path = store.conformed(row.agency_id, row.table_id, row.semester) / f"{row.submission_id}.json"
            standing.append(Submission.load(path))
            stale.add(row.submission_id)
    return sorted(standing, key=lambda one: one.submission_id), frozenset(stale)


def _write_entity(store: Store, schema: EntitySchema, semester: str, standing: Sequence[Submission]) -> int:
    empty = pa.schema([(name, ARROW_TYPES[column.type]) for name, column in schema.columns.items()]).empty_table()
    parts = [pq.read_table(one.parquet(store)) for one in standing if one.entity == schema.entity.entity]
    table = pa.concat_tables([empty, *parts])
    write_parquet(empty, store.accepted_part(schema.entity.entity, "none"))
    write_parquet(table, store.accepted_part(schema.entity.entity, semester))
    return int(table.num_rows)


def write_side_tables(store: Store, ledger: Ledger, catalogue: Catalogue, stale: frozenset[str] = frozenset()) -> None:
    """The small tables beside the entities: submissions, issues, agencies, programmes, regions, agreements."""
    from ingest.side_tables import side_tables

    for name, table in side_tables(store, ledger, catalogue, stale).items():
        write_parquet(table, store.accepted_part(name))
