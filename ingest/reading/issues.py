"""Words the faults of a list's cells, as rows of issues and as problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pyarrow as pa

from ingest.declarations.catalogue import Catalogue, EntitySchema
from ingest.declarations.contract import EntityField
from ingest.parsers.masking import mask, without_long_numbers
from ingest.parsers.texts import as_words
from ingest.reading.typed import FieldIssue
from ingest.sheets.gather import Gathered
from ingest.submission import Problem
from ingest.workbook import Cell

ISSUE_SCHEMA = pa.schema(
    [
        ("issue_id", pa.string()), ("record_id", pa.string()), ("submission_id", pa.string()),
        ("semester", pa.string()), ("agency_id", pa.string()), ("table_id", pa.string()), ("sheet", pa.string()),
        ("row_number", pa.int32()), ("column_letter", pa.string()), ("field", pa.string()), ("code", pa.string()),
        ("severity", pa.string()), ("value_masked", pa.string()), ("value", pa.string()),
    ]
)  # fmt: skip
_MASKS: dict[str, Literal["identifier", "name", "other"]] = {
    "nik": "identifier",
    "family_card": "identifier",
    "id_text": "identifier",
    "name": "name",
}


def shown(cell: Cell, field: EntityField | None) -> str:
    """A cell as a message may show it: in full only without personal data."""
    if field is None or field.personal_data == "none":
        return without_long_numbers(as_words(cell))[:60] if field is not None else ""
    return mask(cell, _MASKS.get(field.type, "other"))


def issue_table(
    issues: Sequence[FieldIssue],
    gathered: Gathered,
    record_ids: pa.Array,
    origin: Mapping[str, str],
    schema: EntitySchema,
    catalogue: Catalogue,
) -> pa.Table:
    """One row per code and cell: its place, its value (vault), its masked value (reports)."""
    ids = record_ids.to_pylist() if issues else []
    columns: dict[str, list[object]] = {name: [] for name in ISSUE_SCHEMA.names}
    for issue in issues:
        field = schema.fields.get(issue.field)
        cells = gathered.fields.get(issue.field)
        severity = catalogue.issue_codes[issue.code].severity
        for at in issue.positions:
            cell = cells[at] if cells is not None else None
            columns["issue_id"].append(f"{ids[at]}-{issue.code}-{issue.field}")
            columns["record_id"].append(ids[at])
            columns["sheet"].append(gathered.sheets[at])
            columns["row_number"].append(gathered.row_numbers[at])
            columns["column_letter"].append(gathered.letter(at, issue.field))
            columns["field"].append(issue.field)
            columns["code"].append(issue.code)
            columns["severity"].append(severity)
            columns["value_masked"].append(issue.whole or shown(cell, field))
            columns["value"].append(issue.whole or as_words(cell))
    length = len(columns["issue_id"])
    for name in ("submission_id", "semester", "agency_id", "table_id"):
        columns[name] = [origin[name]] * length
    return pa.table(columns, schema=ISSUE_SCHEMA)


def cell_problems(
    issues: Sequence[FieldIssue], gathered: Gathered, schema: EntitySchema, catalogue: Catalogue
) -> list[Problem]:
    """One problem for each code and field: how often, and where it stands first."""
    problems = []
    for issue in sorted(issues, key=lambda issue: (issue.code, issue.field)):
        at = issue.positions[0]
        letter = gathered.letter(at, issue.field)
        cells = gathered.fields.get(issue.field)
        problems.append(
            Problem.of(
                catalogue.issue_codes,
                issue.code,
                sheet=gathered.sheets[at],
                cell=f"{letter}{gathered.row_numbers[at]}" if letter else f"baris {gathered.row_numbers[at]}",
                found=issue.whole or shown(cells[at] if cells is not None else None, schema.fields.get(issue.field)),
                count=len(issue.positions),
            )
        )
    return problems
