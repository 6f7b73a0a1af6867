"""All tables of a release of a simulated city together, attacked by one who has only the release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from delivery import open_release, publish
from delivery.release import sources
from delivery.release.cell_keys import ATTACHED, Protection
from delivery.release.frames import Tables
from delivery.release.releases import Release
from delivery.tracing import load_traces, protected_marts
from ingest.store import Store
from orchestration.counted_units import compiled_sql, declared_meanings, relations
from orchestration.dbt.manifest import PROJECT, with_compiled_code
from tests.integration.true_city.conftest import Built
from tests.support.release_attack import Learnt, shown_and_hidden
from tests.support.set_reader import SETS

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class City:
    """A release, the same with nothing hidden, what they were made of, and whether it could be made again."""

    tables: Tables
    unaudited: Tables
    exact: Callable[[str], pd.DataFrame]
    is_new_again: bool


@pytest.fixture(scope="module")
def city(built: Built) -> City:
    home, warehouse = built.home, built.warehouse
    manifest = with_compiled_code(built.target / "manifest.json", built.target / "compiled")
    protection = _protection(warehouse, compiled_sql(manifest))

    def release() -> Release:
        return publish(
            Store(home), "2017-S2", submissions=[], versions={}, checks={}, protection=protection,
            meanings=declared_meanings(manifest),
        )  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "keep_open", lambda *_: None)
        unaudited = release().name
    first, again = release(), release()

    def exact(mart: str) -> pd.DataFrame:
        with duckdb.connect(str(warehouse), read_only=True) as database:
            return database.execute(f"select * from marts.{mart}").df()

    return City(open_release(home, first.name), open_release(home, unaudited), exact, again.is_new)


def _protection(warehouse: Path, compiled: dict[str, str]) -> Protection:
    with duckdb.connect(str(warehouse), read_only=True) as database:
        attached = {name: f"{ATTACHED}.{relation}" for name, relation in relations(database).items()}
    return Protection("a secret", protected_marts(load_traces(PROJECT / "traces", attached, compiled)))


def _recovered(city: City, tables: Tables) -> set[str]:
    """The small counts that a reader gets back to, of the parts of the city and of combinations of programmes.

    Beyond what the figures of the whole city tell to one who looks at no number below it.
    """
    learnt, blind = (Learnt.of(tables, city.exact, is_blind=is_blind) for is_blind in (False, True))
    assert learnt.small()[0] > 500
    found = learnt.recovered()
    return found - blind.recovered(found)


def test_no_small_count_is_recovered_from_all_tables_together(city: City) -> None:
    assert sorted(_recovered(city, city.tables)) == []


def test_without_the_audit_some_would_be(city: City) -> None:
    """Or the attack could be blunt."""
    assert len(_recovered(city, city.unaudited)) > 0


def test_what_an_earlier_release_gave_away_is_found_beside_a_later_one(city: City) -> None:
    """The later one alone gives nothing away: whoever kept both reads the counts of both."""
    seen = (city.unaudited, city.exact), (city.tables, city.exact)
    learnt, blind = (Learnt.of_two(*seen, is_blind=is_blind) for is_blind in (False, True))
    found = learnt.recovered()
    assert {name.split()[0] for name in found - blind.recovered(found)} == {"before", "after"}


def test_a_combination_of_few_families_has_no_row(city: City) -> None:
    counted = city.exact(SETS)
    few = counted[counted["family_count"] < 5]
    keys = ["semester", "is_target", "programme_set"]
    assert len(few) > 20
    told = {tuple(row) for row in city.tables[SETS][keys].itertuples(index=False)}
    assert told == {tuple(row) for row in counted[counted["family_count"] >= 5][keys].itertuples(index=False)}


def test_most_kelurahan_cells_show_a_number(city: City) -> None:
    shown_count, hidden_count = shown_and_hidden(city.tables)
    assert shown_count / (shown_count + hidden_count) > 0.9


def test_a_release_made_again_is_the_same(city: City) -> None:
    """What is hidden is chosen alike, though now what was shown is known."""
    assert not city.is_new_again
