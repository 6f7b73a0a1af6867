"""Tells the rows that say themselves that they are of another regency.

A kelurahan of the same name in another regency is another place: the row's own codes and regency decide before the
name does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.fold import fold_place
from ingest.parsers.column import BoolArray, Parsed
from ingest.parsers.region_list import RegionList, kind_of_regency
from ingest.parsers.spelling import nearest_code
from ingest.parsers.texts import as_words
from ingest.workbook import Cell

Where = Literal["home", "other", "unlisted", ""]
_WHOLE_CODES = (4, 6, 7, 10)
# Provinces in use, in both systems (domain notes 2.1); a code of any other is made up and says nothing of a place.
_PROVINCES = frozenset(
    str(code)
    for low, high in ((11, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 97))
    for code in range(low, high + 1)
)
_NAME = re.compile(r"[^\W\d_]{3}")
_KINDS = re.compile(r"^(?:kabupaten|kab|kota(?:madya)?|kodya)\b[\s./]*(?:kota\b)?[\s.:]*", re.IGNORECASE)


def regency_said(cell: Cell, regions: RegionList) -> Where:
    """The regency that a name or code says: home, another, an unlisted one, or ''.

    A name one slip from home is home. A code says by its first four digits, in either of the two systems.
    """
    words = as_words(cell).strip()
    if not regions.home or not words:
        return ""
    digits = re.sub(r"[.\s]", "", words.removesuffix(".0"))
    if digits.isascii() and digits.isdigit():
        return _regency_of_code(digits, regions)
    bare = _KINDS.sub("", words)
    if not _NAME.search(bare) or regions.named(words, "province"):
        return ""
    named = regions.named(words, "regency")
    if named:
        return "home" if regions.home in named else "other"
    own = regions.by_code[regions.home]
    if kind_of_regency(words) not in (None, kind_of_regency(own.name)):
        return "unlisted"
    spellings = {fold_place(_KINDS.sub("", text)): own.code for text in (own.name, *own.aliases)}
    return "home" if nearest_code(bare, fold_place(bare), spellings) else "unlisted"


def _regency_of_code(digits: str, regions: RegionList) -> Where:
    if len(digits) not in _WHOLE_CODES or not regions.home:
        return ""
    if digits[:4] in {regions.home.replace(".", ""), regions.by_code[regions.home].bps_code}:
        return "home"
    return "other" if digits[:2] in _PROVINCES else ""


def elsewhere(
    said: Sequence[Sequence[Cell]], villages: pa.Array, districts: Sequence[Cell] | None, regions: RegionList
) -> BoolArray:
    """True for the rows of which a column `said` says that they are not home.

    A regency that no list has is another one only where kecamatan and kelurahan do not agree at home: it may be any
    word that stands in that column.
    """
    rows = np.zeros(len(villages), np.bool_)
    for cells in said:
        where = {cell: regency_said(cell, regions) for cell in set(cells)}
        if not {"other", "unlisted"} & set(where.values()):
            continue
        at_home = _agree(villages, districts, regions) if "unlisted" in where.values() else rows
        for at, cell in enumerate(cells):
            rows[at] |= where[cell] == "other" or (where[cell] == "unlisted" and not at_home[at])
    return rows


def _agree(villages: pa.Array, districts: Sequence[Cell] | None, regions: RegionList) -> BoolArray:
    """True where a kecamatan at home is stated and a kelurahan found in it."""
    found: BoolArray = pc.is_valid(villages).to_numpy(zero_copy_only=False)
    if districts is None:
        return np.zeros(len(villages), np.bool_)
    known: Mapping[Cell, bool] = {
        cell: any(code.startswith(f"{regions.home}.") for code in regions.named(as_words(cell), "district"))
        for cell in set(districts)
    }
    stated: BoolArray = np.fromiter((known[cell] for cell in districts), np.bool_, len(districts))
    return np.logical_and(found, stated)


def without(parsed: Parsed, rows: BoolArray) -> Parsed:
    """The places of a column without those rows, and without what was said of them."""
    mask = pa.array(rows)
    columns = {name: pc.if_else(mask, pa.scalar(None, column.type), column) for name, column in parsed.columns.items()}
    issues = {code: [at for at in positions if not rows[at]] for code, positions in parsed.issues.items()}
    return Parsed(columns, issues)
