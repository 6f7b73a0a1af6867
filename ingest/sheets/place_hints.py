"""Reads place hints outside a column: bands, sheet names, titles, the name of the file.

Bands are rows such as `KELURAHAN : LUMPUE` or `No. KK : 77...` above the records that they hold for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.declarations.contract import EntityField, Table
from ingest.fold import fold_header
from ingest.parsers.places import Regions
from ingest.sheets.locate import FoundTable
from ingest.sheets.period import month_of_sheet
from ingest.workbook import Cell

_VILLAGE_TITLE = re.compile(
    r"\b(?:KELURAHAN|KEL|DESA|KALURAHAN|GAMPONG|NAGARI|KAMPUNG(?=\s*:))\b\s*[.:]\s*"
    r"(.+?)(?=\s*(?:,|;|\bKEC|\bDISTRIK|$))",
    re.IGNORECASE,
)
_DISTRICT_TITLE = re.compile(
    r"\b(?:KECAMATAN|KEC|DISTRIK|KAPANEWON|KEMANTREN)\b\s*[.:]\s*"
    r"(.+?)(?=\s*(?:,|;|\bKEL|\bKAMPUNG\b\s*:|\bKOTA|\bKAB|$))",
    re.IGNORECASE,
)
_VILLAGE_NAMED = re.compile(r"\b(?:KELURAHAN|KEL|DESA) (.+)")
_NOT_OF_A_WORD = re.compile(r"[\W_]+")
_VILLAGE_BANDS = frozenset({"kelurahan", "kel", "desa", "desakelurahan", "kelurahandesa"})
_DISTRICT_BANDS = frozenset({"kecamatan", "kec"})
_FIELD_OF_BAND = {
    "NO KK": "family_card_no", "NAMA KK": "head_name", "RT": "rt", "RW": "rw", "SEKOLAH": "school_name",
    "LINGKUNGAN": "hamlet",
}  # fmt: skip
_OF_A_MONTH = ("cycle", "period_label")
_WORDS_OF_A_NAME = 4
Hints = list[str | None]


def place_hints(
    sheet_name: str, found: FoundTable, rows: Sequence[int], table: Table, regions: Regions
) -> tuple[Hints, Hints]:
    """For each row the kelurahan and kecamatan outside its columns, bands first."""
    village, district = _stated(sheet_name, found.titles, table, regions)
    if not found.bands:
        return [village] * len(rows), [district] * len(rows)
    bands = [found.bands.get(row, {}) for row in rows]
    return (
        [_in_band(band, _VILLAGE_BANDS) or village for band in bands],
        [_in_band(band, _DISTRICT_BANDS) or district for band in bands],
    )


def band_cells(found: FoundTable, rows: Sequence[int], fields: Mapping[str, EntityField]) -> dict[str, list[Cell]]:
    """The rows' values of each of `fields` that bands or the sheet's name state.

    A band says a card number or RT, a sheet's name its month.
    """
    stated = {key for band in found.bands.values() for key in band}
    cells: dict[str, list[Cell]] = {
        name: [found.bands.get(row, {}).get(key) for row in rows]
        for key, name in _FIELD_OF_BAND.items()
        if key in stated and name in fields
    }
    cells |= _sections(found, rows, fields)
    if month := month_of_sheet(found.sheet_name):
        cells |= {name: [month] * len(rows) for name in _OF_A_MONTH if name in fields}
    return cells


def _sections(found: FoundTable, rows: Sequence[int], fields: Mapping[str, EntityField]) -> dict[str, list[Cell]]:
    """The rows' values of each field that titles of parts name: `KEJURUAN : MENJAHIT`."""
    parted = {row: found.bands.get(row, {}).get("BAGIAN", "").partition(":") for row in rows}
    labels = {fold_header(label) for label, colon, value in parted.values() if colon and value.strip()}
    if not labels:
        return {}
    named = {
        fold_header(text): name for name, field in fields.items() if field.type == "text" for text in field.spellings
    }
    cells: dict[str, list[Cell]] = {named[label]: [None] * len(rows) for label in labels & named.keys()}
    for at, (label, _, value) in enumerate(parted.values()):
        if (name := named.get(fold_header(label), "")) in cells:
            cells[name][at] = value.strip() or None
    return cells


def place_in_name(file_name: str, table: Table, regions: Regions) -> str | None:
    """The kelurahan that the name of a file says, as in `KKS Kel. Lakessi rev.xlsx`.

    Only behind the word kelurahan or desa: a school or a market bears the name of a kelurahan too.
    """
    if "file_name" not in table.place_from:
        return None
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    named = _VILLAGE_NAMED.search(_NOT_OF_A_WORD.sub(" ", stem).upper())
    words = named[1].split()[:_WORDS_OF_A_NAME] if named else []
    if not words:
        return None
    tried = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    codes = regions.resolve_villages(tried).columns["value"].to_pylist()
    return next((name for name, code in zip(tried, codes, strict=True) if code), None)


def _in_band(band: Mapping[str, str], keys: frozenset[str]) -> str | None:
    return next((value for key, value in band.items() if fold_header(key) in keys), None)


def _stated(sheet_name: str, titles: Sequence[str], table: Table, regions: Regions) -> tuple[str | None, str | None]:
    """(kelurahan, kecamatan) that the sheet's name or titles state, in declared order."""
    district = _first_match(_DISTRICT_TITLE, titles)
    for source in table.place_from:
        if source == "sheet_name":
            resolved = regions.resolve_villages([sheet_name], [district] if district else None)
            if resolved.columns["value"][0].is_valid:
                return sheet_name, district
        elif source == "title" and (village := _first_match(_VILLAGE_TITLE, titles)):
            return village, district
    return None, district


def _first_match(pattern: re.Pattern[str], titles: Sequence[str]) -> str | None:
    return next((found[1].strip() for title in titles if (found := pattern.search(title)) and found[1].strip()), None)
