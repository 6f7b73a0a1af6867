"""Finds the pairs of persons that the model compares.

They are those that stronger rungs left open, with whom the blocking rules let them meet.

Open is who has no NIK. Rules about a slip in the number also ask for persons of one list whose number the registry
has not confirmed: their number may be the slip. What the stronger rungs settled is not compared again.
"""

from __future__ import annotations

import duckdb

from linkage.model.blocking import POOR_RULES, RULES, BlockingRule

MOST_IN_BLOCK = 300
"""Rows with one key beyond which the key says nothing (a name that half a kelurahan bears): it is passed over."""

_OURS = """
CREATE OR REPLACE TEMP TABLE looked_for AS
SELECT label, max(nik) IS NULL AS is_open,
    max(nik) IS NULL AND max(card) IS NULL AND max(village) IS NULL AND max(house) IS NULL AS is_poor
FROM keyed
GROUP BY label
HAVING max(nik) IS NULL OR (NOT bool_or(is_known) AND max(len(lists)) = 1 AND min(lists[1]) = max(lists[1]));

CREATE OR REPLACE TEMP TABLE keys_of_names AS
SELECT name_id, hash(name.sound) AS sound, hash(name.full_form) AS letters, name.words AS words FROM name_forms;

-- Once for all rules, and of rows that say the same one: text is hashed, so that it stays small.
CREATE OR REPLACE TEMP TABLE keys_of_rows AS
SELECT label, sex, date::INTEGER AS date, card, CASE WHEN village IS NOT NULL THEN hash(village) END AS village,
    hash(city) AS city, house,
    own.sound, own.letters, own.words, mothers.sound AS mother_sound, birth_year AS year, year_slack,
    left(date, 4) AS day_month,
    number // 10000000000 * 10000 + number % 10000 AS number_ends,
    count(*) AS row_count
FROM keyed
LEFT JOIN keys_of_names AS own ON own.name_id = keyed.name_id
LEFT JOIN keys_of_names AS mothers ON mothers.name_id = mother_id
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE met (node_a INTEGER, node_b INTEGER)
"""

# Two names with nothing in common are never linked, whatever else agrees (see `probable.py`): they are not weighed.
_RESEMBLING = """
CREATE OR REPLACE TEMP TABLE candidates AS
WITH pairs AS (SELECT DISTINCT least(node_a, node_b) AS node_a, greatest(node_a, node_b) AS node_b FROM met),
spelt AS (
    SELECT DISTINCT label, name_id
    FROM keyed SEMI JOIN (SELECT node_a AS label FROM met UNION SELECT node_b FROM met) AS those USING (label)
    WHERE name_id IS NOT NULL
),
named AS (
    SELECT node_a, node_b, one.name_id AS name_a, other.name_id AS name_b
    FROM pairs INNER JOIN spelt AS one ON one.label = node_a INNER JOIN spelt AS other ON other.label = node_b
),
resembling AS (
    SELECT name_a, name_b
    FROM (SELECT DISTINCT name_a, name_b FROM named) AS both_names
    INNER JOIN name_forms AS one ON one.name_id = name_a
    INNER JOIN name_forms AS other ON other.name_id = name_b
    WHERE name_level(one.name, other.name) >= 1
)
SELECT DISTINCT node_a, node_b FROM named SEMI JOIN resembling USING (name_a, name_b)
"""

# The years that an age leaves open, of the person looked for; of the others the year as it stands.
_YEARS = "unnest(CASE WHEN year_slack > 0 THEN [year - 1, year, year + 1] ELSE [year] END)"

_MEET = """
INSERT INTO met
WITH ours AS (
    SELECT DISTINCT label, {our_key} AS key
    FROM (SELECT * {replaced}{spelt} FROM keys_of_rows SEMI JOIN (FROM looked_for WHERE {which}) AS them USING (label))
    WHERE {are_known}
),
theirs AS (
    SELECT label, {key} AS key, row_count FROM (SELECT *{spelt} FROM keys_of_rows)
    WHERE {are_known} AND {key} IN (SELECT key FROM ours)
),
usual AS (SELECT key FROM theirs GROUP BY key HAVING sum(row_count) BETWEEN 2 AND {most})
SELECT DISTINCT ours.label, theirs.label
FROM ours SEMI JOIN usual USING (key) INNER JOIN theirs USING (key)
WHERE ours.label <> theirs.label
"""


def meeting(rule: BlockingRule) -> str:
    """The SQL that adds to `met` the pairs that `rule` lets meet."""
    key = f"hash({', '.join(rule.columns)})"
    return _MEET.format(
        our_key=key, key=key, most=MOST_IN_BLOCK,
        replaced=f"REPLACE ({_YEARS} AS year)" if "year" in rule.columns else "",
        spelt=", unnest(words) AS word" if "word" in rule.columns else "",
        are_known=" AND ".join(f"{column} IS NOT NULL" for column in rule.columns),
        which="is_poor" if rule in POOR_RULES else "true" if rule.is_of_numbers else "is_open",
    )  # fmt: skip


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `candidates(node_a, node_b)`, labels whose names resemble each other; after `profiles.open_rows`."""
    connection.execute(_OURS)
    for rule in (*RULES, *POOR_RULES):
        connection.execute(meeting(rule))
    connection.execute(_RESEMBLING)
    for table in ("met", "keys_of_rows", "keys_of_names"):
        connection.execute(f"DROP TABLE {table}")
