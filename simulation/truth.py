"""Keeps the book of truth.

What every row of every file is, whom it means, which faults stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simulation.arrays import Ints, Objects, objects, only
from simulation.listing import Listing


def person_key(numbers: Ints) -> Objects:
    """`true_person_id` of every person number; null for -1."""
    return objects([f"TP{number:07d}" if number >= 0 else None for number in numbers.tolist()])


def family_key(numbers: Ints) -> Objects:
    """`true_family_id` of every family number; null for -1."""
    return objects([f"TF{number:07d}" if number >= 0 else None for number in numbers.tolist()])


@dataclass
class PageTruth:
    """One sheet as written.

    For every row from 1 its kind, and for data rows the row of the listing.
    """

    sheet: str
    kinds: list[str]  # "data" or a kind of furniture, one per row from row 1
    records: Ints  # row of the listing, -1 for furniture


@dataclass(frozen=True)
class FileTruth:
    """One file as written. `letters` = column letter of each field."""

    semester: str
    agency_id: str
    table_id: str
    file_name: str
    sha256: str
    pages: list[PageTruth]
    letters: dict[str, str]
    stated_total: int | None
    village_codes: Objects = field(default_factory=lambda: objects([]))  # of the numbers of `Listing.village`
    expected_verdict: str = "admitted"
    layout_faults: tuple[tuple[int, str, int | None, str | None], ...] = ()  # fault, sheet, row, expected code


@dataclass
class TruthBook:
    """Collects the truth of all files, and writes it as Parquet at the end."""

    tables: dict[str, list[pa.Table]] = field(default_factory=dict)

    def add(self, name: str, table: pa.Table) -> None:
        """Adds rows to `truth/<name>.parquet`."""
        self.tables.setdefault(name, []).append(table)

    def record(self, file: FileTruth, listing: Listing) -> None:
        """Adds rows, faults and the line of one file."""
        written = _Written.of(file)
        self.add("rows", _rows(file, listing, written))
        for table in _faults(file, listing, written):
            self.add("faults", table)
        names = ("semester", "agency_id", "table_id", "file_name", "sha256", "stated_total", "expected_verdict")
        line: dict[str, object] = {name: [getattr(file, name)] for name in names}
        data, total = int((written.record >= 0).sum()), len(written.record)
        line |= {"data_rows": [data], "furniture_rows": [total - data], "total_rows": [total]}
        self.add("files", _table(_FILES, line, 1))

    def record_copy(self, original: str, copy: str, semester: str, code: str) -> None:
        """Adds a second copy of a file already recorded.

        Its rows are there again, but none is to be counted.
        """
        changed: dict[str, dict[str, object]] = {
            "files": {"expected_verdict": "duplicate"},
            "rows": {"expected": None, "is_receipt": None},
        }
        for name, change in changed.items():
            whole = pa.concat_tables(self.tables[name])
            of_file = pc.and_(pc.equal(whole["file_name"], original), pc.equal(whole["semester"], semester))
            again = whole.filter(of_file)
            columns: dict[str, object] = {column: again[column] for column in again.column_names}
            self.add(name, _table(again.schema, columns | change | {"file_name": copy}, len(again)))
        first = {column: again[column][0].as_py() for column in ("semester", "agency_id", "table_id", "sheet")}
        self.add("faults", _table(_FAULTS, first | {"file_name": copy, "fault_no": 20, "expected_code": code}, 1))

    def write(self, folder: Path) -> None:
        """Writes every table to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, tables in sorted(self.tables.items()):
            pq.write_table(pa.concat_tables(tables), folder / f"{name}.parquet", compression="zstd")


@dataclass(frozen=True)
class _Written:
    """All rows of a file, sheet after sheet."""

    kind: Objects
    record: Ints
    sheet: Objects
    row_number: Ints

    @classmethod
    def of(cls, file: FileTruth) -> _Written:
        lengths = [len(page.kinds) for page in file.pages]
        return cls(
            objects([kind for page in file.pages for kind in page.kinds]),
            np.concatenate([page.records for page in file.pages]),
            objects(np.repeat([page.sheet for page in file.pages], lengths).tolist()),
            np.concatenate([np.arange(1, length + 1) for length in lengths]),
        )


