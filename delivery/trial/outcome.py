"""Counts what the tried rules change, by programme and kelurahan.

Counted are the target group and its cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import duckdb

from delivery.release.small_cells import SMALL_CELL
from delivery.trial.rules import TriedRule
from delivery.trial.scratch import PUBLISHED

CITY = "Seluruh kota"
_COUNTS = ("target_before", "target_after", "entering", "entering_receiving", "leaving", "leaving_receiving")
_RECEIVING = ("entering_receiving", "leaving_receiving")


@dataclass(frozen=True)
class Change:
    """Units of one programme in one kelurahan (or the city, `village_code` None).

    Rupiah are per semester.

    `entering` are in the target group by the tried rule alone, `leaving` by the published rule alone; of these
    `..._receiving` receive the programme already, None when no list names its receivers. Costs are those of serving the
    whole target group, None when the amount is not known. A hidden row has None everywhere.
    """

    programme_code: str
    village_code: str | None
    village_name: str
    target_before: int | None
    target_after: int | None
    entering: int | None
    entering_receiving: int | None
    leaving: int | None
    leaving_receiving: int | None
    cost_before_idr: int | None
    cost_after_idr: int | None
    is_hidden: bool = False

    @property
    def cost_change_idr(self) -> int | None:
        if self.cost_before_idr is None or self.cost_after_idr is None:
            return None
        return self.cost_after_idr - self.cost_before_idr


@dataclass(frozen=True)
class NamedUnit:
    """One unit that enters or leaves, by name and address: for the operator alone."""

    programme_code: str
    change: str
    unit_kind: str
    unit_id: str
    is_receiver: bool
    welfare_percentile: int | None
    welfare_decile: int | None
    nik: str | None
    family_card_no: str | None
    full_name: str | None
    address: str | None
    rt: str | None
    rw: str | None
    village_code: str | None


_MOVES = f"""
with before as (
    select programme_code, unit_kind, unit_id, village_code, welfare_percentile, welfare_decile, is_receiver
    from {PUBLISHED}.measures.msr_listed_units where is_target and semester = $semester
),
after as (
    select programme_code, unit_kind, unit_id, village_code, welfare_percentile, welfare_decile, is_receiver
    from measures.msr_listed_units where is_target and semester = $semester
),
moves as (
    select
        coalesce(after.programme_code, before.programme_code) as programme_code,
        coalesce(after.unit_kind, before.unit_kind) as unit_kind,
        coalesce(after.unit_id, before.unit_id) as unit_id,
        coalesce(after.village_code, before.village_code) as village_code,
        coalesce(after.welfare_percentile, before.welfare_percentile) as welfare_percentile,
        coalesce(after.welfare_decile, before.welfare_decile) as welfare_decile,
        coalesce(after.is_receiver, before.is_receiver) as is_receiver,
        before.unit_id is not null as was_target,
        after.unit_id is not null as is_target
    from before full outer join after
        on before.programme_code = after.programme_code and before.unit_kind = after.unit_kind
        and before.unit_id = after.unit_id
    where coalesce(after.programme_code, before.programme_code) in (select unnest($codes))
)
"""


def changes(scratch: duckdb.DuckDBPyConnection, rules: Sequence[TriedRule], semester: str) -> list[Change]:
    """The city's row of each programme first, then its kelurahan by code."""
    rows = scratch.execute(
        f"""
        {_MOVES}
        select moves.programme_code, moves.village_code, coalesce(regions.region_name, 'Tidak diketahui'),
            count(*) filter (was_target), count(*) filter (moves.is_target),
            count(*) filter (moves.is_target and not was_target),
            count(*) filter (moves.is_target and not was_target and is_receiver),
            count(*) filter (was_target and not moves.is_target),
            count(*) filter (was_target and not moves.is_target and is_receiver),
            grouping(moves.village_code)
        from moves left join core.dim_region as regions on moves.village_code = regions.region_code
        group by grouping sets (
            (moves.programme_code), (moves.programme_code, moves.village_code, regions.region_name)
        )
        order by moves.programme_code, grouping(moves.village_code) desc, moves.village_code
        """,
        {"semester": semester, "codes": [rule.programme_code for rule in rules]},
    ).fetchall()
    amounts = {
        rule.programme_code: (rule.published.amount_per_semester_idr, rule.tried.amount_per_semester_idr)
        for rule in rules
    }
    has_list = dict(
        scratch.execute(
            f"select programme_code, has_list from {PUBLISHED}.measures.msr_programme_lists where semester = ?",
            [semester],
        ).fetchall()
    )
    found = []
    for code, village, name, before, after, *moved, is_city in rows:
        old, new = amounts[code]
        counts: dict[str, Any] = dict(zip(_COUNTS, (before, after, *moved), strict=True))
        if not has_list.get(code):
            counts |= dict.fromkeys(_RECEIVING)
        costs: dict[str, Any] = {
            "cost_before_idr": None if old is None else before * old,
            "cost_after_idr": None if new is None else after * new,
        }
        found.append(Change(code, village, CITY if is_city else name, **counts, **costs))
    return found


def small_cells_hidden(found: Iterable[Change]) -> list[Change]:
    """The rows as they may be shown.

    A kelurahan with a count from 1 to 4 is hidden, with another one if it is alone.
    """
    shown: list[Change] = []
    for _, rows in groupby(found, key=lambda row: row.programme_code):
        programme = list(rows)
        areas = [row for row in programme if row.village_name != CITY]
        hidden = [row for row in areas if any(0 < (getattr(row, name) or 0) < SMALL_CELL for name in _COUNTS)]
        if len(hidden) == 1 and len(areas) > 1:
            hidden.append(min((row for row in areas if row not in hidden), key=lambda row: row.target_after or 0))
        shown += [_without_counts(row) if row in hidden else row for row in programme]
    return shown


def _without_counts(row: Change) -> Change:
    empty: dict[str, Any] = {field.name: None for field in fields(Change)}
    labels = {"programme_code": row.programme_code, "village_code": row.village_code, "village_name": row.village_name}
    return Change(**{**empty, **labels, "is_hidden": True})


def named_units(scratch: duckdb.DuckDBPyConnection, rules: Sequence[TriedRule], semester: str) -> list[NamedUnit]:
    """Everybody who enters or leaves, with the contact that the agreed source has."""
    rows = scratch.execute(
        f"""
        {_MOVES}
        select programme_code, case when is_target then 'masuk' else 'keluar' end, moves.unit_kind, moves.unit_id,
            is_receiver, welfare_percentile, welfare_decile, contacts.nik, contacts.family_card_no,
            coalesce(contacts.full_name, contacts.head_name), contacts.address, contacts.rt, contacts.rw,
            coalesce(moves.village_code, contacts.village_code)
        from moves left join measures.msr_reference_contacts as contacts
            on contacts.semester = $semester and moves.unit_kind = contacts.unit_kind
            and moves.unit_id = contacts.unit_id
        where was_target <> is_target
        order by all
        """,
        {"semester": semester, "codes": [rule.programme_code for rule in rules]},
    ).fetchall()
    return [NamedUnit(*row) for row in rows]
