"""Sets rows aside that say of nobody, or of somebody who was forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from ingest.forgotten import MARKER
from ingest.parsers.column import BoolArray
from ingest.parsers.texts import as_words
from ingest.reading.declared_list import DeclaredList
from ingest.reading.problems import PERSON_LISTS
from ingest.reading.typed import FieldIssue
from ingest.sheets.gather import Gathered
from ingest.workbook import is_blank

FORGOTTEN = "BAR-004"
REJECT_SCHEMA = pa.schema(
    [("record_id", pa.string()), ("submission_id", pa.string()), ("semester", pa.string()), ("agency_id", pa.string()),
     ("table_id", pa.string()), ("sheet", pa.string()), ("row_number", pa.int32()), ("code", pa.string()),
     ("cells", pa.string())]
)  # fmt: skip


def emptied(gathered: Gathered) -> frozenset[int]:
    """The rows of people who were forgotten, the marks in their cells taken out."""
    columns = [*gathered.fields.values(), *gathered.unread.values()]
    filled = (cells for cells in gathered.fields.values() if MARKER in cells)
    marked = frozenset(at for cells in filled for at, cell in enumerate(cells) if cell == MARKER)
    for cells in columns if marked else ():
        for at in marked:
            cells[at] = None
    return marked


def but_for(issue: FieldIssue, forgotten: frozenset[int]) -> FieldIssue:
    """The issue without the rows of people who were forgotten."""
    if not forgotten.intersection(issue.positions):
        return issue
    return replace(issue, positions=[at for at in issue.positions if at not in forgotten])


def rows_set_aside(
    gathered: Gathered, declared: DeclaredList, forgotten: frozenset[int]
) -> tuple[BoolArray, FieldIssue | None]:
    """The rows with a needed group all blank, and those of the forgotten."""
    rejected = np.zeros(len(gathered), np.bool_)
    first = ""
    for group in declared.schema.entity.required_any:
        cells = [gathered.fields[name] for name in group if name in gathered.fields]
        if not cells and (gathered.place_hint and group[0] in ("area_name", "village_name")):
            continue
        blank = list(range(len(gathered)))
        for column in cells:
            blank = [at for at in blank if is_blank(column[at])]
        rejected[blank] = True
        first = first or group[0]
    code = "BAR-001" if declared.schema.entity.entity in PERSON_LISTS else "BAR-002"
    at = [each for each in np.flatnonzero(rejected).tolist() if each not in forgotten]
    rejected[sorted(forgotten)] = True
    return rejected, FieldIssue(first, code, at) if at else None


def reject_table(
    gathered: Gathered,
    rejected: BoolArray,
    ids: pa.Array,
    origin: Mapping[str, str],
    code: str,
    code_of: Mapping[int, str],
) -> pa.Table:
    """The rejected rows with all their cells as JSON, kept for the vault.

    `code` is that of a row for which `code_of` has none.
    """
    at = np.flatnonzero(rejected).tolist()
    cells = [
        json.dumps({name: as_words(column[i]) for name, column in gathered.fields.items()}, ensure_ascii=False)
        for i in at
    ]
    return pa.table(
        {
            "record_id": ids.take(pa.array(at, pa.int64())),
            **{name: [value] * len(at) for name, value in origin.items()},
            "sheet": [gathered.sheets[i] for i in at],
            "row_number": [gathered.row_numbers[i] for i in at],
            "code": [code_of.get(i, code) for i in at],
            "cells": cells,
        },
        schema=REJECT_SCHEMA,
    )
