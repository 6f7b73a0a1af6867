"""Writes whole columns in the office's way; cells with faults stay as planted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from simulation.arrays import Objects, objects
from simulation.lifelike import AMBIGUOUS_DATE, ZEROS_LOST
from simulation.listing import Listing
from simulation.strange.dates import AMOUNT_FORMS, DATE_FORMS, ODD_FORMS, held_date
from simulation.strange.habits import Habits
from simulation.strange.true_values import DATES, is_answer
from simulation.strange.words_of_lists import (
    DISTRICT_FORMS,
    PROPOSED_WORDS,
    SEGMENT_WORDS,
    SEX_WORDS,
    VILLAGE_FORMS,
    YES_NO_WORDS,
    status_in_words,
)  # fmt: skip

_AMOUNTS = ("benefit_amount_idr", "budget_idr", "realised_idr", "deposit_idr", "turnover")
_NUMBERS = ("nik", "family_card_no")
_REGISTER_NUMBERS = ("nisn", "source_person_id", "source_family_id", "card_no", "account", "phone", "nipd")
_NAMES = ("full_name", "head_name", "mother_name", "father_name", "member_name")
# System codes that come as they are: no office changes the words of a national register.
_AS_THEY_ARE = ("bdt_2015", "dtsen")

_NUMBER_FORMS: dict[str, Callable[[str], object]] = {
    "apostrophe": lambda cell: f"'{cell}", "formula": lambda cell: f'="{cell}"', "padded": lambda cell: f"{cell}  ",
    "nbsp": lambda cell: f"\u00a0{cell}", "dotted": lambda cell: f"{cell[:6]}.{cell[6:12]}.{cell[12:]}",
    "number": lambda cell: int(cell[:15] + "0"),
}  # fmt: skip


def write_forms(table: str, listing: Listing, habits: Habits, rng: np.random.Generator) -> None:
    """Rewrites the free cells of `listing` as `habits` say, and the letters of all names."""
    if table in _AS_THEY_ARE:
        return
    for field in list(listing.cells):
        form = _form(table, field, habits)
        if form is not None:
            _rewrite(listing, field, form)
        if field in _NAMES and habits.name_case != "upper":
            small = str.lower if habits.name_case == "lower" and field == "full_name" else str.title
            column = listing.cells[field]
            column[:] = [small(cell) if isinstance(cell, str) else cell for cell in column.tolist()]
    _dates(listing, habits, rng)
    if habits.loses_zeros:
        _lose_zeros(listing)
    if habits.number_form != "text" and not habits.as_exported:
        _numbers(listing, habits)


def _form(table: str, field: str, habits: Habits) -> Callable[[Any], object] | None:
    """The office's writing of one cell of `field`; None where it changes nothing."""
    if field in _AMOUNTS:
        return AMOUNT_FORMS[habits.amount_form]
    if field == "sex":
        male, female = SEX_WORDS[habits.sex_form]
        return lambda cell: male if cell in ("L", "1", "Laki-laki") else female
    if is_answer(field):
        return _answers(table, field, habits)
    return _words(table, field, habits)


def _answers(table: str, field: str, habits: Habits) -> Callable[[Any], object] | None:
    if table == "dapodik" and habits.as_exported:
        return None
    options = PROPOSED_WORDS if field == "is_proposed" else YES_NO_WORDS
    yes, no = options[habits.yes_no_form % len(options)]
    return lambda cell: yes if cell in ("Ya", "1") else no


def _words(table: str, field: str, habits: Habits) -> Callable[[Any], object] | None:
    if field in ("status_text", "registry_status"):
        return lambda cell: status_in_words(table, cell, habits.status_words)
    if field == "segment":
        return lambda cell: SEGMENT_WORDS[cell][habits.status_words % 5]
    if field in ("village_name", "district_name"):
        forms = VILLAGE_FORMS if field == "village_name" else DISTRICT_FORMS
        form = forms[habits.place_form % len(forms)]
        is_title = habits.name_case == "title"
        return lambda cell: form.format(cell.title() if is_title else cell)
    if field in ("rt", "rw") and habits.place_form % 3:
        return int if habits.place_form % 3 == 1 else lambda cell: str(int(cell))
    if field == "benefit_quantity" and habits.amount_form == "Rp .":
        return lambda cell: f"{cell} kg" if table == "food_reserve_rice" else cell
    return None


