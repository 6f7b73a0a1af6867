"""Kelurahan and kecamatan cells become Kemendagri codes; a name alone is never trusted across kecamatan.

Domain notes 2.3: the same village name stands in several kecamatan and regencies, and the same ten digits mean two
places in two code systems. What cannot be settled stays null with an issue:
WIL-001 unknown, or more than one place it could be; WIL-002 the place exists, in another kecamatan than the one stated
(`value` null, `district` as stated); WIL-003 misspelt, resolved to the only near name of its kecamatan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from ingest.fold import fold_place
from ingest.parsers.column import Parsed, fold_distinct, parse_pairs
from ingest.parsers.region_list import RegionList, System
from ingest.parsers.spelling import abbreviated_code, nearest_code
from ingest.parsers.texts import as_words, parse_text
from ingest.workbook import Cell

VILLAGE_TYPES = {"value": pa.string(), "district": pa.string()}
# `Kel. Lumpue Kec. Bacukiki Barat`, `Lumpue, Bacukiki Barat`, `Lumpue / Bacukiki Barat`
_WITH_DISTRICT = re.compile(
    r"(.+?)(?:\s*[,/(;-]\s*|\s+)kec(?:amatan)?\b[\s.:]*(.+?)\)?|(.+?)\s*[,/(;]\s*(.+?)\)?", re.IGNORECASE
)


class Village(NamedTuple):
    """A village and its district, each as far as known."""

    value: str | None
    district: str | None
    code: str | None


def parse_villages(
    regions: RegionList,
    village_cells: Sequence[Cell],
    district_cells: Sequence[Cell] | None = None,
    default_district: str | None = None,
    system: System | None = None,
) -> Parsed:
    """`value` and `district` codes of a column of villages.

    `default_district` (name or code) holds where a row has none.
    """
    districts: Sequence[Cell] = [None] * len(village_cells) if district_cells is None else district_cells
    scalar = partial(
        parse_village,
        regions=regions,
        default_district=default_district,
        system=system or prevailing_system(regions, village_cells, districts),
    )
    return parse_pairs(village_cells, districts, scalar, VILLAGE_TYPES)


def prevailing_system(regions: RegionList, villages: Sequence[Cell], districts: Sequence[Cell]) -> System | None:
    """The code system in which more rows resolve; None on a tie.

    Rows that state a district resolve within it.
    """
    if not any(regions.coded(as_words(cell), "village") for cell in fold_distinct(villages)[0]):
        return None
    votes: dict[System, int] = {"bps": 0, "kemendagri": 0}
    seen: dict[tuple[str, str], int] = {}
    for village, district in zip(villages, districts, strict=True):
        words = as_words(village) if isinstance(village, (str, int, float)) else ""
        if words[:2].isdigit() and "." not in words:
            pair = (words, as_words(district))
            seen[pair] = seen.get(pair, 0) + 1
    for (words, stated), rows in seen.items():
        within = find_districts(regions, stated)[0]
        for system in votes:
            found = regions.coded(words, "village", system) or set()
            votes[system] += rows * any(not within or regions.ancestor(code, "district") in within for code in found)
    if votes["bps"] == votes["kemendagri"]:
        return None
    return "bps" if votes["bps"] > votes["kemendagri"] else "kemendagri"


def parse_village(
    village: Cell,
    district: Cell = None,
    *,
    regions: RegionList,
    default_district: str | None = None,
    system: System | None = None,
) -> Village:
    """One village in the district that its row, or else its sheet, states."""
    stated, district_code = parse_text(district)
    within, misspelt = find_districts(regions, stated or default_district or "")
    sure = next(iter(within)) if len(within) == 1 else None
    words, village_code = parse_text(village)
    if words is None:
        unknown = "WIL-001" if stated and not within else None
        return Village(None, sure, village_code or district_code or unknown)
    codes = regions.coded(words, "village", system)
    if codes is None and not within and (both := _WITH_DISTRICT.fullmatch(words)):
        named = find_districts(regions, both[2] or both[4])
        if named[0]:
            words, (within, misspelt) = both[1] or both[3] or "", named
    found = _from_name(regions, words, within) if codes is None else _from_codes(regions, words, codes, within)
    code = found.code or district_code or ("WIL-003" if misspelt or (stated and not within) else None)
    return Village(found.value, found.district or sure, code)


def find_districts(regions: RegionList, words: str) -> tuple[set[str], bool]:
    """Codes of the districts a text may mean, home first; and if by slip."""
    if not words:
        return set(), False
    found = regions.coded(words, "district") or regions.named(words, "district")
    at_home = {code for code in found if regions.home and code.startswith(f"{regions.home}.")}
    if found or not regions.home:
        return at_home or found, False
    bare = re.sub(r"^(?:kec(?:amatan)?|distrik)\b[\s.:]*", "", words, flags=re.IGNORECASE)
    near = nearest_code(bare, fold_place(bare), regions.spellings_below(regions.home))
    return ({near}, True) if near else (set(), False)


def _from_codes(regions: RegionList, words: str, codes: set[str], within: set[str]) -> Village:
    if len(codes) > 1 and within:  # the stated district settles which system the digits belong to
        codes = {code for code in codes if regions.ancestor(code, "district") in within} or codes
    if len(codes) != 1:
        return Village(None, _district_of_code(regions, words), "WIL-001")
    (code,) = codes
    district = regions.ancestor(code, "district")
    return Village(None, None, "WIL-002") if within and district not in within else Village(code, district, None)


def _district_of_code(regions: RegionList, words: str) -> str | None:
    """The district inside an unlisted village code, when dots leave no doubt."""
    code = regions.ancestor(words, "district") if words.count(".") == 3 else ""
    return code if code in regions.by_code else None


def _from_name(regions: RegionList, words: str, within: set[str]) -> Village:
    if not within:
        return _without_district(regions, words)
    inside = {code for district in within for code in regions.named(words, "village", district)}
    if len(inside) == 1:
        (code,) = inside
        return Village(code, regions.ancestor(code, "district"), None)
    if inside:
        return Village(None, None, "WIL-001")
    if regions.named(words, "village"):
        return Village(None, None, "WIL-002")
    near = {_nearest(regions, [district], words) for district in within} - {None}
    found = near.pop() if len(near) == 1 else None
    return Village(found, regions.ancestor(found, "district"), "WIL-003") if found else Village(None, None, "WIL-001")


def _without_district(regions: RegionList, words: str) -> Village:
    """The only village of a name at home, else anywhere; one slip allowed."""
    everywhere = regions.named(words, "village")
    found = {code for code in everywhere if regions.home and code.startswith(f"{regions.home}.")} or everywhere
    if len(found) == 1:
        (code,) = found
        return Village(code, regions.ancestor(code, "district"), None)
    if found or not regions.home:
        return Village(None, None, "WIL-001")
    districts = [each.code for each in regions.regions if each.level == "district" and each.parent == regions.home]
    near = _nearest(regions, districts, words, slips=1)
    return Village(near, regions.ancestor(near, "district"), "WIL-003") if near else Village(None, None, "WIL-001")


def _nearest(regions: RegionList, districts: Sequence[str], words: str, slips: int = 2) -> str | None:
    """The one village within the allowed slips that no other village matches as well.

    Else the only one that the text shortens (`Kp. Baru`).
    """
    bare = re.sub(r"^(?:kel(?:urahan)?|desa|ds)\b[\s.:/]*", "", words, flags=re.IGNORECASE)
    spellings = {text: code for district in districts for text, code in regions.spellings_below(district).items()}
    names = [name for district in districts for name in regions.names_below(district)]
    return nearest_code(bare, fold_place(bare), spellings, slips) or abbreviated_code(bare, names)
