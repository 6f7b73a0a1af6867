"""Reads the figures that sums and records write: bare, with dots, a unit or Rp."""

from __future__ import annotations

import re

from ingest.parsers.amounts import read_amount
from ingest.sheets.layout.model import text_of
from ingest.workbook import Cell

_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_COUNTED = re.compile(r"(\d[\d.]*) *(?:kpm|kk|rts|orang|jiwa|siswa|keluarga|penerima)", re.IGNORECASE)
_DRESSED = re.compile(r"(?:rp|idr)\b.*\d.*|[\d.,]+(?:,-|,00|\.00| *(?:juta|jt|ribu|rb))", re.IGNORECASE)


def figure(cell: Cell) -> float | None:
    """A figure, also one written as text (`1.234`)."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    text = text_of(cell)
    return float(text.replace(".", "")) if _FIGURE.fullmatch(text) else None


def stated_figure(cell: Cell) -> float | None:
    """A figure without its unit or dress: `8 KPM`, `Rp17,5 juta`."""
    text = text_of(cell)
    if counted := _COUNTED.fullmatch(text):
        return figure(counted[1])
    plain = figure(cell)
    if plain is not None or not _DRESSED.fullmatch(text.replace("Rp", "Rp ")):
        return plain
    amount = read_amount(text)
    return float(amount.value) if amount.value is not None and not amount.doubt else None
