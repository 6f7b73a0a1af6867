"""Why two rows are not one person: what each rung found, which guard forbids it, and which one correction would do.

Corrections are tried, not guessed: one field of one row gets what the other row says, and the neighbourhood goes up
the ladder again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from linkage import neighbourhood, profiles, scored
from linkage.agreement import YEARS_APART
from linkage.model.weights import load
from linkage.neighbourhood import Neighbourhood
from linkage.wording import GUARDS

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
    """One field of one row (`side` A or B) that would link the two if it said what the other row says.

    `evidence`: what would then join the two persons; "" where they would meet through rows of others.
    """

    side: str
    field: str
    evidence: str


@dataclass(frozen=True)
class WhyNot:
    """The answer. `rungs`: number and finding in words, in the order of the ladder; `guards`: what forbids it now."""

    is_one: bool
    rungs: tuple[tuple[int, str], ...]
    guards: tuple[str, ...]
    probability: float | None
    weights: Mapping[str, float]
    corrections: tuple[Correction, ...]


def tell_why_not(accepted: Path, linkage: Path, until: str, key: bytes, pair: tuple[str, str]) -> WhyNot:
    """Why the two rows (record ids) are not linked; KeyError with the id of a row that there is not."""
    near = neighbourhood.gather(accepted, pair, until)
    rows = near.row(pair[0]), near.row(pair[1])
    with neighbourhood.climbed(near, linkage, key) as connection:
        seen = _Seen.of(connection, pair)
        if seen.is_one:
            return WhyNot(True, (), (), None, {}, ())
        persons = _rows_of(connection, seen.labels[0]), _rows_of(connection, seen.labels[1])
        guards = tuple(GUARDS[code] for code in _guards(connection, pair))
        model, weights = _model(connection, pair)
        rungs = tuple(_rungs(connection, rows, seen, model))
    corrections = tuple(_corrections(near, linkage, key, rows, persons))
    return WhyNot(False, rungs, guards, model, weights, corrections)


@dataclass(frozen=True)
class _Seen:
    """The two rows as the rungs left them."""

    nodes: tuple[int, int]
    labels: tuple[int, int]
    niks: tuple[int | None, int | None]

    @property
    def is_one(self) -> bool:
        return self.labels[0] == self.labels[1]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> _Seen:
        found = [
            connection.execute(
                "SELECT node, label, nik FROM records INNER JOIN clusters USING (node) WHERE record_id = $id"
                " ORDER BY semester DESC LIMIT 1", {"id": record_id},
            ).fetchone() for record_id in pair
        ]  # fmt: skip
        one, other = (row or (-1, -1, None) for row in found)
        return cls((one[0], other[0]), (one[1], other[1]), (one[2], other[2]))


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
    one, other = _Seen.of(connection, pair).labels
    found = connection.execute(_GUARDS, {"one": one, "other": other, "years": YEARS_APART})
    names = [column[0] for column in found.description or ()]
    return [name for name, holds in zip(names, found.fetchone() or (), strict=True) if holds]


def _model(connection: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> tuple[float | None, Mapping[str, float]]:
    """How likely the model holds the two persons to be one, and the bits of each comparison."""
    one, other = _Seen.of(connection, pair).nodes
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked_pairs AS SELECT {one} AS node_a, {other} AS node_b")
    profiles.open_rows(connection)
    scored.score(connection, "asked_pairs")
    names = ", ".join(f"weight_{name}" for name in scored.FIELDS)
    row = connection.execute(f"SELECT match_probability, {names} FROM scored").fetchone()
    if row is None:
        return None, {}
    return float(row[0]), {name: float(bits) for name, bits in zip(scored.FIELDS, row[1:], strict=True)}


_MEETING = """
WITH mine AS (SELECT card, coalesce(source_family_id, household_id) AS household, village_code, address_id
    FROM records INNER JOIN clusters USING (node) WHERE label = $one),
theirs AS (SELECT card, coalesce(source_family_id, household_id) AS household, village_code, address_id
    FROM records INNER JOIN clusters USING (node) WHERE label = $other)
SELECT count(*) FROM mine, theirs
WHERE mine.card = theirs.card OR mine.household = theirs.household
    OR (mine.village_code = theirs.village_code AND mine.address_id = theirs.address_id)