def _rewrite(listing: Listing, field: str, form: Callable[[Any], object]) -> None:
    column, free = listing.cells[field], listing.free(field)
    for row in np.flatnonzero(free).tolist():
        if column[row] is not None:
            column[row] = form(column[row])


def _dates(listing: Listing, habits: Habits, rng: np.random.Generator) -> None:
    """Writes dates in the office's form, and here and there in another."""
    for field in DATES:
        if field not in listing.cells:
            continue
        column = listing.cells[field]
        days = [
            held_date(cell) if free else None for cell, free in zip(column.tolist(), listing.free(field), strict=True)
        ]
        odd = rng.random(len(days)) < habits.date_mix
        forms = rng.integers(len(ODD_FORMS), size=len(days)).tolist()
        is_exact = habits.date_form != "month first"
        for row, day in enumerate(days):
            if day is not None:
                form = ODD_FORMS[forms[row]] if odd[row] and is_exact else habits.date_form
                column[row] = DATE_FORMS[form](day)
        if not is_exact:
            _mark_month_first(listing, field, days)


def _mark_month_first(listing: Listing, field: str, days: list[date | None]) -> None:
    for is_proved, number, code in ((True, 16, "TGL-006"), (False, AMBIGUOUS_DATE, None)):
        told = {
            row: day for row, day in enumerate(days) if day and day.day != day.month and (day.day > 12) == is_proved
        }
        truths = objects([day.isoformat() for day in told.values()])
        listing.mark(field, np.array(list(told), dtype=np.int64), number, code, truths)


def _lose_zeros(listing: Listing) -> None:
    """Types numbers of registers as numbers, so that zeros in front are gone."""
    for field in _REGISTER_NUMBERS:
        if field in listing.cells:
            cells = listing.cells[field].tolist()
            lost = [isinstance(cell, str) and cell.isdigit() and cell.startswith("0") for cell in cells]
            rows = np.flatnonzero(np.array(lost, dtype=bool) & listing.free(field))
            values = objects([int(cells[row]) for row in rows.tolist()])
            listing.spoil(field, rows, values, ZEROS_LOST, None)


def _numbers(listing: Listing, habits: Habits) -> None:
    """Writes NIK and card; typed as numbers they lose the last digit (fault 2)."""
    form = _NUMBER_FORMS[habits.number_form]
    for field in _NUMBERS:
        if field not in listing.cells:
            continue
        column = listing.cells[field]
        whole = [isinstance(cell, str) and len(cell) == 16 and cell.isdigit() for cell in column.tolist()]
        rows = np.flatnonzero(np.array(whole, dtype=bool))
        values = objects([form(cell) for cell in column[rows].tolist()])
        if habits.number_form == "number":
            code = "NIK-003" if field == "nik" else "KK-003"
            listing.spoil(field, rows, values, 2, code)
        else:
            column[rows] = values


def combine(listing: Listing, key: str, fields: tuple[str, ...], choice: int) -> Objects:
    """Cells that tell several fields, from the written cells of each."""
    parts = [listing.cells[field].tolist() for field in fields]
    form = _birth if key == "birth_place_and_date" else _address if key == "address" else _rt_rw
    return objects([form([_text(part) for part in row], choice) for row in zip(*parts, strict=True)])


def _text(cell: object) -> str:
    return cell.strftime("%d-%m-%Y") if isinstance(cell, date) else "" if cell is None else str(cell)


def _birth(parts: list[str], choice: int) -> str | None:
    place, day = parts[0].title() if choice % 2 else parts[0], parts[1]
    return (f"{place}, {day}", f"{place} / {day}", f"{place},{day}", f"{place}, {day}")[choice % 4] if day else place


def _rt_rw(parts: list[str], choice: int) -> str:
    rt, rw = parts
    return (f"{rt}/{rw}", f"RT {rt} RW {rw}", f"{rt} / {rw}", f"RT.{rt}/RW.{rw}", f"RT {rt}/RW {rw}", f"{rt}/{rw}")[
        choice % 6
    ]


def _address(parts: list[str], choice: int) -> str:
    street, rt, rw = parts
    return (f"{street} RT {rt} RW {rw}", f"{street}, RT. {rt}/RW. {rw}", f"{street} RT {rt}/{rw}")[choice % 3]
