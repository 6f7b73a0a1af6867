"""Parses a column at once: a vectorised pass for clean cells, scalar rules for others.

A parser is one scalar function, `cell -> (output, ..., code)`. It is called once for each distinct value, so that a
column of two million cells costs about as much as its odd values do. A parser of columns that hardly repeat (NIK,
names) also gives a `Clean`: a conservative test whose only right is to say "this cell is plainly fine, take it as it
stands". Whatever it does not vouch for goes to the scalar rule: so every rule stands in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.workbook import Cell

BoolArray = np.ndarray[tuple[int], np.dtype[np.bool_]]
IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]
Scalar = Callable[[Any], tuple[Any, ...]]
_SAMPLE = 1_000  # cells that tell whether a column repeats its values


@dataclass(frozen=True)
class Parsed:
    """Typed columns as long as the cells, and for each issue code its positions."""

    columns: dict[str, pa.Array]
    issues: dict[str, list[int]]


@dataclass(frozen=True)
class Clean:
    """The vouched part of a vectorised pass: `mask` says where, `columns` hold the outputs."""

    mask: BoolArray
    columns: dict[str, pa.Array]


class Column(list[Cell]):
    """The cells of one column, never changed; what several parsers ask is worked out once."""

    @cached_property
    def text(self) -> pa.Array:
        """The text cells as an Arrow array; null for empty cells and other kinds."""
        exact = self._exact_text
        return pa.array(map(_encodable, self._only_text()), pa.string()) if exact is None else exact

    @cached_property
    def distinct(self) -> tuple[list[Cell], IntArray]:
        """The distinct cells and each cell's place among them; 1, 1.0, True and '1' differ."""
        if self._is_text and self._exact_text is not None:
            return _fold_arrow(self._exact_text)
        if {float, type(None)}.issuperset(self.kinds):
            return _fold_arrow(pa.array(self, pa.float64()))
        return _fold_kinds(self, self.kinds)

    @cached_property
    def repeats(self) -> bool:
        """True for a column of few texts, each many times, by its first cells."""
        return self._is_text and 2 * len(set(self[:_SAMPLE])) < min(len(self), _SAMPLE)

    @property
    def has_text(self) -> bool:
        return str in self.kinds

    @cached_property
    def kinds(self) -> frozenset[type]:
        """The types of the cells."""
        return frozenset(map(type, self))

    @property
    def _is_text(self) -> bool:
        return {str, type(None)}.issuperset(self.kinds)

    @cached_property
    def _exact_text(self) -> pa.Array | None:
        """The texts, or None for one with a lone surrogate, left by a reader's surrogateescape."""
        try:
            return pa.array(self._only_text(), pa.string())
        except UnicodeEncodeError:
            return None

    def _only_text(self) -> Sequence[Cell]:
        return self if self._is_text else [cell if type(cell) is str else None for cell in self]


def column_of(cells: Sequence[Cell]) -> Column:
    """`cells` as a column; itself where it is one."""
    return cells if isinstance(cells, Column) else Column(cells)


def parse_column(
    cells: Sequence[Cell],
    scalar: Scalar,
    types: Mapping[str, pa.DataType],
    clean: Callable[[pa.Array], Clean] | None = None,
) -> Parsed:
    """The outputs of `scalar` for every cell, typed by `types`, the issue code last."""
    column = column_of(cells)
    if clean is None or not column.has_text:
        return _by_distinct_value(column, None, scalar, types)
    if column.repeats:
        distinct, index = column.distinct
        if 2 * len(distinct) < len(column):
            return _lay_out(parse_column(distinct, scalar, types, clean), index)
    vouched = clean(column.text)
    if vouched.mask.all():
        return Parsed(vouched.columns, {})
    odd = np.flatnonzero(~vouched.mask)
    slow = _by_distinct_value(Column(column[position] for position in odd.tolist()), odd, scalar, types)
    if len(odd) == len(column):
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
    """The outputs of `scalar` for every pair of cells, called once for each distinct pair."""
    lefts, left_index = fold_distinct(left)
    rights, right_index = fold_distinct(right)
    pairs, index = np.unique(left_index * max(len(rights), 1) + right_index, return_inverse=True)
    results = [scalar(lefts[pair // len(rights)], rights[pair % len(rights)]) for pair in pairs.tolist()]
    return _spread(results, index, None, types)


def as_text(cells: Sequence[Cell]) -> pa.Array:
    """The text cells as an Arrow array; null for empty cells and other kinds."""
    text: pa.Array = column_of(cells).text
    return text


def fold_distinct(cells: Sequence[Cell]) -> tuple[list[Cell], IntArray]:
    """The distinct cells and each cell's place among them.

    1, 1.0, True and '1' stay four different cells.
    """
    return column_of(cells).distinct


def text_matches(text: pa.Array, pattern: str) -> BoolArray:
    """A mask of the texts that match an RE2 pattern whole; False for null."""
    return to_mask(pc.match_substring_regex(text, rf"\A(?:{pattern})\z"))


def to_mask(values: pa.Array) -> BoolArray:
    """A boolean Arrow array as numpy, null as False."""
    mask: BoolArray = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return mask


def _fold_arrow(values: pa.Array) -> tuple[list[Cell], IntArray]:
    encoded = values.dictionary_encode(null_encoding="encode")
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64)


def _fold_kinds(cells: Sequence[Cell], kinds: frozenset[type]) -> tuple[list[Cell], IntArray]:
    """`Column.distinct` of any cells, kind by kind: equal cells of two kinds are two."""
    number = {kind: place for place, kind in enumerate(kinds)}
    kind_of_cell = np.fromiter(map(number.__getitem__, map(type, cells)), np.int16, count=len(cells))
    distinct: list[Cell] = []
    index = np.empty(len(cells), np.int64)
    for place in number.values():
        positions = np.flatnonzero(kind_of_cell == place)
        of_kind = [cells[position] for position in positions.tolist()]
        slots = {cell: slot for slot, cell in enumerate(dict.fromkeys(of_kind), len(distinct))}
        index[positions] = np.fromiter(map(slots.__getitem__, of_kind), np.int64, count=len(of_kind))
        distinct += slots
    return distinct, index


def _by_distinct_value(
    column: Column, positions: IntArray | None, scalar: Scalar, types: Mapping[str, pa.DataType]
) -> Parsed:
    distinct, index = column.distinct
    return _spread([scalar(cell) for cell in distinct], index, positions, types)


def _lay_out(parsed: Parsed, index: IntArray) -> Parsed:
    """The outputs of distinct values, laid out over the cells that have them."""
    take = pa.array(index)
    issues = {code: np.flatnonzero(np.isin(index, slots)).tolist() for code, slots in parsed.issues.items()}
    return Parsed({name: values.take(take) for name, values in parsed.columns.items()}, issues)


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
