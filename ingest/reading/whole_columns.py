"""Findings about a whole column: one for the column, never one a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.declarations.catalogue import EntitySchema
from ingest.parsers.column import to_mask
from ingest.parsers.masking import without_long_numbers
from ingest.parsers.row_checks import share_ending_in_zero
from ingest.parsers.texts import as_words
from ingest.reading.issues import shown
from ingest.reading.typed import FieldIssue, Typed
from ingest.workbook import Cell

# codes of a cell that its parser cannot take, with the share of the filled cells from which the column is at fault
_OUTSIDE_LIST = 0.5
_UNREADABLE = 0.95
_MISFITS = dict.fromkeys(("YT-001", "KODE-001", "JK-001", "PRG-001"), _OUTSIDE_LIST) | dict.fromkeys(
    ("ANG-001", "RP-001", "TGL-001", "RTW-001"), _UNREADABLE
)
_FEWEST_CELLS = 10
_WORDS_SHOWN = 5
_TIMES_TO_BE_A_WORD = 3  # what stands in a list of codes this often is a word of the office, no person's
_ENDS = {"nik": ("nik_status", "NIK-013"), "family_card_no": ("family_card_status", "KK-013")}
_FEWEST_ZEROS, _SHARE_OF_ZEROS = 8, 0.5


def as_column_findings(
    issues: Sequence[FieldIssue], cells: Mapping[str, Sequence[Cell]], schema: EntitySchema
) -> list[FieldIssue]:
    """`issues`, each that says the same of nearly a whole column turned into one finding."""
    return [_of_column(issue, cells.get(issue.field, ()), schema) or issue for issue in issues]


def _of_column(issue: FieldIssue, cells: Sequence[Cell], schema: EntitySchema) -> FieldIssue | None:
    share = _MISFITS.get(issue.code)
    if share is None or len(issue.positions) < _FEWEST_CELLS:
        return None
    if len(issue.positions) < share * (len(cells) - list(cells).count(None)):
        return None
    counted = Counter(as_words(cells[at]) for at in issue.positions)
    words = [
        f"{_word(words, count, share, issue.field, schema)} {count} kali"
        for words, count in counted.most_common(_WORDS_SHOWN)
    ]
    more = len(counted) - len(words)
    seen = ", ".join(words) + (f" dan {more} isian lain" if more > 0 else "")
    return replace(issue, code="KOL-007", positions=issue.positions[:1], whole=seen)


def _word(words: str, count: int, share: float, field: str, schema: EntitySchema) -> str:
    """A repeated word of a closed list as it stands; anything else masked."""
    is_code = share == _OUTSIDE_LIST and count >= _TIMES_TO_BE_A_WORD
    return repr(without_long_numbers(words)[:40]) if is_code else shown(words, schema.fields.get(field))


def void_cut_numbers(typed: Typed) -> None:
    """Voids numbers that end in 0 where most of their column does.

    Their last digit is lost: a spreadsheet keeps 15, and a column saved as text after that looks whole. An honest list
    has a tenth of them.
    """
    for name, (status, code) in _ENDS.items():
        values = typed.columns.get(name)
        if values is None:
            continue
        numbers = values.unique().drop_null()
        share = share_ending_in_zero(numbers) or 0.0
        zeros = round(share * len(numbers))
        if zeros < _FEWEST_ZEROS or share < _SHARE_OF_ZEROS:
            continue
        is_cut = to_mask(pc.ends_with(values, "0"))
        mask = pa.array(is_cut)
        typed.columns[name] = pc.if_else(mask, pa.scalar(None, pa.string()), values)
        typed.columns[status] = pc.if_else(mask, "damaged", typed.columns[status])
        first = int(np.flatnonzero(is_cut)[0])
        typed.issues.append(FieldIssue(name, code, [first], f"{zeros} dari {len(numbers)} berakhir 0"))
