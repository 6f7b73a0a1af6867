"""Explains why rows belong together, link by link.

For each row of a person: the link that holds it, to which row, by what, and how strong.

The neighbourhood of the person goes up the ladder again, so what is told is what the rungs do, not what was noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from linkage.explaining import neighbourhood
from linkage.model import profiles, scored

PLACE = ("agency_id", "table_id", "semester", "sheet", "row_number")
SHOWN = ("full_name", "nik", "family_card_no", "birth_date", "age_years", "sex")


@dataclass(frozen=True)
class RowTold:
    """One accepted row with the link that holds it in its person.

    It says where the row stands and what it says (personal).

    `other` is the record id of the row at the other end, "" for a row alone. `is_disowned`: the NIK that the row bears
    is held to be somebody else's or nobody's, so neither rung nor guard asks it. `weights` are the bits of each
    comparison of the model for this pair: as the rung weighed the persons where `rung` is 3, else row against row.
    """

    record_id: str
    place: Mapping[str, Any]
    values: Mapping[str, Any]
    rung: int
    evidence: str
    score: float | None
    other: str
    weights: Mapping[str, float] = field(default_factory=dict)
    is_disowned: bool = False


@dataclass(frozen=True)
class PersonTold:
    """A person with its rows, the oldest first."""

    person_id: str
    family_id: str
    rows: tuple[RowTold, ...]


def links_of(linkage: Path, wanted: str) -> dict[str, list[tuple[str, str]]]:
    """Person -> (record id, family of the row), newest row last; else empty.

    `wanted` is the id of a person, a family or a row.
    """
    path = linkage / "person_links.parquet"
    if not path.exists():
        return {}
    column = {"P": "person_id", "F": "family_id"}.get(wanted[:1], "record_id")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT person_id, record_id, family_id FROM read_parquet($path) WHERE person_id IN"
            f" (SELECT person_id FROM read_parquet($path) WHERE {column} = $wanted) ORDER BY 1, semester, 2",
            {"path": str(path), "wanted": wanted},
        ).fetchall()
    persons: dict[str, list[tuple[str, str]]] = {}
    for person_id, record_id, family_id in rows:
        persons.setdefault(person_id, []).append((record_id, family_id))
    return persons


def tell_person(
    accepted: Path, linkage: Path, until: str, key: bytes, person: tuple[str, Sequence[tuple[str, str]]]
) -> PersonTold:
    """The links that hold the rows of `person` together.

    `person` is its id, and its rows as `links_of` gives them.
    """
    person_id, rows = person
    record_ids = list(dict.fromkeys(record_id for record_id, _ in rows))
    near = neighbourhood.gather(accepted, record_ids, until)
    with neighbourhood.climbed(near, linkage, key) as connection:
        links = _strongest(connection, record_ids)
        bare = {row[0] for row in connection.execute(_BARE).fetchall()}
        weights = pair_weights(connection, [(row_id, link[0]) for row_id, link in links.items() if link[0]])
    rows_told = []
    for record_id in record_ids:
        row = near.row(record_id)
        other, rung, score, evidence, model = links[record_id]
        rows_told.append(
            RowTold(record_id, {name: row.get(name) for name in PLACE}, {name: row.get(name) for name in SHOWN},
                    rung, evidence, score, other, model or weights.get((record_id, other), {}),
                    bool(row.get("nik")) and record_id in bare)
        )  # fmt: skip
    return PersonTold(person_id, rows[-1][1], tuple(rows_told))


@dataclass(frozen=True)
class MemberTold:
    """One person of a family: what its rows say of the family (personal).

    `cards` and `households` are distinct.
    """

    person_id: str
    name: str
    row_count: int
    cards: tuple[str, ...]
    households: tuple[str, ...]


def tell_family(accepted: Path, linkage: Path, until: str, family_id: str) -> tuple[MemberTold, ...]:
    """The persons whose rows stand in the family.

    Each comes with the cards and households of the agreed source that its rows show.
    """
    persons = {
        person: [record for record, family in rows if family == family_id]
        for person, rows in links_of(linkage, family_id).items()
    }
    near = neighbourhood.gather(accepted, [row_id for rows in persons.values() for row_id in rows], until)
    members = []
    for person_id, record_ids in persons.items():
        rows = [near.row(record_id) for record_id in dict.fromkeys(record_ids)]
        cards = sorted({row["family_card_no"] for row in rows if row.get("family_card_no")})
        houses = {row.get("source_family_id") or row.get("household_id") for row in rows}
        name = next((row["full_name"] for row in rows if row.get("full_name")), "")
        members.append(MemberTold(person_id, name, len(rows), tuple(cards), tuple(sorted(filter(None, houses)))))
    return tuple(members)


_BARE = "SELECT record_id FROM record_rows INNER JOIN records USING (node) WHERE nik IS NULL"
_STRONGEST = """
WITH held AS (
    SELECT node_a, node_b, rung, score, evidence
    FROM edges
    INNER JOIN clusters AS one ON one.node = node_a INNER JOIN clusters AS other ON other.node = node_b
    WHERE one.label = other.label
),
ends AS (
    SELECT node_a AS node, node_b AS other, * FROM held UNION ALL SELECT node_b, node_a, * FROM held
)
SELECT mine.record_id, theirs.record_id, ends.rung, ends.score, ends.evidence, ends.node_a, ends.node_b
FROM ends INNER JOIN record_rows AS mine USING (node) INNER JOIN record_rows AS theirs ON theirs.node = ends.other
WHERE list_contains($wanted, mine.record_id) AND theirs.record_id <> mine.record_id
QUALIFY row_number() OVER (
    PARTITION BY mine.record_id ORDER BY ends.rung, ends.score DESC, ends.evidence, theirs.record_id) = 1
