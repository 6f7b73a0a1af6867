"""Resolves the kelurahan and kecamatan of each row to Kemendagri codes.

For an aggregate it resolves the area.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.fold import fold_place
from ingest.parsers import texts
from ingest.parsers.column import Column, Parsed, column_of
from ingest.parsers.elsewhere import elsewhere, without
from ingest.reading.region_codes import whole_codes
from ingest.reading.typed import FieldIssue, RawTable, Reading, Typed
from ingest.workbook import Cell

_DISTRICT_DIGITS = len("73.72.01")  # a kelurahan's code begins with its kecamatan's
_VILLAGE_OF_ADDRESS = re.compile(
    r"\b(?:kel(?:urahan)?|desa)\b[\s.:]+([^,;]+?)(?:\s+kec(?:amatan)?\b.*|[,;].*)?$", re.IGNORECASE
)
_SAYS_REGENCY = ("regency_name", "regency_code_source", "district_code_source", "village_code_source")


def resolve_place(typed: Typed, raw: RawTable, reading: Reading) -> None:
    """Kelurahan and kecamatan, or the area of an aggregate, resolved to Kemendagri codes."""
    if "area_code" in reading.schema.columns:
        _resolve_area(typed, raw, reading)
    elif "village_code" in reading.schema.columns:
        _resolve_village(typed, raw, reading)


def _village_cells(raw: RawTable, reading: Reading) -> tuple[Column, Column | None]:
    """Kelurahan and kecamatan of each row, from column, sheet name or title as declared."""
    columns: list[Sequence[Cell]] = []
    for source in reading.table.place_from:
        if source == "column":
            columns += filter(None, (raw.cells.get("village_name"), whole_codes(raw.cells, "village")))
        elif any(raw.place_hint):
            columns.append(raw.place_hint)
    if not columns and "address" in raw.cells:
        columns.append(_in_addresses(raw.cells["address"], reading))
    villages = _first_filled(columns, raw.length)
    districts = list(filter(None, (raw.cells.get("district_name"), whole_codes(raw.cells, "district"))))
    if raw.district_hint:
        districts.append(raw.district_hint)
    return villages, _first_filled(districts, raw.length) if districts else None


def _in_addresses(cells: Sequence[Cell], reading: Reading) -> list[Cell]:
    """The kelurahan at the end of each address, where it is one of the city's.

    Asked where nothing else tells the place: what an address says beside it is often where somebody is registered.
    """
    found = (_VILLAGE_OF_ADDRESS.search(texts.as_words(cell)) for cell in cells)
    named: list[Cell] = [each[1] if each else None for each in found]
    codes = reading.regions.resolve_villages(named).columns["value"].to_pylist()
    return [name if code else None for name, code in zip(named, codes, strict=True)]


def _resolve_village(typed: Typed, raw: RawTable, reading: Reading) -> None:
    villages, districts = _village_cells(raw, reading)
    parsed = reading.regions.resolve_villages(villages, districts, system=reading.table.region_codes)
    parsed = _with_own_places(parsed, villages, reading.table.values.get("village_name", {}))
    parsed = _only_home(typed, raw, reading, parsed, districts)
    typed.take(parsed, "village_name", value="village_code", district="district_code")
    typed.columns["village_text"] = texts.text(villages).columns["value"]


def _only_home(
    typed: Typed, raw: RawTable, reading: Reading, parsed: Parsed, districts: Sequence[Cell] | None
) -> Parsed:
    """The places found, without those of rows that speak of another regency."""
    names = [name for name in _SAYS_REGENCY if name in raw.cells]
    rows = elsewhere([raw.cells[n] for n in names], parsed.columns["value"], districts, reading.regions.region_list)
    if not rows.any():
        return parsed
    typed.issues.append(FieldIssue(names[0], "WIL-005", np.flatnonzero(rows).tolist()))
    return without(parsed, rows)


def _with_own_places(parsed: Parsed, cells: Sequence[Cell], own: Mapping[str, str]) -> Parsed:
    """The places, those that the declaration itself gives a code going first."""
    codes_of_words = {fold_place(words): code for words, code in own.items()}
    found = [codes_of_words.get(fold_place(texts.as_words(cell))) for cell in cells] if own else []
    at = {position for position, code in enumerate(found) if code}
    if not at:
        return parsed
    villages = pa.array(found, pa.string())
    columns = dict(parsed.columns)
    columns["value"] = pc.coalesce(villages, columns["value"])
    if "district" in columns:
        columns["district"] = pc.coalesce(pc.utf8_slice_codeunits(villages, 0, _DISTRICT_DIGITS), columns["district"])
    issues = {code: [each for each in positions if each not in at] for code, positions in parsed.issues.items()}
    return Parsed(columns, {code: positions for code, positions in issues.items() if positions})


def _resolve_area(typed: Typed, raw: RawTable, reading: Reading) -> None:
    level = reading.table.area_level or "village"
    own = {
        "village": "village_name",
        "district": "district_name",
        "regency": "regency_name",
        "province": "province_name",
    }
    named = [
        raw.cells[n] for n in (own[level], "area_name", f"{level}_code_source", "area_code_source") if n in raw.cells
    ]
    if level == "village":
        villages, districts = _village_cells(raw, reading)
        cells = _first_filled([*named, villages], raw.length)
        parsed = reading.regions.resolve_villages(cells, districts, system=reading.table.region_codes)
        own = {**reading.table.values.get("village_name", {}), **reading.table.values.get("area_name", {})}
        parsed = _only_home(typed, raw, reading, _with_own_places(parsed, cells, own), districts)
    else:
        cells = _first_filled(named, raw.length)
        parsed = reading.regions.resolve_areas(cells, level)
    typed.take(parsed, "area_name", value="area_code")
    typed.columns["area_text"] = texts.text(cells).columns["value"]
    typed.columns["area_level"] = pa.repeat(pa.scalar(level), raw.length)


def _first_filled(columns: Sequence[Sequence[Cell]], length: int) -> Column:
    """For each row the first cell that is not empty."""
    if not columns:
        return Column([None] * length)
    if len(columns) == 1 or not (None in columns[0] or "" in columns[0]):
        return column_of(columns[0])
    return Column(next((cell for cell in row if cell not in (None, "")), None) for row in zip(*columns, strict=True))
