"""The records of one row of a sheet, `AGENCY/FILE/SHEET/ROW`, or the place of one record."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from delivery.tracing.declared import TraceError, Traces
from delivery.tracing.walk import Place

SHAPE = "INSTANSI/BERKAS/LEMBAR/BARIS"


def find_records(warehouse: duckdb.DuckDBPyConnection, traces: Traces, text: str) -> list[Place]:
    """The records that stand at the place, or the record of that id.

    A wide row gives several records. Never empty.

    TraceError says what exists: agencies, their files, sheets, the first and last row that was accepted.
    """
    entities = sorted({path.entity for path in traces.records.values() if path.entity})
    union = " union all ".join(
        f"select '{entity}' as entity, record_id, semester, submission_id, sheet, row_number "
        f"from {traces.relations['stg_' + entity]}"
        for entity in entities
    )
    sql = (
        "select '', '', place.entity, place.record_id, submission_id, submission.agency_id, submission.table_id, "
        "submission.file_name, submission.file_sha256, submission.received_at, semester, place.sheet, place.row_number "
        f"from ({union}) as place inner join {traces.relations['stg_submissions']} as submission "
        "using (submission_id, semester)"
    )
    parts = text.split("/")
    if len(parts) == 1:
        found = warehouse.execute(f"{sql} where place.record_id = ? order by all", [text]).fetchall()
        problems = [f"TRC-021 tidak ada baris dengan record_id {text!r}; tulis record_id atau {SHAPE}"]
    elif len(parts) >= 4 and parts[-1].isdecimal():
        place: list[str | int] = [parts[0], parts[1], "/".join(parts[2:-1]), int(parts[-1])]
        found = warehouse.execute(
            f"{sql} where submission.agency_id = ? and submission.file_name = ? and place.sheet = ? "
            "and place.row_number = ? order by all", place,
        ).fetchall()  # fmt: skip
        problems = [] if found else _what_exists(warehouse, sql, place)
    else:
        raise TraceError([f"TRC-020 {text!r} bukan nama sel; tulis record_id atau {SHAPE}"])
    if not found:
        raise TraceError(problems)
    return [Place(*row) for row in found]


def _what_exists(warehouse: duckdb.DuckDBPyConnection, sql: str, place: Sequence[str | int]) -> list[str]:
    """The first part of the place that does not exist, with what does."""
    steps = (("instansi", "agency_id"), ("berkas", "file_name"), ("lembar", "sheet"))
    condition = "true"
    names = (
        "part, unit, entity, record_id, submission_id, agency_id, table_id, file_name, sha, received, semester, sheet, "
        "row_number"
    )
    for at, (word, column) in enumerate(steps):
        rows = warehouse.execute(
            f"select distinct {column} from ({sql}) as places({names}) where {condition} order by 1", place[:at]
        ).fetchall()
        exists = [str(row[0]) for row in rows]
        if place[at] not in exists:
            return [f"TRC-022 tidak ada {word} {place[at]}; yang ada: {', '.join(exists)}"]
        condition += f" and {column} = ?"
    first, last = warehouse.execute(
        f"select min(row_number), max(row_number) from ({sql}) as places({names}) where {condition}", place[:3]
    ).fetchall()[0]
    return [f"TRC-023 baris {place[3]} bukan baris data yang diterima di lembar itu (baris {first} sampai {last})"]
