"""Families keep their ids when a list is held back and let in again.

Small random histories: cards parted and joined from one semester to the next, rows that a list has on another's card,
a registry that knows some. Of seeds 0 to 44 these gave other ids while a family that went into another was forgotten.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

import pyarrow.parquet as pq
import pytest

from linkage.identity.ledger import state_path
from tests.unit.linkage.conftest import Bench
from tests.unit.linkage.town import Row, nik, registry, row

FIRST, SECOND = "2017-S1", "2017-S2"
Families = dict[tuple[str, int], int]


class History:
    """The lists of two semesters about a few families, one of which may be held back in the second."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        sizes = [self.dice.randint(1, 5) for _ in range(self.dice.randint(4, 10))]
        self.cards = len(sizes) + 3
        home = dict(enumerate(number for number, size in enumerate(sizes) for _ in range(size)))
        known = {person: card for person, card in home.items() if self.dice.random() < 0.8}
        later = {p: self.dice.randrange(self.cards) if self.dice.random() < 0.1 else card for p, card in home.items()}
        self.first = [each for table in ("kks", "pbi") for each in self._list(table, known, 0.6)]
        self.second = [each for table in ("kks", "pbi") for each in self._list(table, later, 0.4)]
        self.held_back = self._list("dapodik", later, 0.6)
        self.registry = [
            registry(each["name_key"], nik=each["nik"], family_card_no=each["family_card_no"])
            for each in self._list("registry_match", later, 0.2)
        ]

    def _list(self, table: str, home: dict[int, int], share: float) -> list[Row]:
        """Rows of a share of the people: one card in ten is another family's, one in ten is not told."""
        rows = []
        for person, own in home.items():
            if self.dice.random() < share:
                card = self.dice.choices((own, self.dice.randrange(self.cards), None), (8, 1, 1))[0]
                rows.append(
                    row(
                        f"ORANG {chr(65 + person % 26) * 3} {chr(65 + person // 26)}", table_id=table,
                        nik=nik(date(1960 + person % 40, 1 + person % 12, 2 + person % 20), "LP"[person % 2], person),
                        family_card_no=None if card is None else _card(card),
                    )
                )  # fmt: skip
        return rows


def _card(number: int) -> str:
    """A card that says its day of issue; some cards share it."""
    return f"777201{1 + number % 28:02d}{1 + number % 12:02d}{10 + number % 8:02d}{number + 1:04d}"


def _linked(bench: Bench, history: History, rows: list[Row]) -> Families:
    """The family of each person in each semester, of those too who are on no list any more."""
    bench.accept(SECOND, rows, registry=history.registry)
    bench.resolve(SECOND)
    held: Families = {}
    for line in sorted(
        pq.read_table(state_path(bench.linkage, SECOND)).to_pylist(), key=lambda each: str(each["semester"])
    ):
        if line["part"] == "member":
            held |= {
                (semester, line["member"]): line["id"] for semester in (FIRST, SECOND) if semester >= line["semester"]
            }
    return held


def _groups(held: Families) -> dict[tuple[str, int], frozenset[int]]:
    groups = defaultdict(set)
    for (semester, person), family in held.items():
        groups[semester, family].add(person)
    return {key: frozenset(persons) for key, persons in groups.items()}


@pytest.mark.parametrize("seed", [5, 23, 26, 37, 39])
def test_a_list_held_back_and_let_in_leaves_families_their_ids(bench: Bench, seed: int) -> None:
    history = History(seed)
    bench.accept(FIRST, history.first)
    whole = _linked(bench, history, history.second + history.held_back)
    less = _linked(bench, history, history.second)
    of_members = {(semester, persons): family for (semester, family), persons in _groups(whole).items()}
    unchanged = {
        (semester, persons): family
        for (semester, family), persons in _groups(less).items()
        if (semester, persons) in of_members
    }
    assert unchanged
    assert unchanged == {key: of_members[key] for key in unchanged}
    assert _linked(bench, history, history.second + history.held_back) == whole