def _rows(file: FileTruth, listing: Listing, written: _Written) -> pa.Table:
    is_data = written.record >= 0
    at = np.where(is_data, written.record, 0)
    counts = file.expected_verdict == "admitted"  # rows of a second copy are neither accepted nor rejected
    verdict = np.where(listing.rejected[at], "rejected", "accepted").astype(object)
    columns = _place(file, written.sheet, written.row_number) | {
        "kind": np.where(is_data, "data", "furniture"),
        "furniture_kind": only(~is_data, written.kind),
        "true_person_id": person_key(np.where(is_data, listing.person[at], -1)),
        "true_family_id": family_key(np.where(is_data, listing.family[at], -1)),
        "is_receipt": only(is_data, listing.is_receipt[at].astype(object)),
        "expected": only(is_data & counts, verdict),
        "village_code": only(is_data, file.village_codes[listing.village[at]]) if len(file.village_codes) else None,
    }
    columns |= {name: only(is_data, meant(listing, name)[at]) for name in _MEANT if name in listing.cells}
    return _table(_ROWS, columns, len(is_data))


def meant(listing: Listing, name: str) -> Objects:
    """The cells of field `name` as the office meant them.

    That is, what stood there before faults were planted.
    """
    column = listing.cells[name].copy()
    for mark in reversed(listing.marks):  # the first fault of a cell knows what was right
        if mark.field == name:
            column[mark.rows] = mark.true_values
    return objects([None if value is None else str(value) for value in column.tolist()])


def _faults(file: FileTruth, listing: Listing, written: _Written) -> list[pa.Table]:
    is_data = written.record >= 0
    where = np.full(len(listing), -1)  # a file that is a part has some of the rows
    where[written.record[is_data]] = np.flatnonzero(is_data)
    tables = []
    for mark in listing.marks:
        is_here = where[mark.rows] >= 0
        at = where[mark.rows[is_here]]
        columns = _place(file, written.sheet[at], written.row_number[at]) | {
            "column_letter": file.letters.get(mark.field), "field": mark.field, "fault_no": mark.fault_no,
            "expected_code": mark.code, "true_value": _texts(mark.true_values[is_here]),
        }  # fmt: skip
        tables.append(_table(_FAULTS, columns, len(at)))
    for fault_no, sheet, row, code in file.layout_faults:
        columns = _place(file, objects([sheet]), [row]) | {"fault_no": fault_no, "expected_code": code}
        tables.append(_table(_FAULTS, columns, 1))
    return tables


_PLACE = [
    ("semester", pa.string()),
    ("agency_id", pa.string()),
    ("table_id", pa.string()),
    ("file_name", pa.string()),
    ("sheet", pa.string()),
    ("row_number", pa.int32()),
]
# Fields whose cells are kept in the truth of a row, as meant before faults were planted.
_MEANT = (
    "age_years", "disability_code", "household_id", "benefit_amount_idr", "programme_code", "target_count",
    "realised_count", "budget_idr", "realised_idr", "problem", "segment", "budget_source", "walking_difficulty",
)  # fmt: skip
_ROWS = pa.schema(
    [
        *_PLACE,
        ("kind", pa.string()),
        ("furniture_kind", pa.string()),
        ("true_person_id", pa.string()),
        ("true_family_id", pa.string()),
        ("is_receipt", pa.bool_()),
        ("expected", pa.string()),
        ("village_code", pa.string()),  # where the list has the row's person, though the cell may misspell it
        *((name, pa.string()) for name in _MEANT),
    ]
)
_FAULTS = pa.schema(
    [
        *_PLACE,
        ("column_letter", pa.string()),
        ("field", pa.string()),
        ("fault_no", pa.int32()),
        ("expected_code", pa.string()),
        ("true_value", pa.string()),
    ]
)
_FILES = pa.schema(
    [
        *_PLACE[:4],
        ("sha256", pa.string()),
        ("data_rows", pa.int64()),
        ("furniture_rows", pa.int64()),
        ("total_rows", pa.int64()),
        ("stated_total", pa.int64()),
        ("expected_verdict", pa.string()),
    ]
)


def _place(file: FileTruth, sheets: Objects, row_numbers: object) -> dict[str, object]:
    return {
        "semester": file.semester,
        "agency_id": file.agency_id,
        "table_id": file.table_id,
        "file_name": file.file_name,
        "sheet": sheets,
        "row_number": row_numbers,
    }


def _texts(values: Objects) -> Objects:
    return objects([None if value is None else str(value) for value in values.tolist()])


def _table(schema: pa.Schema, columns: dict[str, object], count: int) -> pa.Table:
    """A table of `count` rows in `schema`.

    A single text or number is repeated, a missing column is null.
    """
    arrays = []
    for name in schema.names:
        value, kind = columns.get(name), schema.field(name).type
        if value is None or isinstance(value, str | int):
            arrays.append(pa.repeat(pa.scalar(value, kind), count))
        else:
            arrays.append(value if isinstance(value, pa.ChunkedArray) else pa.array(value, kind, from_pandas=True))
    return pa.Table.from_arrays(arrays, schema=schema)
