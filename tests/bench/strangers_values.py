"""Clean cells of strange files: those that came out with the value that the truth says.

A cell is clean where nothing was planted in it and a perfect reader finds a value. It counts where its row stands and
the list keeps its field. The truth is the notation of the simulation: words are compared without regard to case and
runs of blanks, codes through the closed list of the field with the answers of the city, numbers by what they are worth;
free text that is kept as it stands is right as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.declarations.catalogue import Catalogue
from ingest.reading.declared_list import DeclaredList, declared_list
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from tests.bench.strangers_cells import as_excel_counts

_PLACES = {"village_name": "village_code", "area_name": "area_code"}
# another name here than in the truth: BPJS's NOKA is the number of a card
_NAMED_HERE = {"source_family_id": "card_no"}
_NOTHING = ("", "-", "0")
_AT = ["sheet", "row_number"]


@dataclass(frozen=True)
class CellsRight:
    """The clean cells of rows that stand, and those that came out otherwise, by list, field and what stands there."""

    cells: int
    wrong: Counter[str]

    @property
    def share(self) -> float:
        return 1 - self.wrong.total() / self.cells if self.cells else 1.0


def cells_right(home: Path, semester: str, submissions: Iterable[Submission], catalogue: Catalogue) -> CellsRight:
    """Compares the clean cells of every file that stands with its rows as they were conformed."""
    wrong, count = Counter[str](), 0
    clean = _clean(home, semester)
    for one in submissions:
        if one.status in ("held", "duplicate", "superseded") or not one.rows_in:
            continue
        declared = declared_list(catalogue.agencies[one.agency_id], one.table_id, Semester.parse(semester), catalogue)
        own = clean[(clean.agency_id == one.agency_id) & (clean.table_id == one.table_id)
                    & (clean.file_name == one.file_name)]  # fmt: skip
        rows = pq.read_table(one.parquet(Store(home)))
        for field, cells in own.groupby("field"):
            judged = _judge(str(field), cells, rows, declared)
            count += len(judged)
            wrong += Counter(f"{one.table_id}.{field} {told}" for told in judged if told)
    return CellsRight(count, wrong)


def _clean(home: Path, semester: str) -> pd.DataFrame:
    """The clean cells with the true place of their row, and whether their column tells other fields too."""
    cells = pd.read_parquet(home / "truth" / "cells.parquet").query("semester == @semester")
    of_row = ["agency_id", "table_id", "file_name", *_AT]
    rows = pd.read_parquet(home / "truth" / "rows.parquet").query("semester == @semester")
    places = rows[rows.village_code.notna()][[*of_row, "village_code"]].drop_duplicates(of_row)
    cells = cells.assign(is_shared=cells.duplicated([*of_row, "column_letter"], keep=False))
    clean = cells[~cells.is_planted & cells.written.fillna("").str.strip().ne("") & cells.reads_as.notna()]
    return as_excel_counts(home, semester, clean.merge(places, on=of_row, how="left"))


def _judge(field: str, cells: pd.DataFrame, rows: pa.Table, declared: DeclaredList) -> list[str]:
    """'' for each cell that is right, `empty` or `other` for one that is not; no line where its row does not stand."""
    column = _PLACES.get(field, field)
    if column not in rows.column_names:
        return []
    named_here = _NAMED_HERE.get(field, column)
    found = pd.DataFrame({"sheet": rows["sheet"].to_pylist(), "row_number": rows["row_number"].to_pylist()})
    for name, source in (("value", column), ("beside", named_here if named_here in rows.column_names else column)):
        found[name] = pd.Series(rows[source].to_pylist(), dtype=object)
    told: dict[tuple[object, ...], str] = {}
    for cell in cells.merge(found, on=_AT).to_dict("records"):
        truth = str(cell["village_code"] if field in _PLACES else cell["reads_as"])
        value = cell["beside"] if cell["value"] is None else cell["value"]
        place = (cell["sheet"], cell["row_number"], cell["column_letter"])
        # several records of one row: right where one of them has the value
        if told.get(place) != "":
            is_right = _is_right(field, value, truth, cell, declared)
            told[place] = "" if is_right else "empty" if value is None else "other"
    return list(told.values())


def _is_right(field: str, value: object, truth: str, cell: Mapping[Hashable, Any], declared: DeclaredList) -> bool:
    kind = _kind(field, declared)
    if value is None:
        return kind not in _KINDS and truth in _NOTHING  # a name of `0` is none
    if field in _PLACES:
        return value == truth
    if kind in _CODED:
        return value == (declared.reading.codes(field).find(truth) or truth)
    if kind in _KINDS:
        return _KINDS[kind](value, truth)
    words, meant = _folded(str(value)), _folded(truth)
    # an address that tells RT and RW too is kept as it stands, and so is all free text
    is_as_it_stands = kind == "text" and words == _folded(str(cell["written"]))
    return words == meant or is_as_it_stands or (cell["is_shared"] and meant in words)


def _kind(field: str, declared: DeclaredList) -> str:
    return declared.schema.fields[field].type if field in declared.schema.fields else "text"


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def _same_number(value: object, truth: str) -> bool:
    try:
        return Decimal(str(value)) == Decimal(truth.replace(",", "."))
    except InvalidOperation:
        return False


def _same_answer(value: object, truth: str) -> bool:
    return truth == ("true" if value else "false")


_CODED = frozenset({"code", "sex"})
_KINDS: dict[str, Callable[[object, str], bool]] = {
    **dict.fromkeys(("integer", "decimal", "rupiah", "year", "percentile", "decile", "age"), _same_number),
    **dict.fromkeys(("yes_no", "boolean"), _same_answer),
}
