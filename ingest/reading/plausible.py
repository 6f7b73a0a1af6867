"""Figures of one row that cannot both be right; told, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, to_mask
from ingest.reading.typed import FieldIssue, Typed

# (the field told, that which it may not exceed, code)
_AT_MOST = (
    ("family_count", "person_count", "ANG-003"),
    ("recipient_count", "quota_count", "ANG-004"),
    ("realised_kg", "quota_kg", "ANG-004"),
)
_FEWEST_ROWS, _SHARE_OF_ROWS = 3, 0.5  # from here on headings are at fault, not rows
_TIMES_THE_MEDIAN, _FEWEST_AMOUNTS = 100, 10
_YEARS_APART = 5  # ages are told as of another day, in years begun or ended


def implausible(typed: Typed, as_of: dt.date) -> list[FieldIssue]:
    """Findings between the columns of a list."""
    return [*_more_than_may_be(typed), *_far_above_the_rest(typed), *_ages_beside_nik(typed, as_of)]


def _more_than_may_be(typed: Typed) -> Iterator[FieldIssue]:
    for name, limit, code in _AT_MOST:
        part, whole = typed.columns.get(name), typed.columns.get(limit)
        if part is None or whole is None:
            continue
        at = np.flatnonzero(to_mask(pc.greater(part, whole))).tolist()
        both = int(to_mask(pc.and_(pc.is_valid(part), pc.is_valid(whole))).sum())
        if len(at) >= max(_FEWEST_ROWS, _SHARE_OF_ROWS * both):
            yield FieldIssue(name, code, at[:1], f"{len(at)} dari {both} baris")
        elif at:
            yield FieldIssue(name, code, at)


def _far_above_the_rest(typed: Typed) -> Iterator[FieldIssue]:
    amounts = typed.columns.get("benefit_amount_idr")
    if amounts is None or len(amounts) - amounts.null_count < _FEWEST_AMOUNTS:
        return
    median = pc.quantile(amounts, 0.5)[0].as_py()
    at = np.flatnonzero(to_mask(pc.greater(amounts, int(_TIMES_THE_MEDIAN * median)))).tolist() if median else []
    if at:
        yield FieldIssue("benefit_amount_idr", "RP-003", at)


def _ages_beside_nik(typed: Typed, as_of: dt.date) -> Iterator[FieldIssue]:
    """Ages far from the year in the NIK, where no birth date is compared (NIK-011)."""
    ages, niks = typed.columns.get("age_years"), typed.columns.get("nik")
    if ages is None or niks is None or "birth_date" in typed.columns:
        return
    is_told = to_mask(pc.and_(pc.is_valid(ages), pc.is_valid(niks)))
    rows = np.flatnonzero(is_told)
    if not len(rows):
        return
    take = pa.array(rows)
    born = pc.cast(pc.utf8_slice_codeunits(niks.take(take), 10, 12), pa.int16()).to_numpy(zero_copy_only=False)
    apart = (as_of.year - born - pc.cast(ages.take(take), pa.int16()).to_numpy(zero_copy_only=False)) % 100
    differs: BoolArray = (apart > _YEARS_APART) & (apart < 100 - _YEARS_APART)
    if differs.any():
        yield FieldIssue("age_years", "ANG-005", rows[differs].tolist())
