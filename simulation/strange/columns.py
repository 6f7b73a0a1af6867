"""Columns of a list: less some, more some, some in one cell together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.listing import Listing
from simulation.pages import Column
from simulation.strange.extras import add_extra
from simulation.strange.habits import AGGREGATES, Habits
from simulation.wordlists import words

NUMBER, BLANK, EXTRA, FIELD = "number", "blank", "extra", "field"

_NEEDED = frozenset(
    words("""nik full_name status_text benefit_amount_idr benefit_quantity component segment member_name cycle
    family_card_no village_name household_id welfare_percentile is_proposed""")
)
_BLOCKS = (
    words("full_name nik family_card_no head_name member_name nisn"),
    words("sex birth_place birth_date age_years mother_name father_name relation_head education_level phone"),
    words("address rt rw village_name district_name regency_name province_name district_capil village_capil"),
)
_LAST = words("status_text note")
_IDENTITY_ORDERS = (
    words("full_name nik family_card_no"), words("nik full_name family_card_no"), words("family_card_no nik full_name"),
    words("nik family_card_no full_name"), words("full_name family_card_no nik"),
)  # fmt: skip
_ADDED = words("sex birth_place birth_date mother_name head_name district_name")
_ADDRESS = words("address rt rw")


@dataclass
class Placed:
    """One column; `fields` = what its cells tell, `key` = their name in the listing."""

    key: str
    fields: tuple[str, ...] = ()
    role: str = FIELD
    base_header: str = ""
    base_group: str = ""
    headings: tuple[str, ...] = ()  # from the top of the header band down; empty where a cell is merged with another
    width: float = 13.0
    hidden: bool = False


def place_columns(
    habits: Habits, table: str, base: Sequence[Column], listing: Listing, rng: np.random.Generator
) -> list[Placed]:
    """The columns of the list; combined and further cells are added to `listing`."""
    placed = [_as_held(column) for column in base]
    if habits.as_exported or table in AGGREGATES:
        placed = [column for column in placed if column.role != BLANK or rng.random() < 0.8]
    else:
        placed = _chosen(habits, table, placed, listing, rng)
    for _ in range(habits.extras):
        extra = Placed(*_extra(listing, rng))
        at = len(placed) if rng.random() < 0.7 else int(rng.integers(1, len(placed) + 1))
        if extra.base_header not in {column.base_header for column in placed}:
            placed.insert(at, extra)
    return placed


def gives_village(habits: Habits) -> bool:
    """True where sheets or section rows say the kelurahan, so no column has to."""
    return habits.split == "village" or habits.sections == "village"


def _extra(listing: Listing, rng: np.random.Generator) -> tuple[str, tuple[str, ...], str, str]:
    heading, key = add_extra(listing, rng)
    return key, (), EXTRA, heading


def _as_held(column: Column) -> Placed:
    if column.field == "#":
        return Placed("#", (), NUMBER, column.header, column.group, width=column.width)
    combined = {"birth_place_and_date": ("birth_place", "birth_date"), "rt_rw": ("rt", "rw")}
    fields = combined.get(column.field, (column.field,)) if column.field else ()
    role = FIELD if column.field else BLANK
    return Placed(column.field, fields, role, column.header, column.group, width=column.width, hidden=column.hidden)


def _chosen(habits: Habits, table: str, held: list[Placed], listing: Listing, rng: np.random.Generator) -> list[Placed]:
    by_field = {field: column for column in held for field in column.fields}
    fields = [field for column in held for field in column.fields if field in listing.cells]
    fields = [field for field in fields if field in _NEEDED or rng.random() >= habits.dropped]
    fields += [field for field in _ADDED if field not in fields and _may_add(table, field, rng, habits)]
    if not habits.has_card and table != "pkh":
        fields = [field for field in fields if field != "family_card_no"]
    if not habits.has_nik:
        fields = [field for field in fields if field != "nik"]
        fields += [field for field in ("birth_date", "sex") if field not in fields]
    fields = _with_place(habits, table, fields, rng)
    columns = [Placed("#", (), NUMBER, "No")] if rng.random() < 0.92 else []
    for field in _in_order(fields, rng):
        known = by_field.get(field)
        is_own = known is not None and known.key == field
        columns.append(
            Placed(
                field,
                (field,),
                FIELD,
                known.base_header if known and is_own else "",
                known.base_group if known else "",
                width=known.width if known and is_own else 16.0,
            )
        )
    return _combined(habits, columns)


def _may_add(table: str, field: str, rng: np.random.Generator, habits: Habits) -> bool:
    return not (table == "pip" and field == "head_name") and bool(rng.random() < habits.added)


def _with_place(habits: Habits, table: str, fields: list[str], rng: np.random.Generator) -> list[str]:
    if gives_village(habits):
        return [field for field in fields if field not in ("village_name", "district_name") or rng.random() < 0.2]
    if table != "pip" and "village_name" not in fields:
        fields = [*fields, "village_name"]
    if habits.split == "district" or habits.sections == "district":
        fields = [field for field in fields if field != "district_name" or rng.random() < 0.3]
    return fields


def _in_order(fields: list[str], rng: np.random.Generator) -> list[str]:
    """Identity first, then the other blocks as drawn, statuses and notes last."""
    identity = _IDENTITY_ORDERS[int(rng.integers(len(_IDENTITY_ORDERS)))]
    blocks = [[*identity, *_BLOCKS[0]], _BLOCKS[1], _BLOCKS[2]]
    known = {field for block in blocks for field in block} | set(_LAST)
    blocks.append([field for field in fields if field not in known])
    order = [0, *(1 + rng.permutation(3)).tolist()] if rng.random() < 0.35 else [0, 1, 2, 3]
    wanted = [field for at in order for field in blocks[at]] + _LAST
    return [field for field in dict.fromkeys(wanted) if field in fields]


def _combined(habits: Habits, columns: list[Placed]) -> list[Placed]:
    """Puts fields in one cell where the office does so: birth, RT/RW, address."""
    has = {column.key for column in columns}
    if habits.combine_birth and {"birth_place", "birth_date"} <= has:
        columns = _joined(columns, ("birth_place", "birth_date"), "birth_place_and_date")
    if habits.rt_rw != "two" and {"rt", "rw"} <= has:
        if habits.rt_rw == "address" and "address" in has:
            return _joined(columns, tuple(_ADDRESS), "address")
        return _joined(columns, ("rt", "rw"), "rt" if habits.rt_rw == "rt" else "rt_rw")
    return columns


def _joined(columns: list[Placed], fields: tuple[str, ...], key: str) -> list[Placed]:
    first = next(at for at, column in enumerate(columns) if column.key in fields)
    width = max(column.width for column in columns if column.key in fields) + 6
    joined = Placed(key, fields, FIELD, "", columns[first].base_group, width=width)
    return [*columns[:first], joined, *(column for column in columns[first:] if column.key not in fields)]
