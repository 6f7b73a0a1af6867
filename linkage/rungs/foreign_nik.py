"""Takes away numbers that are not the row's own.

They were typed from a neighbour's row, copied down a column, or are nobody's at all.

A NIK has one owner. Where rows with one number are several persons, those who bear it out (the registry, else rows
whose own birth date and sex are the number's, else more lists) own it; the others are rows without a NIK from here
on. So is a row whose number the registry does not know; that number is kept as `sent_nik`, for it may be a slip of
the right one. The offices are asked (`decisions.corrections`).
"""

from __future__ import annotations

import duckdb

from linkage import clusters

# Persons that share a number without being one, the strongest claim first.
_CLAIMS = """
CREATE OR REPLACE TEMP TABLE nik_claims AS
WITH shared AS (
    SELECT nik FROM records INNER JOIN clusters USING (node) WHERE nik IS NOT NULL
    GROUP BY nik HAVING min(label) <> max(label)
)
SELECT nik, label,
    {'registry': bool_or(is_registry AND NOT is_nobody), 'borne_out': bool_or(owns_nik),
        'lists': count(DISTINCT agency_id || '|' || table_id), 'rows': sum(row_count)} AS claim
FROM records INNER JOIN clusters USING (node) SEMI JOIN shared USING (nik)
GROUP BY nik, label
"""

_FOREIGN = """
CREATE OR REPLACE TEMP TABLE foreign_numbers AS
WITH strongest AS (SELECT nik, max(claim) AS claim FROM nik_claims GROUP BY nik),
owners AS (
    SELECT nik, min(label) AS label FROM nik_claims SEMI JOIN strongest USING (nik, claim)
    GROUP BY nik HAVING count(*) = 1
),
-- Many spellings and no registry: the number was dragged down a column, and belongs to none of them.
nobodys AS (
    SELECT nik FROM nik_claims GROUP BY nik HAVING count(*) > $most AND NOT bool_or(claim.registry OR claim.borne_out)
),
known AS (SELECT DISTINCT nik FROM records WHERE is_registry AND NOT is_nobody AND nik IS NOT NULL)
SELECT node, min(sent_nik) AS sent_nik, bool_or(is_slip) AS is_slip, bool_or(is_slip) AS keeps_date
FROM (
SELECT node, nik_claims.nik AS sent_nik, false AS is_slip
FROM nik_claims
INNER JOIN records USING (nik) INNER JOIN clusters USING (node, label)
LEFT JOIN owners ON owners.nik = nik_claims.nik
LEFT JOIN nobodys ON nobodys.nik = nik_claims.nik
WHERE nobodys.nik IS NOT NULL OR owners.label <> nik_claims.label
UNION ALL
SELECT node, nik, true FROM records
WHERE nik IN (SELECT nik FROM records WHERE is_nobody) AND nik NOT IN (SELECT nik FROM known)
) GROUP BY node
"""

# Asked of the offices at the end (`decisions.corrections`), where the row has not come to the owner by another way.
BORROWED = """
INSERT INTO borrowed_numbers SELECT node, sent_nik AS nik FROM foreign_numbers WHERE NOT is_slip
"""

# What was read off the number (sex, date and year of birth) goes with it, unless it is the row's own but for a slip.
# The year that the row's age tells takes its place.
_TAKE_AWAY = """
UPDATE records SET
    sent_nik = CASE WHEN is_slip THEN foreign_numbers.sent_nik END, nik = NULL, owns_nik = false,
    nik_date = CASE WHEN keeps_date THEN nik_date END,
    sex = CASE WHEN keeps_date OR NOT is_sex_of_nik THEN sex END,
    birth_year = CASE WHEN keeps_date THEN birth_year ELSE own_year END,
    year_slack = CASE WHEN keeps_date OR birth_exact IS NOT NULL THEN year_slack ELSE 2 END
FROM foreign_numbers WHERE foreign_numbers.node = records.node;
DROP TABLE foreign_numbers
"""

MOST_CLAIMS = 5
"""Persons with one number beyond which, unless the registry knows its owner, it is nobody's."""


def take_away(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes the NIK from the rows of `foreign_numbers(node, sent_nik, is_slip, keeps_date)`."""
    connection.execute(_TAKE_AWAY)


def produce(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from `records` the NIKs that are not the row's own.

    To be called after rung 1 has said which rows are one person.
    """
    clusters.label(connection)
    connection.execute(_CLAIMS)
    connection.execute(_FOREIGN, {"most": MOST_CLAIMS})
    connection.execute(BORROWED)
    take_away(connection)
    connection.execute("DROP TABLE nik_claims")
