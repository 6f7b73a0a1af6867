"""Learns a table's usual record, for a quick test that most rows pass."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from statistics import median

from ingest.fold import fold_header
from ingest.sheets.layout.furniture import is_numeric
from ingest.sheets.layout.header import Band
from ingest.sheets.layout.model import Anchors, text_of
from ingest.workbook import Cell, Sheet, is_blank

# how totals, bands, notes and signatures begin; what begins so in a watched column is looked at closely
_TOTALS = ("jum", "jml", "jlh", "tot", "sub", "gra")
_BANDS = (
    "kel",
    "kec",
    "des",
    "dus",
    "lin",
    "rt ",
    "rw ",
    "sek",
    "sat",
    "kep",
    "no.",
    "no ",
    "nkk",
    "kk ",
    "kk:",
    "kar",
)
_WORDS = ("ket", "cat", "sum", "men", "dik", "dis", "nip", "lur", "cam")
_STARTS = frozenset((*_TOTALS, *_BANDS, *_WORDS))
_NARROW = 4  # columns; two names below a signature fill such a table as a record does
_AT_ONCE = 8_192  # rows looked at together; another table may begin anywhere, so not all that are left
_LEARN_FROM = 50  # records after which the usual number of filled cells is known


class Habit:
    """The columns to watch and the usual number of filled cells in one table's rows."""

    def __init__(self, sheet: Sheet, band: Band, anchors: Anchors) -> None:
        columns = [column.index for column in band.columns]
        self.usual = sum(1 for column in band.columns if column.text)
        self._keys = band.keys
        self._columns = columns
        self._is_narrow = self.usual <= _NARROW
        self._width = len(sheet.rows[0])
        self._watched = sorted({*columns[:3], *band.keys})
        texts = {text_of(sheet.rows[row][c]) for row in range(band.top, band.bottom + 1) for c in self._watched} - {""}
        # a header that is dressed up (`*NIK*`) may come again without its dress
        starts = {text[:3].lower() for text in texts} | {text.lstrip("*.-( ")[:3].lower() for text in texts}
        self._header_starts = frozenset(starts)
        self._headers = anchors.known.union(map(fold_header, texts))
        self._first: list[list[Cell]] = []

    def is_plain(self, row: list[Cell]) -> bool:
        """True for a record beyond doubt; False only means that a closer look is needed."""
        if self._width - row.count(None) < max(2, self.usual // 2):
            return False
        for column in self._keys:
            if row[column] is None:
                return False
        return not self.warns(row) and (not self._is_narrow or any(_begins_as_number(row[c]) for c in self._columns))

    def odd_rows(self, rows: Sequence[list[Cell]]) -> list[int]:
        """The positions of rows that are not plain, in order, found column by column.

        Only a row with a gap or with a cell that may begin like furniture is asked by itself.
        """
        if self._is_narrow:
            asked: Iterable[int] = range(len(rows))
        else:
            filled = [self._width - row.count(None) for row in rows]
            least = max(2, self.usual // 2)
            asked = {at for at, count in enumerate(filled) if count < least}
            for column in self._watched:
                asked |= self._alarming([row[column] for row in rows], column in self._keys)
        return sorted(at for at in asked if not self.is_plain(rows[at]))

    def _alarming(self, cells: Sequence[Cell], is_key: bool) -> set[int]:
        """A mask of cells in a watched column that speak, or may speak, against plain."""
        starts = [cell[:3] if type(cell) is str else None for cell in cells]
        odd = {start for start in set(starts) if start is not None and self._may_warn(start)}
        if is_key and None in cells:
            return {
                at for at, (cell, start) in enumerate(zip(cells, starts, strict=True)) if cell is None or start in odd
            }
        return {at for at, start in enumerate(starts) if start in odd} if odd else set()

    def _may_warn(self, start: str) -> bool:
        folded = start.lower()
        return folded in _STARTS or folded in self._header_starts or start[:1].isspace()

    def warns(self, row: list[Cell]) -> bool:
        """True when a watched cell begins like furniture, or is a header."""
        for column in self._watched:
            cell = row[column]
            if type(cell) is str:
                start = cell.lstrip()[:3].lower()
                if start in _STARTS or (start in self._header_starts and fold_header(cell) in self._headers):
                    return True
        return False

    @property
    def is_learning(self) -> bool:
        """True while more examples are wanted."""
        return len(self._first) < _LEARN_FROM

    def learn(self, row: list[Cell]) -> None:
        """Takes one more record as an example; the first fifty count."""
        if len(self._first) < _LEARN_FROM:
            self._first.append(row)
            if len(self._first) == _LEARN_FROM:
                fills = [sum(1 for column in self._columns if not is_blank(first[column])) for first in self._first]
                self.usual = max(1, int(median(fills)))

    def number_keys(self) -> set[int]:
        """Anchor columns with numbers in the first records; a text there speaks against one."""
        rows = self._first
        return {key for key in self._keys if rows and sum(is_numeric(row[key]) for row in rows) > 0.8 * len(rows)}


class PlainRuns:
    """The runs of records beyond doubt: one by one while learning, then many at once."""

    def __init__(self, habit: Habit, rows: list[list[Cell]]) -> None:
        self._habit, self._rows = habit, rows
        self._odd: list[int] = []
        self._looked_at = 0

    def end_of(self, row: int) -> int:
        """The row after the plain records that begin at `row`; asked downwards.

        It is `row` itself when there are none.
        """
        if self._habit.is_learning:
            return row + self._habit.is_plain(self._rows[row])
        if row >= self._looked_at:
            self._looked_at = min(row + _AT_ONCE, len(self._rows))
            self._odd = [row + at for at in self._habit.odd_rows(self._rows[row : self._looked_at])]
        at = bisect_left(self._odd, row)
        return self._odd[at] if at < len(self._odd) else self._looked_at


def _begins_as_number(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or cell[:1].isdigit())
