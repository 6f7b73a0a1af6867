"""The region resolver: place cells of a column become Kemendagri codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from ingest.fold import fold_place
from ingest.parsers.column import Parsed, parse_column
from ingest.parsers.region_list import Level, RegionList, System, kind_of_regency
from ingest.parsers.spelling import nearest_code
from ingest.parsers.texts import as_words, parse_text
from ingest.parsers.villages import parse_villages
from ingest.workbook import Cell

_PARTS = ((2, "province"), (2, "regency"), (3, "district"), (3, "village"))


@dataclass(frozen=True)
class Regions:
    """A list of regions that resolves columns of names and codes."""

    region_list: RegionList

    @classmethod
    def load(cls, path: Path, home: str | None = None, on: dt.date | None = None) -> Regions:
        """The resolver over a regions CSV; `home`: own regency, `on`: day of the list wanted."""
        return cls(RegionList.load(path, home, on))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]], home: str | None = None, on: dt.date | None = None) -> Regions:
        """The resolver over rows of a regions table."""
        return cls(RegionList.of(rows, home, on))

    def resolve_villages(
        self,
        village_cells: Sequence[Cell],
        district_cells: Sequence[Cell] | None = None,
        default_district: str | None = None,
        system: System | None = None,
    ) -> Parsed:
        """`value` (village code) and `district` (code); issues WIL-001, WIL-002, WIL-003."""
        return parse_villages(self.region_list, village_cells, district_cells, default_district, system)

    def resolve_areas(
        self, cells: Sequence[Cell], level: Level, parent: str | None = None, system: System | None = None
    ) -> Parsed:
        """`value`: codes of areas of one level, below `parent` when given; issues WIL-001, WIL-003."""
        bare_is_regency = level == "regency" and _bare_means_kabupaten(cells)
        scalar = partial(
            parse_area,
            regions=self.region_list,
            level=level,
            parent=parent,
            system=system,
            bare_is_regency=bare_is_regency,
        )
        return parse_column(cells, scalar, {"value": pa.string()})


def parse_area(
    cell: Cell,
    *,
    regions: RegionList,
    level: Level,
    parent: str | None = None,
    system: System | None = None,
    bare_is_regency: bool = False,
) -> tuple[str | None, str | None]:
    """Code and issue code of one area; `X` is refused where two places fit.

    `Kota X` and `Kab. X` are two places.
    """
    words, code = parse_text(cell)
    if words is None:
        return None, code
    coded = regions.coded(words, level, system)
    if coded is not None:
        found = {code for code in coded if parent is None or code.startswith(f"{parent}.")}
        return (found.pop(), None) if len(found) == 1 else (None, "WIL-001")
    named = regions.named(words, level, parent)
    if len(named) > 1 and bare_is_regency:
        named = regions.named(f"Kabupaten {words}", level, parent)
    if len(named) > 1 and parent is None and regions.home:
        named = {code for code in named if code.startswith(f"{regions.home}.")}
    if len(named) == 1:
        return named.pop(), None
    near = None if named or parent is None else _nearest_below(regions, words, level, parent)
    return (near, "WIL-003") if near else (None, "WIL-001")


def join_code_parts(parts: Mapping[Level, Sequence[Cell]]) -> list[Cell]:
    """Village (or district) codes from columns with one part each (BDT): 73, 72, 010, 004.

    A part that is already a whole code is taken as it is; a row with a part missing gives None.

    >>> join_code_parts({"province": ["73"], "regency": [72.0], "district": ["010"], "village": ["4"]})
    ['7372010004']
    >>> join_code_parts({"province": ["73"], "regency": ["7372"], "district": ["7372010"], "village": ["7372010004"]})
    ['7372010004']
    """
    columns = [(width, parts[level]) for width, level in _PARTS if level in parts]  # type: ignore[index]
    rows = zip(*(cells for _, cells in columns), strict=True)
    return [_join_parts([width for width, _ in columns], row) for row in rows]


def _join_parts(widths: Sequence[int], row: Sequence[Cell]) -> str | None:
    joined = ""
    for width, cell in zip(widths, row, strict=True):
        digits = re.sub(r"\D", "", as_words(cell))
        if not digits:
            return None
        joined = digits if len(digits) > width else joined + digits.zfill(width)
    return joined


def _bare_means_kabupaten(cells: Sequence[Cell]) -> bool:
    """True for a column with `Kota X` for cities and a bare `X` for kabupaten."""
    kinds = {kind_of_regency(as_words(cell)) for cell in set(cells) if isinstance(cell, str)}
    return "kota" in kinds and "kab" not in kinds


def _nearest_below(regions: RegionList, words: str, level: Level, parent: str) -> str | None:
    if level == "regency":  # `Kota` and `Kab.` differ by few letters: a slip is not guessed at
        return None
    below = {
        spelling: code
        for region in regions.regions
        if region.code == parent or region.code.startswith(f"{parent}.")
        for spelling, code in regions.spellings_below(region.code).items()
        if regions.by_code[code].level == level
    }
    return nearest_code(words, fold_place(words), below)
