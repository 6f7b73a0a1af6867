"""Counts what one run of linkage did; no personal value in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from linkage.checks import Check


@dataclass(frozen=True)
class LinkageReport:
    """Counts of one run.

    Rows, persons and families are of all semesters up to `semester`; events are of `semester`.
    """

    semester: str
    rows: int
    persons: int
    families: int
    rows_by_rung: dict[int, int]
    rows_by_evidence: dict[str, int]
    persons_by_size: dict[int, int]
    conflicts_by_reason: dict[str, int]
    kept: int
    person_events: dict[str, int]
    family_events: dict[str, int]
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """True when no critical check failed."""
        return all(check.passed for check in self.checks if check.severity == "critical")


def _counts(connection: duckdb.DuckDBPyConnection, column: str, table: str) -> dict[Any, int]:
    """The number of rows of `table` by value of `column`."""
    rows: list[Any] = connection.execute(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 1").fetchall()
    return dict(rows)


def _number(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


_KEPT = """
SELECT count(*) FROM live_ids SEMI JOIN previous ON previous.id = live_ids.id AND part = 'id'
WHERE live_ids.kind = 'person'
"""


def summarise(connection: duckdb.DuckDBPyConnection, semester: str, checks: tuple[Check, ...]) -> LinkageReport:
    """The report of the tables of this run."""
    sizes = "(SELECT count(*) AS size FROM person_links GROUP BY person_id)"
    news = "(SELECT * FROM identity_events WHERE semester = '{}' AND kind = '{}')"
    return LinkageReport(
        semester=semester,
        rows=_number(connection, "SELECT count(*) FROM person_links"),
        persons=_number(connection, "SELECT count(DISTINCT person_id) FROM person_links"),
        families=_number(connection, "SELECT count(DISTINCT family_id) FROM person_links"),
        rows_by_rung=_counts(connection, "rung", "person_links"),
        rows_by_evidence=_counts(connection, "evidence", "person_links"),
        persons_by_size=_counts(connection, "size", sizes),
        conflicts_by_reason=_counts(connection, "reason", "open_conflicts"),
        kept=_number(connection, _KEPT),
        person_events=_counts(connection, "event", news.format(semester, "person")),
        family_events=_counts(connection, "event", news.format(semester, "family")),
        checks=checks,
    )
