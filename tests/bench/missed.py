"""Where a linkage fails, by cause: which lists, what both rows carry, how near the names are. No personal values."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from linkage.evidence import records
from tests.bench.truth import true_rows

# A row that is not in the largest group of its true person's rows was missed, a row whose group is mostly another's is
# wrong. Each is shown beside the row of its person (of the group's owner) that it resembles most.
_ASTRAY = """
CREATE OR REPLACE TEMP TABLE facts AS
SELECT records.* REPLACE (true_rows.village_code AS village_code), true_person_id, list_name, linked.person_id,
    true_family_id, linked.family_id
FROM record_rows INNER JOIN records USING (node)
INNER JOIN true_rows USING (record_id) INNER JOIN linked USING (record_id);

CREATE OR REPLACE TEMP TABLE shares AS
SELECT true_person_id, person_id, count(*) AS row_count,
    row_number() OVER (PARTITION BY true_person_id ORDER BY count(*) DESC, person_id) AS place_in_truth,
    row_number() OVER (PARTITION BY person_id ORDER BY count(*) DESC, true_person_id) AS place_in_group
FROM facts GROUP BY true_person_id, person_id;

CREATE OR REPLACE TEMP TABLE missed AS
SELECT facts.*, (
        SELECT count(*) FROM facts AS other
        WHERE other.true_person_id = facts.true_person_id AND other.person_id <> facts.person_id
            AND other.list_name <> facts.list_name) AS pair_count
FROM facts INNER JOIN shares USING (true_person_id, person_id) WHERE place_in_truth > 1;
CREATE OR REPLACE TEMP TABLE wrong AS
SELECT facts.*, (
        SELECT count(*) FROM facts AS other
        WHERE other.person_id = facts.person_id AND other.true_person_id <> facts.true_person_id
            AND other.list_name <> facts.list_name) AS pair_count
FROM facts INNER JOIN shares USING (true_person_id, person_id) WHERE place_in_group > 1;
"""
_BESIDE = """
CREATE OR REPLACE TEMP TABLE beside AS
SELECT one.node, one.pair_count, one.list_name AS list_a, other.list_name AS list_b,
    CASE WHEN one.nik = other.nik THEN 'same' WHEN one.nik IS NULL AND other.nik IS NULL THEN 'none'
        WHEN one.nik IS NULL THEN 'lacking' WHEN other.nik IS NULL THEN 'other lacks' ELSE 'differ' END AS nik,
    CASE WHEN birth_agrees(one.birth_exact, one.nik_date, other.birth_exact, other.nik_date) THEN 'same'
        WHEN one.birth_exact IS NULL AND one.nik_date IS NULL THEN 'lacking'
        WHEN other.birth_exact IS NULL AND other.nik_date IS NULL THEN 'other lacks' ELSE 'differ' END AS birth,
    CASE WHEN one.card = other.card THEN 'same' WHEN one.card IS NULL OR other.card IS NULL THEN '-' ELSE 'differ'
        END AS card,
    CASE name_level(left_name.name, right_name.name) WHEN 3 THEN 'same' WHEN 2 THEN 'near' WHEN 1 THEN 'weak'
        WHEN 0 THEN 'other' ELSE '-' END AS name,
    CASE WHEN one.village_code = other.village_code THEN 'same' WHEN one.village_code IS NULL
        OR other.village_code IS NULL THEN '-' ELSE 'differ' END AS village,
    CASE WHEN one.family_id = other.family_id THEN 'same' ELSE 'differ' END AS our_family,
    CASE WHEN sex_fits(one.sex, other.sex) THEN 'fits' ELSE 'differs' END AS sex,
    CASE WHEN birth_fits(one.birth_year, one.year_slack, other.birth_year, other.year_slack) THEN 'fits'
        ELSE 'differs' END AS year
FROM {astray} AS one
INNER JOIN facts AS other ON {same} AND one.node <> other.node
LEFT JOIN name_forms AS left_name ON left_name.name_id = one.name_id
LEFT JOIN name_forms AS right_name ON right_name.name_id = other.name_id
QUALIFY row_number() OVER (PARTITION BY one.node
    ORDER BY coalesce(one.nik = other.nik, false) DESC, coalesce(one.card = other.card, false) DESC,
            birth_agrees(one.birth_exact, one.nik_date, other.birth_exact, other.nik_date) DESC,
            name_level(left_name.name, right_name.name) DESC NULLS LAST, other.node) = 1
"""
_SAME = {
    "missed": "one.true_person_id = other.true_person_id AND one.person_id <> other.person_id",
    "wrong": "one.person_id = other.person_id AND one.true_person_id <> other.true_person_id",
}


def report(connection: duckdb.DuckDBPyConnection, home: Path, links: Path, until: str) -> str:
    """Markdown: rows missed and wrong, by cause, most frequent first."""
    true_rows(connection, home)
    records.load(connection, home / "accepted", until, b"a key that names nobody")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE linked AS SELECT record_id, person_id, family_id FROM read_parquet('{links}')"
    )
    connection.execute(_ASTRAY)
    parts = []
    for kind, same in _SAME.items():
        connection.execute(_BESIDE.format(astray=kind, same=same))
        for columns in (
            "list_a",
            "nik, birth, card, name, sex, year, village, our_family",
            "list_a, list_b, nik, birth, card, name",
        ):
            parts.append(f"\n### Rows {kind}, by {columns}\n\n" + _markdown(connection, columns))
    return "\n".join(parts)


def _markdown(connection: duckdb.DuckDBPyConnection, columns: str, most: int = 40) -> str:
    found = connection.execute(
        f"SELECT {columns}, count(*) AS row_count, sum(pair_count)::BIGINT AS pairs FROM beside"
        f" GROUP BY {columns} ORDER BY pairs DESC, {columns} LIMIT {most}"
    )
    head = [name for name, *_ in found.description or ()]
    lines = ["| " + " | ".join(map(str, line)) + " |" for line in [head, ["---"] * len(head), *found.fetchall()]]
    return "\n".join(lines)


def main() -> None:
    """Prints the report of one home."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--links", type=Path)
    options.add_argument("--until", default="2017-S2")
    chosen = options.parse_args()
    with duckdb.connect() as connection:
        links = chosen.links or chosen.home / "linkage/person_links.parquet"
        sys.stdout.write(report(connection, chosen.home, links, chosen.until) + "\n")


if __name__ == "__main__":
    main()
