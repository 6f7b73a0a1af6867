"""A sheet in a few lines, what to look for in it, and what was found, as a person would number it."""

from __future__ import annotations

from typing import Any

from ingest.fold import fold_header
from ingest.sheets.locate import Anchors, FoundTable
from ingest.workbook import Range, Sheet


def anchors(
    contains: str = "NIK NAMA", known: str = "NO|NIK|NO KK|NAMA|ALAMAT|RT|RW|KELURAHAN|KECAMATAN|KET|JK"
) -> Anchors:
    return Anchors(
        tuple((fold_header(word),) for word in contains.split()), frozenset(map(fold_header, known.split("|")))
    )


def sheet(*rows: list[Any], merged: tuple[Range, ...] = (), name: str = "LUMPUE") -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet(name, "visible", [list(row) + [None] * (width - len(row)) for row in rows], merged)


def one(found: list[FoundTable]) -> FoundTable:
    assert len(found) == 1
    return found[0]


def kinds(table: FoundTable) -> dict[int, str]:
    """Row -> kind, as numbered on the screen (from 1)."""
    return {item.row + 1: item.kind for item in table.furniture}


def records(table: FoundTable) -> list[int]:
    return [row + 1 for row in table.data_rows]


def headers(table: FoundTable) -> list[str]:
    return [column.text for column in table.header]
