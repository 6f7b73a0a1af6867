"""Reads a table's rows below its header band, and says what each row is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.fold import fold_header
from ingest.sheets.layout.bands import Bands
from ingest.sheets.layout.doubt import Evidence, weigh
from ingest.sheets.layout.furniture import (
    is_column_numbers,
    is_identifier,
    is_note,
    is_numeric,
    is_serial,
    is_serial_header,
    signature_strength,
    total_kind,
)
from ingest.sheets.layout.habit import Habit, PlainRuns
from ingest.sheets.layout.header import Band, band_around, row_score
from ingest.sheets.layout.merged import spread_merged
from ingest.sheets.layout.model import Anchors, FoundTable, Furniture, FurnitureKind, text_of
from ingest.sheets.layout.other_tables import begins_apart, is_foreign_header
from ingest.sheets.layout.totals import read_total, with_final_kind
from ingest.sheets.layout.unnamed_totals import unnamed_totals
from ingest.workbook import Cell, Sheet, is_blank

_BIRTH = re.compile(r"lahir|ttl|tgl|tanggal", re.IGNORECASE)


@dataclass
class _State:
    """The evidence of the rows so far about the next one."""

    previous: FurnitureKind | None = "header"
    in_signature: bool = False
    total_seen: bool = False
    is_apart: bool = False  # what follows is another table's, without a header of its own


class RowReader:
    """One pass over a table's rows; `read` gives it and the next one's first row."""

    def __init__(self, sheet: Sheet, band: Band, anchors: Anchors, start: int) -> None:
        self._sheet, self._band, self._anchors, self._start = sheet, band, anchors, start
        self._indexes = [column.index for column in band.columns]
        named = [column for column in band.columns if column.text]
        self._inside = set(self._indexes)
        self._serial = next((c.index for c in named if c.folded and is_serial_header(c.folded[-1])), None)
        self._birth = {column.index for column in named if _BIRTH.search(column.text)}
        self._habit = Habit(sheet, band, anchors)
        self._header_cells = [
            {c: fold_header(text_of(sheet.rows[row][c])) for c in self._indexes if not is_blank(sheet.rows[row][c])}
            for row in range(band.top, band.bottom + 1)
        ]
        self._state = _State()
        self._runs = PlainRuns(self._habit, sheet.rows)
        self._bands = Bands(sheet, len(self._indexes))
        self._table = FoundTable(sheet.name, band.columns, [])
        self._kinds: dict[int, FurnitureKind] = {}

    def read(self) -> tuple[FoundTable, int]:
        """The table, and the row where the next table's titles or the sheet's end come."""
        self._read_head()
        spread_merged(self._sheet, self._band.bottom, self._header_cells)
        end = len(self._sheet.rows)
        row = self._band.bottom + 1
        while row < end:
            if self._state.previous is None and (stop := self._runs.end_of(row)) > row:
                self._add_records(row, stop)
                row = stop
                continue
            cells = self._sheet.rows[row]
            if self._has_identifier(cells):
                self._add_records(row, row + 1)
            else:
                filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
                if self._starts_new_table(row, cells, filled):
                    end = self._next_start(row)
                    break
                self._read_closely(row, cells, filled)
            row += 1
        self._finish(end)
        return self._table, end

    def _read_head(self) -> None:
        for row in range(self._start, self._band.top):
            texts = _texts(self._sheet.rows[row])
            self._kinds[row] = "title" if texts else "blank"
            if texts:
                self._table.titles.append(" ".join(texts))
        for row in range(self._band.top, self._band.bottom + 1):
            self._kinds[row] = "header"

    def _add_records(self, first: int, stop: int) -> None:
        state, table = self._state, self._table
        table.data_rows.extend(range(first, stop))
        state.previous, state.in_signature, state.total_seen, state.is_apart = None, False, False, False
        if self._bands.in_force:
            in_force = dict(self._bands.in_force)
            table.bands.update((row, in_force) for row in range(first, stop))
        if self._habit.is_learning:
            self._habit.learn(self._sheet.rows[first])

    def _read_closely(self, row: int, cells: list[Cell], filled: list[int]) -> None:
        kind = self._kind(row, cells, filled)
        if kind is None:
            self._add_records(row, row + 1)
            return
        state = self._state
        self._kinds[row] = kind
        state.previous = kind
        if kind == "repeated_header":
            state.in_signature = state.total_seen = False
        elif kind == "signature":
            state.in_signature = True
        elif kind == "total":
            state.total_seen = True
        elif kind in ("place_band", "family_band"):
            state.total_seen = False  # the next part of the list; a signature ends with a new header only

    def _kind(self, row: int, cells: list[Cell], filled: list[int]) -> FurnitureKind | None:
        """The kind of a row without identifier; None for a record. The order matters."""
        previous = self._state.previous
        if not filled or self._is_form_line(cells, filled):
            return "blank"
        if (previous is not None or self._habit.warns(cells)) and self._is_repeated_header(cells, filled):
            return "repeated_header"
        if previous in ("header", "repeated_header") and is_column_numbers(cells):
            return "column_numbers"
        heads_records = len(filled) == 1 and filled[0] == self._serial and self._is_above_a_record(row)
        begins = previous in ("header", "column_numbers", "repeated_header")
        heads_records = self._bands.is_next_part(row, filled, begins=begins) or heads_records
        kind = self._total(row, cells, filled) or self._bands.take(row, filled, heads_records=heads_records)
        return kind or (None if self._is_lone_name(row, filled) else self._doubtful(row, cells, filled))

    def _is_lone_name(self, row: int, filled: list[int]) -> bool:
        """A record of a name alone: it stands where names stand, right between two records."""
        if self._state.previous is not None or len(filled) != 1 or filled[0] not in self._band.keys:
            return False
        return self._is_above_a_record(row)

    def _is_above_a_record(self, row: int) -> bool:
        after = self._sheet.rows[row + 1] if row + 1 < len(self._sheet.rows) else []
        return any(map(is_identifier, after))

    def _has_identifier(self, cells: list[Cell]) -> bool:
        """True for a row with a person's or family's number; a signature's NIP is none."""
        in_signature = self._state.in_signature
        found = any(
            is_identifier(cell) and not (in_signature and len(text_of(cell).replace(" ", "")) == 18) for cell in cells
        )
        return found and not self._bands.is_family(cells)

    def _is_form_line(self, cells: list[Cell], filled: list[int]) -> bool:
        """An unused line of a printed form: nothing but its running number."""
        return len(filled) == 1 and filled[0] == self._serial and is_serial(cells[filled[0]])

    def _is_repeated_header(self, cells: list[Cell], filled: list[int]) -> bool:
        """True for the header again, as on printed pages, not another table's."""
        for header in self._header_cells:
            if len(filled) < 0.8 * len(header):
                continue
            words = {c: fold_header(text_of(cells[c])) for c in filled}
            same = sum(1 for c in filled if header.get(c) == words[c])
            if any(words[c] in self._anchors.known for c in filled if header.get(c) != words[c]):
                continue
            if same >= max(2, 0.6 * len(filled)) or (same == len(filled) == len(header)):
                return True
        return False

    def _total(self, row: int, cells: list[Cell], filled: list[int]) -> FurnitureKind | None:
        """`total` or `subtotal` for a row that states a sum, noted with its values."""
        is_named = any(key in filled and not is_numeric(cells[key]) for key in self._band.keys)
        section = None if is_named else self._bands.section_sum(row, filled)
        has_serial = filled[0] == self._serial and is_serial(cells[filled[0]])
        records, places = self._table.data_rows, self._bands.in_force.values()
        total = section or (
            None if has_serial else read_total(self._sheet.rows, row, filled, self._band.keys, records, places)
        )
        if total is None:
            return None
        self._table.totals.append(total)
        return total.kind

    def _doubtful(self, row: int, cells: list[Cell], filled: list[int]) -> FurnitureKind | None:
        """The kind of an unknown row, weighed against the records and rows before."""
        state = self._state
        if self._table.data_rows and 2 * len(filled) <= self._habit.usual:
            if state.previous == "note" and begins_apart(self._sheet.rows, row, self._serial):
                state.is_apart = True
            if state.is_apart:
                return "note"
        inside = [column for column in filled if column in self._inside]
        texts = [column for column in inside if not is_numeric(cells[column])]
        mismatched = set(texts) & self._habit.number_keys()
        evidence = Evidence(
            filled=len(inside),
            usual=self._habit.usual,
            columns=len(self._indexes),
            has_numbers=len(texts) < len(inside),
            has_key=any(column in self._band.keys and column not in mismatched for column in inside),
            has_serial=len(filled) > 1 and self._serial in inside and is_serial(cells[self._serial or 0]),
            signs=max(
                signature_strength(text_of(cells[column])) if column not in self._birth else 0 for column in filled
            ),
            notes=is_note(text_of(cells[filled[0]])),
        )
        return weigh(evidence, self._state.in_signature, self._state.total_seen)

    def _starts_new_table(self, row: int, cells: list[Cell], filled: list[int]) -> bool:
        """True for another header than ours; asked after non-records or warning words."""
        is_record = not filled or (self._state.previous is None and not self._habit.warns(cells))
        if is_record or self._is_repeated_header(cells, filled):
            return False
        known_count = row_score(cells, self._anchors)
        if known_count > 1 and band_around(self._sheet, row, self._anchors, row) is not None:
            return True
        sums = sum(total_kind(text_of(cells[column])) == "total" for column in filled[1:])
        # what has a known word below the sum of all is no record
        is_known = known_count + sums >= (1 if self._state.total_seen else len(filled))
        return self._state.previous is not None and is_foreign_header(
            self._sheet.rows, row, filled, self._header_cells, is_known=is_known
        )

    def _next_start(self, header: int) -> int:
        """The row of the next table's first title, right above its header, one gap allowed."""
        first = header
        row = header - 1
        while row > self._band.bottom and self._kinds.get(row) == "blank":
            row -= 1
        while row > self._band.bottom and self._kinds.get(row) in ("note", "place_band"):
            first = row
            row -= 1
        for moved in range(first, header):
            self._kinds.pop(moved, None)
        return first

    def _finish(self, end: int) -> None:
        """Decides what only the rows after it can tell, and lists the furniture."""
        data = self._table.data_rows
        unnamed = unnamed_totals(self._sheet.rows, data, self._serial)
        for total in unnamed:
            data.remove(total.row)
            self._table.bands.pop(total.row, None)
        last = data[-1] if data else -1
        self._table.totals[:] = [*(with_final_kind(total, last) for total in self._table.totals), *unnamed]
        self._kinds.update({total.row: total.kind for total in self._table.totals})
        for row, kind in self._kinds.items():
            if kind == "place_band" and row > last and data and row in self._bands.sections:
                self._kinds[row] = "note"
        self._table.furniture.extend(Furniture(row, self._kinds[row]) for row in sorted(self._kinds) if row < end)


def _texts(row: list[Cell]) -> list[str]:
    return [text_of(cell) for cell in row if not is_blank(cell)]
