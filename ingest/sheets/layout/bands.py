"""Keeps the place and family bands in force while a table is read downwards."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

from ingest.sheets.layout.furniture import family_band, is_note, is_numeric, place_band, signature_strength
from ingest.sheets.layout.model import StatedTotal, text_of
from ingest.workbook import Cell, Sheet, is_blank

_PLACE_ORDER = ("KECAMATAN", "KELURAHAN", "LINGKUNGAN", "RW", "RT")
_FAMILY_KEYS = ("NO KK", "NAMA KK")
_NUMBERED = re.compile(r"([A-Z]|[IVX]{1,4}|\d{1,2})[.)]\s*[^\W\d_].*", re.DOTALL)
_ROMAN = {mark: number for number, mark in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], 1)}
_MAX_CELLS = 6  # a band row has a label, a colon and a value, at most twice


class Bands:
    """Values for the records below, until a band of the same or higher rank."""

    def __init__(self, sheet: Sheet, table_width: int) -> None:
        self._sheet = sheet
        self._wide = max(2, table_width // 2)
        self.in_force: dict[str, str] = {}
        self.sections: set[int] = set()
        self._numbers: frozenset[int] = frozenset()

    def is_next_part(self, row: int, filled: list[int], *, begins: bool) -> bool:
        """True for a lone numbered title (`B. LEMOE`) that follows `A. LOMPOE`, or begins.

        `begins`: it stands below the header, where a part may begin; `A.` is Andi everywhere else.
        """
        told = _NUMBERED.fullmatch(text_of(self._sheet.rows[row][filled[0]])) if len(filled) == 1 else None
        below = self._sheet.rows[row + 1] if row + 1 < len(self._sheet.rows) else []
        if told is None or sum(not is_blank(cell) for cell in below) < 2:
            return False
        numbers = _numbers(told[1])
        is_next = bool({number - 1 for number in numbers} & self._numbers) or (begins and 1 in numbers)
        if is_next:
            self._numbers = numbers
        return is_next

    def is_family(self, cells: list[Cell]) -> bool:
        """True for `No. KK : 77...  Nama KK : ...`: an identifier, but no record."""
        first = list(islice((cell for cell in cells if not is_blank(cell)), _MAX_CELLS + 1))
        return len(first) <= _MAX_CELLS and bool(family_band(list(map(text_of, first))))

    def take(
        self, row: int, filled: list[int], *, heads_records: bool
    ) -> Literal["place_band", "family_band"] | None:  # fmt: skip
        """The kind of band that a row is, now in force; None for another row.

        `heads_records`: a word alone where running numbers stand, right above a record, is a section heading.
        """
        if len(filled) > _MAX_CELLS:
            return None
        cells = self._sheet.rows[row]
        texts = [text_of(cells[column]) for column in filled]
        if family := family_band(texts):
            self._drop(*_FAMILY_KEYS)
            self.in_force.update(family)
            return "family_band"
        places = {} if any(is_numeric(cells[column]) for column in filled[1:]) else place_band(texts)
        if not places and len(filled) == 1 and self._is_section(row, filled[0], texts[0], heads_records):
            places = {"BAGIAN": texts[0]}
            self.sections.add(row)
        if not places:
            return None
        self._enforce(places)
        return "place_band"

    def section_sum(self, row: int, filled: list[int]) -> StatedTotal | None:
        """The sum in a heading (`KEC. BACUKIKI | 1.200`), its place now in force.

        Only for rows without a name: the caller knows where names stand.
        """
        cells = self._sheet.rows[row]
        values = {column: cells[column] for column in filled[1:] if is_numeric(cells[column])}
        texts = [text_of(cells[column]) for column in filled if column not in values]
        places = place_band(texts) if values and len(filled) > 1 else {}
        if not places:
            return None
        self._enforce(places)
        return StatedTotal(row, " ".join(texts), values, "subtotal")

    def _enforce(self, places: dict[str, str]) -> None:
        rank = min((_PLACE_ORDER.index(key) for key in places if key in _PLACE_ORDER), default=len(_PLACE_ORDER))
        self._drop(*_PLACE_ORDER[rank:], *_FAMILY_KEYS, "BAGIAN")
        self.in_force.update(places)

    def _drop(self, *keys: str) -> None:
        for key in keys:
            self.in_force.pop(key, None)

    def _is_section(self, row: int, column: int, text: str, heads_records: bool) -> bool:
        """True for a section heading: merged across the table, or right above a record."""
        if is_note(text) or signature_strength(text):
            return False
        return heads_records or any(
            top == row and left == column and right - left + 1 >= self._wide
            for top, left, _, right in self._sheet.merged
        )


def _numbers(mark: str) -> frozenset[int]:
    """The ranks that a mark may mean: `I` is the first, or the ninth.

    >>> sorted(_numbers("I")), sorted(_numbers("C")), sorted(_numbers("12"))
    ([1, 9], [3], [12])
    """
    if mark.isdigit():
        return frozenset((int(mark),))
    letter = {ord(mark) - ord("A") + 1} if len(mark) == 1 else set()
    return frozenset(letter | {_ROMAN[mark]} if mark in _ROMAN else letter)
