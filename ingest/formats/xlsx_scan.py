"""Finds by streaming an xlsx sheet's XML once the facts that python-calamine leaves out.

Calamine gives '' for an error value and for a formula without result, and nothing on hidden rows and columns.
The scan looks for a few byte strings per chunk and runs a regular expression only where one occurs, so that it
costs a fraction of the reading itself. The same pass inflates the part, which proves its checksum and real size.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

import numpy as np

from ingest.formats.archive import Archive, damaged, too_big
from ingest.formats.facts import SheetFacts
from ingest.formats.model import UnreadableFile

_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_MAX_ROW_BYTES = 64 * 2**20
_ROOT = re.compile(rb"<(?:(\w+):)?worksheet\b")
_REF = re.compile(rb"""\br=["']([A-Z]{1,3})(\d+)["']""")
_TYPE_STR = re.compile(rb"""\bt=["']str["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = {name: re.compile(rb"\b" + name + rb"""=["'](\d+)["']""") for name in (b"r", b"min", b"max")}


def column_index(letters: bytes | str) -> int:
    """The 0-based column of `A`, `AB` ..."""
    text = letters.decode() if isinstance(letters, bytes) else letters
    index = 0
    for letter in text:
        index = index * 26 + ord(letter) - 64
    return index - 1


def refuse_entities(chunk: bytes) -> None:
    """Raises FIL-009 when XML declares a document type: no office program does, entity bombs must.

    Only the start of a part is looked at: a declaration must stand before the root element.
    """
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise UnreadableFile(
            "FIL-009", "Berkas memuat deklarasi XML berbahaya. Simpan ulang dari Excel, lalu kirim lagi."
        )
    if chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise damaged()


def scan_sheet(chunks: Iterator[bytes], styles: Collection[str] = ()) -> SheetFacts:
    """The facts of a worksheet from its XML, cells in one of `styles` included."""
    facts = SheetFacts()
    scanner: _Scanner | None = None
    rest = b""
    for number, chunk in enumerate(chunks):
        if number == 0:
            refuse_entities(chunk)
        block = rest + chunk
        if scanner is None:
            scanner = _Scanner(block, facts, styles)
        # the last row may go on in the next chunk
        cut = block.rfind(scanner.row_start)
        if cut > 0:
            scanner.scan(block[:cut])
            rest = block[cut:]
        else:
            rest = block
        if len(rest) > _MAX_ROW_BYTES:
            raise too_big()
    if scanner is not None:
        scanner.scan(rest)
    return facts


class _Scanner:
    """The byte strings and patterns of one sheet: some programs write `<x:row>` for `<row>`."""

    def __init__(self, head: bytes, facts: SheetFacts, styles: Collection[str]) -> None:
        self._facts = facts
        root = _ROOT.search(head)
        prefix = (root[1] + b":") if root and root[1] else b""
        self.row_start = b"<" + prefix + b"row"
        # the first formula of a shared one comes before its copies `<f t="shared" si="0"/>`
        self._formula_end = re.compile(b"</" + prefix + b"f>")
        self._formula_start = b"<" + prefix + b"f"
        self._has_formulas = False
        p = re.escape(prefix)
        self._row = re.compile(rb"<" + p + rb"row\b([^>]*)>")
        first = self._row.search(head)
        self._counts_rows = first is None or _NUMBER[b"r"].search(first[1]) is None  # rows tell their numbers, or not
        # a pattern that begins with fixed bytes is searched ten times faster than one with a choice of quotes
        quote = b"'" if first and b"'" in first[1] else b'"'
        self._quote = quote
        self._error_mark = re.compile(b"t=" + quote + b"e" + quote)
        self._ref_start = b" r=" + quote
        self._beyond = self._columns_beyond()
        self._col = re.compile(rb"<" + p + rb"col\b([^>]*)>")
        self._cell_start = re.compile(rb"<" + p + rb"c\b")
        self._error = re.compile(
            rb"<" + p + rb"""c\b([^>]*\bt=["']e["'][^>]*)>.*?<""" + p + rb"v[^>]*>([^<]*)<", re.DOTALL
        )
        self._formula = re.compile(
            rb"<" + p + rb"c\b([^>]*)>\s*<" + p + rb"f\b[^>]*?(?:/>|>([^<]*)</" + p + rb"f>)"
            rb"\s*(?:(<" + p + rb"v[^>]*>[^<])|(<" + p + rb"v\b))?"
        )
        asked = b"|".join(re.escape(style.encode()) for style in sorted(styles))
        self._styled = (
            re.compile(rb"<" + p + rb"""c\b([^>]*\bs=["'](""" + asked + rb""")["'][^>]*)>""") if asked else None
        )
        self._rows_seen = 0
        self._first = True

    def scan(self, block: bytes) -> None:
        facts = self._facts
        if self._first:
            self._first = False
            self._scan_columns(block)
        if b"hidden=" in block:
            self._scan_hidden_rows(block)
        if self._error_mark.search(block):
            for found in self._error.finditer(block):
                facts.errors[self._position(block, found)] = html.unescape(found[2].decode("utf-8", "replace"))
        if self._styled is not None:
            for found in self._styled.finditer(block):
                facts.styled[self._position(block, found)] = found[2].decode()
        # once a sheet has formulas, a copy without text is looked for too: by bytes that plain cells do not have
        if self._formula_start in block if self._has_formulas else self._formula_end.search(block):
            self._has_formulas = True
            self._scan_formulas(block)
        if (facts.column_count or _may_pass_z(block, self._quote)) and self._beyond.search(block):
            self._widen(block)
        self._count_rows(block)

    def _columns_beyond(self) -> re.Pattern[bytes]:
        """The pattern of an address beyond the columns counted so far, in blocks of 26."""
        blocks = self._facts.column_count // 26
        letters = rb"[%c-Z][A-Z]|" % (64 + blocks) if blocks <= 26 else b""
        return re.compile(self._ref_start + b"(?:" + letters + rb"[A-Z]{3})\d")

    def _widen(self, block: bytes) -> None:
        """Counts columns up to the end of the widest address's block of 26."""
        found = self._beyond.findall(block)
        widest = max(column_index(ref[len(self._ref_start) : -1]) for ref in set(found))
        self._facts.column_count = (widest // 26 + 1) * 26
        self._beyond = self._columns_beyond()

    def _scan_columns(self, block: bytes) -> None:
        for found in self._col.finditer(block):
            first, last = _NUMBER[b"min"].search(found[1]), _NUMBER[b"max"].search(found[1])
            if first and last and _HIDDEN.search(found[1]):
                self._facts.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))

    def _scan_hidden_rows(self, block: bytes) -> None:
        for offset, found in enumerate(self._row.finditer(block)):
            if _HIDDEN.search(found[1]):
                number = _NUMBER[b"r"].search(found[1])
                self._facts.hidden_rows.add(int(number[1]) - 1 if number else self._rows_seen + offset)

    def _scan_formulas(self, block: bytes) -> None:
        for found in self._formula.finditer(block):
            stored, stored_empty = found[3], found[4]
            # <f>..</f><v></v> is a stored empty text only when the cell says that it is text
            if stored or (stored_empty and _TYPE_STR.search(found[1])):
                continue
            text = html.unescape((found[2] or b"").decode("utf-8", "replace"))
            self._facts.uncached[self._position(block, found)] = "=" + text

    def _position(self, block: bytes, found: re.Match[bytes]) -> tuple[int, int]:
        """The place of a cell; cells and rows without an address follow one another."""
        ref = _REF.search(found[1])
        if ref:
            return int(ref[2]) - 1, column_index(ref[1])
        start = block.rfind(self.row_start, 0, found.start())
        row = self._row.match(block, max(start, 0))
        number = _NUMBER[b"r"].search(row[1]) if row else None
        before = len(self._row.findall(block, 0, found.start()))
        index = int(number[1]) - 1 if number else self._rows_seen + before - 1
        return index, len(self._cell_start.findall(block, max(start, 0), found.start()))

    def _count_rows(self, block: bytes) -> None:
        if self._counts_rows:
            self._rows_seen += block.count(self.row_start)
        start = block.rfind(self.row_start)
        last = self._row.match(block, max(start, 0))
        while last is None and start > 0:  # `<rowBreaks` begins alike
            start = block.rfind(self.row_start, 0, start)
            last = self._row.match(block, max(start, 0))
        number = _NUMBER[b"r"].search(last[1]) if last else None
        self._facts.row_count = max(self._facts.row_count, int(number[1]) if number else self._rows_seen)


def _may_pass_z(block: bytes, quote: bytes) -> bool:
    """True when two capitals follow a quote, as in `r="AA1"`; a fast first test."""
    characters = np.frombuffer(block, np.uint8)
    is_letter = characters - np.uint8(ord("A")) < 26
    return bool(((characters[:-2] == ord(quote)) & is_letter[1:-1] & is_letter[2:]).any())


def valued_box(archive: Archive, part: str) -> tuple[int, int, int]:
    """(rows, columns, cells) that hold a value.

    Slow and exact, for when `scan_sheet` bounds too high.
    """
    valued = re.compile(rb"""<(?:\w+:)?c\b[^>]*\br=["']([A-Z]{1,3})(\d+)["'][^>]*(?<!/)>""")
    rows = columns = filled = 0
    rest = b""
    for chunk in archive.stream(part):
        block = rest + chunk
        cut = block.rfind(b"<")
        for found in valued.finditer(block, 0, cut):
            columns = max(columns, column_index(found[1]) + 1)
            rows = max(rows, int(found[2]))
            filled += 1
        rest = block[cut:]
    return rows, columns, filled


def sheet_parts(archive: Archive) -> dict[str, str]:
    """Part name -> sheet name, for every worksheet of an xlsx."""
    if "xl/workbook.xml" not in archive.parts:
        return {}
    relations = _relations(archive, "xl/_rels/workbook.xml.rels")
    parts: dict[str, str] = {}
    for attributes in _tags(archive, "xl/workbook.xml", _SHEET_TAG):
        ids = [value for key, value in attributes.items() if key.endswith(":id")]
        target = relations.get(ids[0], "") if ids else ""
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in archive.parts:
            parts[part] = attributes.get("name", "")
    return parts


def _relations(archive: Archive, part: str) -> dict[str, str]:
    if part not in archive.parts:
        return {}
    tags = _tags(archive, part, _RELATION_TAG)
    return {tag["Id"]: tag.get("Target", "") for tag in tags if tag.get("Type", "").endswith("/worksheet")}


def _tags(archive: Archive, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    text = archive.read(part).decode("utf-8", "replace")
    return [
        {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(found)}
        for found in tag.findall(text)
    ]
