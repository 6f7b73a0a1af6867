"""A release in a notebook: types, labels, and no sum that is not true."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from delivery import open_release, publish, state_of
from delivery.release.frames import ReleaseError
from delivery.release.meanings import Meaning, Measure
from ingest.store import Store

MADE = (
    "create table marts.mart_x as select * from (values ('S1', '73.72.01.1004', 3), ('S1', '73.72.01.1005', 30),"
    " ('S2', '73.72.01.1004', null), ('S2', '73.72.01.1005', 7), ('S3', '73.72.01.1004', 0),"
    " ('S3', '73.72.01.1005', 9))"
    " as t (semester, village_code, family_count)"
)
MEANING = Meaning(("semester", "village_code"), (Measure("family_count", "family", ("village_code",)),))


@pytest.fixture
def release(store: Store, rebuild: Callable[[str], None]) -> str:
    rebuild(MADE)
    return publish(
        store, "2017-S1", submissions=[], versions={}, checks={}, meanings={"mart_x": MEANING}
    ).name  # fmt: skip


def test_a_frame_says_what_it_holds(store: Store, release: str) -> None:
    frame = open_release(store.home)["mart_x"]
    assert str(frame["family_count"].dtype) == "Int64"
    assert (frame.attrs["release"], frame.attrs["grain"]) == (release, ("semester", "village_code"))
    assert frame.attrs["measures"] == {"family_count": MEANING.measures[0]}
    assert frame.attrs["labels"]["family_count"] == "Unit: family. Adds up over village_code."


def test_missing_hidden_and_shown_are_told_apart(store: Store, release: str) -> None:
    frame = open_release(store.home, release)["mart_x"].sort_values(["semester", "village_code"])
    states = ["hidden", "shown", "missing", "shown", "shown", "shown"]
    assert state_of(frame, "family_count").tolist() == states


def test_only_true_sums_are_made(store: Store, release: str) -> None:
    tables = open_release(store.home)
    total = tables.total("mart_x", "family_count", "village_code").set_index("semester")["family_count"]
    assert total["S3"] == 9
    # of what is hidden or missing there is no sum
    assert total.isna().to_dict() == {"S1": True, "S2": True, "S3": False}
    with pytest.raises(ValueError, match="hanya menurut: village_code"):
        tables.total("mart_x", "family_count", "semester")


def test_rows_come_in_the_order_of_their_keys(store: Store, release: str) -> None:
    rows = open_release(store.home).rows(["mart_x"], "S3")["mart_x"]
    assert [(row["village_code"], row["family_count"]) for row in rows] == [("73.72.01.1004", 0), ("73.72.01.1005", 9)]


def test_a_release_that_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(ReleaseError, match="belum ada"):
        open_release(store.home)
