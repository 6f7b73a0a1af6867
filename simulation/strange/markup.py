"""Writes books as .ods, and as the HTML that web systems call .xls."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from simulation.strange.grid import Book, Cell, Sheet

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_STYLES = """<office:automatic-styles><number:date-style style:name="N1"><number:day number:style="long"/>
<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/></number:date-style><style:style style:name="day" style:family="table-cell"
 style:data-style-name="N1"/></office:automatic-styles>"""
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def write_ods(path: Path, book: Book) -> None:
    """Writes `book` to `path`."""
    tables = "".join(_ods_sheet(sheet) for sheet in book.sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">{_STYLES}'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("mimetype", _MIME), ("content.xml", content), ("META-INF/manifest.xml", _MANIFEST)):
            info = zipfile.ZipInfo(name, (2017, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def _ods_sheet(sheet: Sheet) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    covered = _covered(sheet)
    rows = []
    for number, row in enumerate(sheet.rows):
        cells = "".join(
            "<table:covered-table-cell/>" if (number, at) in covered else _ods_cell(cell, spans.get((number, at)))
            for at, cell in enumerate(_padded(sheet, number))
        )
        hidden = ' table:visibility="collapse"' if row.hidden else ""
        rows.append(f"<table:table-row{hidden}>{cells or '<table:table-cell/>'}</table:table-row>")
    body = "".join(rows) or "<table:table-row><table:table-cell/></table:table-row>"
    return f"<table:table table:name={quoteattr(sheet.name)}>{body}</table:table>"


def _ods_cell(cell: Cell, span: tuple[int, int] | None) -> str:
    spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None or cell == "":
        return f"<table:table-cell{spanned}/>"
    if isinstance(cell, date):
        kind = f' table:style-name="day" office:value-type="date" office:date-value="{cell.isoformat()}"'
        shown = f"{cell:%d/%m/%Y}"
    elif isinstance(cell, str):
        lines = "</text:p><text:p>".join(_ods_text(line) for line in cell.split("\n"))
        return f'<table:table-cell{spanned} office:value-type="string"><text:p>{lines}</text:p></table:table-cell>'
    else:
        kind, shown = f' office:value-type="float" office:value="{cell}"', str(cell)
    return f"<table:table-cell{spanned}{kind}><text:p>{shown}</text:p></table:table-cell>"


def _ods_text(text: str) -> str:
    """Text in which all blanks are kept, as the format asks."""
    kept = escape(text).replace("  ", " <text:s/>")
    kept = f"<text:s/>{kept[1:]}" if kept.startswith(" ") else kept
    return f"{kept[:-1]}<text:s/>" if kept.endswith(" ") else kept


def _padded(sheet: Sheet, number: int) -> list[Cell]:
    """The cells of a row, as far as merged areas reach."""
    cells = sheet.rows[number].cells
    reach = max((right + 1 for top, _, bottom, right in sheet.merges if top <= number <= bottom), default=0)
    return cells + [None] * (reach - len(cells))


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def write_html(path: Path, book: Book) -> None:
    """Writes the first sheet of `book` to `path` as one HTML table."""
    sheet = book.sheets[0]
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    covered, width = _covered(sheet), sheet.width()
    lines = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>',
        '<table border="1">',
    ]
    for number in range(len(sheet.rows)):
        cells = _padded(sheet, number)
        cells = cells + [None] * (width - len(cells))
        tag = "th" if sheet.rows[number].kind == "header" else "td"
        shown = [
            _html_cell(tag, cell, spans.get((number, at)))
            for at, cell in enumerate(cells)
            if (number, at) not in covered
        ]
        lines.append(f"<tr>{''.join(shown)}</tr>")
    path.write_text("\n".join([*lines, "</table></body></html>"]) + "\n", encoding="utf-8", newline="")


def _html_cell(tag: str, cell: Cell, span: tuple[int, int] | None) -> str:
    spanned = f' rowspan="{span[0]}" colspan="{span[1]}"' if span else ""
    text = "" if cell is None else f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
    return f"<{tag}{spanned}>{escape(text).replace(chr(10), '<br>').replace(chr(160), '&nbsp;')}</{tag}>"
