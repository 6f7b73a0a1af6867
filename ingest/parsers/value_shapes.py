"""Describes the values of a column, for suggestions and holds, never for reading."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from ingest.parsers.texts import as_words
from ingest.workbook import Cell, is_blank

_LOOKED_AT = 50
_MOST = 0.8
_PATTERNS = (
    ("nik", re.compile(r"\d{14,18}")),
    ("rupiah", re.compile(r"Rp\.?\s*[\d.,\s-]+", re.IGNORECASE)),
    ("date", re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}|\d{4}-\d\d-\d\d")),
    ("sex", re.compile(r"[LP]", re.IGNORECASE)),
    ("yes_no", re.compile(r"ya|tidak|y|t|[12]", re.IGNORECASE)),
    ("year", re.compile(r"(?:19|20)\d\d")),
    ("number", re.compile(r"-?[\d.,]+")),
)


_OTHERWISE = ("text", "mixed")
# Shapes that the values of a field may have; a field of a type that is not named here may look like anything.
_POSSIBLE: dict[str, tuple[str, ...]] = {
    "text": (*_OTHERWISE, "yes_no", "sex", "year", "date"),
    "name": _OTHERWISE, "address": _OTHERWISE, "village": _OTHERWISE, "district": _OTHERWISE, "area": _OTHERWISE,
    "place_and_date": _OTHERWISE, "nik": ("nik", "mixed", "text"),
    "family_card": ("nik", "mixed", "text"), "date": ("date", "mixed", "number", "year"),
    "sex": ("sex", "mixed", "text", "yes_no"), "year": ("year",), "integer": ("number", "year", "yes_no", "mixed"),
    "decimal": ("number", "year", "yes_no", "mixed"), "rupiah": ("rupiah", "number", "mixed"),
    "age": ("number", "yes_no", "mixed"), "yes_no": ("yes_no", "text", "mixed", "sex"),
}  # fmt: skip


def is_possible(field_type: str, shape: str) -> bool:
    """True when such values can stand in a field of this type; empty fits any.

    >>> is_possible("name", "number"), is_possible("name", "text"), is_possible("nik", "empty")
    (False, True, True)
    """
    return shape == "empty" or shape in _POSSIBLE.get(field_type, (shape,))


def shape_of(cells: Sequence[Cell]) -> str:
    """The shape of the first values: `nik` (some 16 digits), rupiah, date, text, mixed...

    >>> shape_of(["7772010107750002", None, "7772014107800001"]), shape_of(["L", "P", "p"]), shape_of([1200, 3.5])
    ('nik', 'sex', 'number')
    >>> shape_of(["Rp 1.500.000,-"]), shape_of(["17-08-1980"]), shape_of(["Andi", "Besse"]), shape_of([None])
    ('rupiah', 'date', 'text', 'empty')
    """
    seen = list(islice((cell for cell in cells if not is_blank(cell)), _LOOKED_AT))
    if not seen:
        return "empty"
    kind, count = Counter(map(_kind, seen)).most_common(1)[0]
    return kind if count >= _MOST * len(seen) else "mixed"


def _kind(cell: Cell) -> str:
    if isinstance(cell, dt.date | dt.datetime):
        return "date"
    words = as_words(cell).strip("'` ")
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(words)), "text")
