"""Finds the rows of a submission whose NIK other lists know as somebody else's.

No list shows it by itself: the linkage tells it (`linkage/number_questions.parquet`), and the office that typed the
number is asked once, with all else that is to be mended. Whose number it is is not told: that is another's data.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.answers.applied import beside
from ingest.reading.issues import ISSUE_SCHEMA
from ingest.store import Store
from ingest.submission import Submission

CODE, FIELD = "NIK-014", "nik"
_PLACE = ("record_id", "sheet", "row_number")


def borrowed_numbers(store: Store, submission: Submission, issues: pa.Table) -> pa.Table:
    """Issues like `issues`, for each such row that is not called wrong already.

    A number that the office has called right is not asked about again.
    """
    numbers, rows = dict(numbers_asked(store, submission)), submission.parquet(store)
    if not numbers or not rows.exists():
        return ISSUE_SCHEMA.empty_table()
    of_number = issues.filter(pc.equal(issues["field"], FIELD))
    settled = {*of_number["record_id"].to_pylist(), *_called_right(store, submission)}
    letter = next(iter(of_number["column_letter"].to_pylist()), "")
    found = [
        dict.fromkeys(ISSUE_SCHEMA.names)
        | place
        | {"issue_id": f"{place['record_id']}-{CODE}-{FIELD}", "submission_id": submission.submission_id,
           "semester": submission.semester, "agency_id": submission.agency_id, "table_id": submission.table_id,
           "column_letter": letter, "field": FIELD, "code": CODE, "severity": "warning",
           "value": numbers[place["record_id"]]}
        for place in pq.read_table(rows, columns=list(_PLACE)).to_pylist()
        if place["record_id"] in numbers and place["record_id"] not in settled
    ]  # fmt: skip
    return pa.Table.from_pylist(found, ISSUE_SCHEMA)


def numbers_asked(store: Store, submission: Submission) -> list[tuple[str, str]]:
    """(record id, NIK) of the list's rows whose number the linkage asks about."""
    told = store.linkage / "number_questions.parquet"
    if not told.exists():
        return []
    mine = [(name, "=", getattr(submission, name)) for name in ("semester", "agency_id", "table_id")]
    asked = pq.read_table(told, filters=mine)
    return list(zip(asked["record_id"].to_pylist(), asked["nik"].to_pylist(), strict=True))


def _called_right(store: Store, submission: Submission) -> set[str]:
    """The records of which an earlier workbook brought back that the number is right."""
    right: set[str] = set()
    for submission_id in (*submission.corrects, submission.submission_id):
        path = beside(store, submission, "answers").with_stem(submission_id)
        if path.exists():
            kept = pq.read_table(path, filters=[("code", "=", CODE), ("decision", "=", "confirmed")])
            right.update(kept["record_key"].to_pylist())
    return right
