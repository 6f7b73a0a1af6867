"""Tables that are not this city's lists: what the one call links, what it leaves, what it says of itself."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from linkage.tables import Columns, LinkedTables, link_tables

pytestmark = pytest.mark.slow

GIVEN = ("Amelia", "Bertram", "Clarice", "Dorothea", "Edmund", "Florian", "Gunther", "Henriette", "Isidor", "Josefa")
SURNAMES = ("Abernathy", "Blackwood", "Castellan", "Donnerberg", "Eisenhauer", "Fitzgerald", "Grunewald", "Hollander")
PEOPLE = [
    {
        "first": given, "last": surname, "born": f"{1940 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}",
        "id": f"{4_000_000 + 7_919 * number}", "mail": f"{given}.{surname}{number}@post.example".lower(),
        "tel": f"+44 20 {7_000_0000 + 104_729 * number % 9_999_999}", "street": f"{surname[:4]}gate {number}",
        "town": ("Ashford", "Brixham", "Colchester", "Dunmow")[number % 4],
    }
    for number, (given, surname) in enumerate(itertools.product(GIVEN, SURNAMES))
]  # fmt: skip
COLUMNS = Columns(
    given_name="first", surname="last", birth_date="born", number="id", email="mail", phone="tel", address="street",
    place="town",
)  # fmt: skip


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def linked(found: LinkedTables) -> set[tuple[int, int]]:
    pairs = found.pairs.filter(found.pairs["is_linked"])
    return set(zip(pairs["row_a"].to_pylist(), pairs["row_b"].to_pylist(), strict=True))


def changed(row: int, **cells: Any) -> list[dict[str, Any]]:
    """Everybody once more, one of them with other cells."""
    return [dict(person, **cells) if place == row else person for place, person in enumerate(PEOPLE)]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"first": "Blackwood", "last": "Amelia"}, id="given and family name exchanged"),
        pytest.param({"last": "Blakcwood", "born": "1941-02-03"}, id="a slip in the name and in the date"),
        pytest.param({"born": None, "id": None, "street": None}, id="neither date nor number"),
        pytest.param({"last": "Vanderbilt", "street": "Elsewhere 3", "town": "Dunmow"}, id="married and moved"),
        pytest.param({"id": "9999999", "tel": "07000 000000", "mail": "a@b.example"}, id="number and post changed"),
    ],
)
def test_a_row_that_life_changed_is_still_the_same_person(cells: dict[str, Any]) -> None:
    found = link_tables(table(PEOPLE), COLUMNS, table(changed(1, **cells)))
    assert linked(found) == {(place, place) for place in range(len(PEOPLE))}
    assert found.reason is None


def test_a_relative_of_one_home_is_another_person() -> None:
    sister = dict(PEOPLE[1], first="Wilhelmina", born="1963-11-27", id="1234567", mail="w@c.example", tel=None)
    found = link_tables(table([*PEOPLE, sister]), COLUMNS)
    assert linked(found) == set()
    assert found.persons["person"].to_pylist() == list(range(len(PEOPLE) + 1))


def test_doubles_within_one_table_are_one_person_through_all_of_them() -> None:
    rows = [*PEOPLE, dict(PEOPLE[3], first="Amelie"), dict(PEOPLE[3], born=None, id="4023758")]
    persons = link_tables(table(rows), COLUMNS).persons["person"].to_pylist()
    assert persons == [*range(len(PEOPLE)), 3, 3]


def test_tables_with_other_columns_are_compared_by_what_both_have() -> None:
    theirs = [
        {"NAME": f"{person['last']}, {person['first']}", "dob": f"{person['born'][8:]}/{person['born'][5:7]}/"
         f"{person['born'][:4]}"} for person in reversed(PEOPLE)
    ]  # fmt: skip
    found = link_tables(table(PEOPLE), COLUMNS, table(theirs), Columns(name="NAME", birth_date="dob"))
    assert linked(found) == {(place, len(PEOPLE) - 1 - place) for place in range(len(PEOPLE))}


def test_one_to_one_gives_each_row_the_partner_that_takes_it_back() -> None:
    theirs = table([*PEOPLE, dict(PEOPLE[5], last="Fitzgerold")])
    assert (5, len(PEOPLE)) in linked(link_tables(table(PEOPLE), COLUMNS, theirs))
    one_to_one = link_tables(table(PEOPLE), COLUMNS, theirs, one_to_one=True)
    assert linked(one_to_one) == {(place, place) for place in range(len(PEOPLE))}


def test_tables_that_tell_too_little_say_why() -> None:
    rows = table([{"first": given} for given in GIVEN * 8])
    found = link_tables(rows, Columns(given_name="first"), rows)
    assert found.reason == "hanya nama: tanpa nomor, tanggal lahir, dan tempat"
    assert min(found.expected_precision, found.expected_recall) < 0.9


def test_the_order_of_rows_changes_nothing() -> None:
    theirs = changed(1, last="Blakcwood", born=None)
    order = np.random.default_rng(7).permutation(len(theirs)).tolist()
    found = link_tables(table(PEOPLE), COLUMNS, table(theirs))
    turned = link_tables(table(PEOPLE), COLUMNS, table([theirs[place] for place in order]))
    bits = {(pair["row_a"], pair["row_b"]): pair["bits"] for pair in found.pairs.to_pylist()}
    again = {(pair["row_a"], order[pair["row_b"]]): pair["bits"] for pair in turned.pairs.to_pylist()}
    assert again == pytest.approx(bits)


@pytest.mark.parametrize(
    ("rows", "columns", "told"),
    [
        (PEOPLE, Columns(surname="famly"), "the table has no column famly; it has first"),
        (PEOPLE, Columns(), "no column of the table is named"),
        ([dict(PEOPLE[0], first=None)][:0], COLUMNS, "a table without rows"),
    ],
)
def test_what_cannot_be_linked_is_refused_with_the_reason(rows: Any, columns: Columns, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        link_tables(pa.Table.from_pylist(rows, schema=table(PEOPLE).schema), columns)
