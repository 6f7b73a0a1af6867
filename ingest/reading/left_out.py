"""Takes forgotten people out of a landed file, before its rows are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.answers.returned import Origin
from ingest.forgotten import MARKER, NUMBER, SAYING, Forgotten
from ingest.formats.kept_cells import as_bytes
from ingest.inbox.receive import Arrival
from ingest.parsers.names import parse_name
from ingest.reading.conform import Conformed
from ingest.store import Store, replacing
from ingest.workbook import Cell, Sheet, Workbook, is_blank

_PLACE = ("record_id", "sheet", "row_number")
_DIGITS = (10**15, 10**16)
# sheet -> row -> the columns of the person: all where the row holds one table only, none where it is one of the family
Places = Mapping[str, Mapping[int, frozenset[int] | None]]


def leave_out(
    store: Store, arrival: Arrival, workbook: Workbook, lists: Sequence[Conformed], origin: Origin | None = None
) -> bool:
    """Puts what is left in a file's place; False where nobody is in it."""
    content = what_is_left(Forgotten.load(store), arrival.sha256, workbook, lists, origin)
    if content is not None:
        with replacing(store.landed(arrival.sha256), lasting=True) as temporary:
            temporary.write_bytes(content)
    return content is not None


def what_is_left(
    forgotten: Forgotten, sha256: str, workbook: Workbook, lists: Sequence[Conformed], origin: Origin | None = None
) -> bytes | None:
    """The file of ours for what is left of another, with the hash `sha256`.

    None where nobody is in it.

    Rows of such people keep their place, marked in every filled cell, so that rows in are rows out. Their numbers
    elsewhere in the file, and their names in rows of their family or with their number, are emptied.
    """
    if not forgotten:
        return None
    places = _places(forgotten, lists, origin)
    changed = False
    sheets: list[Sheet] = []
    for sheet in workbook.sheets():
        rows = [_left(forgotten, row, at, places.get(sheet.name, {})) for at, row in enumerate(sheet.rows)]
        changed = changed or rows != sheet.rows
        sheets.append(replace(sheet, rows=rows))
    if not changed:
        return None
    left = workbook.kind, workbook.sheet_names, lambda: iter(sheets), workbook.notes, workbook.counts_from_1904
    return as_bytes(left, sha256, forgotten.key)


def _places(forgotten: Forgotten, lists: Sequence[Conformed], origin: Origin | None) -> Places:
    """The rows of the people, by the name of the file's own sheet."""
    there = {name: here for here, name in origin.sheets.items()} if origin else {}
    found: dict[str, dict[int, frozenset[int] | None]] = {}
    for conformed in lists:
        tables = _tables_of_rows(conformed)
        wanted = [name for name in SAYING if name in conformed.rows.column_names]
        for row in conformed.rows.select([*_PLACE, *wanted]).to_pylist():
            sheet = found.setdefault(there.get(row["sheet"], row["sheet"]), {})
            at = row["row_number"] - 1
            if forgotten.is_row_of(row):
                of_row = tables[row["sheet"], row["row_number"]]
                part = int(row["record_id"][14:16], 16)  # which of the records of one row of the sheet
                columns = _columns(conformed, of_row[part]) if len(set(of_row)) > 1 else None
                known = sheet.get(at, frozenset())
                sheet[at] = None if columns is None or known is None else columns | known
            elif forgotten.is_row_of_kin(row):
                sheet.setdefault(at, frozenset())
    return found


def _tables_of_rows(conformed: Conformed) -> dict[tuple[str, int], list[int]]:
    """(sheet, row) -> the table of each record; lists may stand side by side."""
    gathered = conformed.gathered
    found: dict[tuple[str, int], list[int]] = {}
    for sheet, row, table in zip(gathered.sheets, gathered.row_numbers, gathered.table_of, strict=True):
        found.setdefault((sheet, row), []).append(table)
    return found


def _columns(conformed: Conformed, table: int) -> frozenset[int]:
    """The columns from the first to the last heading of a table."""
    headed = sorted(conformed.gathered.tables[table].columns.fates)
    return frozenset(range(headed[0], headed[-1] + 1))


def _left(forgotten: Forgotten, row: list[Cell], at: int, places: Mapping[int, frozenset[int] | None]) -> list[Cell]:
    """A row of a sheet without the people."""
    if at in places:
        columns = places[at]
        row = [
            MARKER if (columns is None or number in columns) and not is_blank(cell) else cell
            for number, cell in enumerate(row)
        ]
    numbers = [(number, found) for number, cell in enumerate(row) for found in _numbers(cell)]
    gone = {number for number, found in numbers if forgotten.knows("nik", found)}
    if gone or at in places or any(forgotten.knows("kk", found) for _, found in numbers):
        gone |= {number for number, cell in enumerate(row) if _is_name_of(forgotten, cell)}
    return [None if number in gone else cell for number, cell in enumerate(row)] if gone else row


def _numbers(cell: Cell) -> list[str]:
    """The numbers of 16 digits in a cell, written as text or as a number."""
    if isinstance(cell, str):
        return NUMBER.findall(cell) if len(cell) >= 16 else []
    if isinstance(cell, int | float) and _DIGITS[0] <= cell < _DIGITS[1] and cell == int(cell):
        return [str(int(cell))]
    return []


def _is_name_of(forgotten: Forgotten, cell: Cell) -> bool:
    name = parse_name(cell)[1] if isinstance(cell, str) and cell != MARKER else None
    return name is not None and forgotten.knows("nama", name)
