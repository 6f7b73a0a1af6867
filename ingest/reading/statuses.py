"""Finds the status of a list that writes it under the heading of a remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.fold import fold_header, fold_place
from ingest.parsers.codes import CodeList
from ingest.parsers.texts import as_words
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.column_map import ColumnMap
from ingest.sheets.gather import Gathered
from ingest.sheets.locate import HeaderColumn, column_letter
from ingest.workbook import Cell

STATUS, REMARK = "status_text", "note"
# a status is one of few words, again and again; the words of remarks differ from row to row
_MOST_WORDS, _TIMES, _KNOWN = 8, 3, 0.5
Second = tuple[str, HeaderColumn, HeaderColumn]
Fate = tuple[HeaderColumn, str]


def with_statuses(gathered: Gathered, declared: DeclaredList) -> Gathered:
    """The rows with their status, where one remark says nothing else.

    What people said of a heading stands: a remark by declaration or answer stays one.
    """
    fields = gathered.fields
    if STATUS not in declared.schema.fields or STATUS in fields or REMARK not in fields:
        return gathered
    codes = declared.reading.vocabulary("enrolment_status", STATUS)
    others = _other_remarks(gathered)
    remarks = {"": fields[REMARK]} | {header: gathered.unread[header] for header in others}
    remarks = {header: cells for header, cells in remarks.items() if not _is_said(header, gathered, declared)}
    telling = [header for header, cells in remarks.items() if are_statuses(cells, codes)]
    if len(telling) == 1:
        _make_status(gathered, telling[0], others)
    return gathered


def _is_said(header: str, gathered: Gathered, declared: DeclaredList) -> bool:
    """True for a heading, the first remark's where `""`, that people called one."""
    said = {fold_header(text) for text in declared.table.columns.get(REMARK, ())}
    firsts = (headers.columns.fates[headers.columns.fields[REMARK]][0] for headers in gathered.tables
              if REMARK in headers.columns.fields)  # fmt: skip
    folded = {fold_header(header)} if header else {text for column in firsts for text in column.folded}
    return bool(said & folded)


def are_statuses(cells: Sequence[Cell], codes: CodeList) -> bool:
    """True for few words, said again and again, half of which are statuses."""
    told = [words for words in map(as_words, cells) if fold_place(words)]
    words = {fold_place(each): each for each in told}
    known = sum(codes.find(each) is not None for each in words.values())
    is_closed = known == len(words) or len(told) >= _TIMES * len(words)
    return 0 < len(words) <= _MOST_WORDS and is_closed and known >= _KNOWN * len(words)


def _other_remarks(gathered: Gathered) -> tuple[str, ...]:
    """Headings of further remarks, which no field has; none unless all tables have the same."""
    found = {_seconds_of(headers.columns) for headers in gathered.tables}
    return found.pop() if len(found) == 1 else ()


def _seconds_of(columns: ColumnMap) -> tuple[str, ...]:
    seconds = {second.index for field, _, second in (*columns.doubled, *columns.outdone) if field == REMARK}
    return tuple(header for header, index in columns.unread.items() if index in seconds)


def _make_status(gathered: Gathered, header: str, others: Sequence[str]) -> None:
    """Makes the remark under `header` ('' = the first) the status.

    The next remark takes the place of the first.
    """
    heir = next((other for other in others if not header), "")
    maps = [_with_status(headers.columns, header, heir) for headers in gathered.tables]
    if not all(columns.unread.keys() <= gathered.unread.keys() for columns in maps):
        return  # namesakes, told apart by their letters
    cells = gathered.unread.pop(header) if header else gathered.fields.pop(REMARK)
    gathered.fields[STATUS] = cells
    if heir:
        gathered.fields[REMARK] = gathered.unread.pop(heir)
    gathered.tables = [
        replace(headers, columns=columns) for headers, columns in zip(gathered.tables, maps, strict=True)
    ]
    gathered.has_status_in_remark = True
    for letters, columns in zip(gathered.letters, maps, strict=True):
        letters.pop(REMARK, None)
        letters |= {name: column_letter(columns.fields[name]) for name in (STATUS, REMARK) if name in columns.fields}


def _with_status(columns: ColumnMap, header: str, heir: str) -> ColumnMap:
    """The columns of one table with the remark under `header` as its status."""
    index = columns.unread[header] if header else columns.fields.get(REMARK)
    if index is None:
        return columns
    fields = {name: at for name, at in columns.fields.items() if at != index} | {STATUS: index}
    fates = {**columns.fates, index: (columns.fates[index][0], STATUS)}
    if heir:
        fields[REMARK] = columns.unread[heir]
        fates[fields[REMARK]] = columns.fates[fields[REMARK]][0], REMARK
    return replace(
        columns, fields=fields, fates=fates,
        doubled=_left(columns.doubled, fields, fates), outdone=_left(columns.outdone, fields, fates),
        slipped=tuple((column, fates[column.index][1]) for column, _ in columns.slipped),
    )  # fmt: skip


def _left(seconds: Sequence[Second], fields: Mapping[str, int], fates: Mapping[int, Fate]) -> tuple[Second, ...]:
    """The seconds that still fill nothing, each beside the column that fills its field now."""
    filling = set(fields.values())
    return tuple(
        (field, fates[fields[field]][0], second) for field, _, second in seconds if second.index not in filling
    )
