"""How right a linkage is, where the truth is known: pairwise and B-cubed precision, recall and F1.

Counted from a contingency table, never pair by pair, so a million rows take a second. `group` tells lists apart:
with it only pairs between different lists count, which is the question that agencies ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class Score:
    """Precision and recall; both 1 when there is nothing to find and nothing was claimed."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Agreement:
    """How a linkage agrees with the truth over `rows` rows; pairs are unordered pairs of rows."""

    rows: int
    true_pairs: int
    linked_pairs: int
    right_pairs: int
    pairwise: Score
    b_cubed: Score


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


_CELLS = """
CREATE OR REPLACE TEMP TABLE cells AS
SELECT person_id, true_person_id, group_name, count(*)::HUGEINT AS size
FROM judged GROUP BY person_id, true_person_id, group_name
"""

# Pairs in a block, less the pairs that lie in one and the same list.
_PAIRS_OF = """
SELECT coalesce(sum(size * size) - sum(inner_pairs), 0) / 2
FROM (
    SELECT sum(size) AS size, sum(CASE WHEN group_name IS NULL THEN size ELSE size * size END) AS inner_pairs
    FROM (SELECT {block}, group_name, sum(size) AS size FROM cells GROUP BY ALL) GROUP BY {block}
)
"""

_B_CUBED = """
WITH joint AS (SELECT person_id, true_person_id, sum(size) AS size FROM cells GROUP BY ALL),
linked AS (SELECT person_id, sum(size) AS size FROM cells GROUP BY ALL),
truth AS (SELECT true_person_id, sum(size) AS size FROM cells GROUP BY ALL)
SELECT sum(joint.size * joint.size / linked.size), sum(joint.size * joint.size / truth.size), sum(joint.size)
FROM joint INNER JOIN linked USING (person_id) INNER JOIN truth USING (true_person_id)
"""


def evaluate(links: Mapping[str, str], truth: Mapping[str, str], groups: Mapping[str, str] | None = None) -> Agreement:
    """The agreement of `links` (record -> person) with `truth` (record -> true person), over records in both."""
    records = sorted(links.keys() & truth.keys())
    table = pa.table(
        {
            "person_id": pa.array([links[record] for record in records], pa.string()),
            "true_person_id": pa.array([truth[record] for record in records], pa.string()),
            "group_name": pa.array([groups[record] if groups else None for record in records], pa.string()),
        }
    )
    with duckdb.connect() as connection:
        connection.register("judged", table)
        return judge(connection)


def evaluate_files(person_links: Path, truth: Path, rows: str = "true") -> Agreement:
    """The agreement of a `person_links.parquet` with a Parquet of `record_id, true_person_id` and maybe `group_name`.

    `rows` is a condition on the columns of person_links (`rung > 0`, `semester = '2017-S1'`): which rows are judged.
    """
    with duckdb.connect() as connection:
        known = {
            name for name, *_ in connection.execute("DESCRIBE FROM read_parquet($t)", {"t": str(truth)}).fetchall()
        }
        group = "truth.group_name" if "group_name" in known else "NULL::VARCHAR"
        connection.execute(
            "CREATE TEMP TABLE judged AS"
            f" SELECT person_id, true_person_id::VARCHAR AS true_person_id, {group} AS group_name"
            " FROM read_parquet($links) AS links INNER JOIN read_parquet($truth) AS truth USING (record_id)"
            f" WHERE {rows}",
            {"links": str(person_links), "truth": str(truth)},
        )
        return judge(connection)


def judge(connection: duckdb.DuckDBPyConnection) -> Agreement:
    """The agreement of the table `judged(person_id, true_person_id, group_name)`."""
    connection.execute(_CELLS)

    def pairs(block: str) -> int:
        row = connection.execute(_PAIRS_OF.format(block=block)).fetchone()
        return int(row[0]) if row else 0

    linked, true, right = pairs("person_id"), pairs("true_person_id"), pairs("person_id, true_person_id")
    row = connection.execute(_B_CUBED).fetchone() or (None, None, None)
    rows = int(row[2] or 0)
    return Agreement(
        rows=rows,
        true_pairs=true,
        linked_pairs=linked,
        right_pairs=right,
        pairwise=Score(_ratio(right, linked), _ratio(right, true)),
        b_cubed=Score(_ratio(float(row[0] or 0), rows), _ratio(float(row[1] or 0), rows)),
    )
