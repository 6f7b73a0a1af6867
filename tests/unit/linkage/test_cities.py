"""Which city a row without a place is of, and who meets for it."""

from __future__ import annotations

import duckdb
import pytest

from linkage.evidence import cities
from linkage.model import candidates
from linkage.model.blocking import RULES

HERE, THERE = "73.72.01.1001", "73.73.01.1001"


def office_cities(rows: list[tuple[str, str | None]]) -> dict[str, str | None]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE rows (agency_id VARCHAR, village_code VARCHAR)")
        connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)
        cities.count(connection, ["FROM rows"])
        return dict(connection.execute("FROM office_cities").fetchall())


def test_an_office_is_of_the_city_that_its_rows_name() -> None:
    rows = [("dinsos", HERE)] * 19 + [("dinsos", THERE), ("dinsos", None)]
    assert office_cities(rows) == {"dinsos": "73.72"}
    assert office_cities([("dinsos", HERE)] * 8 + [("dinsos", THERE)] * 2) == {"dinsos": None}


@pytest.mark.parametrize(("other", "found"), [(HERE, "73.72"), (THERE, None)])
def test_an_office_without_places_is_of_the_only_city_of_the_land(other: str, found: str | None) -> None:
    assert office_cities([("dinsos", HERE), ("dinkes", other), ("disdik", None)])["disdik"] == found


@pytest.mark.parametrize(("city", "meet"), [("73.72", [(0, 1)]), ("73.73", [])])
def test_namesakes_meet_within_a_city(city: str, meet: list[tuple[int, int]]) -> None:
    """Letters, year and sex are all that they have in common."""
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE keys_of_rows AS SELECT * FROM (VALUES (0, '73.72'), (1, '{city}')) AS rows(label, city),"
            " (SELECT 'L' AS sex, 1 AS letters, 1980 AS year, 0 AS year_slack, 1 AS row_count);"
            "CREATE TABLE met (node_a INTEGER, node_b INTEGER);"
            "CREATE TABLE looked_for AS SELECT 0 AS label, true AS is_open"
        )
        (rule,) = (rule for rule in RULES if rule.name == "name_and_year")
        connection.execute(candidates.meeting(rule))
        assert connection.execute("FROM met").fetchall() == meet
