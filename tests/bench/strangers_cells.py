"""Clean cells of strange files: findings that name nothing wrong, by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ingest.store import Store
from ingest.submission import Submission
from tests.bench.treatment import CONSEQUENCES

_IN_FILE = ["semester", "agency_id", "table_id", "sheet", "row_number", "column_letter"]
# two files of one list may have sheets of one name
_AT = ["file_name", *_IN_FILE]


@dataclass(frozen=True)
class CleanCells:
    """The filled cells of one semester in which nothing was planted, and the warnings told of them by code."""

    cells: int
    told: Counter[str]

    @property
    def per_thousand(self) -> float:
        return 1000 * self.told.total() / self.cells if self.cells else 0.0


def clean_cells(home: Path, semester: str, submissions: Iterable[Submission]) -> CleanCells:
    """The clean cells of the files that stand; what a fault brings to other cells of its row is no false finding."""
    standing = [one for one in submissions if one.status not in ("held", "duplicate", "superseded")]
    cells = pd.read_parquet(home / "truth" / "cells.parquet").query("semester == @semester")
    lists = {(one.agency_id, one.table_id, one.file_name) for one in standing}
    is_read = [key in lists for key in zip(cells.agency_id, cells.table_id, cells.file_name, strict=True)]
    # one cell may tell two fields: a fault of one is a fault of the cell
    is_planted = cells.groupby(_AT, dropna=False).is_planted.transform("any")
    clean = cells[pd.Series(is_read, index=cells.index) & ~is_planted & cells.written.notna()]
    told = _warnings(Store(home), standing)
    met = told.merge(as_excel_counts(home, semester, clean)[_AT].drop_duplicates(), on=_AT)
    return CleanCells(len(clean), Counter(map(str, met.code)))


def _warnings(store: Store, standing: Iterable[Submission]) -> pd.DataFrame:
    columns = [*_IN_FILE, "code", "severity"]
    parts = [
        pq.read_table(one.issues(store), columns=columns).to_pandas().assign(file_name=one.file_name)
        for one in standing
        if one.rows_in
    ]
    told = pd.concat([pd.DataFrame(columns=["file_name", *columns]), *parts])
    return told[(told.severity != "info") & ~told.code.isin(CONSEQUENCES)]


def as_excel_counts(home: Path, semester: str, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with the rows that Excel shows: none for the line that names the separator."""
    rows = pd.read_parquet(home / "truth" / "rows.parquet").query("semester == @semester")
    of_file = ["agency_id", "file_name"]
    named = rows[rows.furniture_kind == "sep_line"].groupby(of_file).size().rename("before").reset_index()
    placed = cells.merge(named, on=of_file, how="left")
    return placed.assign(row_number=placed.row_number - placed.before.fillna(0).astype(int))
