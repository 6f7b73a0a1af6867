"""Types the fields of a list into the columns of its entity, column by column.

How one value is read is the parsers' work; what several fields say together is combined in `combine_fields`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pyarrow as pa

from ingest.declarations.catalogue import EntitySchema
from ingest.parsers import addresses, codes, dates, identifiers, names, numbers, place_date, texts
from ingest.parsers.column import Parsed, column_of
from ingest.reading.across_fields import combine_fields
from ingest.reading.typed import ARROW_TYPES, FieldIssue, RawTable, Reading, Typed
from ingest.workbook import Cell, ShownNumber

_AGE = re.compile(r"\d{1,3}(?:\.0)?(?:\s*(?:th|thn|tahun))?\.?", re.IGNORECASE)

_NOT = ("Tidak", "Bukan", "Belum")


def type_columns(raw: RawTable, reading: Reading) -> Typed:
    """Every stored column that the cells fill, in the types of the entity."""
    typed = Typed()
    raw = replace(raw, cells={name: column_of(cells) for name, cells in raw.cells.items()})
    for name, cells in raw.cells.items():
        read = _READERS.get(reading.schema.fields[name].type)
        if read is not None:
            read(typed, name, cells, reading)
        if ShownNumber in column_of(cells).kinds:
            at = [position for position, cell in enumerate(cells) if isinstance(cell, ShownNumber)]
            typed.issues.append(FieldIssue(name, "SEL-003", at))
    combine_fields(typed, raw, reading)
    return typed


def stored(typed: Typed, schema: EntitySchema, length: int) -> pa.Table:
    """The entity's columns in order and type; what no field fills is null."""
    arrays = []
    for name, column in schema.columns.items():
        kind = ARROW_TYPES[column.type]
        values = typed.columns.get(name)
        arrays.append(pa.nulls(length, kind) if values is None else values.cast(kind))
    return pa.table(arrays, names=list(schema.columns))


def _plain(parser: Callable[[Sequence[Cell]], Parsed]) -> Callable[[Typed, str, Sequence[Cell], Reading], None]:
    def read(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
        typed.take(parser(cells), name, value=name)

    return read


def _read_nik(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(identifiers.nik(cells), name, value=name, status=f"{name}_status")


def _read_family_card(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(identifiers.family_card(cells), name, value=name, status="family_card_status")


def _read_id_text(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(identifiers.id_text(cells, width=reading.schema.fields[name].width), name, value=name)


def _read_name(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    key = "name_key" if name == "full_name" else f"{name}_key"
    typed.take(names.name(cells), name, value=name, key=key)


def _read_date(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    role = cast(Any, reading.table.role.get(name))
    parsed = dates.date(cells, latest=_latest(reading.as_of), role=None if role == "any" else role)
    typed.take(parsed, name, value=name, quality=f"{name}_quality")


def _read_date_or_age(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    """Reads a column of birth dates that gives the age where no date is known."""
    is_age = [_AGE.fullmatch(texts.as_words(cell)) is not None for cell in cells]
    _read_date(typed, name, [None if age else cell for cell, age in zip(cells, is_age, strict=True)], reading)
    if "age_years" not in typed.columns:
        ages = [cell if age else None for cell, age in zip(cells, is_age, strict=True)]
        typed.take(numbers.age(ages), name, value="age_years")


def _read_place_and_date(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    parsed = place_date.place_and_date(cells, latest=_latest(reading.as_of))
    typed.take(parsed, name, place=f"{name}.place", value=name, quality=f"{name}_quality")


def _latest(as_of: dt.date) -> dt.date:
    """The latest date allowed, a little after the list's day.

    A list may hold payments or hand-overs of the same year.
    """
    return dt.date(as_of.year, 12, 31)


def _read_yes_no(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    blank_is = reading.table.blank_is.get(name, reading.schema.fields[name].blank_is)
    typed.take(codes.yes_no(cells, blank_is=blank_is, codes=_answers(name, reading)), name, value=name)


def _answers(name: str, reading: Reading) -> codes.CodeList:
    """The words for yes and no, the heading among them: `Tidak layak PIP`."""
    known = reading.codes(name)
    said: dict[str, str] = {}
    for text in (*reading.table.columns.get(name, ()), *reading.schema.fields[name].spellings):
        said |= {text: "yes"} | {f"{word} {text}": "no" for word in _NOT}
    return known.with_overrides({words: answer for words, answer in said.items() if known.find(words) is None})


def _read_code(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(codes.code(cells, reading.codes(name)), name, value=name)


def _read_sex(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(codes.sex(cells, reading.codes(name)), name, value=name)


def _read_rt(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(addresses.rt(cells), name, value=name, other="rt.rw")


def _read_rw(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(addresses.rw(cells), name, value=name, other="rw.rt")


def _read_both(typed: Typed, name: str, cells: Sequence[Cell], reading: Reading) -> None:
    typed.take(addresses.rt_rw(cells), name, rt=f"{name}.rt", rw=f"{name}.rw")


_READERS: Mapping[str, Callable[[Typed, str, Sequence[Cell], Reading], None]] = {
    "text": _plain(texts.text), "id_text": _read_id_text, "name": _read_name, "nik": _read_nik,
    "family_card": _read_family_card, "date": _read_date,
    "date_or_age": _read_date_or_age, "place_and_date": _read_place_and_date,
    "integer": _plain(numbers.integer), "decimal": _plain(partial(numbers.decimal, scale=3)),
    "rupiah": _plain(numbers.rupiah), "age": _plain(numbers.age),
    "percentile": _plain(partial(numbers.rank, highest=100)), "decile": _plain(partial(numbers.rank, highest=10)),
    "sex": _read_sex, "yes_no": _read_yes_no, "code": _read_code, "address": _plain(addresses.address),
    "rt": _read_rt, "rw": _read_rw, "rt_rw": _read_both, "year": _plain(numbers.year),
    "programme": _plain(texts.text),
}  # fmt: skip
