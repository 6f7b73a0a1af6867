"""Rows of strange files against the truth: records lost, and other rows taken as records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ingest.store import Store
from ingest.submission import Submission

Place = tuple[str, str, int]


@dataclass(frozen=True)
class RowsRead:
    """What became of the rows of one file that stands: records of the truth, those lost, and rows taken in vain."""

    file_name: str
    records: int
    lost: int
    taken: int

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.taken)


def rows_read(home: Path, semester: str, submissions: Iterable[Submission]) -> list[RowsRead]:
    """The rows of each file that stands, beside what the city knows of it."""
    truth = pd.read_parquet(home / "truth" / "rows.parquet").query("semester == @semester")
    store = Store(home)
    read: dict[tuple[str, str], list[Submission]] = {}
    held: dict[tuple[str, str], set[str]] = {}
    for submission in submissions:
        of_file = submission.agency_id, submission.file_name
        if submission.status == "held":
            held.setdefault(of_file, set()).add(submission.table_id)
        elif submission.status not in ("duplicate", "superseded"):
            read.setdefault(of_file, []).append(submission)
    return [
        _of_file(_own(truth, agency, name, held.get((agency, name), set())), name, lists, store)
        for (agency, name), lists in sorted(read.items())
    ]


def _own(truth: pd.DataFrame, agency: str, name: str, held: set[str]) -> pd.DataFrame:
    """The rows of a file, less those of its lists that wait: nothing of them is lost."""
    rows = truth[(truth.agency_id == agency) & (truth.file_name == name)]
    return rows[~rows.table_id.isin(held)]


def _of_file(truth: pd.DataFrame, name: str, lists: Iterable[Submission], store: Store) -> RowsRead:
    # Excel shows no row for the line that names the separator, nor do we
    before = int((truth.furniture_kind == "sep_line").sum())
    records = truth[truth.furniture_kind.isna()]
    wanted = {(row.table_id, row.sheet, row.row_number - before) for row in records.itertuples()}
    accepted, seen = set[Place](), set[Place]()
    for submission in lists:
        for path, found in ((submission.parquet(store), accepted), (submission.rejects(store), seen)):
            rows = pq.read_table(path, columns=["sheet", "row_number"]).to_pylist()
            found |= {(submission.table_id, row["sheet"], row["row_number"]) for row in rows}
    return RowsRead(name, len(wanted), len(wanted - accepted - seen), len(accepted - wanted))
