"""A NIK dragged down a column counts up; neighbours in a sorted register do so too, and stay."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from ingest.parsers import check_identifiers

NAMES = ["BASO", "BESSE", "AMBO", "INDO", "ANDI", "LATANG"]
SERIES = [f"77720101{1:02d}70{serial:04d}" for serial in range(1, 7)]
OTHERS = ["7772015505810002", "7772010203640001", "7772014911900003", "7772011206550001"]


def found(niks: list[str], sexes: str = "", births: list[dt.date] | None = None) -> list[int]:
    """The rows told as dragged; each of them has lost its number."""
    names = [*NAMES, *("X" * at for at in range(1, len(niks)))][: len(niks)]
    sex = pa.array(list(sexes), pa.string()) if sexes else None
    birth = pa.array(births, pa.date32()) if births else None
    checked = check_identifiers(
        pa.array(niks), pa.array(["valid"] * len(niks)), name_key=pa.array(names), sex=sex, birth_date=birth
    )
    rows = checked.issues.get("NIK-015", [])
    assert [checked.nik[row].as_py() for row in rows] == [None] * len(rows)
    assert [checked.nik_status[row].as_py() for row in rows] == ["dummy"] * len(rows)
    return rows


def test_a_series_that_the_columns_contradict_is_a_drag() -> None:
    assert found(SERIES, "LPLPLL") == [1, 2, 3, 4, 5]
    births = [dt.date(1970, 1, 1), dt.date(1981, 2, 3), dt.date(1990, 4, 5), *[dt.date(1970, 1, 1)] * 3]
    assert found(SERIES, births=births) == [1, 2, 3, 4, 5]


def test_neighbours_of_one_birthday_whose_columns_agree_stay() -> None:
    assert found(SERIES, "LLLLLL", [dt.date(1970, 1, 1)] * 6) == []
    assert found(SERIES, "LLPLLL") == [], "one wrong sex among six is a slip of that row"


def test_a_list_without_sex_and_birth_proves_nothing() -> None:
    assert found([*OTHERS[:2], *SERIES, *OTHERS[2:]]) == []


def test_four_in_a_row_are_no_series() -> None:
    assert found([OTHERS[0], *SERIES[:4], OTHERS[1]], "LLPLPL") == []
    assert found([OTHERS[0], *SERIES[:5], OTHERS[1]], "LLPLPPL") == [2, 3, 4, 5]


def test_of_a_number_copied_to_others_its_owner_keeps_it() -> None:
    owner = dt.date(1970, 1, 1)
    others = [dt.date(1981 + at, 2, 3) for at in range(5)]

    def kept(births: list[dt.date]) -> list[int]:
        niks = pa.array([SERIES[0]] * len(births))
        names = pa.array([*NAMES, "X"][: len(births)])
        checked = check_identifiers(
            niks, pa.array(["valid"] * len(births)), name_key=names, birth_date=pa.array(births, pa.date32())
        )
        rows = [at for at, number in enumerate(checked.nik.to_pylist()) if number]
        assert sorted([*rows, *checked.issues.get("NIK-004", [])]) == list(range(len(births)))
        return rows

    assert kept([owner, *others]) == [0]
    assert kept([*others, owner]) == [5]
    assert kept([owner, *others, owner]) == [], "it fits two: somebody made it up"
