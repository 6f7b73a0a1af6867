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

from ingest.answers.applied import OPEN_SEVERITIES, beside, stable_key
from ingest.answers.confirmed import confirmed, row_keys_told
from ingest.answers.returned import row_key
from ingest.store import Store
from ingest.submission import Submission

Key = tuple[str, str, str]
_DOUBLED = ("NIK-007", "NIK-008")
_CONTEXT = ("record_id", "full_name", "nik", "birth_date", "sex", "district_code")


@dataclass(frozen=True)
class Finding:
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
class Findings:
    """All that the workbook of one submission tells.

    `open` is to be mended; `confirmed` the office has called right as it is; `info` is told and needs no answer,
    as (sheet, row, column letter) with its count by code. `fixed` counts by code what was mended since the last time.
    """

    open: tuple[Finding, ...] = ()
    confirmed: tuple[Finding, ...] = ()
    info: tuple[tuple[str, int, str], ...] = ()
    info_counts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    fixed: Mapping[str, int] = dataclasses.field(default_factory=dict)
    outcomes: Mapping[str, int] = dataclasses.field(default_factory=dict)
    has_previous: bool = False

    @property
    def open_counts(self) -> Mapping[str, int]:
        return Counter(finding.code for finding in self.open)


def findings_of(store: Store, submission: Submission) -> Findings:
    """All that the workbook of a submission tells."""
    issues = _issues(store, submission)
    if issues is None:
        return Findings()
    is_open = pc.is_in(issues["severity"], value_set=pa.array(OPEN_SEVERITIES))
    told = issues.filter(pc.invert(is_open))
    keys = row_keys_told(store, submission)
    every = _findings(issues.filter(is_open), keys, _context(store, submission, issues.filter(is_open)))
    agreed = confirmed(store, submission)
    settled = tuple(one for one in every if agreed.get(one.key) == one.value)
    still = tuple(one for one in every if agreed.get(one.key) != one.value)
    previous = previous_of(store, submission)
    answers = _read(beside(store, submission, "answers"))
    return Findings(
        open=still, confirmed=settled,
        info=tuple(zip(*(told[name].to_pylist() for name in ("sheet", "row_number", "column_letter")), strict=True)),
        info_counts=Counter(told["code"].to_pylist()),
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
    return keys | row_keys_told(store, submission)


def _read(path: Path, columns: list[str] | None = None) -> pa.Table | None:
    return pq.read_table(path, columns=columns) if path.exists() else None


def _issues(store: Store, submission: Submission) -> pa.Table | None:
    return _read(submission.issues(store))


def _findings(
    issues: pa.Table, keys: Mapping[tuple[str, int], str], context: Mapping[str, Mapping[str, Any]]
) -> list[Finding]:
    rows = issues.to_pylist()
    # of a row that says of nobody and nothing, its empty cells one by one are no news
    rejected = {one["record_id"] for one in rows if one["severity"] == "reject"}
    found = [
        Finding(
            (stable_key(one["record_id"], keys.get((one["sheet"], one["row_number"]), "")), one["field"], one["code"]),
            one["sheet"], one["row_number"], one["column_letter"], one["field"], one["code"], one["severity"],
            one["value"], context.get(one["record_id"], {}),
        )
        for one in rows
        if one["severity"] == "reject" or one["record_id"] not in rejected
    ]  # fmt: skip
    order = {sheet: number for number, sheet in enumerate(dict.fromkeys(issues["sheet"].to_pylist()))}
    return sorted(found, key=lambda one: (one.severity != "reject", order[one.sheet], one.row_number))


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
    same = _same_nik(path, {found[one]["nik"] for one in doubled & found.keys() if found[one].get("nik")})
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
        one
        for one in others
        if one.status == "superseded" and one.table_id and one.received_at <= submission.received_at
    ]
    return max(before, key=lambda one: (one.received_at, one.submission_id), default=None)


def _fixed(store: Store, previous: Submission, submission: Submission, now: list[Finding]) -> dict[str, int]:
    """By code, what was wrong in the previous submission and no longer is.

    A workbook sent back tells each row by its key. Of any other file only the counts can be compared.
    """
    issues = _issues(store, previous)
    if issues is None:
        return {}
    issues = issues.filter(pc.is_in(issues["severity"], value_set=pa.array(OPEN_SEVERITIES)))
    before = _findings(issues, row_keys_told(store, previous), {})
    if not submission.corrects:
        fewer = Counter((one.field, one.code) for one in before)
        fewer.subtract(Counter((one.field, one.code) for one in now))
        fixed: Counter[str] = Counter()
        for (_, code), count in fewer.items():
            fixed[code] += max(count, 0)
        return +fixed
    keys_now, keys_before = {one.key for one in now}, {one.key for one in before}
    newly_wrong = {key[:2] for key in keys_now - keys_before}
    return Counter(one.code for one in before if one.key not in keys_now and one.key[:2] not in newly_wrong)
