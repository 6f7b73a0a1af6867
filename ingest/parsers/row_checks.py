"""Checks across cells: a NIK beside family card, dates, names and other rows.

A NIK that fails is made null; nothing is ever filled in from a NIK.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import BoolArray, IntArray, to_mask
from ingest.parsers.dragged import dragged_down, is_checkable
from ingest.parsers.names import is_same_name

# a number with more rows than this, of three or more people, was copied down the column
_COPIED_ROWS = 5
_COPIED_PEOPLE = 3


@dataclass(frozen=True)
class CheckedIdentifiers:
    """NIK and status after the checks, and positions by issue code."""

    nik: pa.Array
    nik_status: pa.Array
    issues: dict[str, list[int]]


def check_identifiers(
    nik: pa.Array,
    nik_status: pa.Array,
    *,
    family_card: pa.Array | None = None,
    name_key: pa.Array | None = None,
    birth_date: pa.Array | None = None,
    sex: pa.Array | None = None,
    repeats_by: Sequence[pa.Array] = (),
) -> CheckedIdentifiers:
    """All checks of a table's NIK column.

    NIK-006 equals the family card: dummy, null. NIK-004 copied down the column, NIK-015 counted up down the column:
    dummy, null, but for the person whose number it is. NIK-007 an earlier row has the same NIK, name and `repeats_by`:
    what a list has several rows of one person for (course, component). NIK-008 rows share a NIK under different names
    (all of them). NIK-011 contradicts the columns.
    """
    issues: dict[str, list[int]] = {}
    void = np.zeros(len(nik), np.bool_)
    if family_card is not None:
        void |= _note(issues, "NIK-006", to_mask(pc.equal(nik, family_card)))
    if name_key is not None:
        kept = pc.if_else(pa.array(void), pa.scalar(None, pa.string()), nik)
        copied, same, other = repeated_niks(kept, name_key, repeats_by)
        against, checkable = contradicts_columns(kept, birth_date, sex), is_checkable(len(nik), birth_date, sex)
        born = copied & ~against & is_checkable(len(nik), birth_date)
        void |= _note(issues, "NIK-004", copied & ~_owners(kept, name_key, born))
        void |= _note(issues, "NIK-015", dragged_down(kept, name_key, checkable, against))
        _note(issues, "NIK-007", same)
        _note(issues, "NIK-008", other)
    kept = pc.if_else(pa.array(void), pa.scalar(None, pa.string()), nik)
    _note(issues, "NIK-011", contradicts_columns(kept, birth_date, sex))
    status = pc.if_else(pa.array(void), "dummy", nik_status)
    return CheckedIdentifiers(kept, status, issues)


def repeated_niks(
    nik: pa.Array, name_key: pa.Array, repeats_by: Sequence[pa.Array] = ()
) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Rows whose NIK was copied down, repeats an earlier row, or is shared by others.

    An earlier row repeats when it is of that name and `repeats_by`.
    """
    copied, same, other = (np.zeros(len(nik), np.bool_) for _ in range(3))
    for rows, keys in _groups_of_repeats(nik, name_key):
        person_of: list[str] = []
        people: list[str] = []
        for key in keys:
            same_person = next((person for person in people if person == key or is_same_name(person, key)), None)
            if same_person is None:
                people.append(key)
            person_of.append(same_person or key)
        if len(rows) > _COPIED_ROWS and len(people) >= _COPIED_PEOPLE:
            copied[rows] = True
            continue
        seen: set[tuple[Any, ...]] = set()
        for row, person in zip(rows, person_of, strict=True):
            entry = (person, *(column[row].as_py() for column in repeats_by))
            same[row] = entry in seen
            seen.add(entry)
        other[rows] = len(people) > 1
    return copied, same, other


def _owners(nik: pa.Array, name_key: pa.Array, born: BoolArray) -> BoolArray:
    """The rows of those whose number was copied to others.

    It is the one person's whose birth date is in it (`born`); a number that fits several was made up.
    """
    found = np.zeros(len(nik), np.bool_)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(born).tolist():
        rows_of[nik[row].as_py()].append(row)
    for rows in rows_of.values():
        found[rows] = len({name_key[row].as_py() for row in rows}) == 1
    return found


def contradicts_columns(nik: pa.Array, birth_date: pa.Array | None, sex: pa.Array | None) -> BoolArray:
    """A mask of NIKs whose birth date or sex differs from the columns, century aside."""
    rows: IntArray = np.flatnonzero(to_mask(pc.is_valid(nik)))
    differs = np.zeros(len(nik), np.bool_)
    if not len(rows):
        return differs
    take = pa.array(rows)
    inside = nik.take(take)
    day = _digits(inside, 6)
    wrong = np.zeros(len(rows), np.bool_)
    if birth_date is not None:
        dates = birth_date.take(take)
        stated = zip(
            (pc.day(dates), pc.month(dates), pc.year(dates)),
            (day % 40, _digits(inside, 8), _digits(inside, 10)),
            strict=True,
        )
        for part, expected in stated:
            numbers = pc.fill_null(part, -1).to_numpy(zero_copy_only=False)
            wrong |= (numbers >= 0) & (numbers % 100 != expected)
    if sex is not None:
        stated_sex = sex.take(take)
        woman = day > 40
        wrong |= (to_mask(pc.equal(stated_sex, "L")) & woman) | (to_mask(pc.equal(stated_sex, "P")) & ~woman)
    differs[rows] = wrong
    return differs


def share_ending_in_zero(nik: pa.Array) -> float | None:
    """Share of NIKs ending in 0: near 0.1 if honest, more where Excel cut digits."""
    filled = nik.drop_null()
    return float(pc.mean(pc.ends_with(filled, "0")).as_py()) if len(filled) else None


def _note(issues: dict[str, list[int]], code: str, mask: BoolArray) -> BoolArray:
    if mask.any():
        issues[code] = np.flatnonzero(mask).tolist()
    return mask


def _digits(nik: pa.Array, start: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    two = pc.cast(pc.utf8_slice_codeunits(nik, start, start + 2), pa.int16())
    return two.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _groups_of_repeats(nik: pa.Array, name_key: pa.Array) -> list[tuple[list[int], list[str]]]:
    """Rows and name keys of each repeated NIK; rows without a name count as one."""
    counts = pc.value_counts(nik.drop_null())
    repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    rows = np.flatnonzero(to_mask(pc.is_in(nik, value_set=repeated)))
    take = pa.array(rows)
    groups: dict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for row, number, key in zip(
        rows.tolist(), nik.take(take).to_pylist(), name_key.take(take).to_pylist(), strict=True
    ):
        groups[number][0].append(row)
        groups[number][1].append(key or "")
    return list(groups.values())
