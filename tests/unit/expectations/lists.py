"""Made-up lists of a made-up agency `uji`, small enough to count by hand; every number starts with 77."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.reading.columns import ARROW_TYPES
from ingest.store import Store, write_parquet
from ingest.submission import Submission

SEMESTER = "2017-S1"
AGENCY = """
agency: uji
name: Dinas Uji
tables:
  persons:
    feeds: enrolment_records
    programme: KKS
    files: ["*persons*"]
    required: [nik, full_name]
    unique: [nik]
    rows: {min: 3, max: 30}
  components:
    feeds: enrolment_records
    programme: PKH
    files: ["*components*"]
    required: [nik]
    unique: [nik, component]
  pupils:
    feeds: enrolment_records
    programme: PIP
    files: ["*pupils*"]
    required: [full_name, status_text]
    unique: [nisn]
  reference:
    feeds: reference_records
    snapshot: BDT-2015
    files: ["*reference*"]
    required: [full_name, welfare_percentile]
    unique: [source_family_id, member_no]
  areas:
    feeds: allocation_records
    programme: RASTRA
    files: ["*areas*"]
    required: [village_name, quota_count]
    unique: [area_code, period_label]
  registry:
    feeds: civil_registry_records
    files: ["*registry*"]
    required: [nik, full_name, registry_status]
    unique: [nik]
  progress: {feeds: programme_progress, files: ["*progress*"], required: [programme_text, target_count]}
  issues: {feeds: reported_issues, files: ["*issues*"], required: [problem]}
"""
Row = dict[str, Any]


def nik(serial: int, day: int = 17, month: int = 8, year: int = 80) -> str:
    """A made-up NIK, possible unless the date is not."""
    return f"777201{day:02}{month:02}{year:02}{serial:04}"


def record_id(place: int) -> str:
    return f"{place:024x}"


def catalogue_of_uji(folder: Path) -> Catalogue:
    """The catalogue with the agency `uji` alone."""
    (folder / "uji").mkdir(parents=True)
    (folder / "uji" / "agency.yml").write_text(AGENCY, encoding="utf-8")
    return load_catalogue((folder,))


def _person(place: int) -> Row:
    return {
        "nik": nik(place + 1),
        "nik_status": "valid",
        "family_card_no": nik(place + 101),
        "family_card_status": "valid",
        "full_name": f"NAMA {place}",
        "name_key": f"NAMA {place}",
        "sex": "L",
        "birth_date": dt.date(1980, 8, 17),
        "village_text": "Lompoe",
        "village_code": "73.72.01.1004",
        "district_code": "73.72.01",
    }


_ROW_OF: Mapping[str, Row] = {
    "persons": {"programme_code": "KKS", "benefit_type": "card", "enrolment_status": "active", "is_receipt": True},
    "components": {"programme_code": "PKH", "component": "SD", "enrolment_status": "active"},
    "pupils": {"programme_code": "PIP", "status_text": "SK Pemberian", "enrolment_status": "active"},
    "reference": {"snapshot_id": "BDT-2015", "welfare_percentile": 7, "age_years": 35},
    "registry": {"registry_status": "valid", "status_date": dt.date(2017, 5, 1)},
    "areas": {
        "programme_code": "RASTRA",
        "area_level": "village",
        "area_text": "Lompoe",
        "area_code": "73.72.01.1004",
        "unit": "family",
        "quota_count": 10,
        "recipient_count": 9,
        "quota_kg": 100,
        "realised_kg": 100,
        "balance_kg": -5,
    },
    "progress": {
        "programme_code": "KKS",
        "programme_text": "KKS",
        "target_count": 5,
        "budget_idr": 9,
        "realised_idr": 8,
    },
    "issues": {"problem": "Data ganda"},
}  # fmt: skip
_PERSONS = ("persons", "components", "pupils", "reference", "registry")


def healthy_rows(table_id: str, length: int = 6) -> list[Row]:
    """Rows that break no rule."""
    rows = []
    for place in range(length):
        row = {**(_person(place) if table_id in _PERSONS else {}), **_ROW_OF[table_id]}
        if table_id == "pupils":
            row["nisn"] = f"00{place:08}"
        if table_id == "reference":
            row |= {"source_family_id": "F1", "member_no": place + 1, "source_person_id": f"F1{place:02}"}
        if table_id == "areas":
            row["period_label"] = f"bulan {place}"
        rows.append(row)
    return rows


def submission_of(table_id: str, length: int, **changes: Any) -> Submission:
    """The report of a list of `length` accepted rows and two rows of furniture."""
    tables = {"registry": "civil_registry_records", "areas": "allocation_records", "reference": "reference_records",
              "progress": "programme_progress", "issues": "reported_issues"}  # fmt: skip
    plain = Submission(
        submission_id=f"{SEMESTER}-uji-{table_id}", semester=SEMESTER, agency_id="uji", table_id=table_id,
        entity=tables.get(table_id, "enrolment_records"), programme_code="", file_name=f"{table_id}.xlsx",
        file_sha256="0" * 64, received_at="2017-07-01T00:00:00+00:00", as_of_date="2017-06-30",
        rows_in=length + 2, rows_accepted=length, rows_furniture=2, columns={"NIK": "nik", "NO KK": "family_card_no"},
    )  # fmt: skip
    return replace(plain, **changes)


def write_list(store: Store, catalogue: Catalogue, submission: Submission, rows: Sequence[Row]) -> None:
    """Writes `rows` as the typed rows of `submission`; row n has record_id(n) unless it says another."""
    schema = catalogue.entities[submission.entity]
    origin = {name: getattr(submission, name) for name in ("submission_id", "agency_id", "table_id", "semester")}
    filled = [
        {"record_id": record_id(place), "sheet": "Lembar1", "row_number": place + 3, **origin, **row}
        for place, row in enumerate(rows)
    ]
    columns = {
        name: pa.array([row.get(name) for row in filled], ARROW_TYPES[column.type])
        for name, column in schema.columns.items()
    }
    write_parquet(pa.table(columns), submission.parquet(store))
