"""Says what a table's columns mean, and brings cells into forms to compare."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

import pyarrow as pa

from ingest.fold import fold_name

_NOT_DIGIT = re.compile(r"[^0-9]+")
_NOT_LETTER_OR_DIGIT = re.compile(r"[^A-Z0-9]+")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?")
_PHONE_DIGITS = 8


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns, by what they mean; None = not there.

    `given_name` and `surname` where they stand apart, else `name`. `number`: an identity number of a person.
    `birth_date`: a date, or text as `1990-12-31`, `19901231` or day first (`31/12/1990`); a year alone is one, too.
    `address`: street and house, or the street with `house_no` beside it. `place`: suburb, village or town.
    """

    name: str | None = None
    given_name: str | None = None
    surname: str | None = None
    birth_date: str | None = None
    number: str | None = None
    sex: str | None = None
    address: str | None = None
    house_no: str | None = None
    place: str | None = None
    postcode: str | None = None
    email: str | None = None
    phone: str | None = None

    def of(self, table: pa.Table) -> dict[str, str]:
        """The columns that are given, by meaning; ValueError for one that `table` does not have."""
        given = {each.name: str(getattr(self, each.name)) for each in fields(self) if getattr(self, each.name)}
        if missing := sorted(set(given.values()) - set(table.column_names)):
            raise ValueError(f"the table has no column {', '.join(missing)}; it has {', '.join(table.column_names)}")
        if not given:
            raise ValueError("no column of the table is named: nothing to compare")
        return given


def date_form(value: object) -> str:
    """A birth date as `YYYYMMDD`, a year alone as `YYYY`.

    As typed, even where no calendar has it.

    >>> date_form("31/1/1990"), date_form("1990-01-31"), date_form("19900231"), date_form("1990"), date_form("31 Jan")
    ('19900131', '19900131', '19900231', '1990', '')
    """
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    text = str(value).strip()
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return f"{year}{month.zfill(2)}{day.zfill(2)}"
    digits = _NOT_DIGIT.sub("", text.split("T")[0].split(" ")[0])
    return digits if len(digits) in (4, 8) else ""


def phone_form(value: object) -> str:
    """The digits at the end of a telephone number.

    Its country and trunk prefix do not stand there.

    >>> phone_form("+62 812-3456-7890") == phone_form("081234567890"), phone_form("n/a")
    (True, '')
    """
    digits = _NOT_DIGIT.sub("", str(value))
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else ""


def _name_form(value: object) -> str:
    return fold_name(str(value)) or ""


def _text_form(value: object) -> str:
    """Letters and digits in words.

    >>> _text_form("Jl. Mangga, No.7")
    'JL MANGGA NO 7'
    """
    return _NOT_LETTER_OR_DIGIT.sub(" ", str(value).upper()).strip()


def _number_form(value: object) -> str:
    return _NOT_LETTER_OR_DIGIT.sub("", str(value).upper())


def _email_form(value: object) -> str:
    text = str(value).strip().lower()
    return text if "@" in text else ""


_FORMS: dict[str, Callable[[object], str]] = {
    "name": _name_form, "given_name": _name_form, "surname": _name_form,
    "birth_date": date_form, "number": _number_form, "sex": _text_form, "address": _text_form,
    "house_no": _number_form, "place": _text_form, "postcode": _number_form, "email": _email_form,
    "phone": phone_form,
}  # fmt: skip


def formed(table: pa.Table, columns: Columns) -> dict[str, list[str | None]]:
    """The forms of the cells by meaning; None where empty or unreadable."""
    given = columns.of(table)
    return {
        meaning: _cells(table[given[meaning]], form) if meaning in given else [None] * table.num_rows
        for meaning, form in _FORMS.items()
    }


def _cells(column: pa.ChunkedArray, form: Callable[[object], str]) -> list[str | None]:
    """The forms of a column, each different cell brought into form once."""
    known: dict[object, str | None] = {None: None}
    cells = column.to_pylist()
    for cell in cells:
        if cell not in known:
            known[cell] = form(cell) or None
    return [known[cell] for cell in cells]
