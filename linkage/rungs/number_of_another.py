"""Takes away NIKs that somebody else owns, by what the row says of itself.

A number dragged down a column, or typed from the row above, now and then falls on somebody of a like name: number and
name agree. Whose it is, the registry says, or a row whose own date of birth is the number's. A row is not his

- who is of another age by years, on another card or in another kelurahan;
- whose birth date is another in day, month and year (a date mistyped is another in one of the three), of another age or
  beside his own row in the list, where the registry knows him;
- whose list has the number twice, once with his date or in his house, street or kelurahan, and here not.

Who is on his card is left to the rungs that compare names: he may be himself.
"""

from __future__ import annotations

import duckdb

from linkage.evidence.agreement import YEARS_APART
from linkage.rungs import foreign_nik
from linkage.rungs.disowned_number import YEARS_OFF

# Rows that may bear another's number: of another date or age, or beside a row of the list that says another place.
_SUSPECTS = """
CREATE OR REPLACE TEMP TABLE suspects AS
WITH numbered AS (
    SELECT node, nik, unnest(lists) AS list, card, village_code, birth_exact, owns_nik,
        CASE WHEN village_code IS NOT NULL AND address_id IS NOT NULL THEN hash(village_code, address_id) END AS house,
        CASE WHEN village_code IS NOT NULL AND street_id IS NOT NULL THEN hash(village_code, street_id) END AS street,
        coalesce(strftime(birth_exact, '%d%m%y') <> nik_date, false) AS is_other_date,
        coalesce(strftime(birth_exact, '%d') <> left(nik_date, 2)
            AND strftime(birth_exact, '%m') <> substr(nik_date, 3, 2)
            AND birth_year % 100 <> nik // 10000 % 100, false) AS is_wholly_other,
        coalesce((own_year - nik // 10000 % 100 + 50 + {apart}) % 100 NOT BETWEEN 50 AND 50 + 2 * {apart}, false)
            AS is_of_other_age
    FROM records WHERE nik IS NOT NULL AND NOT is_registry
),
twice AS (
    SELECT nik, list FROM numbered GROUP BY ALL
    HAVING count(*) > 1 AND (min(village_code) <> max(village_code) OR min(house) <> max(house)
        OR min(street) <> max(street) OR bool_or(is_other_date))
)
SELECT numbered.*, twice.list IS NOT NULL AS is_twice
FROM numbered LEFT JOIN twice USING (nik, list)
WHERE twice.list IS NOT NULL OR (NOT owns_nik AND (is_other_date OR is_of_other_age))
"""

_NOT_HIS = """
CREATE OR REPLACE TEMP TABLE foreign_numbers AS
WITH owners AS (
    SELECT nik, bool_or(is_registry) AS is_known, coalesce(list(DISTINCT card) FILTER (card IS NOT NULL), []) AS cards,
        list(DISTINCT village_code) FILTER (village_code IS NOT NULL) AS villages,
        list(DISTINCT hash(village_code, address_id)) FILTER (village_code IS NOT NULL AND address_id IS NOT NULL)
            AS houses,
        list(DISTINCT hash(village_code, street_id)) FILTER (village_code IS NOT NULL AND street_id IS NOT NULL)
            AS streets
    FROM records SEMI JOIN suspects USING (nik)
    WHERE owns_nik AND (is_registry OR birth_exact IS NOT NULL) AND NOT is_nobody
    GROUP BY nik
),
placed AS (
    SELECT suspects.*, is_known, list_contains(villages, village_code) AS is_in_village,
        list_contains(houses, house) AS is_in_house, list_contains(streets, street) AS is_in_street,
        coalesce(list_contains(cards, card), false) AS is_on_card,
        coalesce(NOT list_contains(villages, village_code), false) OR (card IS NOT NULL AND len(cards) > 0)
            AS is_elsewhere
    FROM suspects INNER JOIN owners USING (nik)
),
his_rows AS (
    SELECT nik, list, bool_or(is_in_village) AS in_village, bool_or(is_in_house) AS in_house,
        bool_or(is_in_street) AS in_street, bool_or(owns_nik AND birth_exact IS NOT NULL) AS is_dated
    FROM placed WHERE is_twice GROUP BY nik, list
)
SELECT DISTINCT node, placed.nik AS sent_nik, false AS is_slip, false AS keeps_date
FROM placed LEFT JOIN his_rows USING (nik, list)
WHERE NOT owns_nik AND NOT is_on_card
    AND CASE WHEN birth_exact IS NOT NULL AND NOT is_other_date THEN false
        WHEN is_of_other_age AND is_elsewhere THEN true
        WHEN birth_exact IS NOT NULL THEN (is_dated AND is_elsewhere)
            OR (is_known AND is_wholly_other AND (is_of_other_age OR is_dated))
        ELSE (in_village AND NOT is_in_village) OR (in_house AND NOT is_in_house) OR (in_street AND NOT is_in_street)
        END;
DROP TABLE suspects
"""


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from `records` the NIKs whose owner the row is not."""
    connection.execute(_SUSPECTS.format(apart=YEARS_APART + YEARS_OFF))
    connection.execute(_NOT_HIS)
    connection.execute(foreign_nik.BORROWED)
    foreign_nik.take_away(connection)
