"""Words for what each rung found between two rows that are not one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
from rapidfuzz.distance import DamerauLevenshtein

from linkage.explaining.wording import evidence_text
from linkage.model.weights import load


@dataclass(frozen=True)
class Seen:
    """The two rows as the rungs left them."""

    nodes: tuple[int, int]
    labels: tuple[int, int]
    niks: tuple[int | None, int | None]

    @property
    def is_one(self) -> bool:
        return self.labels[0] == self.labels[1]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> Seen:
        found = [
            connection.execute(
                "SELECT node, label, nik FROM record_rows INNER JOIN records USING (node)"
                " INNER JOIN clusters USING (node) WHERE record_id = $id ORDER BY semester DESC LIMIT 1",
                {"id": record_id},
            ).fetchone() for record_id in pair
        ]  # fmt: skip
        first, second = (row or (-1, -1, None) for row in found)
        return cls((first[0], second[0]), (first[1], second[1]), (first[2], second[2]))


def refused(connection: duckdb.DuckDBPyConnection, seen: Seen) -> dict[int, str]:
    """Edges between the two persons that a guard refused, in words, by rung."""
    label_a, label_b = seen.labels
    found = connection.execute(
        "SELECT rung, evidence FROM edges INNER JOIN clusters AS one ON one.node = node_a"
        " INNER JOIN clusters AS other ON other.node = node_b"
        " WHERE (one.label, other.label) IN (($one, $other), ($other, $one)) ORDER BY rung DESC, score, evidence DESC",
        {"one": label_a, "other": label_b},
    ).fetchall()
    return {rung: f"{evidence_text(evidence)}; ditolak, lihat larangan di bawah" for rung, evidence in found}


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
_ENOUGH = "cukup cocok, atau ada orang lain yang sama cocoknya"


def explain_rungs(
    connection: duckdb.DuckDBPyConnection, rows: tuple[dict[str, Any], dict[str, Any]], seen: Seen, model: float | None
) -> Iterator[tuple[int, str]]:
    """Each rung with its finding on the two rows, in words."""
    row_a, row_b = rows
    yield 1, _first_rung(row_a, row_b, seen)
    shared = [words for name, words in _NUMBERS.items() if row_a.get(name) and row_a.get(name) == row_b.get(name)]
    if not shared:
        yield 2, "tidak ada nomor lain yang sama (KK, rumah tangga, peserta, NISN)"
    elif None not in seen.niks:
        yield 2, f"nomor {', '.join(shared)} sama, tetapi keduanya punya NIK: nomor lain tidak ditanya"
    else:
        yield 2, f"nomor {', '.join(shared)} sama, tetapi nama, jenis kelamin, atau tahun lahir tidak {_ENOUGH}"
    yield 3, "tidak dinilai" if model is None else _third_rung(model, has_two_niks=None not in seen.niks)
    yield 4, _fourth_rung(connection, seen)


def _first_rung(row_a: Mapping[str, Any], row_b: Mapping[str, Any], seen: Seen) -> str:
    nik_a, nik_b = row_a.get("nik"), row_b.get("nik")
    if not nik_a or not nik_b:
        without = "kedua baris" if not nik_a and not nik_b else "baris A" if not nik_a else "baris B"
        return f"{without} tanpa NIK yang sah"
    lost = [side for side, nik in zip("AB", seen.niks, strict=True) if nik is None]
    taken = f"; NIK di baris {' dan '.join(lost)} dianggap bukan miliknya" if lost else ""
    if nik_a != nik_b:
        apart = sum(mine != theirs for mine, theirs in zip(nik_a, nik_b, strict=False))
        return f"NIK berbeda di {apart} angka{taken}{_slip_text(nik_a, nik_b)}"
    if taken:
        return f"NIK sama{taken}: nama, umur, tanggal lahir, KK, atau tempat tinggalnya lain"
    undated = [side for side, row in (("A", row_a), ("B", row_b)) if row.get("birth_date") is None]
    born = f"tidak tertulis di baris {' dan '.join(undated)}" if undated else "berbeda"
    return f"NIK sama, tetapi namanya tidak cukup cocok dan tanggal lahir {born}"


def _slip_text(nik_a: str, nik_b: str) -> str:
    """Says in words what would make two numbers one slip apart one person's.

    "" where they are further apart.
    """
    if DamerauLevenshtein.distance(nik_a, nik_b) > 1:
        return ""
    return (
        "; mungkin salah ketik, tetapi tanggal lahir, KK, kelurahan, atau anggota keluarga tidak membuktikannya, atau"
        " keduanya dikenal Dukcapil atau ada dalam satu daftar"
    )


def _third_rung(model: float, *, has_two_niks: bool) -> str:
    limits = load()
    similarity = f"kemiripan {_percent(model)}; tertaut mulai {_percent(limits.link_from)}"
    if model < limits.review_from:
        return f"{similarity}: terlalu kecil untuk ditinjau"
    if model < limits.link_from:
        return f"{similarity}: belum pasti"
    if has_two_niks:
        return f"{similarity}, tetapi NIK-nya berbeda: orang yang memutuskan"
    return f"{similarity}, tetapi ada orang lain yang hampir sama miripnya, atau keduanya dalam satu daftar"


def _fourth_rung(connection: duckdb.DuckDBPyConnection, seen: Seen) -> str:
    if None not in seen.niks:
        return "keduanya punya NIK: tidak dicari lewat keluarga"
    row = connection.execute(_MEETING, {"one": seen.labels[0], "other": seen.labels[1]}).fetchone()
    if row and row[0]:
        return f"keluarganya bertemu (KK, rumah tangga, atau alamat), tetapi nama atau umur tidak {_ENOUGH}"
    return "keluarganya tidak bertemu: tidak ada KK, rumah tangga, atau alamat bernomor rumah yang sama"


def _percent(share: float) -> str:
    """A share in per cent, never rounded up to certainty."""
    return f"{min(share, 0.999) * 100:.1f} %".replace(".", ",")
