"""Finds the values that an office has called right, over all rounds of a list."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.answers.applied import Key, beside, stable_key
from ingest.store import Store
from ingest.submission import Submission


def row_keys_by_place(store: Store, submission: Submission) -> dict[tuple[str, int], str]:
    """(sheet, row) -> the key that the row of a workbook sent back brought along."""
    path = beside(store, submission, "row_keys")
    rows = pq.read_table(path).to_pylist() if path.exists() else []
    return {(row["sheet"], row["row_number"]): row["row_key"] for row in rows}


def confirmed(store: Store, submission: Submission) -> dict[Key, str]:
    """The issues that the office called right, with their value; its last word counts."""
    agreed: dict[Key, str] = {}
    for submission_id in (*reversed(submission.corrects), submission.submission_id):
        path = submission.folder(store) / "answers" / f"{submission_id}.parquet"
        for outcome in pq.read_table(path).to_pylist() if path.exists() else []:
            key = (outcome["record_key"], outcome["field"], outcome["code"])
            if outcome["outcome"] == "confirmed":
                agreed[key] = outcome["value"]
            else:
                agreed.pop(key, None)
    return agreed


def are_confirmed(store: Store, submission: Submission, issues: pa.Table) -> pa.Array:
    """A flag for each issue: called right by the office, the value still there."""
    agreed = confirmed(store, submission) if submission.corrects else {}
    if not agreed:
        return pa.repeat(pa.scalar(False), issues.num_rows)
    keys = row_keys_by_place(store, submission)
    names = ("record_id", "sheet", "row_number", "field", "code", "value")
    return pa.array(
        agreed.get((stable_key(record, keys.get((sheet, row), "")), field, code)) == value
        for record, sheet, row, field, code, value in zip(*(issues[n].to_pylist() for n in names), strict=True)
    )