"""
_Link = tuple[str, int, float | None, str, Mapping[str, float]]


def _strongest(connection: duckdb.DuckDBPyConnection, record_ids: Sequence[str]) -> dict[str, _Link]:
    """Record id -> the strongest link of that record.

    A link is (row at the other end, rung, score, evidence, the model's weights).
    """
    links: dict[str, _Link] = {record_id: ("", 0, None, "alone", {}) for record_id in record_ids}
    names = [f"weight_{name}" for name in scored.FIELDS]
    model = {
        (row[0], row[1]): _bits(row[2:])
        for row in connection.execute(f"SELECT node_a, node_b, {', '.join(names)} FROM verdicts").fetchall()
    }
    for mine, theirs, rung, score, evidence, node_a, node_b in connection.execute(
        _STRONGEST, {"wanted": list(record_ids)}
    ).fetchall():
        links[mine] = theirs, rung, score, evidence, model.get((node_a, node_b), {}) if rung == 3 else {}
    return links


def pair_weights(
    connection: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, float]]:
    """Bits of each comparison of the model for pairs of record ids, row against row.

    Empties `edges`: call it last.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE asked (one VARCHAR, other VARCHAR)")
    if pairs:
        connection.executemany("INSERT INTO asked VALUES (?, ?)", list(pairs))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked_pairs AS SELECT one.record_id AS one, other.record_id AS other,"
        " min(one.node) AS node_a, min(other.node) AS node_b"
        " FROM asked INNER JOIN record_rows AS one ON one.record_id = asked.one"
        " INNER JOIN record_rows AS other ON other.record_id = asked.other GROUP BY ALL; DELETE FROM edges"
    )
    profiles.open_rows(connection)
    scored.score(connection, "asked_pairs")
    names = ", ".join(f"weight_{name}" for name in scored.FIELDS)
    rows = connection.execute(
        f"SELECT one, other, {names} FROM scored INNER JOIN asked_pairs USING (node_a, node_b)"
    ).fetchall()
    return {(row[0], row[1]): _bits(row[2:]) for row in rows}


def _bits(values: Sequence[Any]) -> dict[str, float]:
    """Weights by comparison."""
    return {name: float(value) for name, value in zip(scored.FIELDS, values, strict=True)}