"""
_NUMBERS = {"family_card_no": "KK", "source_family_id": "rumah tangga acuan", "household_id": "rumah tangga",
            "source_person_id": "peserta", "nisn": "NISN"}  # fmt: skip


def _rungs(
    connection: duckdb.DuckDBPyConnection, rows: tuple[dict[str, Any], dict[str, Any]], seen: _Seen, model: float | None
) -> Iterator[tuple[int, str]]:
    """What each rung has to say of the two, in words."""
    one, other = rows
    yield 1, _first_rung(one.get("nik"), other.get("nik"), seen)
    shared = [words for name, words in _NUMBERS.items() if one.get(name) and one.get(name) == other.get(name)]
    if not shared:
        yield 2, "tidak ada nomor lain yang sama (KK, rumah tangga, peserta, NISN)"
    elif None not in seen.niks:
        yield 2, f"nomor {', '.join(shared)} sama, tetapi keduanya punya NIK: nomor lain tidak ditanya"
    else:
        yield 2, f"nomor {', '.join(shared)} sama, tetapi nama, jenis kelamin, atau tahun lahir tidak cukup cocok"
    yield 3, "tidak dinilai" if model is None else _third_rung(model, has_two_niks=None not in seen.niks)
    yield 4, _fourth_rung(connection, seen)


def _first_rung(nik_a: str | None, nik_b: str | None, seen: _Seen) -> str:
    if not nik_a or not nik_b:
        without = "kedua baris" if not nik_a and not nik_b else "baris A" if not nik_a else "baris B"
        return f"{without} tanpa NIK yang sah"
    if nik_a != nik_b:
        apart = sum(mine != theirs for mine, theirs in zip(nik_a, nik_b, strict=False))
        return f"NIK berbeda di {apart} angka"
    lost = [side for side, nik in zip("AB", seen.niks, strict=True) if nik is None]
    taken = f"; NIK di baris {' dan '.join(lost)} dianggap milik orang lain" if lost else ""
    return f"NIK sama, tetapi nama dan tanggal lahir tidak sejalan{taken}"


def _third_rung(model: float, *, has_two_niks: bool) -> str:
    limits = load()
    told = f"kemiripan {_percent(model)}; tertaut mulai {_percent(limits.link_from)}"
    if model < limits.review_from:
        return f"{told}: terlalu kecil untuk ditinjau"
    if model < limits.link_from:
        return f"{told}: belum pasti"
    if has_two_niks:
        return f"{told}, tetapi NIK-nya berbeda: orang yang memutuskan"
    return f"{told}, tetapi ada orang lain yang hampir sama miripnya, atau keduanya dalam satu daftar"


def _fourth_rung(connection: duckdb.DuckDBPyConnection, seen: _Seen) -> str:
    if None not in seen.niks:
        return "keduanya punya NIK: tidak dicari lewat keluarga"
    row = connection.execute(_MEETING, {"one": seen.labels[0], "other": seen.labels[1]}).fetchone()
    if row and row[0]:
        return "keluarganya bertemu (KK, rumah tangga, atau alamat), tetapi nama atau umur tidak cukup cocok"
    return "keluarganya tidak bertemu: tidak ada KK, rumah tangga, atau alamat yang sama"


def _percent(share: float) -> str:
    """A share in per cent, never rounded up to certainty."""
    return f"{min(share, 0.999) * 100:.1f} %".replace(".", ",")


def _rows_of(connection: duckdb.DuckDBPyConnection, label: int) -> list[str]:
    """The record ids of one person."""
    found = connection.execute(
        "SELECT record_id FROM records INNER JOIN clusters USING (node) WHERE label = $label", {"label": label}
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
                if _Seen.of(connection, pair).is_one:
                    yield Correction(side, field, _joining(connection, persons))


_JOINING = """
SELECT evidence
FROM edges INNER JOIN records AS one ON one.node = node_a INNER JOIN records AS other ON other.node = node_b
WHERE (list_contains($mine, one.record_id) AND list_contains($theirs, other.record_id))
    OR (list_contains($theirs, one.record_id) AND list_contains($mine, other.record_id))
ORDER BY rung, score DESC, evidence LIMIT 1
"""


def _joining(connection: duckdb.DuckDBPyConnection, persons: tuple[list[str], list[str]]) -> str:
    """The strongest evidence between the rows of the two persons; "" where rows of others join them."""
    row = connection.execute(_JOINING, {"mine": persons[0], "theirs": persons[1]}).fetchone()
    return str(row[0]) if row else ""
