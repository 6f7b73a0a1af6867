"""Dates: forms, order, century, heaps and what is no date (domain notes 3.2, 16)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import date, place_and_date
from ingest.parsers.dates import ReadDate, parse_date
from ingest.parsers.months import MONTHS, month_of
from ingest.parsers.place_date import parse_place_and_date
from ingest.workbook import UncachedFormula

LATEST = dt.date(2017, 6, 30)
DAY = dt.date(1980, 8, 17)

EXACT = [
    "17 Agustus 1980",
    "17 agustus 1980",
    "17 AGUSTUS 1980",
    "17 Agt 1980",
    "17-Agu-1980",
    "17-Ags-80",
    "17 August 1980",
    "17Agustus1980",
    "17.Agustus.1980",
    "Agustus 17, 1980",
    "August 17 1980",
    "1980 Agustus 17",
    "Minggu, 17 Agustus 1980",
    "Sunday 17 August 1980",
    "17-VIII-1980",
    "17 Agusuts 1980",
    "17-08-1980",
    "17/08/1980",
    "17.08.1980",
    "17 08 1980",
    "17/8/80",
    "17-8-'80".replace("'", ""),
    "1980-08-17",
    "1980/8/17",
    "19800817",
    "17081980",
    "170880",
    "29450",
    " 17-08-1980 ",
    "'17-08-1980",
    "17-08-1980 00:00:00",
    "1980-08-17T00:00:00",
    "1980-08-17 00:00:00.000",
    "17/08/1980 0:00",
    "17\u00a0Agustus\u00a01980",
    "17\u201308\u20131980",
    "17 / 08 / 1980",
    "17-08-1980.",
    dt.date(1980, 8, 17),
    dt.datetime(1980, 8, 17),
    dt.datetime(1980, 8, 17, 23, 59),
    29450,
    29450.0,
    29450.75,
    19800817,
    17081980.0,
]


@pytest.mark.parametrize("cell", EXACT, ids=repr)
def test_every_form_of_one_day(cell: Any) -> None:
    assert parse_date(cell, latest=LATEST) == ReadDate(DAY, "exact", 1980, None)


def test_a_number_that_lost_its_leading_zero() -> None:
    assert parse_date(7081980.0, latest=LATEST).value == dt.date(1980, 8, 7)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # day first, unless the number itself proves otherwise
        ("03/04/1980", ReadDate(dt.date(1980, 4, 3), "exact", 1980, None)),
        ("08/17/1980", ReadDate(DAY, "month_first", 1980, "TGL-006")),
        ("08/13/1980", ReadDate(dt.date(1980, 8, 13), "month_first", 1980, "TGL-006")),
        ("13/08/1980", ReadDate(dt.date(1980, 8, 13), "exact", 1980, None)),
        ("08/31/1980", ReadDate(dt.date(1980, 8, 31), "month_first", 1980, "TGL-006")),
        ("08/32/1980", ReadDate(None, "impossible", None, "TGL-003")),
        ("8-17-80", ReadDate(DAY, "month_first", 1980, "TGL-006")),
        ("12/31/1980", ReadDate(dt.date(1980, 12, 31), "heaped", 1980, "TGL-006")),
        ("19800117", ReadDate(dt.date(1980, 1, 17), "exact", 1980, None)),
        ("19801217", ReadDate(dt.date(1980, 12, 17), "exact", 1980, None)),
        ("19121980", ReadDate(dt.date(1980, 12, 19), "exact", 1980, None)),
        # heaps
        ("01-01-1975", ReadDate(dt.date(1975, 1, 1), "heaped", 1975, "TGL-005")),
        ("31 Desember 1975", ReadDate(dt.date(1975, 12, 31), "heaped", 1975, "TGL-005")),
        # year only
        ("1980", ReadDate(None, "year_only", 1980, None)),
        (1980.0, ReadDate(None, "year_only", 1980, None)),
        ("Agustus 1980", ReadDate(None, "year_only", 1980, None)),
        ("08/1980", ReadDate(None, "year_only", 1980, None)),
        ("00-00-1980", ReadDate(None, "year_only", 1980, "TGL-003")),
        ("00/08/1980", ReadDate(None, "year_only", 1980, "TGL-003")),
        ("1066", ReadDate(None, "out_of_range", None, "TGL-004")),
        ("2018", ReadDate(None, "out_of_range", None, "TGL-004")),
        # no date
        (None, ReadDate(None, "missing", None, None)),
        ("", ReadDate(None, "missing", None, None)),
        ("-", ReadDate(None, "missing", None, None)),
        ("NULL", ReadDate(None, "missing", None, None)),
        ("00-00-0000", ReadDate(None, "missing", None, "TGL-003")),
        ("0000-00-00", ReadDate(None, "missing", None, "TGL-003")),
        ("00000000", ReadDate(None, "missing", None, "TGL-003")),
        ("1900-01-00", ReadDate(None, "missing", None, "TGL-003")),
        ("1900-01-01", ReadDate(None, "missing", None, "TGL-003")),
        (0, ReadDate(None, "missing", None, "TGL-003")),
        (dt.time(0, 0), ReadDate(None, "missing", None, "TGL-003")),
        ("31-02-1980", ReadDate(None, "impossible", None, "TGL-003")),
        ("29 Februari 1981", ReadDate(None, "impossible", None, "TGL-003")),
        ("32/13/1980", ReadDate(None, "impossible", None, "TGL-003")),
        ("31-02-80", ReadDate(None, "impossible", None, "TGL-003")),
        # out of range
        ("17-08-2071", ReadDate(None, "out_of_range", None, "TGL-004")),
        (dt.datetime(2029, 8, 17), ReadDate(None, "out_of_range", None, "TGL-004")),
        ("01-07-2017", ReadDate(None, "out_of_range", None, "TGL-004")),
        ("30-06-2017", ReadDate(dt.date(2017, 6, 30), "exact", 2017, None)),
        ("17-08-1880", ReadDate(None, "out_of_range", None, "TGL-004")),
        (99999, ReadDate(None, "out_of_range", None, "TGL-004")),
        # unreadable
        ("tidak tahu", ReadDate(None, "unreadable", None, "TGL-001")),
        ("17 Lumpue 1980", ReadDate(None, "unreadable", None, "TGL-001")),
        ("17-08-198", ReadDate(None, "unreadable", None, "TGL-001")),
        ("198008", ReadDate(None, "unreadable", None, "TGL-001")),
        ("35", ReadDate(None, "unreadable", None, "TGL-001")),
        (35, ReadDate(None, "unreadable", None, "TGL-001")),
        (-5.0, ReadDate(None, "unreadable", None, "TGL-001")),
        (float("nan"), ReadDate(None, "unreadable", None, "TGL-001")),
        (True, ReadDate(None, "unreadable", None, "TGL-001")),
        (dt.time(7, 30), ReadDate(None, "unreadable", None, "TGL-001")),
        ("#VALUE!", ReadDate(None, "missing", None, "SEL-001")),
        (UncachedFormula("=B2"), ReadDate(None, "missing", None, "SEL-002")),
    ],
    ids=repr,
)
def test_what_stands_for_a_date(cell: Any, expected: ReadDate) -> None:
    assert parse_date(cell, latest=LATEST) == expected


@pytest.mark.parametrize(
    ("text", "role", "year", "quality"),
    [
        ("17/8/80", None, 1980, "exact"),  # 2080 is not yet
        ("17/8/17", None, 1917, "exact"),  # nor is 17 August 2017
        ("17/6/17", None, 2017, "assumed_century"),  # a newborn, or a hundred years old
        ("17/5/06", None, 2006, "exact"),  # 111 years: past any age
        ("17/8/06", None, 2006, "assumed_century"),
        ("17/8/07", None, 2007, "assumed_century"),
        ("17/8/07", "pupil", 2007, "exact"),
        ("17/8/07", "adult", 1907, "exact"),
        ("17/8/16", "pupil", 2016, "assumed_century"),  # fits no pupil: the later one, marked
        ("17/8/50", "pupil", 1950, "assumed_century"),
        ("17/8/98", "adult", 1998, "exact"),
        ("17/5/17", "event", 2017, "exact"),
        ("1/1/17", "event", 2017, "exact"),  # a decree of 1 January is no heap
        ("1/1/16", None, 2016, "assumed_century"),
    ],
)
def test_the_century_is_taken_only_where_it_is_sure(text: str, role: Any, year: int, quality: str) -> None:
    found = parse_date(text, latest=LATEST, role=role)
    assert found.value is not None
    assert (found.value.year, found.quality) == (year, quality)
    assert found.code == ("TGL-002" if quality == "assumed_century" else None)


def test_every_month_word_is_read_and_no_word_means_two_months() -> None:
    names = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]
    assert [month_of(name) for name in names] == list(range(1, 13))
    for number, name in enumerate(names, 1):
        for form in (name.upper(), name[:3]):
            assert month_of(form) == number
    assert [month_of(word) for word in ("Pebruari", "Nopember", "Nop", "Peb", "Sept", "Agst", "December")] == [
        2,
        11,
        11,
        2,
        9,
        8,
        12,
    ]
    assert all(month_of(word) == number for word, number in MONTHS.items())
    assert [month_of(word) for word in ("Jumi", "Mret", "Sabtu", "xyz", "Lakessi")] == [None] * 5
    assert [month_of(word) for word in ("Meret", "Aprul", "Janwari", "Cebruari", "Djumi")] == [3, 4, 1, 2, None]


MONTH_NAMES = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
RENDERINGS = [
    lambda d: d.isoformat(),
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}",
    lambda d: f"{d:%d}-{MONTH_NAMES[d.month - 1][:3]}-{d.year}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%d%m%Y}",
    lambda d: d,
    lambda d: dt.datetime(d.year, d.month, d.day, 7),
    lambda d: (d - dt.date(1899, 12, 30)).days,
    lambda d: str((d - dt.date(1899, 12, 30)).days),
    lambda d: f"{d:%B %d, %Y}",
]


# from 1928 on, where an Excel serial has five digits
@given(st.dates(dt.date(1928, 1, 1), LATEST), st.sampled_from(RENDERINGS))
def test_a_date_rendered_in_any_form_is_read_back(day: dt.date, render: Any) -> None:
    found = parse_date(render(day), latest=LATEST)
    heaped = (day.month, day.day) in ((1, 1), (12, 31))
    assert (found.value, found.quality) == (day, "heaped" if heaped else "exact")


def test_the_column_has_values_qualities_years_and_positions() -> None:
    column = date(["17-08-1980", "08/17/1980", None, "1980", "apa", "17-08-1980", "1-1-75"], latest=LATEST)
    assert column.columns["value"].to_pylist() == [DAY, DAY, None, None, None, DAY, dt.date(1975, 1, 1)]
    assert column.columns["quality"].to_pylist() == [
        "exact",
        "month_first",
        "missing",
        "year_only",
        "unreadable",
        "exact",
        "heaped",
    ]
    assert column.columns["year"].to_pylist() == [1980, 1980, None, 1980, None, 1980, 1975]
    assert column.issues == {"TGL-001": [4], "TGL-005": [6], "TGL-006": [1]}


def test_a_column_that_proves_to_be_month_first_is_read_so_throughout() -> None:
    column = date(["8/17/1980", "3/4/1980", "12/30/1975", "1/31/1999", "4 Maret 1980"], latest=LATEST)
    assert column.columns["value"].to_pylist() == [
        DAY,
        dt.date(1980, 3, 4),
        dt.date(1975, 12, 30),
        dt.date(1999, 1, 31),
        dt.date(1980, 3, 4),
    ]
    assert column.issues == {"TGL-006": [0, 1, 2, 3]}


@pytest.mark.parametrize("witness", ["17/8/1980", "30-12-1975"])
def test_one_day_first_value_keeps_the_column_day_first(witness: str) -> None:
    column = date(["8/17/1980", "3/4/1980", "12/30/1975", "1/31/1999", witness], latest=LATEST)
    assert column.columns["value"][1].as_py() == dt.date(1980, 4, 3)
    assert column.issues == {"TGL-006": [0, 2, 3]}


def test_ten_month_first_values_to_one_day_first_are_a_habit() -> None:
    cells = [f"8/{day}/1980" for day in range(13, 23)]
    assert date([*cells, "3/4/1980", "30-12-1975"], latest=LATEST).columns["value"].to_pylist()[-2:] == [
        dt.date(1980, 3, 4), dt.date(1975, 12, 30),
    ]  # fmt: skip
    assert date([*cells[1:], "3/4/1980", "30-12-1975"], latest=LATEST).columns["value"][-2].as_py() == dt.date(
        1980, 4, 3
    )


def test_two_month_first_values_are_not_yet_a_habit() -> None:
    assert date(["8/17/1980", "3/4/1980", "12/30/1975"], latest=LATEST).columns["value"][1].as_py() == dt.date(
        1980, 4, 3
    )


SWAPPED = [dt.datetime(1980, day, 3) for day in range(1, 11)]


def test_date_cells_that_an_american_excel_swapped_are_turned_back() -> None:
    texts = ["17/08/1980", "25/12/1975", "31/01/1999"]
    column = date([*SWAPPED, *texts], latest=LATEST)
    assert column.columns["value"].to_pylist()[:3] == [dt.date(1980, 3, 1), dt.date(1980, 3, 2), dt.date(1980, 3, 3)]
    assert column.columns["value"].to_pylist()[10:] == [DAY, dt.date(1975, 12, 25), dt.date(1999, 1, 31)]
    assert column.issues == {"TGL-006": [0, 1, 3, 4, 5, 6, 7, 8, 9]}  # 3 March is the same either way


@pytest.mark.parametrize(
    "others",
    [
        ["17/08/1980", "25/12/1975"],  # too few texts
        ["17/08/1980", "25/12/1975", "31/01/1999", "03/04/1980"],  # a text that Excel would have read
        ["17/08/1980", "25/12/1975", "31/01/1999", dt.datetime(1980, 5, 13)],  # a cell past the 12th
    ],
)
def test_date_cells_stay_as_they_are_without_full_proof(others: list[Any]) -> None:
    column = date([*SWAPPED, *others], latest=LATEST)
    assert column.columns["value"].to_pylist()[:10] == [day.date() for day in SWAPPED]


@pytest.mark.parametrize(
    ("cell", "place", "value"),
    [
        ("Parepare, 17 Agustus 1980", "Parepare", DAY),
        ("Parepare,17-08-1980", "Parepare", DAY),
        ("PARE-PARE/17-08-1980", "PARE-PARE", DAY),
        ("Ujung Pandang 17-8-80", "Ujung Pandang", DAY),
        ("Parepare - 17/08/1980", "Parepare", DAY),
        ("Parepare; 17 Agustus 1980", "Parepare", DAY),
        ("Parepare , 1980-08-17", "Parepare", DAY),
        ("Kab. Barru, 17 Agustus 1980", "Kab. Barru", DAY),
        ("17 Agustus 1980", None, DAY),
        (", 17 Agustus 1980", None, DAY),
        ("-, 17 Agustus 1980", None, DAY),
        ("Barru", "Barru", None),
        ("Parepare,", "Parepare", None),
        ("-", None, None),
        (None, None, None),
        (dt.date(1980, 8, 17), None, DAY),
    ],
    ids=repr,
)
def test_place_and_date(cell: Any, place: str | None, value: dt.date | None) -> None:
    found = parse_place_and_date(cell, latest=LATEST)
    assert (found.place, found.value, found.code) == (place, value, None)
    assert found.quality == ("exact" if value else "missing")
    column = place_and_date([cell], latest=LATEST)
    assert [array[0].as_py() for array in column.columns.values()] == [place, value, found.quality, value and 1980]


def test_a_month_first_habit_is_seen_behind_the_places() -> None:
    column = place_and_date(["A, 8/17/1980", "B, 3/4/1980", "C, 12/30/1975", "D, 1/31/1999"], latest=LATEST)
    assert column.columns["place"].to_pylist() == ["A", "B", "C", "D"]
    assert column.columns["value"][1].as_py() == dt.date(1980, 3, 4)
    assert column.issues == {"TGL-006": [0, 1, 2, 3]}


@pytest.mark.parametrize(
    ("cell", "place", "quality", "code"),
    [
        ("Parepare, 00-00-0000", "Parepare", "missing", "TGL-003"),
        ("Parepare, Agustus 1980", "Parepare", "year_only", None),
        ("Parepare 1980", "Parepare", "year_only", None),
        ("Parepare, entah", "Parepare", "unreadable", "TGL-001"),
        ("#N/A", None, "missing", "SEL-001"),
    ],
)
def test_place_and_date_faults(cell: Any, place: str | None, quality: str, code: str | None) -> None:
    found = parse_place_and_date(cell, latest=LATEST)
    assert (found.place, found.value, found.quality, found.code) == (place, None, quality, code)
