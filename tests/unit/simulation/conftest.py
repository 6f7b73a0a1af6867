"""One town of 5 000 for all tests of this folder, and its files read back by readers that are not ours."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from simulation import simulate

Rows = list[list[Any]]


@cache
def read_sheets(path: Path) -> dict[str, Rows]:
    """All rows of all sheets, from row 1 to the last that is not empty; a CSV has one sheet without a name."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        delimiter = ";" if text.split("\n", 1)[0].count(";") > 3 else ","
        return {"": list(csv.reader(text.splitlines(), delimiter=delimiter))}
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def column_at(letters: str) -> int:
    """0 for `A`, 26 for `AA`."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


@dataclass
class Town:
    """A simulated town: its folder and its truth."""

    home: Path
    truth: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """`truth/<name>.parquet`."""
        if name not in self.truth:
            self.truth[name] = pd.read_parquet(self.home / "truth" / f"{name}.parquet")
        return self.truth[name]

    def sheets(self, semester: str, agency: str, file_name: str) -> dict[str, Rows]:
        """The file's sheets."""
        return read_sheets(self.home / "inbox" / semester / agency / file_name)

    def cells(self, places: pd.DataFrame) -> list[Any]:
        """The cell of every place (semester, agency_id, file_name, sheet, row_number, column_letter)."""
        found = []
        for place in places.itertuples():
            rows = self.sheets(place.semester, place.agency_id, place.file_name)[place.sheet]
            found.append(rows[int(place.row_number) - 1][column_at(place.column_letter)])
        return found


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    home = tmp_path_factory.mktemp("town")
    simulate(home, population=5_000, seed=3)
    return Town(home)
