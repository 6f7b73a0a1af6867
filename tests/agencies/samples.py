"""The samples beside each declaration, and the rows that they must give.

`python -m tests.agencies.samples` writes the expected rows anew after a change that was meant; read the difference.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa

from ingest.declarations.catalogue import AgencyFolder, load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.workbook import open_workbook

# What depends on the bytes of the sample, not on its rows.
_LEFT_OUT = ("record_id", "submission_id", "agency_id", "table_id", "semester")


def samples() -> list[tuple[AgencyFolder, str, Path]]:
    """(agency, list, sample file) of every sample."""
    return [
        (folder, path.name.split(".")[0], path)
        for _, folder in sorted(load_catalogue().agencies.items())
        for path in sorted((folder.folder / "samples").glob("*.*"))
    ]


def conformed_rows(folder: AgencyFolder, table_id: str, path: Path) -> str:
    """The accepted rows of a sample as CSV, columns that are empty throughout left out."""
    semester = Semester.parse(folder.agency.tables[table_id].since or "2017-S1")
    one = declared_list(folder, table_id, semester, load_catalogue())
    arrival = Arrival(path.name, "0" * 64, path, "2017-06-21T00:00:00Z")
    result = conform(arrival, open_workbook(path), one)
    counts = result.submission
    assert counts.holding == (), [problem.sentence() for problem in counts.problems]
    assert counts.rows_in == counts.rows_accepted + counts.rows_rejected + counts.rows_furniture
    return as_csv(result.rows)


def as_csv(rows: pa.Table) -> str:
    """A table as CSV text, empty columns left out."""
    names = [name for name in rows.column_names if name not in _LEFT_OUT and rows[name].null_count < rows.num_rows]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(zip(*(rows[name].to_pylist() for name in names), strict=True))
    return text.getvalue()


def expected(folder: AgencyFolder, table_id: str) -> Path:
    """Where the expected rows of a sample stand."""
    return folder.folder / "expected" / f"{table_id}.csv"


if __name__ == "__main__":
    for folder, table_id, path in samples():
        expected(folder, table_id).parent.mkdir(exist_ok=True)
        expected(folder, table_id).write_text(conformed_rows(folder, table_id, path), encoding="utf-8")
