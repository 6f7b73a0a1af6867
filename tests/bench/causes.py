"""Every missed and every wrong pair by its cause; the causes sum to the whole. No personal values.

The rows of one true person fall into pieces, one for each person that the linkage made. The largest is the person's;
each other piece went astray, and has one cause, read off the row that is nearest to the largest piece. A missed pair
lies between two pieces and counts for the smaller. Wrong pairs are the same, of the true persons in one linked person.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from linkage.evidence import records
from tests.bench.tables import Report

_FACTS = """
CREATE OR REPLACE TEMP TABLE truly AS
SELECT DISTINCT semester, true_person_id, try_cast(nik AS BIGINT) AS true_nik,
    try_cast(family_card_no AS BIGINT) AS true_card
FROM read_parquet('{home}/truth/persons.parquet');

CREATE OR REPLACE TEMP TABLE facts AS
SELECT records.*, true_person_id, list_name, linked.person_id, evidence, true_nik
FROM record_rows INNER JOIN records USING (node) INNER JOIN linked USING (record_id)
INNER JOIN (SELECT record_id, true_person_id, list_name FROM true_rows) AS told USING (record_id)
LEFT JOIN truly USING (true_person_id, semester)
"""

# `whole` is what should be one piece, `part` what it fell into.
_PIECES = """
CREATE OR REPLACE TEMP TABLE pieces AS
SELECT {whole} AS whole, {part} AS part,
    row_number() OVER (PARTITION BY {whole} ORDER BY count(*) DESC, {part}) AS place
FROM facts GROUP BY 1, 2;

CREATE OR REPLACE TEMP TABLE astray AS
WITH counted AS (
    SELECT {whole} AS whole, {part} AS part, list_name, count(*) AS row_count FROM facts GROUP BY ALL
),
placed AS (FROM counted INNER JOIN pieces USING (whole, part))
SELECT one.whole, one.part, sum(one.row_count * other.row_count)::BIGINT AS pair_count
FROM placed AS one INNER JOIN placed AS other
    ON one.whole = other.whole AND one.place > other.place AND one.list_name <> other.list_name
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE nearest AS
SELECT astray.whole, astray.part, pair_count, one.evidence, one.list_name AS list_a, other.list_name AS list_b,
    CASE WHEN one.nik IS NULL OR other.nik IS NULL THEN
        CASE WHEN one.nik IS NULL AND other.nik IS NULL THEN 'neither has a number' ELSE 'one has no number' END
        WHEN one.nik = other.nik THEN 'one number'
        WHEN one.nik IN (SELECT card FROM records) OR other.nik IN (SELECT card FROM records) THEN 'a card as number'
        WHEN damerau_levenshtein(one.nik::VARCHAR, other.nik::VARCHAR) = 1 THEN 'numbers one slip apart'
        WHEN (one.nik <> one.true_nik AND one.nik IN (SELECT true_nik FROM truly))
            OR (other.nik <> other.true_nik AND other.nik IN (SELECT true_nik FROM truly))
            THEN 'a number of somebody else'
        WHEN damerau_levenshtein(one.nik::VARCHAR, other.nik::VARCHAR) = 2 THEN 'numbers two slips apart'
        ELSE 'two numbers' END AS number,
    CASE name_level(left_name.name, right_name.name) WHEN 3 THEN 'same' WHEN 2 THEN 'near' WHEN 1 THEN 'weak'
        WHEN 0 THEN 'other' ELSE 'none' END AS name,
    CASE WHEN birth_agrees(one.birth_exact, one.nik_date, other.birth_exact, other.nik_date) THEN 'same'
        WHEN one.birth_exact IS NOT NULL AND other.birth_exact IS NOT NULL THEN 'differ'
        WHEN coalesce(one.birth_exact::VARCHAR, one.nik_date) IS NOT NULL
            AND coalesce(other.birth_exact::VARCHAR, other.nik_date) IS NOT NULL THEN 'differ'
        WHEN one.birth_year IS NULL OR other.birth_year IS NULL THEN 'none'
        WHEN birth_fits(one.birth_year, one.year_slack, other.birth_year, other.year_slack) THEN 'age fits'
        ELSE 'age differs' END AS date,
    CASE WHEN one.card = other.card THEN 'same' WHEN one.card IS NULL OR other.card IS NULL THEN 'none'
        ELSE 'differ' END AS card,
    CASE WHEN one.village_code = other.village_code THEN 'same'
        WHEN one.village_code IS NULL OR other.village_code IS NULL THEN 'none' ELSE 'differ' END AS village,
    one.node AS node_a, other.node AS node_b
FROM astray
INNER JOIN facts AS one ON one.{whole} = astray.whole AND one.{part} = astray.part
INNER JOIN pieces AS main ON main.whole = astray.whole AND main.place = 1
INNER JOIN facts AS other ON other.{whole} = main.whole AND other.{part} = main.part
LEFT JOIN name_forms AS left_name ON left_name.name_id = one.name_id
LEFT JOIN name_forms AS right_name ON right_name.name_id = other.name_id
QUALIFY row_number() OVER (PARTITION BY astray.whole, astray.part
    ORDER BY coalesce(one.nik = other.nik, false) DESC, coalesce(one.card = other.card, false) DESC,
        birth_agrees(one.birth_exact, one.nik_date, other.birth_exact, other.nik_date) DESC,
        name_level(left_name.name, right_name.name) DESC NULLS LAST, one.node, other.node) = 1
"""
_KINDS = {
    "missed": {"whole": "true_person_id", "part": "person_id"},
    "wrong": {"whole": "person_id", "part": "true_person_id"},
}
_COLUMNS = {
    "missed": ("number", "name", "date", "card", "village"),
    "wrong": ("evidence", "number", "name", "date", "card", "village"),
}


def add(report: Report, name: str, connection: duckdb.DuckDBPyConnection, home: Path, most: int = 25) -> None:
    """Adds two tables, pairs missed and pairs wrong by cause; `linked` and `true_rows` stand in `connection`."""
    records.load(connection, home / "accepted", "9999-S9", b"a key that names nobody")
    connection.execute(_FACTS.format(home=home))
    for kind, shape in _KINDS.items():
        connection.execute(_PIECES.format(**shape))
        columns = ", ".join(_COLUMNS[kind])
        found = connection.execute(
            f"SELECT {columns}, count(*), sum(pair_count)::BIGINT FROM nearest WHERE pair_count > 0"
            f" GROUP BY {columns} ORDER BY sum(pair_count) DESC, {columns}"
        ).fetchall()
        rest = found[most:]
        shown = [*found[:most], *_rest(rest, len(_COLUMNS[kind]))]
        total = sum(line[-1] for line in found)
        report.add(
            f"Strange city {name}: pairs {kind}, {total:,} by cause", (*_COLUMNS[kind], "pieces", "pairs"), shown
        )


def _rest(lines: list[tuple[object, ...]], width: int) -> list[tuple[object, ...]]:
    """One line for all causes that are too rare to be shown."""
    if not lines:
        return []
    sums = [sum(int(str(line[place])) for line in lines) for place in (-2, -1)]
    return [(f"{len(lines)} others", *[""] * (width - 1), *sums)]
