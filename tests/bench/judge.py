"""How right one linkage of the simulated city is: every question of the benchmark, asked of any linker's labels.

A pair is a pair of rows of two lists (a list = a table of an agency; its two semesters are one list), unless the line
says otherwise. Whoever is judged stands in the table `linked(record_id, person_id, rung)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tests.bench.evaluate import Agreement, Score, judge

_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged AS
SELECT {person} AS person_id, {truth} AS true_person_id, {group} AS group_name
FROM true_rows INNER JOIN linked USING (record_id)
WHERE {rows}
"""
HAS_OWN = "(nik IS NOT NULL OR birth_date IS NOT NULL)"
NAMELESS_REFERENCE = "(entity = 'reference_records' AND nik IS NULL)"
"""Rows of the agreed source without NIK: no birth date and no card either, only their family speaks for them."""


@dataclass(frozen=True)
class Line:
    """One line of the benchmark's table; `b_cubed` only where whole rows are judged."""

    what: str
    true_pairs: int
    linked_pairs: int
    right_pairs: int
    pairwise: Score
    b_cubed: Score | None = None

    @classmethod
    def of(cls, what: str, found: Agreement) -> Line:
        return cls(what, found.true_pairs, found.linked_pairs, found.right_pairs, found.pairwise, found.b_cubed)

    @classmethod
    def counted(cls, what: str, true: int, linked: int, right: int) -> Line:
        return cls(what, true, linked, right, Score(right / linked if linked else 1.0, right / true if true else 1.0))

    def without(self, other: Line, what: str) -> Line:
        """The pairs of this line that are not in `other`."""
        true, linked = self.true_pairs - other.true_pairs, self.linked_pairs - other.linked_pairs
        return Line.counted(what, true, linked, self.right_pairs - other.right_pairs)


def score(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    rows: str = "true",
    group: str = "list_name",
    person: str = "person_id",
    truth: str = "true_person_id",
) -> Line:
    """One line: the rows that meet `rows`, pairs between different `group`s."""
    connection.execute(_JUDGED.format(person=person, truth=truth, group=group, rows=rows))
    return Line.of(what, judge(connection))


def overall(connection: duckdb.DuckDBPyConnection) -> list[Line]:
    """The lines that the goals speak of."""
    between = score(connection, "between lists")
    rest = score(connection, "", f"NOT {NAMELESS_REFERENCE}")
    return [
        between,
        score(connection, "both rows with NIK or birth date", HAS_OWN),
        between.without(rest, "with a reference row without NIK"),
        score(connection, "also between semesters of one list", group="list_name || semester"),
    ]


def by_rung(connection: duckdb.DuckDBPyConnection) -> list[Line]:
    """What each rung adds: pairs of rows of which the weaker was linked by it; recall is of all true pairs."""
    rungs = [int(rung) for (rung,) in connection.execute("SELECT DISTINCT rung FROM linked ORDER BY rung").fetchall()]
    whole = score(connection, "all")
    lines, before = [], (0, 0)
    for rung in rungs:
        if rung == 0:
            continue
        reached = score(connection, "", f"rung BETWEEN 1 AND {rung}")
        linked, right = reached.linked_pairs - before[0], reached.right_pairs - before[1]
        lines.append(Line.counted(f"rung {rung}", whole.true_pairs, linked, right))
        before = (reached.linked_pairs, reached.right_pairs)
    return lines


_AGENCIES = """
WITH counted AS (
    SELECT agency_id, {block}, count(*) AS row_count
    FROM true_rows INNER JOIN linked USING (record_id) GROUP BY ALL
)
SELECT one.agency_id, other.agency_id, sum(one.row_count * other.row_count)::BIGINT
FROM counted AS one INNER JOIN counted AS other USING ({block})
WHERE one.agency_id < other.agency_id
GROUP BY ALL ORDER BY ALL
"""


def between_agencies(connection: duckdb.DuckDBPyConnection) -> list[Line]:
    """One line for each two agencies, those with most true pairs first."""

    def pairs(block: str) -> dict[tuple[str, str], int]:
        found = connection.execute(_AGENCIES.format(block=block)).fetchall()
        return {(one, other): int(count) for one, other, count in found}

    true, linked, right = pairs("true_person_id"), pairs("person_id"), pairs("person_id, true_person_id")
    lines = [
        Line.counted(" - ".join(both), count, linked.get(both, 0), right.get(both, 0)) for both, count in true.items()
    ]
    return sorted(lines, key=lambda line: -line.true_pairs)


def of_families(connection: duckdb.DuckDBPyConnection) -> Line:
    """Families of one semester: pairs of rows between lists that lie in one family."""
    return score(connection, "families", person="semester || '|' || family_id", truth="true_family_id")
