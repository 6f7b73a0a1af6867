"""Finds the lists that can hardly be linked, each with the reason.

A list without numbers, dates or places is linked as far as names go, and most of its rows stay alone. That is told of
the list, or else it looks as if nobody on it were on any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

FEWEST_ROWS = 20
"""Rows of a list below which shares say nothing."""
FILLED = 0.1
"""Share of the rows below which a fact is not one of the list's."""
ALONE = 0.5
"""Share of the rows without any other row of their person, from which the list is told."""

REASONS = {
    "no_name": "nama orang tidak ada",
    "name_alone": "hanya nama: tanpa nomor, tanggal lahir, dan tempat",
    "name_and_place": "hanya nama dan tempat: tanpa nomor dan tanggal lahir",
    "name_and_date": "hanya nama dan tanggal lahir: tanpa nomor dan tempat",
}
"""Why a list can hardly be linked, in the words for people."""


def reason_of(named: bool, numbered: bool, dated: bool, placed: bool) -> str | None:
    """The key in `REASONS` by the facts that a list tells; None where enough."""
    if not named:
        return "no_name"
    if numbered or (dated and placed):
        return None
    return "name_and_date" if dated else "name_and_place" if placed else "name_alone"


_POOR = """
WITH lists AS (
    SELECT agency_id, table_id, semester, count(*) AS row_count,
        avg((name_id IS NOT NULL)::INTEGER) AS named,
        avg((coalesce(nik, sent_nik, card) IS NOT NULL OR coalesce(person_number, nisn) IS NOT NULL)::INTEGER)
            AS numbered,
        avg((birth_exact IS NOT NULL)::INTEGER) AS dated, avg((village_code IS NOT NULL)::INTEGER) AS placed,
        avg((rung = 0)::INTEGER) AS alone
    FROM person_rows GROUP BY ALL
)
SELECT agency_id, table_id, semester, row_count, alone,
    named >= $filled, numbered >= $filled, dated >= $filled, placed >= $filled
FROM lists
WHERE row_count >= $fewest AND alone >= $alone
ORDER BY ALL
"""


@dataclass(frozen=True)
class PoorList:
    """One list that can hardly be linked; `alone` = share of rows without another."""

    agency_id: str
    table_id: str
    semester: str
    rows: int
    alone: float
    reason: str

    def told(self) -> str:
        """The finding in the words for people."""
        return f"{self.agency_id}/{self.table_id} {self.semester}: {REASONS[self.reason]} ({self.alone:.0%} sendiri)"


def find(connection: duckdb.DuckDBPyConnection) -> tuple[PoorList, ...]:
    """The lists that can hardly be linked; after `persons.name`."""
    limits = {"filled": FILLED, "fewest": FEWEST_ROWS, "alone": ALONE}
    found = connection.execute(_POOR, limits).fetchall()
    return tuple(
        PoorList(agency_id, table_id, semester, rows, alone, reason)
        for agency_id, table_id, semester, rows, alone, *tells in found
        if (reason := reason_of(*tells)) is not None
    )
