"""Small workbooks for tests: rows in, a file out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with the sheets given; None is an empty cell, text stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    book.close()
    return path


def write_ods(path: Path, rows: Iterable[bytes]) -> Path:
    """An OpenDocument sheet of the XML of its rows; for layouts that no program writes."""
    names = ("office", "table", "text", "manifest")
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names).encode()
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("mimetype", kind)
        entry = b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + kind + b'"/>'
        packed.writestr(
            "META-INF/manifest.xml", b"<manifest:manifest " + spaces + b">" + entry + b"</manifest:manifest>"
        )
        with packed.open("content.xml", "w") as content:
            content.write(b"<office:document-content " + spaces + b"><office:body><office:spreadsheet>")
            content.write(b'<table:table table:name="Data">')
            for some in rows:
                content.write(some)
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")
    return path


def write_csv(path: Path, rows: Rows, mark: str = ",") -> Path:
    """A text file with the rows given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (mark.join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
