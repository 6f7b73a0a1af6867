"""Checks across cells and rows: NIK against family card, columns and other rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from ingest.parsers import check_identifiers
from ingest.parsers.row_checks import contradicts_columns, repeated_niks, share_ending_in_zero


def number(serial: int, day: str = "170880") -> str:
    return f"777201{day}{serial:04d}"


def texts(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def statuses(niks: Sequence[str | None]) -> pa.Array:
    return texts(["valid" if nik else "missing" for nik in niks])


def positions(mask: Any) -> list[int]:
    return [int(position) for position in mask.nonzero()[0]]


def test_a_nik_that_is_the_family_card_is_a_dummy() -> None:
    niks = [number(1), number(2), None]
    checked = check_identifiers(texts(niks), statuses(niks), family_card=texts([number(1), number(9), None]))
    assert checked.nik.to_pylist() == [None, number(2), None]
    assert checked.nik_status.to_pylist() == ["dummy", "valid", "missing"]
    assert checked.issues == {"NIK-006": [0]}


def test_double_entry_and_wrong_number_are_two_issues() -> None:
    niks = [number(1), number(1), number(2), number(2), number(3), number(4), number(4), number(4), None, None]
    names = ["NUR HAYATI", "NURHAYATI", "BASO", "BESSE", "ANDI", "AMBO", "AMBO", "INDO", "X", "X"]
    copied, same, other = repeated_niks(texts(niks), texts(names))
    assert (positions(copied), positions(same), positions(other)) == ([], [1, 6], [2, 3, 5, 6, 7])
    checked = check_identifiers(texts(niks), statuses(niks), name_key=texts(names))
    assert checked.issues == {"NIK-007": [1, 6], "NIK-008": [2, 3, 5, 6, 7]}
    assert checked.nik.to_pylist() == niks


def test_a_list_with_a_row_for_each_course_has_double_entries_only_within_a_course() -> None:
    niks = [number(1), number(1), number(1), number(2), number(2)]
    names, courses = ["A", "A", "A", "BASO", "BESSE"], ["LAS", "BATIK", "LAS", "LAS", "LAS"]
    checked = check_identifiers(texts(niks), statuses(niks), name_key=texts(names), repeats_by=[texts(courses)])
    assert checked.issues == {"NIK-007": [2], "NIK-008": [3, 4]}


def test_a_nik_copied_down_a_column_is_a_dummy() -> None:
    names = ["BASO", "BESSE", "AMBO", "INDO", "ANDI", "LATANG"]
    niks = [number(7)] * 6 + [number(8)]
    checked = check_identifiers(texts(niks), statuses(niks), name_key=texts([*names, "LAIN"]))
    assert checked.nik.to_pylist() == [None] * 6 + [number(8)]
    assert checked.nik_status.to_pylist() == ["dummy"] * 6 + ["valid"]
    assert checked.issues == {"NIK-004": [0, 1, 2, 3, 4, 5]}


def test_six_rows_of_three_people_are_a_copied_number() -> None:
    niks = [number(7)] * 6
    names = ["BASO", "BASO", "BESSE", "BESSE", "AMBO", "AMBO"]
    assert check_identifiers(texts(niks), statuses(niks), name_key=texts(names)).issues == {
        "NIK-004": [0, 1, 2, 3, 4, 5]
    }


def test_five_rows_or_two_people_are_not_yet_a_copied_number() -> None:
    five = [number(7)] * 5
    checked = check_identifiers(texts(five), statuses(five), name_key=texts(["BASO", "BESSE", "AMBO", "INDO", "ANDI"]))
    assert checked.issues == {"NIK-008": [0, 1, 2, 3, 4]}
    seven = [number(7)] * 7
    checked = check_identifiers(texts(seven), statuses(seven), name_key=texts(["BASO"] * 6 + ["BESSE"]))
    assert checked.issues == {"NIK-007": [1, 2, 3, 4, 5], "NIK-008": [0, 1, 2, 3, 4, 5, 6]}


def test_rows_of_one_person_among_many_stay_one_person() -> None:
    niks = [number(7)] * 6
    names = ["NUR HAYATI", "NURHAYATI", "HJ NUR HAYATI", "NUR HAYATTI", "NURHAYATI", "NUR HAYATI"]
    checked = check_identifiers(texts(niks), statuses(niks), name_key=texts(names))
    assert checked.issues == {"NIK-007": [1, 2, 3, 4, 5]}


def test_date_and_sex_inside_against_the_columns() -> None:
    niks = [
        number(1),
        number(1),
        number(1),
        number(1),
        number(1),
        number(1, "570880"),
        number(1, "570880"),
        None,
        number(1),
    ]
    born: list[dt.date | None] = [
        dt.date(1980, 8, 17),
        dt.date(1980, 8, 18),
        dt.date(1980, 9, 17),
        dt.date(1981, 8, 17),
        None,
        dt.date(1980, 8, 17),
        None,
        dt.date(1980, 8, 17),
        None,
    ]
    sexes = ["L", "L", "L", "L", "P", "P", "L", "L", None]
    wrong = contradicts_columns(texts(niks), pa.array(born, pa.date32()), texts(sexes))
    assert positions(wrong) == [1, 2, 3, 4, 6]
    checked = check_identifiers(texts(niks), statuses(niks), birth_date=pa.array(born, pa.date32()), sex=texts(sexes))
    assert checked.issues == {"NIK-011": [1, 2, 3, 4, 6]}
    assert checked.nik.to_pylist() == niks


def test_the_century_is_not_in_a_nik() -> None:
    assert positions(contradicts_columns(texts([number(1, "170817")]), pa.array([dt.date(1917, 8, 17)]), None)) == []
    assert positions(contradicts_columns(texts([number(1, "170805")]), pa.array([dt.date(2005, 8, 17)]), None)) == []


def test_empty_columns_pass() -> None:
    checked = check_identifiers(
        texts([]),
        texts([]),
        family_card=texts([]),
        name_key=texts([]),
        birth_date=pa.array([], pa.date32()),
        sex=texts([]),
    )
    assert (checked.nik.to_pylist(), checked.issues) == ([], {})
    assert check_identifiers(texts([None]), texts(["missing"])).issues == {}


def test_share_ending_in_zero() -> None:
    assert share_ending_in_zero(texts([number(10), number(11), None, number(20), number(13)])) == 0.5
    assert share_ending_in_zero(texts([None])) is None
