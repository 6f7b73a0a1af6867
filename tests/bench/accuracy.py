"""The simulated city: our ladder beside plain Splink and `recordlinkage`, same rows, same run, truth known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from tests.bench import judge, peer_env, rivals
from tests.bench.judge import Line
from tests.bench.tables import SCORES, Report, scores
from tests.bench.truth import true_rows

_OURS = """
CREATE OR REPLACE TEMP TABLE linked AS
SELECT record_id, person_id, family_id, rung FROM read_parquet('{links}')
"""
_REASONS = """
SELECT reason, count(*), count(*) FILTER (one.true_person_id = other.true_person_id)
FROM read_parquet('{conflicts}')
INNER JOIN true_rows AS one ON one.record_id = record_id_a
INNER JOIN true_rows AS other ON other.record_id = record_id_b
GROUP BY reason ORDER BY 2 DESC
"""
SLICE = "village_code LIKE '73.72.01.%'"
"""The rows that `recordlinkage` gets too: those that name a kelurahan of the first district."""


def compare(report: Report, home: Path, linkage: Path, scratch: Path, faults: str) -> None:
    """Adds every table of the city in `home`, whose linkage lies in `linkage`."""
    scratch.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        rows = true_rows(connection, home)
        city = f"City, {faults} faults, {rows:,} rows"
        connection.execute(_OURS.format(links=linkage / "person_links.parquet"))
        ours = judge.overall(connection)
        report.add(f"{city}: ours", SCORES, scores([*ours, judge.of_families(connection)]))
        report.add(f"{city}: by rung (recall of all true pairs)", SCORES, scores(judge.by_rung(connection)))
        report.add(f"{city}: between agencies", SCORES, scores(judge.between_agencies(connection)))
        found = connection.execute(_REASONS.format(conflicts=linkage / "conflicts.parquet")).fetchall()
        report.add(f"{city}: pairs left to people", ("reason", "pairs", "truly one person"), found)
        in_slice = [judge.score(connection, "Sinergi", SLICE)]
        others = _rivals(connection, report, scratch, city, ours, in_slice)
        in_slice.append(_toolkit(connection, scratch))
        report.add(f"{city}: the first district alone", SCORES, scores(in_slice))
    best = max(line.pairwise.f1 for line in others)
    report.add(
        f"{city}: error beside the best hand-written Splink",
        ("", "1 - F1", "of the best"),
        [
            ["Sinergi", 1 - ours[0].pairwise.f1, (1 - ours[0].pairwise.f1) / (1 - best)],
            *[[line.what, 1 - line.pairwise.f1, (1 - line.pairwise.f1) / (1 - best)] for line in others],
        ],
    )


def _rivals(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    scratch: Path,
    city: str,
    ours: list[Line],
    in_slice: list[Line],
) -> list[Line]:
    """The lines between lists of the hand-written models; adds their tables, and their slice to `in_slice`."""
    tables: list[list[Line]] = [_named("Sinergi", ours)]
    heads = []
    for variant in rivals.VARIANTS:
        rival = rivals.splink(connection, scratch, variant)
        name = f"{rival.name} (weight {rival.threshold:+.2f})"
        tables.append(_named(name, judge.overall(connection)))
        in_slice.append(judge.score(connection, rival.name, SLICE))
        heads.append(tables[-1][0])
    tables.append(_named("plain join on the NIK", _nik_join(connection)))
    for place, line in enumerate(ours):
        report.add(f"{city}: {line.what}", SCORES, scores(table[place] for table in tables))
    return heads


def _named(name: str, lines: list[Line]) -> list[Line]:
    return [replace(line, what=name) for line in lines]


def _nik_join(connection: duckdb.DuckDBPyConnection) -> list[Line]:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE linked AS SELECT record_id, coalesce(nik, record_id) AS person_id, 1 AS rung"
        " FROM true_rows"
    )
    return judge.overall(connection)


def _toolkit(connection: duckdb.DuckDBPyConnection, scratch: Path) -> Line:
    """`recordlinkage` on the slice, at its best threshold there."""
    rows, pairs = scratch / "slice.parquet", scratch / "pairs-toolkit.parquet"
    connection.execute(f"DELETE FROM true_rows WHERE ({SLICE}) IS NOT TRUE")
    size = rivals.number_rows(connection, rows)
    spent = peer_env.run("toolkit", rows, pairs)
    return rivals.at_best(connection, "recordlinkage, ECM", pairs, size, spent["seconds"]).best
