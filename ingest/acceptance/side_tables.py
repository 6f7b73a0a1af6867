"""Writes the small tables beside the entities in accepted/: arrivals, declarations and agreements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from ingest.acceptance.agreement import agreed_sources
from ingest.answers.confirmed import are_confirmed
from ingest.declarations.catalogue import Catalogue
from ingest.declarations.official_figures import official_population, official_poverty
from ingest.ledger import Ledger, SubmissionRow
from ingest.reading.typed import ARROW_TYPES
from ingest.semester import Semester
from ingest.store import Store, write_parquet
from ingest.submission import Submission

DECLARED: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("side_tables.yml").read_text(encoding="utf-8")
)
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([(column, ARROW_TYPES[said["type"]]) for column, said in table["columns"].items()])
    for name, table in DECLARED.items()
}


def write_side_tables(store: Store, ledger: Ledger, catalogue: Catalogue, stale: frozenset[str] = frozenset()) -> None:
    """The small tables beside the entities: submissions, issues, agencies, programmes, regions, agreements."""
    for name, table in side_tables(store, ledger, catalogue, stale).items():
        write_parquet(table, store.accepted_part(name))


def side_tables(store: Store, ledger: Ledger, catalogue: Catalogue, stale: frozenset[str]) -> dict[str, pa.Table]:
    """Every side table by name, over all semesters."""
    book = ledger.submissions()
    agreements = agreed_sources(store)
    rows: dict[str, list[dict[str, Any]]] = {
        "submissions": [_submission(store, row, stale) for row in book],
        "agencies": [{"agency_id": key, "agency_name": f.agency.name} for key, f in sorted(catalogue.agencies.items())],
        "agency_tables": _agency_tables(catalogue),
        "programmes": _programmes(catalogue),
        "regions": [
            {**row, "bps_code": row["bps_code"] or None, "parent_code": row["parent_code"] or None}
            for row in catalogue.region_rows()
        ],
        "official_population": [dict(row) for row in official_population(store)],
        "official_poverty": [dict(row) for row in official_poverty(store)],
        "expected_submissions": _expected(catalogue, book),
        "agreed_sources": [
            {
                "semester": agreement.semester,
                "snapshot_id": agreement.snapshot,
                "agreed_by": agreement.agreed_by,
                "letter_no": agreement.letter_no,
                "letter_date": agreement.letter_date,
                "sha256": next((each.sha256 for each in agreement.agreed_files), None),
                "decile_scope": agreement.decile,
            }
            for agreement in agreements
        ],
        "agreed_targets": [
            {
                "semester": agreement.semester,
                "programme_code": code,
                "max_percentile": target.max_percentile,
                "max_decile": target.max_decile,
            }
            for agreement in agreements
            for code, target in sorted(agreement.target.items())
        ],
    }
    tables = {
        name: pa.Table.from_pylist(
            [{k: row.get(k) for k in SCHEMAS[name].names} for row in found], schema=SCHEMAS[name]
        )
        for name, found in rows.items()
    }
    return tables | {"record_issues": _issues(store, book)}


def _submission(store: Store, row: SubmissionRow, stale: frozenset[str]) -> dict[str, Any]:
    folder = store.conformed(row.agency_id, row.table_id or "_unclaimed", row.semester)
    submission = Submission.load(folder / f"{row.submission_id}.json")
    columns = {name: getattr(submission, name) for name in SCHEMAS["submissions"].names if hasattr(submission, name)}
    return columns | {
        "as_of_date": date.fromisoformat(submission.as_of_date) if submission.as_of_date else None,
        "stated_total": None if submission.stated_total is None else round(submission.stated_total),
        "counted_total": None if submission.counted_total is None else round(submission.counted_total),
        "programme_code": submission.programme_code or None,
        "status": row.status,
        "is_stale": row.submission_id in stale,
        "hold_codes": " ".join(row.hold_codes) or None,
    }


def _agency_tables(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "agency_id": folder.agency.agency,
            "table_id": table_id,
            "entity": table.feeds,
            "programme_code": table.programme,
            "unit": catalogue.programmes[table.programme].unit if table.programme else None,
            "is_expected": table.expected == "semester",
        }
        for folder, table_id, table in catalogue.tables()
    ]


def _programmes(catalogue: Catalogue) -> list[dict[str, Any]]:
    owner = {t.programme: f.agency.agency for f, _, t in reversed(list(catalogue.tables())) if t.programme}
    return [
        {
            "programme_code": code,
            "programme_name": programme.label,
            "unit": programme.unit,
            "cluster": programme.cluster,
            "benefit_type": programme.benefit_type,
            "agency_id": owner.get(code),
        }
        for code, programme in sorted(catalogue.programmes.items())
    ]


def _expected(catalogue: Catalogue, book: list[SubmissionRow]) -> list[dict[str, Any]]:
    """The lists awaited in each semester; a list sent once is awaited in the first."""
    here: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for row in book:
        if row.is_present:
            here[row.semester, row.agency_id].add(row.table_id)
    semesters = sorted({row.semester for row in book})
    return [
        {"semester": semester, "agency_id": folder.agency.agency, "table_id": table_id}
        for number, semester in enumerate(semesters)
        for folder, table_id, table in catalogue.tables()
        if table.is_awaited(Semester.parse(semester), here[semester, folder.agency.agency])
        or (table.expected == "once" and number == 0 and table.is_in_force(Semester.parse(semester)))
    ]


def _issues(store: Store, book: list[SubmissionRow]) -> pa.Table:
    """The issues of every list that stands, values masked, with the office's confirmations."""
    schema = SCHEMAS["record_issues"]
    *names, _ = schema.names
    parts = [schema.empty_table()]
    for row in book:
        folder = store.conformed(row.agency_id, row.table_id, row.semester)
        path = folder / "issues" / f"{row.submission_id}.parquet"
        if row.status in ("admitted", "held") and path.exists():
            issues = pq.read_table(path)
            submission = Submission.load(folder / f"{row.submission_id}.json")
            part = issues.select(names).append_column("is_confirmed", are_confirmed(store, submission, issues))
            rejected = pc.equal(part["severity"], "reject")
            record_id = pc.if_else(rejected, pa.scalar(None, pa.string()), part["record_id"])
            parts.append(part.set_column(part.schema.get_field_index("record_id"), "record_id", record_id))
    return pa.concat_tables(parts)
