"""Gathers what is still to be mended, confirmed or mended in a submission.

Mended: since the last one.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from delivery.workbook.borrowed import borrowed_numbers
from ingest.answers.applied import OPEN_SEVERITIES, beside, stable_key
from ingest.answers.confirmed import confirmed, row_keys_by_place
from ingest.answers.returned import row_key
from ingest.store import Store
from ingest.submission import Submission

Key = tuple[str, str, str]
_DOUBLED = ("NIK-007", "NIK-008")
_CONTEXT = ("record_id", "full_name", "nik", "birth_date", "sex", "district_code")


@dataclass(frozen=True)
class CellIssue:
    """One fault in one cell of the office's list."""

    key: Key
    sheet: str
    row_number: int
    column_letter: str
    field: str
    code: str
    severity: str
    value: str
    row: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def cell(self) -> str:
        """The address of the cell; in the row's first column where the fault has none."""
        return f"{self.column_letter or 'A'}{self.row_number}"


@dataclass(frozen=True)
class SubmissionIssues:
    """All that the workbook of one submission tells.

    `open` is to be mended; `confirmed` the office has called right as it is; `info` is told and needs no answer,
    as (sheet, row, column letter) with its count by code. `fixed` counts by code what was mended since the last time.
    """

    open: tuple[CellIssue, ...] = ()
    confirmed: tuple[CellIssue, ...] = ()
    info: tuple[tuple[str, int, str], ...] = ()
    info_counts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    fixed: Mapping[str, int] = dataclasses.field(default_factory=dict)
    outcomes: Mapping[str, int] = dataclasses.field(default_factory=dict)
    has_previous: bool = False

    @property
    def open_counts(self) -> Mapping[str, int]:
        return Counter(issue.code for issue in self.open)


def issues_of(store: Store, submission: Submission) -> SubmissionIssues:
    """All that the workbook of a submission tells."""
    issues = _issues(store, submission)
    if issues is None:
        return SubmissionIssues()
    issues = pa.concat_tables([issues, borrowed_numbers(store, submission, issues)])
    is_open = pc.is_in(issues["severity"], value_set=pa.array(OPEN_SEVERITIES))
    to_know = issues.filter(pc.invert(is_open))
    keys = row_keys_by_place(store, submission)
    every = _cell_issues(issues.filter(is_open), keys, _context(store, submission, issues.filter(is_open)))
    agreed = confirmed(store, submission)
    right = tuple(issue for issue in every if agreed.get(issue.key) == issue.value)
    open_issues = tuple(issue for issue in every if agreed.get(issue.key) != issue.value)
    previous = previous_of(store, submission)
    answers = _read(beside(store, submission, "answers"))
    return SubmissionIssues(
        open=open_issues, confirmed=right,
        info=tuple(zip(*(to_know[name].to_pylist() for name in ("sheet", "row_number", "column_letter")), strict=True)),
        info_counts=Counter(to_know["code"].to_pylist()),
        fixed=_fixed(store, previous, submission, every) if previous else {},
        outcomes=Counter(answers["outcome"].to_pylist()) if answers is not None else {},
        has_previous=previous is not None,
    )  # fmt: skip


def row_keys_of(store: Store, submission: Submission) -> dict[tuple[str, int], str]:
    """The key of every row that holds a record.

    It is the one that the row came with, else its own.
    """
    keys: dict[tuple[str, int], str] = {}
    for path in (submission.parquet(store), submission.rejects(store)):
        rows = _read(path, ["sheet", "row_number", "record_id"])
        if rows is not None:
            for sheet, number, record in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                keys.setdefault((sheet, number), row_key(record))
    return keys | row_keys_by_place(store, submission)


def _read(path: Path, columns: list[str] | None = None) -> pa.Table | None:
    return pq.read_table(path, columns=columns) if path.exists() else None


def _issues(store: Store, submission: Submission) -> pa.Table | None:
    return _read(submission.issues(store))


