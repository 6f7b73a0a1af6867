"""Plants faults of values other than names and numbers of identity.

Dates, amounts, sex, yes/no, places (15-19).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from simulation.arrays import Days, Mask, Objects, objects
from simulation.city import MALE
from simulation.desk import MONTHS
from simulation.faults import Planter
from simulation.wordlists import words

_EPOCH = date(1899, 12, 30)
_SHORT_MONTHS = words("Jan Feb Mar Apr Mei Jun Jul Agt Sep Okt Nop Des")
_OLD_MONTHS = [{"Februari": "Pebruari", "November": "Nopember"}.get(month, month) for month in MONTHS]

Writing = Callable[[date], object]

# Ways of writing a date, and the code that a reader should give; None = reads without remark.
_WAYS: dict[str, tuple[Writing, str | None]] = {
    "in words": (lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}", None),
    "old months": (lambda day: f"{day.day} {_OLD_MONTHS[day.month - 1]} {day.year}", None),
    "short months": (lambda day: f"{day.day:02d}-{_SHORT_MONTHS[day.month - 1]}-{day.year}", None),
    "slashes": (lambda day: f"{day.day}/{day.month}/{day.year}", None),
    "iso": (lambda day: day.isoformat(), None),
    "dots": (lambda day: f"{day.day:02d}.{day.month:02d}.{day.year}", None),
    "serial": (lambda day: (day - _EPOCH).days, None),
    "real date": (lambda day: day, None),
    "serial text": (lambda day: str((day - _EPOCH).days), None),
    "zeros": (lambda day: "00-00-0000", "TGL-003"),
    "unreadable": (lambda day: f"{day.year}an", "TGL-001"),
}


def vary_dates(planter: Planter, field: str, births: Days, rates: dict[str, float]) -> None:
    """Writes some dates of `field` another way than the rest of the list (fault 16).

    `rates` by name of the way.
    """
    for way, rate in rates.items():
        writing, code = _WAYS[way]
        among = np.isin(births.astype("datetime64[M]").astype(np.int64) % 12, [1, 10]) if way == "old months" else None
        rows = planter.pick(field, way, rate, among)
        values = objects([writing(day) for day in births[rows].tolist()])
        planter.listing.spoil(field, rows, values, 16, code)


def month_first_dates(planter: Planter, field: str, births: Days, rate: float) -> None:
    """Writes some dates month first, where the day is over 12 and so proves it."""
    days = (births - births.astype("datetime64[M]")).astype(np.int64) + 1
    rows = planter.pick(field, "month first", rate, days > 12)
    values = objects([f"{day.month:02d}/{day.day:02d}/{day.year}" for day in births[rows].tolist()])
    planter.listing.spoil(field, rows, values, 16, "TGL-006")


def short_years(planter: Planter, field: str, births: Days, rate: float) -> None:
    """Writes some dates as `17/8/80`; only of people for whom one century is possible."""
    years = births.astype("datetime64[Y]").astype(np.int64) + 1970
    rows = planter.pick(field, "short year", rate, (years >= 1935) & (years <= 1995))
    values = objects([f"{day.day}/{day.month}/{day.year % 100:02d}" for day in births[rows].tolist()])
    planter.listing.spoil(field, rows, values, 16, None)


_SEX_WORDS = [("LAKI-LAKI", "PEREMPUAN"), ("Lk", "Pr"), ("1", "2"), ("L", "W"), ("Laki-laki", "Perempuan"), ("M", "F")]


def vary_sex(planter: Planter, rate: float, unknown: float = 0.0) -> None:
    """Writes some sexes with other words (fault 18).

    Some get a letter that means nothing.
    """
    rows = planter.pick("sex", "words", rate)
    words = planter.luck(rows, len(_SEX_WORDS), "sex word").tolist()
    people = planter.desk.city.people
    is_male = (people.sex[planter.listing.person[rows]] == MALE).tolist()
    values = objects([_SEX_WORDS[word][0 if male else 1] for word, male in zip(words, is_male, strict=True)])
    planter.listing.spoil("sex", rows, values, 18, None)
    planter.spoil("sex", "unknown", unknown, (18, "JK-001"), lambda _, luck: "?X"[luck % 2])


_YES_NO_WORDS = [("1", "2"), ("v", None), ("V", "-"), ("Y", "T"), ("YA", "TIDAK"), ("✓", None), ("ada", "tidak ada")]


def vary_yes_no(planter: Planter, field: str, rate: float) -> None:
    """Writes some answers with other words (fault 19)."""
    rows = planter.pick(field, "words", rate)
    words = planter.luck(rows, len(_YES_NO_WORDS), field, "word").tolist()
    was_yes = [cell in ("Ya", "1", True) for cell in planter.listing.cells[field][rows].tolist()]
    values = objects([_YES_NO_WORDS[word][0 if yes else 1] for word, yes in zip(words, was_yes, strict=True)])
    planter.listing.spoil(field, rows, values, 19, None)


def dotted(amount: int) -> str:
    """`1.500.000` for 1500000."""
    return f"{amount:,}".replace(",", ".")


_AMOUNT_FORMS: list[Callable[[int], object]] = [
    lambda amount: f"Rp {dotted(amount)},-",
    lambda amount: f"{dotted(amount)},00",
    dotted,
    lambda amount: f"Rp{dotted(amount)}",
    lambda amount: f"{amount:,}",
    lambda amount: f"Rp. {dotted(amount)}",
    lambda amount: f" {amount} ",
]


def vary_amounts(planter: Planter, field: str, rate: float) -> None:
    """Writes some amounts as text (fault 15), all of them readable."""
    filled = _filled(planter.listing.cells[field])
    rows = planter.pick(field, "forms", rate, filled)
    forms = planter.luck(rows, len(_AMOUNT_FORMS), field, "form").tolist()
    amounts = planter.listing.cells[field][rows].tolist()
    values = objects([_AMOUNT_FORMS[form](amount) for form, amount in zip(forms, amounts, strict=True)])
    planter.listing.spoil(field, rows, values, 15, None)


def amounts_in_millions(planter: Planter, field: str, rate: float) -> None:
    """Writes some amounts as `Rp17,5 juta`, and some as `17.5` (fault 15).

    The first reads, the second does not.
    """
    broken = np.array(
        [isinstance(cell, int) and cell % 1_000_000 > 0 for cell in planter.listing.cells[field].tolist()]
    )
    for name, code, form in (("juta", None, "Rp{} juta"), ("bare", "RP-002", "{}")):
        rows = planter.pick(field, name, rate if code is None else rate / 2, broken)
        values = []
        for amount in planter.listing.cells[field][rows].tolist():
            millions = f"{amount / 1_000_000:g}"
            values.append(form.format(millions if code else millions.replace(".", ",")))
        planter.listing.spoil(field, rows, objects(values), 15, code)


def _filled(cells: Objects) -> Mask:
    return np.array([isinstance(cell, int) and cell > 0 for cell in cells.tolist()], dtype=bool)


def misspell_villages(planter: Planter, rate: float, field: str = "village_name") -> None:
    """Writes some kelurahan by a known old spelling, and some with a slip (WIL-003).

    A slip is of one letter.
    """
    regions, village = planter.desk.city.regions, planter.listing.village
    has_alias = np.array([bool(aliases) for aliases in regions.aliases])
    rows = planter.pick(field, "alias", rate, has_alias[village])
    aliases = [regions.aliases[at][0].upper() for at in village[rows].tolist()]
    planter.listing.spoil(field, rows, objects(aliases), 7, None)
    rows = planter.pick(field, "slip", rate / 3)
    slips = [
        _slip(regions.name[at].upper(), luck)
        for at, luck in zip(village[rows].tolist(), planter.luck(rows, 1000, "slip").tolist(), strict=True)
    ]
    planter.listing.spoil(field, rows, objects(slips), 7, "WIL-003")


def _slip(name: str, luck: int) -> str:
    """The name with one letter in its middle doubled."""
    letters = [at for at, letter in enumerate(name) if letter in "AEIOU" and 0 < at < len(name) - 1]
    at = letters[luck % len(letters)]
    return name[:at] + name[at] + name[at:]


def rt_rw_forms(planter: Planter, field: str, rate: float) -> None:
    """Writes some RT or RW without its zeros, or as a number."""
    planter.spoil(field, "short", rate, (3, None), lambda cell, luck: int(cell) if luck % 2 else str(int(cell)))
