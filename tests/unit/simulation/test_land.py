"""People who move between the regencies of a land: the same person, with another address and card, in both truths."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from simulation import simulate_land


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("land")
    simulate_land(out, 3, 300, ["2017-S1", "2017-S2"], moving=0.05)
    return out


_MOVERS = """
WITH persons AS (
    SELECT * REPLACE (birth_date::DATE AS birth_date), split_part(filename, '/', -3) AS shard
    FROM read_parquet('{land}/*/truth/persons.parquet', filename = true) WHERE semester = '2017-S2'
)
SELECT old.nik = new.nik AND old.full_name = new.full_name AND old.birth_date = new.birth_date AS is_same,
    old.family_card_no <> new.family_card_no AS has_new_card, old.moved_out, old.left_on <= '2017-12-31',
    left(new.village_code, 5) = to_shard AS is_there
FROM read_parquet('{land}/truth/moves.parquet') AS moves
INNER JOIN persons AS old ON old.shard = from_shard AND old.true_person_id = from_person_id
INNER JOIN persons AS new ON new.shard = to_shard AND new.true_person_id = to_person_id
"""


def test_a_mover_is_the_same_person_at_another_address(land: Path) -> None:
    found = duckdb.sql(_MOVERS.format(land=land)).fetchall()
    moves = duckdb.sql(f"SELECT count(*) FROM read_parquet('{land}/truth/moves.parquet')").fetchone()
    assert moves is not None
    assert len(found) == moves[0] > 20
    assert set(found) == {(True, True, True, True, True)}


def test_nobody_else_has_a_number_of_another_regency(land: Path) -> None:
    shared = duckdb.sql(
        f"""
        WITH persons AS (
            SELECT DISTINCT nik, true_person_id, split_part(filename, '/', -3) AS shard
            FROM read_parquet('{land}/*/truth/persons.parquet', filename = true)
        ),
        moves AS (FROM read_parquet('{land}/truth/moves.parquet'))
        SELECT count(*) FROM (SELECT nik FROM persons GROUP BY nik HAVING count(DISTINCT shard) > 1) AS shared
        WHERE nik NOT IN (
            SELECT nik FROM persons INNER JOIN moves ON to_shard = shard AND to_person_id = true_person_id
        )
        """
    ).fetchall()
    assert shared == [(0,)]


def test_a_land_has_as_many_regencies_as_there_are_codes_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 to 19"):
        simulate_land(tmp_path, 20, 300, ["2017-S1"])
