"""Leaves out sheets that repeat or sum up others, whatever their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.parsers.texts import as_words
from ingest.sheets.gather import Gathered
from ingest.sheets.layout.figures import figure
from ingest.sheets.own_tables import SheetNote
from ingest.sheets.recap import repeats
from ingest.workbook import Cell

# a row is a person's where one of these is filled; a sheet of sums has none
_PERSONS = ("nik", "full_name")
# the place may stand in the sheet's name, and in a column of the sheet that has them all
_PLACES = ("village_name", "district_name")
_OF_A_PERIOD = re.compile(
    r"(?:\b|_)(?:tahap|thp|termin|bulan|bln|triwulan|tw|semester|smt|20\d\d|jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?"
    r"|mei|juni?|juli?|agt|agust?(?:us)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)(?:\b|_|\d)",
    re.IGNORECASE,
)
_FEWEST_ROWS = 3
_ALL_BUT = 0.02  # a row changed on one of the sheets after it was copied

Person = tuple[str, ...]


def without_repetitions(gathered: Gathered) -> Gathered:
    """The rows without sheets that only repeat or sum up others; those are told."""
    for name in (*repeated_sheets(gathered.fields, gathered.sheets), *_recaps_beside_people(gathered)):
        _leave_out(gathered, name)
    _tell_recaps(gathered)
    return gathered


def _recaps_beside_people(gathered: Gathered) -> list[str]:
    """The recaps under words of the list (`KELURAHAN | JUMLAH`), where other sheets name people."""
    named = {headers.sheet for headers in gathered.tables if headers.columns.fields.keys() & set(_PERSONS)}
    return sorted(gathered.summing - named) if named else []


def _leave_out(gathered: Gathered, sheet: str) -> None:
    """Makes a recap of a sheet that only repeats the rows of the others."""
    rows = {row for name, row in zip(gathered.sheets, gathered.row_numbers, strict=True) if name == sheet}
    gathered.keep([at for at, name in enumerate(gathered.sheets) if name != sheet])
    gathered.tables = [headers for headers in gathered.tables if headers.sheet != sheet]
    gathered.totals = [total for total in gathered.totals if total.sheet != sheet]
    gathered.data_rows -= len(rows)
    gathered.furniture["recap_sheet"] += len(rows)
    gathered.notes.append(SheetNote("TAB-004", sheet, len(rows)))


def _tell_recaps(gathered: Gathered) -> None:
    """Tells sheets without a table that only sum up the list as recaps."""
    if not gathered.left:
        return  # the figures of a whole list are dear
    columns = ([stated for cell in cells if (stated := figure(cell))] for cells in gathered.fields.values())
    sums = {float(len(gathered)), *(float(sum(stated)) for stated in columns)}
    recaps = {sheet.name for sheet in gathered.left if len(gathered) and repeats(sheet, sums)}
    for at, note in enumerate(gathered.notes):
        if note.code == "TAB-001" and note.sheet in recaps:
            gathered.notes[at] = replace(note, code="TAB-004")
            gathered.furniture["no_table"] -= note.rows
            gathered.furniture["recap_sheet"] += note.rows
    gathered.furniture = +gathered.furniture


def repeated_sheets(fields: Mapping[str, Sequence[Cell]], sheets: Sequence[str]) -> list[str]:
    """The sheets whose rows all stand elsewhere; of two alike the later.

    Of one sheet with all people and many with a part of them each, the one with all goes: the others say the place.
    Sheets named after a period say the same people again, and mean it: each is a payment.
    """
    if len(set(sheets)) < 2 or not any(name in fields for name in _PERSONS):
        return []
    told = [cells for name, cells in fields.items() if name not in _PLACES]
    people: dict[str, list[Person]] = {}
    for at, sheet in enumerate(sheets):
        people.setdefault(sheet, []).append(tuple(as_words(cells[at]) for cells in told))
    persons = [at for at, name in enumerate(name for name in fields if name not in _PLACES) if name in _PERSONS]
    gone: list[str] = []
    while len(people) > 1 and (found := _largest_repeated(people, persons)):
        gone.append(found)
        del people[found]
    return gone


def _largest_repeated(people: Mapping[str, Sequence[Person]], persons: Sequence[int]) -> str:
    repeated = [
        (len(rows), at, sheet)
        for at, (sheet, rows) in enumerate(people.items())
        if len(rows) >= _FEWEST_ROWS
        and not _OF_A_PERIOD.search(sheet)
        and _stand_elsewhere(sheet, people, persons) >= (1 - _ALL_BUT) * len(rows)
    ]
    return max(repeated)[2] if repeated else ""


def _stand_elsewhere(sheet: str, people: Mapping[str, Sequence[Person]], persons: Sequence[int]) -> int:
    """The number of rows of a sheet whose person stands on another one.

    A sheet that has all people of the others, under fewer headings, is compared by those that it has.
    """
    rows = people[sheet]
    others = {person for name, those in people.items() if name != sheet for person in those}
    found = sum(person in others for person in rows)
    columns = [at for at in range(len(rows[0])) if any(row[at] for row in rows)]
    if found or len(rows) < (1 - _ALL_BUT) * len(others) or not set(columns).intersection(persons):
        return found
    shortened = {tuple(person[at] for at in columns) for person in others}
    return sum(tuple(row[at] for at in columns) in shortened for row in rows)
