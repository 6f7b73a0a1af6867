"""Counts what the rules ask of a list by plain SQL: the judgement of one file alone, in a moment.

A run of a semester counts by Great Expectations (suite.py); a test holds the two to the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from expectations.database import Case


@dataclass(frozen=True)
class Counted:
    """The counts of one rule."""

    checked: int
    failed: int
    seen: float | None = None


def count(connection: duckdb.DuckDBPyConnection, case: Case) -> dict[str, Counted]:
    """The counts of each rule by its code; `connection` is to what `database.build` filled."""
    counted = {}
    for rule in case.rules:
        found = connection.execute(case.sql(rule.counts))
        names = [column[0] for column in found.description or ()]
        row = dict(zip(names, found.fetchone() or (), strict=True))
        seen = row.get("seen")
        counted[rule.code] = Counted(int(row["checked"]), int(row["failed"]), None if seen is None else float(seen))
    return counted
