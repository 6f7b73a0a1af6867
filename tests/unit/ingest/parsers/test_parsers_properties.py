"""What holds for every parser: it never raises, and the column is the scalar rule, cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest import parsers
from ingest.parsers import addresses, codes, dates, identifiers, names, numbers, place_date, texts
from ingest.parsers.column import Parsed
from ingest.workbook import Cell, CellError, UncachedFormula

LATEST = dt.date(2017, 6, 30)
GRADES = codes.CodeList.of({"a": ["1", "satu"], "b": ["2", "-"]})

PAIRS: dict[str, tuple[Callable[[list[Cell]], Parsed], Callable[[Cell], tuple[Any, ...]]]] = {
    "text": (parsers.text, texts.parse_text),
    "name": (parsers.name, names.parse_name),
    "nik": (parsers.nik, identifiers.parse_nik),
    "family_card": (parsers.family_card, identifiers.parse_family_card),
    "id_text": (parsers.id_text, identifiers.parse_id_text),
    "id_text 10": (
        lambda cells: parsers.id_text(cells, width=10),
        lambda cell: identifiers.parse_id_text(cell, width=10),
    ),
    "date": (lambda cells: parsers.date(cells, latest=LATEST), lambda cell: dates.parse_date(cell, latest=LATEST)),
    "place_and_date": (
        lambda cells: parsers.place_and_date(cells, latest=LATEST),
        lambda cell: place_date.parse_place_and_date(cell, latest=LATEST),
    ),
    "integer": (parsers.integer, numbers.parse_integer),
    "decimal": (parsers.decimal, numbers.parse_decimal),
    "rupiah": (parsers.rupiah, numbers.parse_rupiah),
    "age": (parsers.age, numbers.parse_age),
    "rank": (lambda cells: parsers.rank(cells, highest=10), lambda cell: numbers.parse_rank(cell, highest=10)),
    "year": (parsers.year, numbers.parse_year),
    "sex": (parsers.sex, codes.parse_sex),
    "yes_no": (parsers.yes_no, codes.parse_yes_no),
    "yes_no blank": (
        lambda cells: parsers.yes_no(cells, blank_is="no"),
        lambda cell: codes.parse_yes_no(cell, blank_is="no"),
    ),
    "code": (lambda cells: parsers.code(cells, GRADES), lambda cell: codes.parse_code(cell, codes=GRADES)),
    "rt": (parsers.rt, lambda cell: addresses.parse_rt_or_rw(cell, "RT")),
    "rw": (parsers.rw, lambda cell: addresses.parse_rt_or_rw(cell, "RW")),
    "rt_rw": (parsers.rt_rw, addresses.parse_rt_rw),
    "extract_rt_rw": (parsers.extract_rt_rw, addresses.find_rt_rw),
    "address": (lambda cells: parsers.address(cells, with_key=True), addresses.parse_address),
}

SEEN = [
    "7772014107800001",
    "'7772014107800001",
    "7772014107800000",
    "3520xxxxxxxxxxxx",
    "7.77E+15",
    "0",
    "-",
    "1",
    "2",
    "L",
    "P",
    "Ya",
    "v",
    "",
    " ",
    "NULL",
    "nan",
    "#N/A",
    "Rp 450.000,-",
    "1.5",
    "450,000",
    "1,5 juta",
    "62,85",
    "17 Agustus 1980",
    "08/17/1980",
    "17/8/16",
    "00-00-0000",
    "1980",
    "29450",
    "Parepare, 17-08-1980",
    "17-08-1980",
    "03/04/1980",
    "01-01-1980",
    "29-02-1981",
    "31/12/2017",
    "17-13-1980",
    "17-08-1899",
    "RT 002 RW 004",
    "2/4",
    "Jl. Melati No. 5 RT 1 RW 2",
    "Ma'mur",
    "Andi  Baso",
    "H. Baso",
    "MUH. YUSUF",
    "Ma'mur, S.Pd.",
    "Andi - Baso",
    "N.A",
    "35 th",
    "Desil 3",
    "_x000D_",
    "\u00a0",
    "(1.000)",
    "1. satu",
    "satu",
    "Nur\u00a0Hayati",
    "0012345678",
    "123456789",
    "Tahun 2017",
]
SEEN_LETTERS = "ABab .,'-"
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(SEEN),
    st.none(),
    st.text(max_size=24),
    st.text("0123456789.,-/ RpEe+'", max_size=20),
    st.text("0123456789", min_size=14, max_size=18),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        [CellError("#REF!"), CellError("#N/A"), UncachedFormula("=A1"), UncachedFormula("7772014107800001")]
    ),
)


@pytest.mark.parametrize("parser", PAIRS)
@given(once=st.lists(CELLS | st.text(SEEN_LETTERS, max_size=12), max_size=12), times=st.sampled_from((1, 1, 3)))
@example(once=SEEN, times=1)
@example(once=SEEN, times=3)
@settings(max_examples=80, deadline=None)
def test_the_column_is_the_scalar_rule_cell_by_cell(parser: str, once: list[Any], times: int) -> None:
    column, scalar = PAIRS[parser]
    cells = once * times  # a column of few values is read value by value
    parsed = column(cells)
    results = [scalar(cell) for cell in cells]
    got = list(zip(*(array.to_pylist() for array in parsed.columns.values()), strict=True))
    assert got == [tuple(result[:-1]) for result in results]
    expected: dict[str, list[int]] = {}
    for position, result in enumerate(results):
        if result[-1] is not None:
            expected.setdefault(result[-1], []).append(position)
    assert parsed.issues == expected


@pytest.mark.parametrize("parser", PAIRS)
def test_lone_surrogates_and_huge_texts_do_no_harm(parser: str) -> None:
    column, _ = PAIRS[parser]
    parsed = column(["\ud800", "Baso \udcff", "9" * 5000, "-" * 5000, " " * 5000 + "x", "1.5" * 2000, "\x00"])
    assert {len(array) for array in parsed.columns.values()} == {7}


@given(cells=st.lists(CELLS, max_size=8), other=st.lists(CELLS, max_size=8))
@settings(max_examples=80, deadline=None)
def test_places_never_raise(cells: list[Any], other: list[Any]) -> None:
    rows = [
        {
            "region_code": "77.72.01",
            "region_level": "district",
            "region_name": "Taman",
            "parent_code": "77.72",
            "bps_code": "7772010",
        }
    ]
    regions = parsers.Regions.of(rows, home="77.72")
    size = min(len(cells), len(other))
    villages = regions.resolve_villages(cells[:size], other[:size])
    assert len(villages.columns["value"]) == len(villages.columns["district"]) == size
    for level in ("village", "district", "regency", "province"):
        assert len(regions.resolve_areas(cells, level).columns["value"]) == len(cells)


@given(CELLS)
def test_masks_never_raise_and_never_show_a_long_value_whole(cell: Any) -> None:
    for kind in ("identifier", "name", "other"):
        shown = parsers.mask(cell, kind)
        assert shown == "" or "*" in shown
