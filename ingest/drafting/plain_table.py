"""Reads the table of a file by what its columns are called, wherever it begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.workbook import Cell, is_blank, open_workbook


@dataclass(frozen=True)
class PlainTable:
    """The rows below the headings: number in the file, and a cell for each meaning."""

    headings: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]


def plain_table(path: Path, spellings: Mapping[str, Sequence[str]], needed: Collection[str]) -> PlainTable | None:
    """The first table of a file with headings for all `needed` meanings; None without one.

    `spellings`: meaning -> folded headings, the likeliest first. Raises UnreadableFile.
    """
    for sheet in open_workbook(path).sheets():
        for top, row in enumerate(sheet.rows):
            at = _columns(row, spellings)
            if at.keys() >= set(needed):
                rows = [
                    (number, {meaning: cells[column] for meaning, column in at.items()})
                    for number, cells in enumerate(sheet.rows[top + 1 :], top + 2)
                    if not all(map(is_blank, cells))
                ]
                return PlainTable({meaning: as_words(row[column]) for meaning, column in at.items()}, rows)
    return None


def _columns(row: Sequence[Cell], spellings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    folded = [fold_header(as_words(cell)) for cell in row]
    return {
        meaning: folded.index(name)
        for meaning, names in spellings.items()
        for name in reversed(names)
        if name in folded
    }  # fmt: skip
