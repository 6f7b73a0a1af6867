"""Opens a release for a notebook: each table as a frame that explains its numbers.

`from delivery import open_release`, then `open_release(home)["mart_targeting"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from delivery.release.meanings import Measure
from delivery.release.releases import Release, current_release, releases
from delivery.release.small_cells import HIDDEN
from ingest.store import Store

if TYPE_CHECKING:
    import pandas as pd


Row = Mapping[str, Any]


class ReleaseError(Exception):
    """There is no release to open; says what to do."""


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of one release by name, read when they are asked for.

    A frame has the types of the warehouse (whole numbers stay whole beside what is missing). Its `attrs` hold the
    description (`description`), the key of a row (`grain`), what each column means (`labels`) and, of each number, its
    unit and what it adds up over (`measures`).
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self._manifest = release.manifest()
        self._names = {full_name.partition(".")[2]: full_name for full_name in self._manifest["tables"]}
        self._measures: dict[str, dict[str, Measure]] = {}
        told = "select table_name, column_name, unit, adds_over, within from core.dim_measure"
        for table, column, unit, adds_over, within in self._ask(told):
            measure = Measure(column, unit, _names(adds_over), _names(within))
            self._measures.setdefault(table, {})[column] = measure

    def __getitem__(self, name: str) -> pd.DataFrame:
        full_name = self._names[name]
        table = self._manifest["tables"][full_name]
        with duckdb.connect(str(self.release.warehouse), read_only=True) as database:
            frame: pd.DataFrame = database.execute(f"select * from {full_name}").arrow().read_all().to_pandas()
        frame = frame.convert_dtypes()
        frame.attrs |= {
            "release": self.release.name,
            "description": table["description"],
            "grain": tuple(table["grain"]),
            "labels": {column["name"]: column["description"] for column in table["columns"]},
            "measures": dict(self._measures.get(name, {})),
        }
        return frame

    def rows(self, names: Iterable[str], semester: str | None = None) -> dict[str, tuple[Row, ...]]:
        """The rows of tables as plain values, in the order of their keys.

        Of one semester where it is given. KeyError for a table that the release does not have.
        """
        where = "" if semester is None else " where semester = $semester"
        told = {} if semester is None else {"semester": semester}
        found: dict[str, tuple[Row, ...]] = {}
        with duckdb.connect(str(self.release.warehouse), read_only=True) as database:
            for name in names:
                full_name = self._names[name]
                keys = ", ".join(self._manifest["tables"][full_name]["grain"]) or "all"
                answer = database.execute(f"select * from {full_name}{where} order by {keys}", told)
                columns = [column[0] for column in answer.description or ()]
                found[name] = tuple(dict(zip(columns, row, strict=True)) for row in answer.fetchall())
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def total(self, name: str, column: str, over: str) -> pd.DataFrame:
        """The number added up over one column, by the rest of the key.

        ValueError where that gives no true number: a count of families by kelurahan adds up over kelurahan, never over
        programmes. What is missing or hidden stays empty rather than being passed over.
        """
        frame, measure = self[name], self._measures.get(name, {}).get(column)
        if measure is None or over not in measure.adds_over:
            told = ", ".join(measure.adds_over) if measure and measure.adds_over else "-"
            raise ValueError(f"{name}.{column} tidak dapat dijumlahkan menurut {over}; hanya menurut: {told}")
        keys = [key for key in (*frame.attrs["grain"], *measure.within) if key != over]
        summed: pd.DataFrame = (
            frame.groupby(keys, dropna=False)[column].agg(lambda part: part.sum(skipna=False)).reset_index()
        )
        return summed

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.release.warehouse), read_only=True) as database:
            return database.execute(sql).fetchall()


def open_release(home: Path | str, name: str | None = None) -> Tables:
    """The current release of a home or the one named; ReleaseError without any."""
    store = Store(Path(home))
    if name is None:
        release = current_release(store)
    else:
        release = next((each for each in releases(store) if each.name == name), None)
    if release is None:
        kept = ", ".join(each.name for each in releases(store)) or "belum ada"
        raise ReleaseError(f"tidak ada rilis {name or 'yang berlaku'} di {home}; yang ada: {kept}")
    return Tables(release)


def state_of(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    """For each row of a frame: `shown`, `hidden` (known, protected) or `missing` (nobody reported it)."""
    import pandas as pd

    hidden = frame.get(HIDDEN.name, pd.Series(None, index=frame.index, dtype="string")).fillna("")
    named = hidden.map(lambda text: column in str(text).split(", ")).astype(bool)
    states = pd.Series("missing", index=frame.index, dtype="object")
    states[named] = "hidden"
    states[frame[column].notna()] = "shown"
    return states


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()
