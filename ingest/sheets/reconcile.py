"""Compares the totals that a sheet states with what its rows give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from ingest.declarations.catalogue import EntitySchema
from ingest.parsers.numbers import parse_decimal, parse_integer, parse_rupiah
from ingest.sheets.column_map import ColumnMap
from ingest.sheets.locate import FoundTable, StatedTotal
from ingest.submission import StatedTotalCheck
from ingest.workbook import Cell, Sheet

_SUMMED = {"integer": parse_integer, "rupiah": parse_rupiah, "decimal": parse_decimal}


def reconcile(sheet: Sheet, found: FoundTable, columns: ColumnMap, schema: EntitySchema) -> list[StatedTotalCheck]:
    """Every stated total beside its rows: sums of counting columns, else numbers of rows."""
    field_of = {index: name for name, index in columns.fields.items()}
    field_of |= {unpivot.index: unpivot.into for unpivot in columns.unpivots}
    checks: list[StatedTotalCheck] = []
    pages = [piece.row for piece in found.furniture if piece.kind == "repeated_header"]
    previous = -1
    for total in found.totals:
        readings = [
            _one_total(sheet, replace(total, kind=kind), rows, field_of, schema)
            for kind, rows in _summed_rows(total, found.data_rows, previous, pages)
        ]
        checks += next(
            (reading for reading in readings if reading and all(check.agrees for check in reading)), readings[0]
        )
        previous = total.row
    return checks


def _summed_rows(
    total: StatedTotal, data: Sequence[int], previous: int, pages: Sequence[int]
) -> Iterator[tuple[Literal["total", "subtotal"], list[int]]]:
    """The rows that a stated total may sum, the likeliest first.

    All rows, those since the last sum, or those of its page.

    Where several lists stand in one sheet, each may state its own sum and call it TOTAL.
    """
    above = [row for row in data if row < total.row]
    since = [row for row in above if row > previous]
    if total.kind == "total":
        yield "total", above or [row for row in data if row > total.row]
    yield "subtotal", since
    page = max((row for row in pages if row < total.row), default=-1)
    yield "subtotal", [row for row in above if row > page]


def _one_total(
    sheet: Sheet, total: StatedTotal, rows: Sequence[int], field_of: dict[int, str], schema: EntitySchema
) -> list[StatedTotalCheck]:
    checks = []
    for index, cell in sorted(total.values.items()):
        name = field_of.get(index)
        parse = _SUMMED.get(schema.fields[name].type) if name else None
        stated = _number(cell, parse or parse_integer)
        if stated is None or (parse is None and name is None and len(total.values) > 1):
            continue
        if parse is None:
            counted = float(len(rows))
        else:
            summed = (_number(sheet.rows[row][index], parse) for row in rows if index < len(sheet.rows[row]))
            counted = float(sum(value for value in summed if value is not None))
        if not stated and counted:  # a formula that was never calculated, or that sums numbers written as text
            continue
        checks.append(
            StatedTotalCheck(sheet.name, total.row + 1, total.label, name or "rows", float(stated), counted, total.kind)
        )
    return checks


def _number(cell: Cell, parse: object) -> Decimal | None:
    value = parse(cell)[0]  # type: ignore[operator]
    return None if value is None else Decimal(value)
