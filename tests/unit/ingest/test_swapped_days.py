"""Births with the month first among others with the day first: the NIK beside each says which it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.reading.swapped_days import put_in_order
from ingest.reading.typed import FieldIssue, RawTable, Typed
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.support.sheets import write_xlsx

BORN = [dt.date(1970 + at, 3 + at, 12 - at) for at in range(4)]  # of days that can be months
NIK = [f"777201{day.day + 40 * (at % 2):02d}{day:%m%y}{at:04d}" for at, day in enumerate(BORN, 1)]


def turned(day: dt.date) -> dt.date:
    return day.replace(day=day.month, month=day.day)


def ordered(
    births: list[dt.date | None], niks: list[str | None], field: str = "birth_date", by_habit: tuple[int, ...] = ()
) -> tuple[list[dt.date | None], list[str], list[FieldIssue]]:
    length = len(births)
    typed = Typed({
        "nik": pa.array(niks, pa.string()), "birth_date": pa.array(births, pa.date32()),
        "birth_date_quality": pa.array(["month_first" if at in by_habit else "exact" for at in range(length)]),
    })  # fmt: skip
    typed.issues += [FieldIssue(field, "TGL-006", list(by_habit))] if by_habit else []
    put_in_order(RawTable(length, {field: [None] * length}), typed)
    return typed.columns["birth_date"].to_pylist(), typed.columns["birth_date_quality"].to_pylist(), typed.issues


@pytest.mark.parametrize("field", ["birth_date", "birth_place_and_date"])
def test_rows_that_are_their_niks_only_when_turned_are_turned(field: str) -> None:
    births = [turned(BORN[0]), BORN[1], turned(BORN[2]), turned(BORN[3]), None]
    found, qualities, issues = ordered(births, [*NIK, NIK[0]], field)
    assert found == [*BORN, None]
    assert qualities == ["month_first", "exact", "month_first", "month_first", "exact"]
    assert issues == [FieldIssue(field, "TGL-006", [0, 2, 3])]


@pytest.mark.parametrize(
    ("births", "niks"),
    [
        ([turned(BORN[0]), turned(BORN[1]), *BORN[2:]], NIK),
        ([turned(day) for day in BORN], [*NIK[:2], None, None]),
        ([turned(day).replace(year=1990) for day in BORN], NIK),
        ([day.replace(day=day.month) for day in BORN], NIK),
    ],
    ids=["two are slips of a hand", "two without a NIK", "of another year", "day and month alike"],
)
def test_what_the_niks_do_not_prove_stays(births: list[dt.date | None], niks: list[str | None]) -> None:
    assert ordered(births, niks) == (births, ["exact"] * 4, [])


def test_a_list_of_two_habits_is_read_with_true_births(tmp_path: Path) -> None:
    """As two clerks fill in one sheet: the first with the month first, on three days that only can be so."""
    sure = [dt.date(1980, 8, 17), dt.date(1975, 12, 30), dt.date(1999, 1, 31)]
    births = [*sure, *BORN, dt.date(1966, 5, 24)]
    written = [f"{day:%m/%d/%Y}" for day in births[:-1]] + ["24/05/1966"]
    niks = [f"777201{day:%d%m%y}{at:04d}" for at, day in enumerate(births, 1)]
    rows = [[at, f"La Tang {at}", nik, text] for at, (nik, text) in enumerate(zip(niks, written, strict=True), 1)]
    path = tmp_path / "kks.xlsx"
    write_xlsx(path, {"Lumpue": [["NO", "NAMA", "NIK", "TANGGAL LAHIR"], *rows]})
    catalogue = load_catalogue()
    kks = declared_list(catalogue.agencies["dinsos"], "kks", Semester.parse("2017-S1"), catalogue)
    read = conform(Arrival(path.name, "0" * 64, path, ""), open_workbook(path), kks).rows
    assert read["birth_date"].to_pylist() == births


def test_a_day_typed_in_first_among_months_is_put_back() -> None:
    found, qualities, issues = ordered([turned(BORN[0]), *BORN[1:]], [*NIK], by_habit=(0, 1, 2, 3))
    assert (found, qualities) == (BORN, ["exact", *["month_first"] * 3])
    assert issues == [FieldIssue("birth_date", "TGL-006", [1, 2, 3])]
    assert ordered([turned(BORN[0])], NIK[:1], by_habit=(0,))[1:] == (["exact"], [])
