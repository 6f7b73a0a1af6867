"""Any workbook that an office could send: every row in one place, every value true to its cell, every fault told.

Examples are the same in every run. `SINERGI_UGLY` says how many workbooks of each format are read (120 unless told).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ingest.declarations.catalogue import load_catalogue
from ingest.declarations.contract import Header, Table
from ingest.inbox.receive import Arrival
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import DeclaredList
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.properties.files import FORMATS, as_the_format_holds_it, write
from tests.properties.layouts import FIELD_OF_ISSUE, KINDS, Record, UglySheet, workbooks

EXAMPLES = int(os.environ.get("SINERGI_UGLY", "120"))
CATALOGUE = load_catalogue()
LIST = Table(
    feeds="enrolment_records", programme="KKS", files=(), header=Header(contains=("NIK", "Nama")),
    required=("nik", "full_name"),
)  # fmt: skip
ONE = DeclaredList(
    CATALOGUE.agencies["dinsos"], "kks", LIST, CATALOGUE.entities["enrolment_records"], Semester(2017, 1), CATALOGUE
)


def read(path: Path) -> Conformed:
    return conform(Arrival(path.name, "0" * 64, path, "2017-06-30T00:00:00Z"), open_workbook(path), ONE)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_row_is_in_one_place_and_every_value_is_true(kind: str, tmp_path: Path) -> None:
    is_text = kind not in ("xlsx", "xls", "ods")
    kinds = tuple(one for one in KINDS if one != "per kelurahan") if is_text else KINDS

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(workbooks(kinds))
    def check(drawn: list[UglySheet]) -> None:
        sheets = [as_the_format_holds_it(kind, sheet) for sheet in drawn if kind != "ods" or sheet.visible]
        path = tmp_path / f"kiriman.{kind}"
        write(path, kind, sheets)
        read_sheets = sheets[:1] if is_text else sheets
        if is_text:
            read_sheets[0].name = ""
        check_reading(read(path), read_sheets)

    check()


def check_reading(conformed: Conformed, sheets: list[UglySheet]) -> None:
    """The four promises, in the order in which a break would hide the next one."""
    one = conformed.submission
    assert one.holding == (), [problem.sentence() for problem in one.problems if problem.severity == "hold"]
    assert one.rows_in == sum(sheet.height for sheet in sheets)
    assert one.rows_in == one.rows_accepted + one.rows_rejected + one.rows_furniture
    listed = [(sheet.name, record) for sheet in sheets if not sheet.skipped for record in sheet.records]
    check_rows(conformed, listed)
    check_issues(conformed, listed)
    check_what_is_told_of_sheets(conformed, [sheet for sheet in sheets if not sheet.skipped], sheets)


def check_rows(conformed: Conformed, listed: list[tuple[str, Record]]) -> None:
    """Each record is accepted, or rejected, once; no value is invented, none is lost."""
    rows, rejects = conformed.rows.to_pylist(), conformed.rejects.to_pylist()
    assert sorted((row["sheet"], row["row_number"]) for row in rejects) == sorted(
        (name, record.row) for name, record in listed if record.is_rejected
    )
    said = sorted(((row["sheet"], row["row_number"], _values(row)) for row in rows), key=repr)
    kept = [(name, record) for name, record in listed if not record.is_rejected]
    assert said == sorted(((name, record.row, _true_values(record)) for name, record in kept), key=repr)


def check_issues(conformed: Conformed, listed: list[tuple[str, Record]]) -> None:
    """Each fault is told at its cell, and nothing else is."""
    told = sorted(
        (issue["sheet"], issue["row_number"], issue["column_letter"], issue["field"], issue["code"])
        for issue in conformed.issues.to_pylist()
        if issue["code"] != "BAR-001"
    )
    assert told == sorted(
        (name, record.row, record.letters.get(field, ""), FIELD_OF_ISSUE.get(field, field), written.code)
        for name, record in listed
        for field, written in record.written.items()
        if written.code
    )


def check_what_is_told_of_sheets(conformed: Conformed, read_sheets: list[UglySheet], sheets: list[UglySheet]) -> None:
    """Sheets that were skipped, rows and columns that were hidden, columns without a header, totals that are wrong."""
    told: dict[str, int] = {}
    for problem in conformed.submission.problems:
        told[problem.code] = told.get(problem.code, 0) + problem.count
    assert told.get("TAB-003", 0) == sum(sheet.height for sheet in sheets if sheet.skipped == "hidden_sheet")
    assert told.get("TAB-004", 0) == sum(sheet.height for sheet in sheets if sheet.skipped == "recap_sheet")
    assert told.get("TAB-009", 0) == sum(sheet.recaps_beside for sheet in read_sheets)
    assert told.get("TAB-006", 0) == sum(sheet.wrong_totals for sheet in read_sheets)
    assert told.get("TAB-007", 0) == sum(len(sheet.hidden_rows) for sheet in read_sheets)
    assert told.get("KOL-005", 0) == sum(len(sheet.hidden_columns) for sheet in read_sheets)
    assert ("KOL-004" in told) == any(sheet.untitled for sheet in read_sheets)


FIELDS = ("nik", "full_name", "family_card_no", "sex", "birth_date", "address", "rt", "benefit_amount_idr",
          "village_code", "is_kps_holder", "note", "mother_name", "father_name", "head_name")  # fmt: skip
STORED = [name for name in FIELDS if name in ONE.schema.columns]


def _values(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in STORED)


def _true_values(record: Record) -> tuple[Any, ...]:
    return tuple(record.written[name].value if name in record.written else None for name in STORED)
