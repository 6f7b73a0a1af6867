"""What must hold of every result, each with a code, a severity and the step to take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Check:
    """One judged promise: `found` counts what breaks it, up to `allowed`."""

    code: str
    question: str
    severity: Severity
    found: int
    allowed: int
    action: str

    @property
    def passed(self) -> bool:
        return self.found <= self.allowed


MOST_ROWS_PER_LIST = 25
"""Rows of one person in one list and semester beyond which the person is doubted (PKH has a row per component)."""

CHECKS: tuple[tuple[str, str, Severity, int, str, str], ...] = (
    (
        "LNK-001", "Does every accepted row have exactly one person and one family?", "critical", 0,
        "Report to the engineers: rows were lost or doubled inside linkage.",
        "SELECT abs((SELECT count(*) FROM records) - (SELECT count(*) FROM person_links))"
        " + (SELECT count(*) - count(DISTINCT record_id) FROM person_rows)"
        " + (SELECT count(*) FROM person_links WHERE person_id IS NULL OR family_id IS NULL)",
    ),
    (
        "LNK-002", "Is there a person with two valid NIKs?", "critical", 0,
        "Report to the engineers: a guard of the ladder failed.",
        "SELECT count(*) FROM (SELECT person_id FROM person_rows GROUP BY person_id HAVING count(DISTINCT nik) > 1)",
    ),
    (
        "LNK-003", "Are two rows of one reference list one person?", "critical", 0,
        "Report to the engineers: a guard of the ladder failed.",
        "SELECT count(*) FROM (SELECT person_id FROM person_rows WHERE reference_list IS NOT NULL"
        " GROUP BY person_id, reference_list HAVING count(*) > 1)",
    ),
    (
        "LNK-004", f"Has a person more than {MOST_ROWS_PER_LIST} rows in one list and semester?", "warning", 0,
        "Look at these rows in their list: a number may have been copied down a column.",
        "SELECT count(*) FROM (SELECT person_id FROM person_rows GROUP BY person_id, agency_id, table_id, semester"
        f" HAVING count(*) > {MOST_ROWS_PER_LIST})",
    ),
    (
        "LNK-005", "Has a person with the same rows as before got another id?", "critical", 0,
        "Report to the engineers: the identity ledger failed.",
        "WITH before AS (SELECT id, count(*) AS size FROM previous WHERE part = 'row' GROUP BY id),"
        " kept AS (SELECT previous.id, person_id, count(*) AS size FROM previous"
        " INNER JOIN person_rows ON member_key = member WHERE part = 'row' GROUP BY previous.id, person_id),"
        " sources AS (SELECT person_id, count(DISTINCT id) AS source_count FROM kept GROUP BY person_id)"
        " SELECT count(*) FROM before INNER JOIN kept USING (id, size) INNER JOIN sources USING (person_id)"
        " WHERE id <> person_id AND source_count = 1"
        " AND NOT EXISTS (SELECT 1 FROM earlier WHERE part = 'id' AND earlier.id = person_id)",
    ),
    (
        "LNK-006", "Does a redirect lead nowhere?", "critical", 0,
        "Report to the engineers: the identity ledger failed.",
        "SELECT count(*) FROM identity_events WHERE event = 'redirect'"
        " AND other_id NOT IN (SELECT id FROM live_ids)"
        " AND other_id NOT IN (SELECT id FROM identity_events WHERE event IN ('redirect', 'ended'))",
    ),
)  # fmt: skip


def run(connection: duckdb.DuckDBPyConnection) -> tuple[Check, ...]:
    """All checks, judged on the tables of this run."""
    judged = []
    for code, question, severity, allowed, action, statement in CHECKS:
        row = connection.execute(statement).fetchone()
        judged.append(Check(code, question, severity, int(row[0]) if row else 0, allowed, action))
    return tuple(judged)
