"""Writes large sheets as plain XML into a workbook that openpyxl has made.

Ten times faster than cell by cell.

openpyxl makes everything else (styles, widths, drop-downs, links) and leaves these sheets empty; here their rows are
filled in. Whatever a cell holds is written as a value: text as inline text, never as a formula, and text that a
spreadsheet program could take for one is marked with quotePrefix, so that it stays text when somebody edits it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ingest.sheets.layout.model import column_letter
from ingest.workbook import Cell, CellError, UncachedFormula

# As a formula, or as a call to another program, would begin.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
NO_RESULT = "#N/A"
MAX_TEXT = 32_767
_MOST_KEPT = 200_000
_FIRST_DAY = dt.datetime(1899, 12, 30)
_FIRST_SAFE_DAY = dt.datetime(1900, 3, 1)  # before it, Excel and others count differently
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff<>&]|^\\s|\\s$|_x[0-9A-Fa-f]{4}_|[\n\t]")
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)

Styled = tuple[Cell, int]
Rows = Iterable[Sequence[Styled | None]]


class TallRow(list[Styled | None]):
    """A row with a height of its own, in points.

    A long text needs it, as no program makes room by itself.
    """

    height: float = 15.0


@dataclass(frozen=True)
class Filling:
    """The content of one empty sheet.

    It is the file of its rows, and links from a cell to a place in the workbook.
    """

    rows: Path
    links: Sequence[tuple[str, str]] = ()


def is_live(text: str) -> bool:
    """True when a spreadsheet program could take the text for a formula.

    >>> is_live("=1+1"), is_live("@SUM(A1)"), is_live("-"), is_live("Andi"), is_live("-5 orang"), is_live("")
    (True, True, True, False, True, False)
    """
    return text.startswith(LIVE)


def clean_text(text: str) -> str:
    r"""Text without what XML cannot hold, as long as a cell may be.

    >>> clean_text("a\x00b")
    'ab'
    """
    return _NOT_XML.sub("", text)[:MAX_TEXT]


def plain(cell: Cell) -> Cell:
    """The cell as it may be written.

    Formulas and errors as the text of an error, odd numbers and dates as text.
    """
    if isinstance(cell, UncachedFormula):
        return NO_RESULT
    if isinstance(cell, CellError):
        return str(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.replace(tzinfo=None)
        return cell if cell >= _FIRST_SAFE_DAY else f"{cell:%d-%m-}{cell.year:04}"
    if isinstance(cell, dt.date):
        return plain(dt.datetime.combine(cell, dt.time()))
    return cell


def serial(moment: dt.datetime | dt.time | dt.timedelta) -> float:
    """A moment or a span of time as Excel counts it, in days.

    >>> serial(dt.datetime(2017, 6, 30, 12)), serial(dt.time(6)), serial(dt.timedelta(hours=36))
    (42916.5, 0.25, 1.5)
    """
    if isinstance(moment, dt.datetime):
        span = moment - _FIRST_DAY
    elif isinstance(moment, dt.time):
        span = dt.timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    else:
        span = moment
    return span / dt.timedelta(days=1)


class _Tails(dict[Styled, str]):
    """The XML after the address of a cell, made once for each value.

    Most values of a list come again and again.
    """

    def __missing__(self, cell: Styled) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        tail = self[cell] = _tail(*cell)
        return tail


def rows_xml(rows: Rows) -> Iterator[str]:
    """`<row>` elements of rows of (value, style); None is no cell at all."""
    letters: list[str] = []
    tails = _Tails()
    for number, row in enumerate(rows, 1):
        while len(letters) < len(row):
            letters.append(column_letter(len(letters)))
        parts = [
            # a truth value equals 0 or 1, so it must not be looked up
            f'<c r="{letter}{number}"{_tail(*cell) if cell[0].__class__ is bool else tails[cell]}'
            for letter, cell in zip(letters, row, strict=False)
            if cell is not None
        ]
        if parts:
            height = f' ht="{row.height:g}" customHeight="1"' if isinstance(row, TallRow) else ""
            yield f'<row r="{number}"{height}>{"".join(parts)}</row>'


def _tail(value: Cell, style: int) -> str:
    if isinstance(value, str):
        if _ODD.search(value):
            value = escape(_ESCAPE_LOOKALIKE.sub("_x005F_", clean_text(value)))
            return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
        return f' s="{style}" t="inlineStr"><is><t>{value[:MAX_TEXT]}</t></is></c>'
    if value is None:
        return f' s="{style}"/>'
    if isinstance(value, bool):
        return f' s="{style}" t="b"><v>{int(value)}</v></c>'
    number = serial(value) if isinstance(value, dt.datetime | dt.time | dt.timedelta) else value
    return f' s="{style}"><v>{number!r}</v></c>' if isinstance(number, int | float) else f' s="{style}"/>'


def spool(rows: Rows, path: Path) -> Path:
    """Writes the rows as XML to a file of their own.

    Before the workbook is saved: on the way they ask for styles.
    """
    with path.open("w", encoding="utf-8", errors="replace") as out:
        batch: list[str] = []
        for row in rows_xml(rows):
            batch.append(row)
            if len(batch) >= 200:
                out.write("".join(batch))
                batch.clear()
        out.write("".join(batch))
    return path


def fill_in(skeleton: Path, target: Path, fillings: Mapping[str, Filling], moment: str) -> None:
    """Copies the workbook `skeleton` to `target` with its empty sheets (`xl/worksheets/...`) filled.

    The copy has the same bytes for the same content: `moment` (ISO, UTC) stands for the time at which it was made.
    """
    with (
        zipfile.ZipFile(skeleton) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written,
    ):
        for item in source.infolist():
            part = zipfile.ZipInfo(item.filename, _FIXED_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            if item.filename.startswith("xl/worksheets/sheet"):
                _write_sheet(written, part, source.read(item).decode("utf-8"), fillings.get(item.filename))
            elif item.filename == "docProps/core.xml":
                data = source.read(item).decode("utf-8")
                written.writestr(part, re.sub(r"(<dcterms:\w+[^>]*>)[^<]*", rf"\g<1>{moment}", data))
            else:
                written.writestr(part, source.read(item))


# What may stand after the ignored errors of a sheet; openpyxl is never asked to write more than these.
_AFTER_ERRORS = re.compile(r"<(?:drawing|legacyDrawing|tableParts|extLst)\b|</worksheet>")
_AFTER_LINKS = re.compile(r"<(?:printOptions|pageMargins)\b")
_NO_DATA = re.compile(r"<sheetData\s*/>|<sheetData>\s*</sheetData>")
# Excel marks each NIK kept as text with a green corner; in a list of NIK that hides the real marks.
_QUIET = '<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'


def _write_sheet(written: zipfile.ZipFile, part: zipfile.ZipInfo, data: str, filling: Filling | None) -> None:
    data = _AFTER_ERRORS.sub(lambda found: _QUIET + found[0], data, count=1)
    if filling is None:
        written.writestr(part, data)
        return
    head, tail = _NO_DATA.split(data, maxsplit=1)
    head = re.sub(r"<dimension [^>]*/>", "", head)
    if filling.links:
        links = "".join(f"<hyperlink ref={quoteattr(ref)} location={quoteattr(to)}/>" for ref, to in filling.links)
        tail = _AFTER_LINKS.sub(lambda found: f"<hyperlinks>{links}</hyperlinks>{found[0]}", tail, count=1)
    with written.open(part, "w", force_zip64=True) as out:
        out.write(f"{head}<sheetData>".encode())
        with filling.rows.open("rb") as source:
            shutil.copyfileobj(source, out, 1 << 20)
        out.write(f"</sheetData>{tail}".encode())
