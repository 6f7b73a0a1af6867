"""Where the rows of a table live when no column says so: a sheet's name, its titles, or a band between the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.contract import Table
from ingest.fold import fold_header
from ingest.locate import FoundTable
from ingest.parsers.places import Regions

_VILLAGE_TITLE = re.compile(r"\b(?:KELURAHAN|KEL|DESA)\b\s*[.:]\s*(.+?)(?=\s*(?:,|;|\bKEC|$))", re.IGNORECASE)
_DISTRICT_TITLE = re.compile(r"\b(?:KECAMATAN|KEC)\b\s*[.:]\s*(.+?)(?=\s*(?:,|;|\bKEL|\bKOTA|\bKAB|$))", re.IGNORECASE)
_VILLAGE_BANDS = frozenset({"kelurahan", "kel", "desa", "desakelurahan", "kelurahandesa"})
_DISTRICT_BANDS = frozenset({"kecamatan", "kec"})
Hints = list[str | None]


def place_hints(
    sheet_name: str, found: FoundTable, rows: Sequence[int], table: Table, regions: Regions
) -> tuple[Hints, Hints]:
    """For each row the kelurahan and the kecamatan that stand outside its columns; a band goes before the sheet."""
    village, district = _stated(sheet_name, found.titles, table, regions)
    if not found.bands:
        return [village] * len(rows), [district] * len(rows)
    bands = [found.bands.get(row, {}) for row in rows]
    return (
        [_in_band(band, _VILLAGE_BANDS) or village for band in bands],
        [_in_band(band, _DISTRICT_BANDS) or district for band in bands],
    )


def _in_band(band: Mapping[str, str], keys: frozenset[str]) -> str | None:
    return next((value for key, value in band.items() if fold_header(key) in keys), None)


def _stated(sheet_name: str, titles: Sequence[str], table: Table, regions: Regions) -> tuple[str | None, str | None]:
    """(kelurahan, kecamatan) that a sheet's name or its titles state, in the declared order of trust."""
    district = _first_match(_DISTRICT_TITLE, titles)
    for source in table.place_from:
        if source == "sheet_name":
            known = regions.resolve_villages([sheet_name], [district] if district else None)
            if known.columns["value"][0].is_valid:
                return sheet_name, district
        elif source == "title" and (village := _first_match(_VILLAGE_TITLE, titles)):
            return village, district
    return None, district


def _first_match(pattern: re.Pattern[str], titles: Sequence[str]) -> str | None:
    return next((found[1].strip() for title in titles if (found := pattern.search(title)) and found[1].strip()), None)
