"""Explains why two rows are not one person.

It says what each rung found, which guard forbids it, and which one correction would do.

Corrections are tried, not guessed: one field of one row gets what the other row says, and the neighbourhood goes up
the ladder again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from linkage.evidence.agreement import YEARS_APART
from linkage.explaining import neighbourhood
from linkage.explaining.neighbourhood import Neighbourhood
from linkage.explaining.rung_explanations import Seen, explain_rungs, refused
from linkage.explaining.wording import GUARDS
from linkage.model import profiles, scored

FIELDS: Mapping[str, tuple[str, ...]] = {
    "NIK": ("nik",), "nomor KK": ("family_card_no",), "nama": ("full_name", "name_key"),
    "tanggal lahir": ("birth_date", "birth_date_quality"), "jenis kelamin": ("sex",), "umur": ("age_years",),
    "nama ibu": ("mother_name", "mother_name_key"), "kepala keluarga": ("head_name", "head_name_key"),
    "alamat": ("address", "rt", "rw", "village_code"), "nomor rumah tangga acuan": ("source_family_id", "household_id"),
    "nomor peserta": ("source_person_id",), "NISN": ("nisn",),
}  # fmt: skip
"""What may be corrected in a row, and the columns that change with it."""
EMPTIED = "NIK (dikosongkan)"


@dataclass(frozen=True)
class Correction:
    """One field of one row that would link the two if it were corrected.

    The row (`side` A or B) would then say what the other row says.

    `evidence`: what would then join the two persons; "" where they would meet through rows of others.
    """

    side: str
    field: str
    evidence: str


@dataclass(frozen=True)
class WhyNot:
    """The answer to why two rows are not one person.

    `rungs`: number and finding in words, in the order of the ladder; `guards`: what forbids it now.
    """

    is_one: bool
    rungs: tuple[tuple[int, str], ...]
    guards: tuple[str, ...]
    probability: float | None
    weights: Mapping[str, float]
    corrections: tuple[Correction, ...]


def tell_why_not(accepted: Path, linkage: Path, until: str, key: bytes, pair: tuple[str, str]) -> WhyNot:
    """Explains why the two rows (record ids) are not linked.

    KeyError with the id of a row that there is not.
    """
    near = neighbourhood.gather(accepted, pair, until)
    rows = near.row(pair[0]), near.row(pair[1])
    with neighbourhood.climbed(near, linkage, key) as connection:
        seen = Seen.of(connection, pair)
        if seen.is_one:
            return WhyNot(True, (), (), None, {}, ())
        persons = _rows_of(connection, seen.labels[0]), _rows_of(connection, seen.labels[1])
        guards = tuple(GUARDS[code] for code in _guards(connection, pair))
        forbidden = refused(connection, seen)
        model, weights = _model(connection, pair)
        explained = explain_rungs(connection, rows, seen, model)
        rungs = tuple((number, forbidden.get(number, words)) for number, words in explained)
    corrections = tuple(_corrections(near, linkage, key, rows, persons))
    return WhyNot(False, rungs, guards, model, weights, corrections)


_GUARDS = """
WITH sides AS (
    SELECT CASE WHEN label = $one THEN 1 ELSE 2 END AS side, records.*
    FROM records INNER JOIN clusters USING (node) WHERE label IN ($one, $other)
)
SELECT
    (SELECT count(*) FROM decided_sides AS mine INNER JOIN decided_sides AS theirs
        ON mine.decision_no = theirs.decision_no AND mine.side <> theirs.side
        WHERE mine.node IN (SELECT node FROM sides WHERE side = 1)
            AND theirs.node IN (SELECT node FROM sides WHERE side = 2)) > 0 AS guard_decided,
    count(DISTINCT nik) > 1 AS guard_two_niks,
    count(DISTINCT (reference_list, side)) FILTER (reference_list IS NOT NULL)
        > count(DISTINCT reference_list) AS guard_same_list,
    coalesce(greatest(
        min(year(birth_exact)) FILTER (side = 1) - max(year(birth_exact)) FILTER (side = 2),
        min(year(birth_exact)) FILTER (side = 2) - max(year(birth_exact)) FILTER (side = 1)) > $years, false)
        AS guard_birth_year
FROM sides
"""


def _guards(connection: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> list[str]:
    """Codes of the guards that forbid the two persons, as they are, to be one."""
    label_a, label_b = Seen.of(connection, pair).labels
    found = connection.execute(_GUARDS, {"one": label_a, "other": label_b, "years": YEARS_APART})
    names = [column[0] for column in found.description or ()]
    return [name for name, holds in zip(names, found.fetchone() or (), strict=True) if holds]


def _model(connection: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> tuple[float | None, Mapping[str, float]]:
    """The chance by the model that the two are one person, and its bits.

    Bits are given for each comparison.
    """
    node_a, node_b = Seen.of(connection, pair).nodes
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked_pairs AS SELECT {node_a} AS node_a, {node_b} AS node_b")
    profiles.open_rows(connection)
    scored.score(connection, "asked_pairs")
    names = ", ".join(f"weight_{name}" for name in scored.FIELDS)
    row = connection.execute(f"SELECT match_probability, {names} FROM scored").fetchone()
    if row is None:
        return None, {}
    return float(row[0]), {name: float(bits) for name, bits in zip(scored.FIELDS, row[1:], strict=True)}


def _rows_of(connection: duckdb.DuckDBPyConnection, label: int) -> list[str]:
    """The record ids of one person."""
    found = connection.execute(
        "SELECT record_id FROM record_rows INNER JOIN clusters USING (node) WHERE label = $label", {"label": label}
    )
    return [record_id for (record_id,) in found.fetchall()]


def _corrections(
    near: Neighbourhood,
    linkage: Path,
    key: bytes,
    rows: tuple[dict[str, Any], dict[str, Any]],
    persons: tuple[list[str], list[str]],
) -> Iterator[Correction]:
    """Every single correction that links the two, tried one by one."""
    pair = rows[0]["record_id"], rows[1]["record_id"]
    for side, mine, theirs in (("A", rows[0], rows[1]), ("B", rows[1], rows[0])):
        trials = {field: {name: theirs.get(name) for name in names} for field, names in FIELDS.items()
                  if theirs.get(names[0]) not in (None, mine.get(names[0])) and names[0] in mine}  # fmt: skip
        if mine.get("nik"):
            trials[EMPTIED] = {"nik": None}
        for field, values in trials.items():
            changed = near.changed(mine["record_id"], values)
            with neighbourhood.climbed(changed, linkage, key) as connection:
                if Seen.of(connection, pair).is_one:
                    yield Correction(side, field, _joining(connection, persons))


_JOINING = """
SELECT evidence
FROM edges INNER JOIN record_rows AS one ON one.node = node_a INNER JOIN record_rows AS other ON other.node = node_b
WHERE (list_contains($mine, one.record_id) AND list_contains($theirs, other.record_id))
    OR (list_contains($theirs, one.record_id) AND list_contains($mine, other.record_id))
ORDER BY rung, score DESC, evidence LIMIT 1
"""


def _joining(connection: duckdb.DuckDBPyConnection, persons: tuple[list[str], list[str]]) -> str:
    """The strongest evidence between the rows of the two persons.

    "" where rows of others join them.
    """
    row = connection.execute(_JOINING, {"mine": persons[0], "theirs": persons[1]}).fetchone()
    return str(row[0]) if row else ""
