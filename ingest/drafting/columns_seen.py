"""Columns of a file as `check` shows them: header, field, masked sample, share, remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.parsers.masking import without_long_numbers
from ingest.reading.conform import Conformed
from ingest.reading.declared_list import DeclaredList
from ingest.reading.issues import shown
from ingest.reading.unread import glimpse, holding
from ingest.sheets.gather import TableHeaders
from ingest.sheets.locate import HeaderColumn, nearest
from ingest.workbook import is_blank


@dataclass(frozen=True)
class ColumnSeen:
    """One header with its cell, the field that it fills, and its column's looks.

    `sample`: a first value, masked where it is personal; `filled`: share of rows, None where the column is not read;
    `remarks`: codes with their count, or the nearest known header.
    """

    cell: str
    header: str
    field: str
    sample: str
    filled: float | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSeen:
    """The header of one table, and all sheets that have the same."""

    sheets: tuple[str, ...]
    columns: tuple[ColumnSeen, ...]


def tables_seen(conformed: Conformed, declared: DeclaredList) -> Iterator[TableSeen]:
    """The tables, those of one header together."""
    alike: dict[tuple[object, ...], list[TableHeaders]] = {}
    for headers in conformed.gathered.tables:
        fates = sorted((index, column.text, fate) for index, (column, fate) in headers.columns.fates.items())
        alike.setdefault(tuple(fates), []).append(headers)
    counted = Counter(
        (field, code)
        for field, code, severity in zip(
            *(conformed.issues[name].to_pylist() for name in ("field", "code", "severity")), strict=True
        )
        if severity != "info"
    )
    issues: dict[str, list[str]] = {}
    for (field, code), count in sorted(counted.items()):
        issues.setdefault(field, []).append(f"{code} {count}x")
    for many in alike.values():
        sheets = tuple(dict.fromkeys(headers.sheet for headers in many if headers.sheet))
        yield TableSeen(sheets, tuple(_columns(many[0], conformed, declared, issues)))


def _columns(
    headers: TableHeaders, conformed: Conformed, declared: DeclaredList, issues: Mapping[str, Sequence[str]]
) -> Iterator[ColumnSeen]:
    holds = holding(headers, conformed.gathered, declared)
    headings = {at: heading for heading, at in headers.columns.unread.items()}
    for index, (column, fate) in sorted(headers.columns.fates.items()):
        cell, text = f"{column.letter}{headers.header_row + 1}", without_long_numbers(column.text)
        if fate == "unknown":
            filled, sample = glimpse(conformed.gathered.unread.get(headings[index], ()))
            kind = fate if index in holds else "aside"
            yield ColumnSeen(cell, text, kind, sample, filled, (_near(column, declared),))
        elif fate == "ignored":
            yield ColumnSeen(cell, text, fate, "", None)
        else:
            cells = [each for each in conformed.gathered.fields.get(fate, ()) if not is_blank(each)]
            share = len(cells) / len(conformed.gathered) if len(conformed.gathered) else 0.0
            sample = shown(cells[0], declared.schema.fields.get(fate)) if cells else ""
            yield ColumnSeen(cell, text, fate, sample, share, tuple(issues.get(fate, ())))


def _near(column: HeaderColumn, declared: DeclaredList) -> str:
    """The nearest known header of a header that nobody knows, and how near it is."""
    near = nearest(column.folded[-1], declared.book.known) if column.folded else None
    return f"mungkin {declared.book.spelling(near[0])!r} ({near[1]:.0%})" if near else "tidak ada yang mirip"
