"""Joins a source handed over as two files: members and their families.

The rows of both stay as many as they are: a member without a family keeps its row and lacks a rank, a family without
members and a number that two families have keep theirs; each is told. Joining again, with other files, gives what
joining anew would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.declarations.catalogue import Catalogue
from ingest.declarations.contract import Table
from ingest.parsers.column import to_mask
from ingest.reading.issues import ISSUE_SCHEMA, shown
from ingest.semester import Semester
from ingest.store import Store, write_parquet
from ingest.submission import Problem, Submission

_WITHOUT_FAMILY, _WITHOUT_MEMBERS, _TWICE, _ALONE = "GAB-001", "GAB-002", "GAB-003", "GAB-004"
_CODES = (_WITHOUT_FAMILY, _WITHOUT_MEMBERS, _TWICE, _ALONE)
_RANK = "welfare_decile"
_PLACE = frozenset(("village_code", "village_text", "district_code"))
# Where a row stands and whose it is: never another row's.
_OWN = frozenset(
    ("record_id", "submission_id", "agency_id", "table_id", "semester", "sheet", "row_number", "as_of_date",
     "snapshot_id", "family_card_status")
)  # fmt: skip


@dataclass(frozen=True)
class _Pair:
    """The files of members and of families of one snapshot."""

    table: Table
    members: tuple[Submission, ...]
    families: tuple[Submission, ...]

    @property
    def both(self) -> tuple[Submission, ...]:
        return (*self.members, *self.families)


def join_lists(store: Store, catalogue: Catalogue, submissions: Sequence[Submission]) -> list[Submission]:
    """`submissions` with the columns of families in the members' rows.

    What did not join is told. Where one of the two files is missing the other is held.
    """
    joined = {submission.submission_id: submission for submission in submissions}
    for pair in _pairs(store, catalogue, submissions):
        for submission in pair.both:
            others = tuple(problem for problem in submission.problems if problem.code not in _CODES)
            joined[submission.submission_id] = replace(submission, problems=others)
        done = _joined(store, catalogue, pair) if pair.members and pair.families else _alone(catalogue, pair)
        for submission_id, problems in done.items():
            before = joined[submission_id]
            joined[submission_id] = replace(before, problems=(*before.problems, *problems))
    return [joined[submission.submission_id] for submission in submissions]


def held_together(store: Store, catalogue: Catalogue, decided: Sequence[Submission]) -> list[Submission]:
    """`decided`, with the other file of a pair held where one is held.

    The two are of use together alone.
    """
    held = set[str]()
    for pair in _pairs(store, catalogue, decided):
        if any(submission.status == "held" for submission in pair.both):
            held |= {submission.submission_id for submission in pair.both if submission.status == "admitted"}
    problem = Problem.of(catalogue.issue_codes, _ALONE)
    return [
        replace(submission, problems=(*submission.problems, problem)).with_status("held", (_ALONE,))
        if submission.submission_id in held
        else submission
        for submission in decided
    ]


def _pairs(store: Store, catalogue: Catalogue, submissions: Iterable[Submission]) -> list[_Pair]:
    """The files that belong together, by list and snapshot; those that gave rows."""
    groups: dict[tuple[str, str, str | None], list[Submission]] = {}
    for submission in submissions:
        if submission.table_id and submission.status != "duplicate" and submission.parquet(store).exists():
            groups.setdefault((submission.agency_id, submission.table_id, submission.snapshot_id), []).append(
                submission
            )
    pairs = []
    for agency_id, snapshot_id in dict.fromkeys((agency_id, snapshot_id) for agency_id, _, snapshot_id in groups):
        for table_id, declared in catalogue.agencies[agency_id].agency.tables.items():
            if declared.join is None:
                continue
            found = [groups.get((agency_id, name, snapshot_id), []) for name in (table_id, declared.join.table)]
            if any(found):
                semester = Semester.parse(next(one for some in found for one in some).semester)
                pairs.append(_Pair(declared.at(semester), tuple(found[0]), tuple(found[1])))
    return pairs


def _alone(catalogue: Catalogue, pair: _Pair) -> dict[str, list[Problem]]:
    expected = "berkas keluarga" if pair.members else "berkas anggota keluarga"
    problem = Problem.of(catalogue.issue_codes, _ALONE, expected=expected)
    return {submission.submission_id: [problem] for submission in pair.both}


def _joined(store: Store, catalogue: Catalogue, pair: _Pair) -> dict[str, list[Problem]]:
    """Writes the joined rows and issues of a pair; its problems by submission."""
    by = pair.table.join.by if pair.table.join else ""
    families = {one.submission_id: pq.read_table(one.parquet(store)) for one in pair.families}
    members = {one.submission_id: pq.read_table(one.parquet(store)) for one in pair.members}
    all_families = pa.concat_tables(families.values())
    by_number = _one_each(all_families, by)
    numbers = by_number[by].combine_chunks()
    counted = pc.value_counts(all_families[by].drop_null())
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    has_members = pa.concat_arrays([rows[by].combine_chunks() for rows in members.values()]).unique()
    told: dict[str, list[Problem]] = {}
    for one in pair.members:
        rows = members[one.submission_id]
        place = pc.index_in(rows[by].combine_chunks(), value_set=numbers)
        write_parquet(_with_columns(rows, by_number, place, one), one.parquet(store))
        found = {_WITHOUT_FAMILY: _true_at(pc.is_null(place))}
        told[one.submission_id] = _told(store, catalogue, one, rows, by, found)
    for one in pair.families:
        rows = families[one.submission_id]
        found = {
            _WITHOUT_MEMBERS: _true_at(pc.invert(_is_among(rows[by], has_members))),
            _TWICE: _true_at(_is_among(rows[by], twice)),
        }
        told[one.submission_id] = _told(store, catalogue, one, rows, by, found)
    return told


def _one_each(families: pa.Table, by: str) -> pa.Table:
    """One row for each number; of several the poorest.

    The same is done for a person whom a source has twice.
    """
    order = [(by, "ascending"), (_RANK, "ascending"), ("record_id", "ascending")]
    rows = families.filter(pc.is_valid(families[by])).sort_by(order).combine_chunks()
    if rows.num_rows < 2:
        return rows
    numbers = rows[by].combine_chunks()
    is_first = np.r_[True, to_mask(pc.not_equal(numbers[1:], numbers[:-1]))]
    return rows.filter(pa.array(is_first))


def _with_columns(rows: pa.Table, families: pa.Table, place: pa.Array, members: Submission) -> pa.Table:
    """`rows` with every column of their family that their own file does not bring."""
    brought = set(members.columns.values())
    own = _OWN | brought | {f"{name}_key" for name in brought}
    own |= _PLACE if brought & {"village_name", "village_code_source"} else set()
    for name in families.column_names:
        if name in rows.column_names and name not in own:
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(
                at, rows.schema.field(at), families[name].take(place).cast(rows.schema.field(at).type)
            )
    return rows


def _is_among(values: pa.ChunkedArray, known: pa.Array) -> pa.Array:
    return pc.and_(pc.is_valid(values), pc.is_in(values, value_set=known.drop_null()))


def _true_at(values: pa.Array) -> list[int]:
    mask = to_mask(values)
    return [int(at) for at in np.flatnonzero(mask)]


def _told(
    store: Store, catalogue: Catalogue, one: Submission, rows: pa.Table, by: str, found: dict[str, list[int]]
) -> list[Problem]:
    """Adds an issue for each row that did not join; gives a problem per code."""
    field = catalogue.entities[one.entity].fields.get(by)
    before = pq.read_table(one.issues(store))
    parts = [before.filter(pc.invert(pc.is_in(before["code"], value_set=pa.array(_CODES))))]
    problems = []
    for code, positions in found.items():
        if not positions:
            continue
        picked = rows.take(positions)
        values = picked[by].to_pylist()
        masked = [shown(value, field) for value in values]
        count = len(positions)
        columns = {name: picked[name].to_pylist() for name in ISSUE_SCHEMA.names if name in picked.column_names} | {
            "issue_id": [f"{record_id}-{code}-{by}" for record_id in picked["record_id"].to_pylist()],
            "column_letter": [""] * count, "field": [by] * count, "code": [code] * count,
            "severity": [catalogue.issue_codes[code].severity] * count, "value_masked": masked, "value": values,
        }  # fmt: skip
        parts.append(pa.table(columns, schema=ISSUE_SCHEMA))
        problems.append(
            Problem.of(
                catalogue.issue_codes, code, sheet=columns["sheet"][0], cell=f"baris {columns['row_number'][0]}",
                found=masked[0], count=count,
            )
        )  # fmt: skip
    write_parquet(pa.concat_tables(parts), one.issues(store))
    return problems
