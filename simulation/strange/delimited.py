"""Writes the first sheet of a book as delimited text, as various programs do."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from simulation.strange.grid import Book, Cell


def write_delimited(path: Path, book: Book) -> None:
    """Writes `book` to `path`; in UTF-8 with a BOM where Latin-1 lacks a character."""
    sheet, text = book.sheets[0], io.StringIO()
    width = sheet.width()
    writer = csv.writer(text, delimiter=book.delimiter, lineterminator="\r\n")
    for row in sheet.rows:
        cells = [_shown(cell) for cell in row.cells]
        writer.writerow(cells + [""] * (width - len(cells)))
    lead = f"sep={book.delimiter}\r\n" if book.has_sep_line else ""
    whole = lead + text.getvalue()
    try:
        content = whole.encode(book.encoding)
    except UnicodeEncodeError:
        content = whole.encode("utf-8-sig")
    path.write_bytes(content)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
