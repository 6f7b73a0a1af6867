"""What one run of linkage did, in counts; no personal value in it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from linkage.checks import Check


@dataclass(frozen=True)
class LinkageReport:
    """Counts of one run. Rows, persons and families are of all semesters up to `semester`; events are of `semester`."""

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
        """Whether no critical check failed."""
        return all(check.passed for check in self.checks if check.severity == "critical")


def _number(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def summarise(connection: duckdb.DuckDBPyConnection, semester: str, checks: tuple[Check, ...]) -> LinkageReport:
    """The report of the tables of this run."""

    def counts(statement: str) -> list[tuple[object, int]]:
        return connection.execute(statement).fetchall()

    def events(kind: str) -> dict[str, int]:
        found = connection.execute(
            "SELECT event, count(*) FROM identity_events WHERE kind = $kind AND semester = $semester GROUP BY 1 ORDER BY 1",
            {"kind": kind, "semester": semester},
        ).fetchall()
        return {str(event): count for event, count in found}

    by_rung = counts("SELECT rung, count(*) FROM person_links GROUP BY 1 ORDER BY 1")
    by_size = counts(
        "SELECT size, count(*) FROM (SELECT count(*) AS size FROM person_links GROUP BY person_id) GROUP BY 1 ORDER BY 1"
    )
    return LinkageReport(
        semester=semester,
        rows=_number(connection, "SELECT count(*) FROM person_links"),
        persons=_number(connection, "SELECT count(DISTINCT person_id) FROM person_links"),
        families=_number(connection, "SELECT count(DISTINCT family_id) FROM person_links"),
        rows_by_rung={int(str(rung)): count for rung, count in by_rung},
        rows_by_evidence={str(name): n for name, n in counts("SELECT evidence, count(*) FROM person_links GROUP BY 1 ORDER BY 1")},
        persons_by_size={int(str(size)): count for size, count in by_size},
        conflicts_by_reason={
            str(reason): n for reason, n in counts("SELECT reason, count(*) FROM open_conflicts GROUP BY 1 ORDER BY 1")
        },
        kept=_number(connection, "SELECT count(*) FROM live_ids SEMI JOIN previous ON previous.id = live_ids.id"
                                 " AND part = 'id' WHERE live_ids.kind = 'person'"),
        person_events=events("person"),
        family_events=events("family"),
        checks=checks,
    )  # fmt: skip
