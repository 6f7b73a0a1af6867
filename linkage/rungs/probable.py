"""Rung 3: what the stronger rungs left, compared by the frozen model.

A pair is linked when the model is sure, the names resemble each other (card, house, mother and birthday of a twin are
equal too), and neither side has a rival: another match nearly as good that cannot be the same person. Two rows of one
list that bear one name and one date are one person whom the list has twice, no rivals. What is likely but not sure is
the review band; so are two different NIKs of which one may be a slip of the other, for two valid NIKs never merge.
"""

from __future__ import annotations

import duckdb

from linkage.model import candidates, profiles, scored
from linkage.model.weights import load

MARGIN = 4.0
"""Bits by which a match must be better than a rival: sixteen times as likely."""

# What no weight can outvote: two rows of one reference list; one list with two ways of writing one person's name, which
# is asked of people where neither has a number and the model is sure.
_POSSIBLE = """
CREATE OR REPLACE TEMP TABLE possible AS
SELECT scored.*, one.label AS label_a, other.label AS label_b,
    one.nik IS NOT NULL AND other.nik IS NOT NULL AS has_two_niks,
    name_level(one.name, other.name) < 3 AND list_has_any(one.lists, other.lists) AS is_twice_in_list,
    match_probability >= $link AND name_level(one.name, other.name) = 3 AND list_has_any(one.dates, other.dates)
        AS is_alike
FROM scored
INNER JOIN profiles AS one ON one.node = profile_a
INNER JOIN profiles AS other ON other.node = profile_b
WHERE match_probability >= $review AND name_level(one.name, other.name) >= 1
    AND NOT list_has_any(one.reference_lists, other.reference_lists)
    AND birth_fits(one.birth_year, one.year_slack, other.birth_year, other.year_slack)
    AND (name_level(one.name, other.name) = 3 OR NOT list_has_any(one.lists, other.lists)
        OR (match_probability >= $link AND one.nik IS NULL AND other.nik IS NULL))
"""

_VERDICTS = """
CREATE OR REPLACE TEMP TABLE verdicts AS
WITH persons AS (
    SELECT label, any_value(nik) IS NOT NULL AS has_nik, any_value(lists) AS lists FROM profiles GROUP BY label
),
-- Rows of one list that say the very same are whom the list has twice.
contents AS (
    SELECT label, min(fingerprint) AS content FROM records INNER JOIN clusters USING (node)
    SEMI JOIN (SELECT label FROM persons WHERE NOT has_nik) AS those USING (label) GROUP BY label
),
ends AS (
    SELECT label_a AS label, label_b AS match, match_weight FROM possible
    UNION ALL SELECT label_b, label_a, match_weight FROM possible
),
alike AS (
    SELECT label_a, label_b FROM possible WHERE is_alike
    UNION ALL SELECT label_b, label_a FROM possible WHERE is_alike
),
rivalled AS (
    SELECT DISTINCT mine.label, mine.match
    FROM ends AS mine
    INNER JOIN ends AS rival ON rival.label = mine.label AND rival.match <> mine.match
    INNER JOIN persons AS one ON one.label = mine.match
    INNER JOIN persons AS other ON other.label = rival.match
    LEFT JOIN contents AS mine_said ON mine_said.label = mine.match
    LEFT JOIN contents AS rival_said ON rival_said.label = rival.match
    WHERE coalesce(mine_said.content <> rival_said.content, true) AND rival.match_weight > mine.match_weight - $margin
        AND ((one.has_nik AND other.has_nik)
            OR (list_has_any(one.lists, other.lists) AND (mine.match, rival.match) NOT IN (FROM alike)))
)
SELECT possible.* EXCLUDE (has_two_niks, is_twice_in_list, is_alike, label_a, label_b),
    CASE WHEN match_probability >= $link AND NOT has_two_niks AND NOT is_twice_in_list
        AND (label_a, label_b) NOT IN (FROM rivalled)
        AND (label_b, label_a) NOT IN (FROM rivalled) THEN 'linked' ELSE 'review' END AS verdict
FROM possible
"""

_RESULT = """
INSERT INTO edges SELECT node_a, node_b, 3, match_probability, 'model' FROM verdicts WHERE verdict = 'linked';
-- What an earlier rung asks about already is asked once.
INSERT INTO conflicts
SELECT verdicts.node_a, verdicts.node_b, 'review_band'
FROM verdicts INNER JOIN clusters AS a ON a.node = verdicts.node_a INNER JOIN clusters AS b ON b.node = verdicts.node_b
ANTI JOIN (
    SELECT least(one.label, other.label) AS low, greatest(one.label, other.label) AS high
    FROM conflicts
    INNER JOIN clusters AS one ON one.node = conflicts.node_a
    INNER JOIN clusters AS other ON other.node = conflicts.node_b
) AS asked ON asked.low = least(a.label, b.label) AND asked.high = greatest(a.label, b.label)
WHERE verdict = 'review'
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the edges of rung 3, and as conflicts the review band.

    `verdicts` keeps the weights of both.
    """
    weights = load()
    profiles.open_rows(connection)
    candidates.find(connection)
    scored.score(connection, "candidates")
    connection.execute(_POSSIBLE, {"review": weights.review_from, "link": weights.link_from})
    connection.execute(_VERDICTS, {"margin": MARGIN, "link": weights.link_from})
    connection.execute(_RESULT)
    for table in ("candidates", "scored", "possible", "profiles", "wanted", "looked_for"):
        connection.execute(f"DROP TABLE {table}")
