"""Every ruin of every kind of list is held, every honest list is not: a small town, read as it comes."""

from __future__ import annotations

import pytest

from simulation import simulate
from tests.bench.ruins.__main__ import BY_LETTER, Outcome, Town, outcomes_of
from tests.bench.ruins.bench import SEMESTER, read_city
from tests.bench.ruins.lists import LIST_RUINS
from tests.bench.ruins.sources import SOURCE_RUINS


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Outcome], list[Outcome]]:
    home = tmp_path_factory.mktemp("town")
    simulate(home, 2_000, (SEMESTER,), seed=11)
    return outcomes_of(read_city(home), Town(2_000, 11), tmp_path_factory.mktemp("judged"), home)


def test_every_ruin_is_held_by_a_rule(outcomes: tuple[list[Outcome], list[Outcome]]) -> None:
    _, ruins = outcomes
    assert [(kind, name) for kind, _, name, _, codes in ruins if not codes or codes[0].startswith(BY_LETTER)] == []
    assert len(ruins) == len(SOURCE_RUINS) + sum(map(len, LIST_RUINS.values()))


def test_no_honest_list_is_held(outcomes: tuple[list[Outcome], list[Outcome]]) -> None:
    honest, _ = outcomes
    assert [(kind, name, codes) for kind, _, name, _, codes in honest if codes] == []
    assert len(SOURCE_RUINS) >= 40
    assert min(map(len, LIST_RUINS.values())) >= 10
