"""Checks of every result of linkage, each with a code, a severity and an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from linkage import poor_lists

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Check:
    """One judged promise: `found` breaches, up to `allowed`; `told` names them without personal values."""

    code: str
    question: str
    severity: Severity
    found: int
    allowed: int
    action: str
    told: str = ""

    @property
    def passed(self) -> bool:
        return self.found <= self.allowed


MOST_ROWS_PER_LIST = 25
"""Rows of one person in one list and semester beyond which the person is doubted (PKH has a row per component)."""

CHECKS: tuple[tuple[str, str, Severity, int, str, str], ...] = (
    (
        "LNK-001", "Apakah setiap baris yang diterima punya tepat satu orang dan satu keluarga?", "critical", 0,
        "Laporkan kepada pengelola sistem: ada baris yang hilang atau ganda saat pencocokan.",
        "SELECT abs((SELECT count(*) FROM record_rows) - (SELECT count(*) FROM person_links))"
        " + (SELECT count(*) - count(DISTINCT record_id) FROM person_rows)"
        " + (SELECT count(*) FROM person_links WHERE person_id IS NULL OR family_id IS NULL)",
    ),
    (
        "LNK-002", "Adakah orang dengan dua NIK sah yang tidak diputuskan sebagai satu orang?", "critical", 0,
        "Laporkan kepada pengelola sistem: penjaga pencocokan tidak bekerja.",
        "WITH decided AS (SELECT person_id, count(DISTINCT {'one': least(one.nik, other.nik),"
        " 'other': greatest(one.nik, other.nik)}) AS pair_count"
        " FROM decided_pairs INNER JOIN person_rows AS one ON one.node = node_a"
        " INNER JOIN records AS other ON other.node = node_b WHERE one.nik <> other.nik GROUP BY person_id)"
        " SELECT count(*) FROM (SELECT person_id, count(DISTINCT nik) AS nik_count FROM person_rows GROUP BY person_id)"
        " LEFT JOIN decided USING (person_id) WHERE nik_count > 1 + coalesce(pair_count, 0)",
    ),
    (
        "LNK-003", "Apakah dua baris satu sumber acuan menjadi satu orang tanpa keputusan orang?", "critical", 0,
        "Laporkan kepada pengelola sistem: penjaga pencocokan tidak bekerja.",
        "WITH decided AS (SELECT one.reference_list, one.person_id, count(*) AS pair_count"
        " FROM decided_pairs INNER JOIN person_rows AS one ON one.node = node_a"
        " INNER JOIN records AS other ON other.node = node_b WHERE one.reference_list = other.reference_list"
        " GROUP BY one.reference_list, one.person_id)"
        " SELECT count(*) FROM (SELECT person_id, reference_list, count(*) AS row_count FROM person_rows"
        " WHERE reference_list IS NOT NULL GROUP BY person_id, reference_list)"
        " LEFT JOIN decided USING (person_id, reference_list) WHERE row_count > 1 + coalesce(pair_count, 0)",
    ),
    (
        "LNK-004", f"Adakah orang dengan lebih dari {MOST_ROWS_PER_LIST} baris dalam satu daftar dan semester?",
        "warning", 0,
        "Periksa baris-baris ini di daftarnya: mungkin satu nomor tersalin ke bawah.",
        "SELECT count(*) FROM (SELECT person_id FROM person_rows GROUP BY person_id, agency_id, table_id, semester"
        f" HAVING count(*) > {MOST_ROWS_PER_LIST})",
    ),
    (
        "LNK-005", "Adakah orang yang barisnya tetap tetapi idnya berganti?", "critical", 0,
        "Laporkan kepada pengelola sistem: buku identitas tidak bekerja.",
        "WITH before AS (SELECT id, count(*) AS size FROM previous WHERE part = 'row' GROUP BY id),"
        " kept AS (SELECT previous.id, person_id, count(*) AS size FROM previous"
        " INNER JOIN person_rows ON member_key = member WHERE part = 'row' GROUP BY previous.id, person_id),"
        " sources AS (SELECT person_id, count(DISTINCT id) AS source_count FROM kept GROUP BY person_id)"
        " SELECT count(*) FROM before INNER JOIN kept USING (id, size) INNER JOIN sources USING (person_id)"
        " WHERE id <> person_id AND source_count = 1"
        " AND NOT EXISTS (SELECT 1 FROM earlier WHERE part = 'id' AND earlier.id = person_id)",
    ),
    (
        "LNK-006", "Adakah pengalihan id yang tidak menuju ke mana pun?", "critical", 0,
        "Laporkan kepada pengelola sistem: buku identitas tidak bekerja.",
        "SELECT count(*) FROM identity_events WHERE event = 'redirect'"
        " AND other_id NOT IN (SELECT id FROM live_ids)"
        " AND other_id NOT IN (SELECT id FROM identity_events WHERE event IN ('redirect', 'ended'))",
    ),
    (
        "LNK-007", "Adakah keputusan orang yang tidak diikuti?", "critical", 0,
        "Laporkan kepada pengelola sistem: keputusan yang berlaku tidak sampai ke orangnya.",
        "SELECT (SELECT count(*) FROM decided_pairs INNER JOIN row_persons AS one ON one.node = node_a"
        " INNER JOIN row_persons AS other ON other.node = node_b WHERE one.person_id <> other.person_id)"
        " + (SELECT count(*) FROM (SELECT person_id FROM decided_sides INNER JOIN row_persons USING (node)"
        " GROUP BY person_id, decision_no HAVING count(DISTINCT side) > 1))",
    ),
)  # fmt: skip


POOR_LISTS = (
    "LNK-008", "Adakah daftar yang sulit dicocokkan karena terlalu sedikit menyebut tentang orangnya?", "warning",
    "Minta kepada instansi NIK atau nomor KK, atau tanggal lahir dan kelurahan.",
)  # fmt: skip

QUESTIONS: tuple[tuple[str, str, Severity], ...] = (
    *((code, question, severity) for code, question, severity, *_ in CHECKS),
    (POOR_LISTS[0], POOR_LISTS[1], "warning"),
)
"""Code, question and severity of every check."""


def run(connection: duckdb.DuckDBPyConnection) -> tuple[Check, ...]:
    """All checks, judged on the tables of this run."""
    judged = []
    for code, question, severity, allowed, action, statement in CHECKS:
        row = connection.execute(statement).fetchone()
        judged.append(Check(code, question, severity, int(row[0]) if row else 0, allowed, action))
    poor = poor_lists.find(connection)
    code, question, _, action = POOR_LISTS
    told = "; ".join(each.told() for each in poor)
    return (*judged, Check(code, question, "warning", len(poor), 0, action, told))
