"""Asks about numbers, ages and names that should agree, as a share of the list.

A NIK holds the day (plus 40 for a woman), month and year of birth. One that differs is a slip; a quarter that differ is
a column that belongs to other rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from expectations.asking import Ask, Question, of_cells, of_figure
from expectations.judged_list import JudgedList

_DAY = "try_cast(substr(nik, 7, 2) as integer)"
_MONTH = "try_cast(substr(nik, 9, 2) as integer)"
_YEAR = "try_cast(substr(nik, 11, 2) as integer)"
_DATE_DIFFERS = (
    f"mod({_DAY} - 1, 40) + 1 <> day(birth_date) or {_MONTH} <> month(birth_date)"
    f" or {_YEAR} <> mod(year(birth_date), 100)"
)
_AGE_DIFFERS = f"""least(
    abs(year(as_of_date) - (1900 + {_YEAR}) - age_years), abs(year(as_of_date) - (2000 + {_YEAR}) - age_years)) > 3"""
_FEWEST_PEOPLE = 50


def _cells(needed: tuple[str, ...], field: str, rows: str, fails: str) -> Ask:
    return lambda judged: of_cells([(field, rows, fails)]) if judged.has(*needed) else None


def _mostly_one(column: str, most: int) -> Ask:
    """The share of the value that most rows have."""

    def ask(judged: JudgedList) -> Question | None:
        if not judged.has(column):
            return None
        groups = f"select count(*) as times from $rows where {column} is not null group by {column}"
        figure = f"select max(times) * 100.0 / sum(times) as seen, sum(times) as people from ({groups})"
        return of_figure(figure, f"coalesce(people, 0) >= {_FEWEST_PEOPLE}", f"seen > {most}")

    return ask


def _one_sex(judged: JudgedList) -> Question | None:
    """The larger sex in a list of residents; receivers may well be mothers alone."""
    return None if judged.schema.entity.entity == "enrolment_records" else _mostly_one("sex", 90)(judged)


NUMBERS: Mapping[str, Ask] = {
    "NIK-106": _cells(
        ("nik", "sex"), "nik", f"nik is not null and sex is not null and {_DAY} is not null",
        f"({_DAY} > 40) <> (sex = 'P')",
    ),
    "NIK-107": _cells(
        ("nik", "birth_date", "birth_date_quality"), "nik",
        f"nik is not null and {_DAY} is not null and birth_date is not null"
        " and coalesce(birth_date_quality, 'exact') in ('exact', 'assumed_century')",
        _DATE_DIFFERS,
    ),
    "NIK-108": _cells(
        ("nik", "age_years", "as_of_date"), "nik",
        f"nik is not null and {_YEAR} is not null and age_years is not null and as_of_date is not null", _AGE_DIFFERS,
    ),
    "NIK-109": _cells(("nik",), "nik", "nik is not null", "right(nik, 1) = '0'"),
    "KK-103": _cells(
        ("family_card_no",), "family_card_no", "family_card_no is not null", "right(family_card_no, 1) = '0'"
    ),
    "UMR-102": _cells(
        ("age_years", "birth_date", "as_of_date"), "age_years",
        "age_years is not null and birth_date is not null and as_of_date is not null",
        "abs(year(as_of_date) - year(birth_date) - age_years) > 2",
    ),
    "UMR-103": _mostly_one("age_years", 60),
    "JK-101": _one_sex,
    "NAM-101": _mostly_one("name_key", 20),
    "PDK-101": _cells(
        ("nik",), "nik", "nik is not null and exists (select nik from $gone)", "nik in (select nik from $gone)"
    ),
    "PDK-102": _cells(
        ("registry_status",), "registry_status", "registry_status is not null", "registry_status = 'deceased'"
    ),
}  # fmt: skip
