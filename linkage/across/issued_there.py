"""Finds who moved by where the number was issued.

A number begins with the regency that issued it, and stays so when its bearer moves. Who stands in one shard with a
number of another, and in that other without one, is one person where name and mother's name agree, the year of birth
too, and nobody else of either shard comes as near. Few of a regency bear the name: of eight bearers, one in a thousand
of whose mothers has the usual mother's name, and one in seventeen of whom is of the year or next to it, fewer than one
in two thousand is a stranger. Without the mother it is not decidable.
"""

from __future__ import annotations

import duckdb

RUNG, SCORE, EVIDENCE = 4, 0.9, "name_mother_issued_there"
YEARS, RIVAL_YEARS = 1, 3
"""Years between the two births, as an age in whole years leaves them open; and those of a rival."""
MOST_BEARERS = 8
"""Persons of the largest regency with the name, as its share of the land says, beyond which it is a usual one."""

_MATCHED = """
WITH people AS (
    SELECT min(node) AS node, shard, person_id, max(nik) AS nik, min(sex) AS sex, min(birth_year) AS birth_year,
        max(birth_year) - min(birth_year) <= 1 AS is_of_one_year
    FROM record_rows INNER JOIN shown USING (record_id) INNER JOIN records USING (node)
    GROUP BY shard, person_id
),
named AS (
    SELECT DISTINCT shard, person_id, name_id, mother_id
    FROM record_rows INNER JOIN shown USING (record_id) INNER JOIN records USING (node)
    WHERE name_id IS NOT NULL AND mother_id IS NOT NULL
),
pairs AS (
    SELECT old.node AS old_node, new.node AS new_node, old.shard AS old_shard,
        abs(old.birth_year - new.birth_year) AS years_apart,
        max(name_level(old_form.name, new_form.name) + name_level(old_mother.name, new_mother.name)) AS name_levels,
        max(coalesce(name_share, 0)) AS name_share
    FROM people AS old
    INNER JOIN people AS new ON new.nik // 1000000000000 = try_cast(replace(old.shard, '.', '') AS BIGINT)
        AND new.shard <> old.shard AND sex_fits(old.sex, new.sex)
        AND abs(old.birth_year - new.birth_year) <= $rival_years
    INNER JOIN named AS old_named ON old_named.shard = old.shard AND old_named.person_id = old.person_id
    INNER JOIN named AS new_named ON new_named.shard = new.shard AND new_named.person_id = new.person_id
    INNER JOIN name_forms AS old_form ON old_form.name_id = old_named.name_id
    INNER JOIN name_forms AS new_form ON new_form.name_id = new_named.name_id
    INNER JOIN name_forms AS old_mother ON old_mother.name_id = old_named.mother_id
    INNER JOIN name_forms AS new_mother ON new_mother.name_id = new_named.mother_id
    LEFT JOIN name_shares ON name_shares.name_id = old_named.name_id
    WHERE old.nik IS NULL AND old.is_of_one_year AND new.is_of_one_year
        AND name_level(old_form.name, new_form.name) >= 2 AND name_level(old_mother.name, new_mother.name) >= 2
    GROUP BY ALL
),
unrivalled AS (
    FROM pairs
    QUALIFY count(*) OVER (PARTITION BY old_node) = 1 AND count(*) OVER (PARTITION BY new_node, old_shard) = 1
)
INSERT INTO edges
SELECT least(old_node, new_node), greatest(old_node, new_node), $rung, $score, $evidence
FROM unrivalled CROSS JOIN city_size
-- one of the two names to the letter
WHERE years_apart <= $years AND name_levels >= 5 AND name_share * persons <= $bearers
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges between two shards' persons that a number's place of issue bears out.

    Needs `shown(record_id, shard, person_id)`.
    """
    connection.execute(
        _MATCHED,
        {
            "rung": RUNG, "score": SCORE, "evidence": EVIDENCE, "years": YEARS, "rival_years": RIVAL_YEARS,
            "bearers": MOST_BEARERS,
        },
    )  # fmt: skip