def _cell_issues(
    issues: pa.Table, keys: Mapping[tuple[str, int], str], context: Mapping[str, Mapping[str, Any]]
) -> list[CellIssue]:
    rows = issues.to_pylist()
    # of a row that says of nobody and nothing, its empty cells one by one are no news
    rejected = {row["record_id"] for row in rows if row["severity"] == "reject"}
    found = [
        CellIssue(
            (stable_key(row["record_id"], keys.get((row["sheet"], row["row_number"]), "")), row["field"], row["code"]),
            row["sheet"], row["row_number"], row["column_letter"], row["field"], row["code"], row["severity"],
            row["value"], context.get(row["record_id"], {}),
        )
        for row in rows
        if row["severity"] == "reject" or row["record_id"] not in rejected
    ]  # fmt: skip
    order = {sheet: number for number, sheet in enumerate(dict.fromkeys(issues["sheet"].to_pylist()))}
    return sorted(found, key=lambda row: (row.severity != "reject", order[row.sheet], row.row_number))


def _context(store: Store, submission: Submission, issues: pa.Table) -> dict[str, dict[str, Any]]:
    """Record id -> other facts of a faulty row, for names and suggestions."""
    path = submission.parquet(store)
    if not path.exists() or not issues.num_rows:
        return {}
    columns = [name for name in _CONTEXT if name in pq.read_schema(path).names]
    rows = pq.read_table(path, columns=columns)
    wanted = rows.filter(pc.is_in(rows["record_id"], value_set=issues["record_id"].combine_chunks().unique()))
    found = {row["record_id"]: row for row in wanted.to_pylist()}
    doubled = set(issues.filter(pc.is_in(issues["code"], value_set=pa.array(_DOUBLED)))["record_id"].to_pylist())
    same = _same_nik(
        path, {found[record_id]["nik"] for record_id in doubled & found.keys() if found[record_id].get("nik")}
    )
    return {key: row | {"same_nik": same.get(row.get("nik"), ())} for key, row in found.items()}


def _same_nik(path: Path, numbers: set[str]) -> dict[str | None, list[tuple[str, int]]]:
    """(sheet, row) of every row that has one of these NIK.

    Of two the same, only the later one is called wrong.
    """
    places: dict[str | None, list[tuple[str, int]]] = {}
    if numbers:
        rows = pq.read_table(path, columns=["nik", "sheet", "row_number"])
        for row in rows.filter(pc.is_in(rows["nik"], value_set=pa.array(sorted(numbers)))).to_pylist():
            places.setdefault(row["nik"], []).append((row["sheet"], row["row_number"]))
    return places


def previous_of(store: Store, submission: Submission) -> Submission | None:
    """The submission that this one took the place of.

    What its workbook says, else the newest superseded one.
    """
    folder = submission.folder(store)
    for submission_id in submission.corrects:
        path = folder / f"{submission_id}.json"
        if path.exists():
            return Submission.load(path)
    others = [Submission.load(path) for path in folder.glob("*.json") if path.stem != submission.submission_id]
    before = [
        other
        for other in others
        if other.status == "superseded" and other.table_id and other.received_at <= submission.received_at
    ]
    return max(before, key=lambda other: (other.received_at, other.submission_id), default=None)


def _fixed(store: Store, previous: Submission, submission: Submission, now: list[CellIssue]) -> dict[str, int]:
    """By code, what was wrong in the previous submission and no longer is.

    A workbook sent back tells each row by its key. Of any other file only the counts can be compared.
    """
    issues = _issues(store, previous)
    if issues is None:
        return {}
    issues = issues.filter(pc.is_in(issues["severity"], value_set=pa.array(OPEN_SEVERITIES)))
    before = _cell_issues(issues, row_keys_by_place(store, previous), {})
    if not submission.corrects:
        fewer = Counter((issue.field, issue.code) for issue in before)
        fewer.subtract(Counter((issue.field, issue.code) for issue in now))
        fixed: Counter[str] = Counter()
        for (_, code), count in fewer.items():
            fixed[code] += max(count, 0)
        return +fixed
    keys_now, keys_before = {issue.key for issue in now}, {issue.key for issue in before}
    newly_wrong = {key[:2] for key in keys_now - keys_before}
    return Counter(issue.code for issue in before if issue.key not in keys_now and issue.key[:2] not in newly_wrong)
