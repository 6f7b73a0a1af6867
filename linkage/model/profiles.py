"""Gathers what is known of each person into one record to compare.

The rows that stronger rungs joined say it together.

A row by itself often has only a name and a place; with the rows already joined it has a date, a card, a mother too.
A person written in two ways has a record for each way of writing, and is compared by the one that fits best.
"""

from __future__ import annotations

import duckdb

from linkage import clusters
from linkage.evidence import cities

# What a row says, each thing in one column; a heap (1 January, 31 December: the day is not known) is no date.
_KEYED = f"""
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT node, label, nik, coalesce(nik, sent_nik) AS number, name_id, sex, birth_year, year_slack, card,
    CASE WHEN coalesce(strftime(birth_exact, '%d%m'), left(nik_date, 4)) NOT IN ('0101', '3112')
        THEN coalesce(strftime(birth_exact, '%d%m%y'), nik_date) END AS date,
    village_code AS village, coalesce({cities.CITY_OF_VILLAGE}, office_city, '') AS city, head_id,
    mother_id, reference_list, is_registry AND NOT is_nobody AS is_known,
    lists, row_count,
    CASE WHEN rt + rw IS NOT NULL AND village_code IS NOT NULL THEN hash(village_code, rt, rw) END AS neighbourhood,
    CASE WHEN address_id IS NOT NULL AND village_code IS NOT NULL THEN hash(village_code, address_id) END AS house
FROM records INNER JOIN clusters USING (node) LEFT JOIN office_cities USING (agency_id)
"""

# One record for each person and way of writing the name; all else is the person's.
_PROFILES = """
CREATE OR REPLACE TEMP TABLE profiles AS
WITH rows_wanted AS (SELECT * FROM keyed SEMI JOIN wanted USING (label)),
mothers AS (
    SELECT label, mother_id FROM rows_wanted WHERE mother_id IS NOT NULL GROUP BY label, mother_id
    QUALIFY row_number() OVER (PARTITION BY label ORDER BY sum(row_count) DESC, mother_id) = 1
),
persons AS (
    SELECT label, min(nik) AS nik, coalesce(min(nik), min(number))::VARCHAR AS number,
        coalesce(min(nik), min(number)) // 10000000000 * 10000 + coalesce(min(nik), min(number)) % 10000
            AS number_ends,
        CASE WHEN min(sex) = max(sex) THEN min(sex) END AS sex,
        min({'slack': year_slack, 'year': birth_year}) FILTER (birth_year IS NOT NULL) AS born,
        list_sort(list(DISTINCT date) FILTER (date IS NOT NULL)) AS dates,
        list(DISTINCT card) FILTER (card IS NOT NULL) AS cards,
        list(DISTINCT village) FILTER (village IS NOT NULL) AS villages,
        list(DISTINCT city) AS cities,
        list(DISTINCT neighbourhood) FILTER (neighbourhood IS NOT NULL) AS neighbourhoods,
        list(DISTINCT house) FILTER (house IS NOT NULL) AS houses,
        list_distinct(flatten(list(lists))) AS lists,
        list(DISTINCT reference_list) FILTER (reference_list IS NOT NULL) AS reference_lists,
        min(head_id) AS head_id
    FROM rows_wanted GROUP BY label
),
faces AS (SELECT label, name_id, min(node) AS node FROM rows_wanted GROUP BY label, name_id)
SELECT node, label, name_forms.name AS name, coalesce(name_share, 0) AS name_share, nik, number, sex,
    born.year AS birth_year, born.slack AS year_slack,
    coalesce(dates, []) AS dates, coalesce(cards, []) AS cards, coalesce(villages, []) AS villages,
    coalesce(neighbourhoods, []) AS neighbourhoods, coalesce(houses, []) AS houses,
    mother_forms.name AS mother, head_forms.name AS head,
    -- For the blocking rules of Splink; our own ask `keyed`.
    name_forms.name.sound AS sound, name_forms.name.full_form AS letters, mother_forms.name.sound AS mother_sound,
    CASE WHEN born.slack > 0 THEN [born.year - 1, born.year, born.year + 1] WHEN born.year IS NOT NULL THEN [born.year]
        ELSE [] END AS years,
    number_ends, cities, lists, coalesce(reference_lists, []) AS reference_lists
FROM faces
INNER JOIN persons USING (label)
LEFT JOIN mothers USING (label)
LEFT JOIN name_forms ON name_forms.name_id = faces.name_id
LEFT JOIN name_shares ON name_shares.name_id = faces.name_id
LEFT JOIN name_forms AS mother_forms ON mother_forms.name_id = mothers.mother_id
LEFT JOIN name_forms AS head_forms ON head_forms.name_id = head_id
"""


def open_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the view `keyed` of rows and the persons found so far.

    The edges found so far make these persons.
    """
    clusters.label(connection)
    connection.execute(_KEYED)


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `profiles` for the persons of `wanted(label)`; after `open_rows`."""
    connection.execute(_PROFILES)
