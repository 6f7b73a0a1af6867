"""Applies an office's answers: new values, rows taken out, issues closed; kept as evidence.

The rows are corrected after they were gathered and before they are typed, by the key of the row, so a corrected value
is read by the same rules as any other. The file itself is never changed. Three private tables beside the rows keep what
was done: `answers` (every answer and what became of it), `corrections` (cell, value before, value now), `row_keys`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.answers.returned import Answer, Returned, record_key, row_key
from ingest.parsers.texts import as_words
from ingest.sheets.gather import Gathered
from ingest.store import Store, write_parquet
from ingest.submission import Submission

if TYPE_CHECKING:
    from ingest.ledger import Ledger

OPEN_SEVERITIES = ("reject", "warning")
REMOVED_ROWS = "removed_by_office"
OWN_SHEETS = "returned_sheet"
_TEXT = pa.string()
_KEYS = ("answer_id", "submission_id", "of_submission_id", "semester", "agency_id", "table_id", "file_sha256",
         "answered_at", "record_key", "field", "code", "decision")  # fmt: skip
ANSWER_SCHEMA = pa.schema(
    [*((name, _TEXT) for name in _KEYS), ("has_new_value", pa.bool_()), ("outcome", _TEXT), ("new_value", _TEXT),
     ("value", _TEXT), ("filled_by", _TEXT)]
)  # fmt: skip
CORRECTION_SCHEMA = pa.schema(
    [("record_id", _TEXT), ("sheet", _TEXT), ("row_number", pa.int32()), ("column_letter", _TEXT), ("field", _TEXT),
     ("kind", _TEXT), ("value_before", _TEXT), ("value", _TEXT)]
)  # fmt: skip
ROW_KEY_SCHEMA = pa.schema([("sheet", _TEXT), ("row_number", pa.int32()), ("row_key", _TEXT)])
Key = tuple[str, str, str]


@dataclass
class Applied:
    """The effect of one workbook's answers on the gathered rows; `refused` ones contradict each other."""

    returned: Returned
    corrections: list[dict[str, Any]] = field(default_factory=list)
    row_keys: dict[tuple[str, int], str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    refused: set[Key] = field(default_factory=set)


@dataclass(frozen=True)
class Answered:
    """The evidence of one workbook sent back, and the ledger's lines, which hold no value."""

    answers: pa.Table
    corrections: pa.Table
    row_keys: pa.Table

    def save(self, store: Store, submission: Submission) -> None:
        """Writes the tables beside the rows, private."""
        for name in ("answers", "corrections", "row_keys"):
            write_parquet(getattr(self, name), beside(store, submission, name))


def beside(store: Store, submission: Submission, name: str) -> Path:
    """The path of a table of evidence of a submission."""
    return submission.folder(store) / name / f"{submission.submission_id}.parquet"


def apply(returned: Returned, gathered: Gathered, record_ids: Sequence[str], fields: Iterable[str]) -> Applied:
    """Puts new values in place and takes rows out; `fields` are the list's own."""
    applied = Applied(returned, row_keys=_row_keys(returned, gathered))
    keys = [
        stable_key(record_id, applied.row_keys[place])
        for place, record_id in zip(zip(gathered.sheets, gathered.row_numbers, strict=True), record_ids, strict=True)
    ]
    positions = {key: at for at, key in enumerate(keys)}
    applied.refused = _contradictions(returned, keys) | _partial_removals(returned, gathered, keys)
    fillable = frozenset(fields)
    for answer in returned.answers:
        at = positions.get(answer.record_key)
        if answer.key in applied.refused or answer.new_value is None:
            continue
        if at is None or answer.field not in fillable:
            applied.refused.add(answer.key)
            continue
        _correct(applied, gathered, answer, at, record_ids[at])
    _remove_rows(applied, gathered, positions, record_ids)
    gathered.rows_in += returned.own_rows
    gathered.furniture[OWN_SHEETS] += returned.own_rows
    return applied


def _row_keys(returned: Returned, gathered: Gathered) -> dict[tuple[str, int], str]:
    """The key that each row brought along, once; new and copied rows get their own."""
    keys: dict[tuple[str, int], str] = {}
    seen: set[str] = set()
    for place in zip(gathered.sheets, gathered.row_numbers, strict=True):
        if place in keys:
            continue
        key = returned.row_keys.get(place, "")
        keys[place] = key if key and key not in seen else ""
        seen.add(key)
    return keys


def _contradictions(returned: Returned, keys: Sequence[str]) -> set[Key]:
    """Answers that cannot all hold: confirmed and changed, two values, removed and mended."""
    doubled = {row for row, count in Counter(returned.row_keys.values()).items() if count > 1}
    values: dict[tuple[str, str], set[str]] = {}
    decisions: dict[str, set[str]] = {}
    for answer in returned.answers:
        decided = decisions.setdefault(answer.record_key, set())
        decided.add("value" if answer.new_value is not None else answer.decision)
        if answer.new_value is not None:
            values.setdefault((answer.record_key, answer.field), set()).add(as_words(answer.new_value))
    refused = set()
    for answer in returned.answers:
        has_value = answer.new_value is not None
        others = decisions[answer.record_key] - {"remove", "unknown", ""}
        if (
            answer.decision == "unclear"
            or (has_value and answer.decision in ("confirmed", "unknown", "remove"))
            or (has_value and len(values[answer.record_key, answer.field]) > 1)
            or ("remove" in decisions[answer.record_key] and others)
            or (row_key(answer.record_key) in doubled and (has_value or answer.decision == "remove"))
        ):
            refused.add(answer.key)
    return refused


def _partial_removals(returned: Returned, gathered: Gathered, keys: Sequence[str]) -> set[Key]:
    """Removals of one record of a row that holds others too: that row cannot go."""
    removed = {answer.record_key for answer in returned.answers if answer.decision == "remove"}
    if not removed:
        return set()
    records: dict[tuple[str, int], set[str]] = {}
    for place, key in zip(zip(gathered.sheets, gathered.row_numbers, strict=True), keys, strict=True):
        records.setdefault(place, set()).add(key)
    kept = {key for inside in records.values() if not inside <= removed for key in inside & removed}
    return {answer.key for answer in returned.answers if answer.decision == "remove" and answer.record_key in kept}


def _correct(applied: Applied, gathered: Gathered, answer: Answer, at: int, record_id: str) -> None:
    cells = gathered.fields.setdefault(answer.field, [None] * len(gathered))
    applied.corrections.append(
        {"record_id": record_id, "sheet": gathered.sheets[at], "row_number": gathered.row_numbers[at],
         "column_letter": gathered.letter(at, answer.field), "field": answer.field,
         "kind": "value", "value_before": as_words(cells[at]), "value": as_words(answer.new_value)}
    )  # fmt: skip
    cells[at] = answer.new_value


def _remove_rows(applied: Applied, gathered: Gathered, positions: Mapping[str, int], record_ids: Sequence[str]) -> None:
    """Takes out the rows that the office wants gone, counted as furniture of a kind."""
    for answer in applied.returned.answers:
        if answer.decision == "remove" and answer.key not in applied.refused and answer.record_key in positions:
            applied.removed.add(answer.record_key)
    gone = sorted(positions[key] for key in applied.removed)
    if not gone:
        return
    for at in gone:
        applied.corrections.append(
            {"record_id": record_ids[at], "sheet": gathered.sheets[at], "row_number": gathered.row_numbers[at],
             "column_letter": "", "field": "", "kind": "removed", "value_before": "", "value": ""}
        )  # fmt: skip
    rows = {(gathered.sheets[at], gathered.row_numbers[at]) for at in gone}
    gathered.furniture[REMOVED_ROWS] += len(rows)
    gathered.data_rows -= len(rows)
    going = set(gone)
    gathered.keep([at for at in range(len(gathered)) if at not in going])


def evidence(applied: Applied, submission: Submission, issues: pa.Table) -> Answered:
    """The tables of a workbook sent back; `issues` says what is still wrong."""
    returned = applied.returned
    open_now, values = _still_open(issues, applied.row_keys)
    rows = []
    for answer in returned.answers:
        outcome = _outcome(answer, applied, open_now)
        place = "|".join((submission.submission_id, *answer.key))
        rows.append(
            {"answer_id": place, "submission_id": submission.submission_id,
             "of_submission_id": returned.origin.submission_id, "semester": submission.semester,
             "agency_id": submission.agency_id, "table_id": submission.table_id, "file_sha256": submission.file_sha256,
             "answered_at": submission.received_at, "record_key": answer.record_key, "field": answer.field,
             "code": answer.code, "decision": answer.decision, "has_new_value": answer.new_value is not None,
             "outcome": outcome, "new_value": as_words(answer.new_value), "value": values.get(answer.key, ""),
             "filled_by": returned.filled_by}
        )  # fmt: skip
    keys = [
        {"sheet": sheet, "row_number": row, "row_key": key} for (sheet, row), key in applied.row_keys.items() if key
    ]
    return Answered(
        pa.Table.from_pylist(rows, ANSWER_SCHEMA), pa.Table.from_pylist(applied.corrections, CORRECTION_SCHEMA),
        pa.Table.from_pylist(keys, ROW_KEY_SCHEMA),
    )  # fmt: skip


def _still_open(issues: pa.Table, row_keys: Mapping[tuple[str, int], str]) -> tuple[set[Key], dict[Key, str]]:
    """The keys of what is to be mended, and the value that stands there."""
    values = {
        (stable_key(row["record_id"], row_keys.get((row["sheet"], row["row_number"]), "")), row["field"], row["code"]):
            row["value"]
        for row in issues.filter(pc.is_in(issues["severity"], value_set=pa.array(OPEN_SEVERITIES))).to_pylist()
    }  # fmt: skip
    return set(values), values


def stable_key(record_id: str, key_of_row: str) -> str:
    """The key of a record: of the row key brought along, else its own id."""
    return record_key(key_of_row, record_id) if key_of_row else record_id


def _outcome(answer: Answer, applied: Applied, open_now: set[Key]) -> str:
    """The outcome of an issue: fixed, confirmed, removed, open, or unclear when not followed."""
    if answer.key in applied.refused:
        return "unclear"
    if answer.record_key in applied.removed:
        return "removed"
    if answer.key in open_now:
        return "confirmed" if answer.decision == "confirmed" else "open"
    if answer.new_value is not None:  # another fault in its place is no repair
        return "open" if any(key[:2] == answer.key[:2] for key in open_now) else "fixed"
    return "fixed"


def book_answers(store: Store, ledger: Ledger, submissions: Iterable[Submission]) -> None:
    """Notes the answers of workbooks sent back in the ledger, without values, each once."""
    for submission in submissions:
        path = beside(store, submission, "answers")
        if submission.corrects and path.exists():
            columns = [name for name in ANSWER_SCHEMA.names if name not in ("new_value", "value", "filled_by")]
            ledger.record_answers(pq.read_table(path, columns=columns).to_pylist())
