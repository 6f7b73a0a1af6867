"""A column of cells parsed at once: a vectorised pass for what is plainly clean, the scalar rule for the rest.

A parser is one scalar function, `cell -> (output, ..., code)`. It is called once for each distinct value, so that a
column of two million cells costs about as much as its odd values do. A parser of columns that hardly repeat (NIK,
names) also gives a `Clean`: a conservative test whose only right is to say "this cell is plainly fine, take it as it
stands". Whatever it does not vouch for goes to the scalar rule: so every rule stands in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.workbook import Cell

BoolArray = np.ndarray[tuple[int], np.dtype[np.bool_]]
IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]
Scalar = Callable[[Any], tuple[Any, ...]]


@dataclass(frozen=True)
class Parsed:
    """Typed columns of the same length as the cells, and for each issue code the positions that have it."""

    columns: dict[str, pa.Array]
    issues: dict[str, list[int]]


@dataclass(frozen=True)
class Clean:
    """What the vectorised pass vouches for: `mask` says where, `columns` hold the outputs there."""

    mask: BoolArray
    columns: dict[str, pa.Array]


def parse_column(
    cells: Sequence[Cell],
    scalar: Scalar,
    types: Mapping[str, pa.DataType],
    clean: Callable[[pa.Array], Clean] | None = None,
) -> Parsed:
    """The outputs of `scalar` for every cell; its last output is the issue code or None, `types` names the others."""
    if clean is None or not len(cells):
        return _by_distinct_value(cells, None, scalar, types)
    vouched = clean(as_text(cells))
    if vouched.mask.all():
        return Parsed(vouched.columns, {})
    odd = np.flatnonzero(~vouched.mask)
    slow = _by_distinct_value([cells[position] for position in odd.tolist()], odd, scalar, types)
    if len(odd) == len(cells):
        return slow
    mask = pa.array(~vouched.mask)
    merged = {name: pc.replace_with_mask(vouched.columns[name], mask, slow.columns[name]) for name in types}
    return Parsed(merged, slow.issues)


def parse_pairs(
    left: Sequence[Cell],
    right: Sequence[Cell],
    scalar: Callable[[Any, Any], tuple[Any, ...]],
    types: Mapping[str, pa.DataType],
) -> Parsed:
    """The outputs of `scalar` for every pair of cells of two columns, called once for each distinct pair."""
    lefts, left_index = fold_distinct(left)
    rights, right_index = fold_distinct(right)
    pairs, index = np.unique(left_index * max(len(rights), 1) + right_index, return_inverse=True)
    results = [scalar(lefts[pair // len(rights)], rights[pair % len(rights)]) for pair in pairs.tolist()]
    return _spread(results, index, None, types)


def as_text(cells: Sequence[Cell]) -> pa.Array:
    """The cells that are text, as an Arrow array; null where a cell is empty or of another kind."""
    texts = cells if {str, type(None)}.issuperset(map(type, cells)) else [c if type(c) is str else None for c in cells]
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # a lone surrogate, left by a reader that decoded with surrogateescape
        return pa.array([_encodable(text) for text in texts], pa.string())


def fold_distinct(cells: Sequence[Cell]) -> tuple[list[Cell], IntArray]:
    """The distinct cells and, for each cell, its place among them. 1, 1.0, True and '1' stay four different cells."""
    kinds = {kind: number for number, kind in enumerate(set(map(type, cells)))}
    if {str, type(None)}.issuperset(kinds):
        return _fold_one_kind(cells)
    kind_of_cell = np.fromiter(map(kinds.__getitem__, map(type, cells)), np.int16, count=len(cells))
    distinct: list[Cell] = []
    index = np.empty(len(cells), np.int64)
    for number in kinds.values():
        positions = np.flatnonzero(kind_of_cell == number)
        values, places = _fold_one_kind([cells[position] for position in positions.tolist()])
        index[positions] = places + len(distinct)
        distinct += values
    return distinct, index


def text_matches(text: pa.Array, pattern: str) -> BoolArray:
    """Where the whole text matches an RE2 pattern; False for null."""
    return to_mask(pc.match_substring_regex(text, rf"\A(?:{pattern})\z"))


def to_mask(values: pa.Array) -> BoolArray:
    """A boolean Arrow array as numpy, null as False."""
    mask: BoolArray = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return mask


def join_issues(*parts: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Several issue tables as one, positions in order and each once."""
    joined: dict[str, set[int]] = {}
    for part in parts:
        for code, positions in part.items():
            joined.setdefault(code, set()).update(positions)
    return {code: sorted(positions) for code, positions in joined.items()}


def _fold_one_kind(cells: Sequence[Cell]) -> tuple[list[Cell], IntArray]:
    slots = {cell: slot for slot, cell in enumerate(dict.fromkeys(cells))}
    return list(slots), np.fromiter(map(slots.__getitem__, cells), np.int64, count=len(cells))


def _by_distinct_value(
    cells: Sequence[Cell], positions: IntArray | None, scalar: Scalar, types: Mapping[str, pa.DataType]
) -> Parsed:
    distinct, index = fold_distinct(cells)
    return _spread([scalar(cell) for cell in distinct], index, positions, types)


def _spread(
    results: list[tuple[Any, ...]],
    index: IntArray,
    positions: IntArray | None,
    types: Mapping[str, pa.DataType],
) -> Parsed:
    """Results of distinct values, laid out over the cells that have them."""
    take = pa.array(index)
    columns = {
        name: _array([result[slot] for result in results], kind).take(take)
        for slot, (name, kind) in enumerate(types.items())
    }
    return Parsed(columns, _issue_positions([result[-1] for result in results], index, positions))


def _issue_positions(codes: list[str | None], index: IntArray, positions: IntArray | None) -> dict[str, list[int]]:
    issues: dict[str, list[int]] = {}
    names = sorted({code for code in codes if code is not None})
    if names:
        number = {None: -1} | {code: slot for slot, code in enumerate(names)}
        of_cell = np.array([number[code] for code in codes], np.int64)[index]
        for slot, code in enumerate(names):
            hits = np.flatnonzero(of_cell == slot)
            issues[code] = (hits if positions is None else positions[hits]).tolist()
    return issues


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_encodable(value) for value in values], kind)


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
