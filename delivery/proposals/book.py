"""Settles what is proposed now, what waits, and what a newer version answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.ledger import ProposalRow

Line = Mapping[str, Any]
KINDS: Mapping[str, str] = {
    "deceased": "Meninggal",
    "moved": "Pindah",
    "number": "Perbaikan NIK",
    "missed": "Keluarga terlewat",
    "doubt": "Keluarga diragukan",
}


class ProposalError(Exception):
    """There is no list of proposals; the message says what to do."""


@dataclass(frozen=True)
class Settled:
    """The proposals of a semester by what is to be done with each.

    `changed` is new to the ledger.
    """

    snapshot: str
    proposed: tuple[Line, ...]
    waiting: tuple[ProposalRow, ...]
    answered: tuple[ProposalRow, ...]
    changed: tuple[ProposalRow, ...]

    @property
    def found(self) -> int:
        """The number of proposals that a newer version has taken up since."""
        return sum(row.status == "taken_up" for row in self.changed)


@dataclass(frozen=True)
class SourceNow:
    """The source of a semester: what to mend, and what it holds of earlier subjects."""

    snapshot: str
    lines: tuple[Line, ...]
    listed: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()

    def has_taken_up(self, row: ProposalRow) -> bool:
        """True where the source shows that it did so; of a doubt it never does."""
        if row.kind in ("deceased", "moved"):
            return row.subject_id not in self.listed
        if row.kind == "number":
            return row.subject_id in self.numbered
        return row.kind == "missed" and row.subject_id in self.listed


def read_source(warehouse: Path, semester: str, booked: Mapping[str, ProposalRow]) -> SourceNow:
    """The source of a semester beside what was proposed before.

    ProposalError where there is none.
    """
    if not warehouse.exists():
        raise ProposalError(f"belum ada gudang data; jalankan dahulu: sinergi run {semester}")
    with duckdb.connect(str(warehouse), read_only=True) as database:
        in_force = database.execute(
            "select snapshot_id from core.dim_reference_snapshot where semester = ? and is_in_force and row_count > 0",
            [semester],
        ).fetchone()
        if in_force is None:
            raise ProposalError(f"tidak ada sumber acuan yang berlaku di semester {semester} di gudang data ini")
        found = database.execute(
            "select proposals.*, villages.region_name as village_name from bnba.list_source_proposals as proposals "
            "left join core.dim_region as villages on proposals.village_code = villages.region_code "
            "where semester = ? order by proposal_kind, villages.region_name, proposals.full_name, proposal_id",
            [semester],
        )
        names = [each[0] for each in found.description or ()]
        lines = tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())
        subjects = database.execute(
            "select subject_id, bool_or(has_valid_nik) from (select person_id as subject_id, has_valid_nik from "
            "core.fct_welfare_status where semester = $semester union all select family_id, has_valid_nik from "
            "core.fct_welfare_status where semester = $semester) where subject_id in (select unnest($subjects)) "
            "group by subject_id",
            {"semester": semester, "subjects": [row.subject_id for row in booked.values()]},
        ).fetchall()
    listed, numbered = (frozenset(key for key, has in subjects if has or not only) for only in (False, True))
    return SourceNow(str(in_force[0]), lines, listed, numbered)


def settle(semester: str, source: SourceNow, booked: Mapping[str, ProposalRow], moment: str) -> Settled:
    """The proposals of `semester`, against everything proposed before.

    Proposed is what was never sent, or was sent for this very semester and waits, so that a lost file can be made
    again. What was sent before waits; where a newer version of the source shows it, it was taken up. A refusal stands.
    """
    changed = {
        line["proposal_id"]: ProposalRow(
            line["proposal_id"], line["proposal_kind"], line["unit_id"], semester, source.snapshot, moment
        )
        for line in source.lines
        if line["proposal_id"] not in booked
    }
    for row in booked.values():
        is_newer = semester > row.sent_semester and source.snapshot != row.sent_snapshot
        if row.status == "sent" and is_newer and source.has_taken_up(row):
            found = f"ditemukan di {source.snapshot}"
            changed[row.proposal_id] = replace(row, status="taken_up", reason=found, answered_at=moment)
    all_rows = {**booked, **changed}
    proposed = tuple(
        line
        for line in source.lines
        if all_rows[line["proposal_id"]].status == "sent" and all_rows[line["proposal_id"]].sent_semester == semester
    )
    shown = {line["proposal_id"] for line in proposed}
    rest = [row for key, row in sorted(all_rows.items()) if key not in shown]
    return Settled(
        source.snapshot, proposed, tuple(row for row in rest if row.status == "sent"),
        tuple(row for row in rest if row.status != "sent"), tuple(changed.values()),
    )  # fmt: skip
