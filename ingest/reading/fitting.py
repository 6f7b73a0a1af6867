"""Tells whether a column of cells can be read as a field of a list."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsers.value_shapes import is_possible, shape_of
from ingest.reading.columns import type_columns
from ingest.reading.typed import RawTable, Reading
from ingest.workbook import Cell, is_blank

_MOST_AT_FAULT = 0.2  # of the values of an ordinary column


def fits_field(field: str, cells: Sequence[Cell], reading: Reading) -> bool:
    """True when the field's parser takes nearly all values, of its kind."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled or not is_possible(reading.schema.fields[field].type, shape_of(filled)):
        return False
    none = [None] * len(filled)
    typed = type_columns(RawTable(len(filled), {field: filled}, none, none), reading)
    codes = reading.catalogue.issue_codes
    faults = {
        at
        for issue in typed.issues
        if issue.field == field and codes[issue.code].severity != "info"
        for at in issue.positions
    }
    return len(faults) <= _MOST_AT_FAULT * len(filled)
