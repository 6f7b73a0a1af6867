"""Finds the one figure that the user names.

Named as in `mart_targeting.coverage_rate[semester=2017-S1,programme=KKS,kelurahan=Lapadde]`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from delivery.tracing.declared import MartTrace, TraceError, Traces
from delivery.tracing.numbers import number

_FIGURE = re.compile(r"\s*(?P<mart>\w+)\.(?P<column>\w+)\s*(?:\[(?P<keys>.*)\])?\s*")
_KEY = re.compile(r"\s*(?P<key>\w+)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^,\"]*?))\s*(?:,|$)")
_ENDINGS = ("", "_code", "_id", "_name")
_ROWS_SHOWN = 25
_VALUES_SHOWN = 30
SHAPE = "mart.kolom[kunci=nilai,kunci=nilai]"


@dataclass(frozen=True)
class Figure:
    """One number of one row of a mart; `row` holds all columns of that row."""

    mart: str
    column: str
    grain: tuple[str, ...]
    row: Mapping[str, Any]

    @property
    def value(self) -> Any:
        return self.row[self.column]

    @property
    def key(self) -> dict[str, Any]:
        """The values that make the row one of a kind."""
        return {name: self.row[name] for name in self.grain}

    @property
    def name(self) -> str:
        """The figure in the notation of the command."""
        return f"{self.mart}.{self.column}[{','.join(f'{key}={value}' for key, value in self.key.items())}]"


def resolve(
    warehouse: duckdb.DuckDBPyConnection, traces: Traces, grains: Mapping[str, tuple[str, ...]], text: str
) -> Figure:
    """The one figure that `text` names.

    TraceError says what exists: marts, columns, keys, or the rows that fit.
    """
    parsed = _FIGURE.fullmatch(text)
    if parsed is None:
        raise TraceError([f"TRC-010 {text!r} bukan nama angka; bentuknya {SHAPE}"])
    name = parsed["mart"] if parsed["mart"] in traces.marts else f"mart_{parsed['mart']}"
    if name not in traces.marts:
        raise TraceError([f"TRC-011 tidak ada mart {parsed['mart']}{_near(name, list(traces.marts))}"])
    mart, column = traces.marts[name], parsed["column"]
    columns = [each[0] for each in warehouse.execute(f"describe {traces.relations[name]}").fetchall()]
    problems = []
    if column not in mart.columns or column not in columns:
        problems.append(f"TRC-012 {name} tidak punya angka {column}{_near(column, list(mart.columns))}")
    conditions, values = [], []
    for key, value in _keys(parsed["keys"] or "", problems):
        condition = _condition(mart, columns, key)
        if condition is None:
            possible_keys = [*mart.shortcuts, *grains[name], *(each for each in columns if each not in grains[name])]
            problems.append(f"TRC-013 {name} tidak punya kunci {key}{_near(key, possible_keys)}")
            continue
        conditions.append(condition)
        values += [value] * condition.count("?")
    if problems:
        raise TraceError(problems)
    return _only_one(warehouse, traces.relations[name], name, column, grains[name], conditions, values)


def _keys(text: str, problems: list[str]) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _KEY.match(text, at)
        if match is None or match.end() == at:
            problems.append(f"TRC-010 tidak dapat dibaca mulai {text[at:]!r}; bentuknya {SHAPE}")
            break
        found.append((match["key"], match["plain"] if match["quoted"] is None else match["quoted"]))
        at = match.end()
    return found


def _condition(mart: MartTrace, columns: list[str], key: str) -> str | None:
    """The SQL condition of one key, a `?` for each place of its value.

    None when there is no such key.
    """
    if key in mart.shortcuts:
        shortcut = mart.shortcuts[key]
        either = " or ".join(f"lower(cast({column} as varchar)) = lower(?)" for column in shortcut.value)
        return f"({either})" + (f" and breakdown = '{shortcut.breakdown}'" if shortcut.breakdown else "")
    either = " or ".join(
        f"lower(cast({key}{ending} as varchar)) = lower(?)" for ending in _ENDINGS if f"{key}{ending}" in columns
    )
    return f"({either})" if either else None


def _only_one(
    warehouse: duckdb.DuckDBPyConnection, relation: str, mart: str, column: str, grain: tuple[str, ...],
    conditions: list[str], values: list[str],
) -> Figure:  # fmt: skip
    where = " and ".join(conditions) or "true"
    order = ", ".join(grain)
    found = warehouse.execute(f"select * from {relation} where {where} order by {order}", values)
    names = [each[0] for each in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    # of a figure that is not said to be about a part, the city's is meant
    whole = [row for row in rows if row.get("breakdown") == "city"]
    chosen = whole if len(whole) == 1 and not any("breakdown" in condition for condition in conditions) else rows
    if len(chosen) == 1:
        return Figure(mart, column, grain, chosen[0])
    if not rows:
        values_by_key = [f"{key}: {', '.join(_values(warehouse, relation, key))}" for key in grain]
        raise TraceError([f"TRC-014 {mart} tidak punya baris seperti itu; nilai yang ada:", *values_by_key])
    shown = [Figure(mart, column, grain, row) for row in rows[:_ROWS_SHOWN]]
    more = [f"... dan {len(rows) - _ROWS_SHOWN} lagi"] if len(rows) > _ROWS_SHOWN else []
    raise TraceError(
        [
            f"TRC-015 {len(rows)} baris cocok; pilih satu:",
            *(f"{figure.name} = {number(figure.value)}" for figure in shown),
            *more,
        ]
    )


def _values(warehouse: duckdb.DuckDBPyConnection, relation: str, column: str) -> list[str]:
    found = warehouse.execute(f"select distinct {column} from {relation} order by 1 limit {_VALUES_SHOWN}").fetchall()
    return [str(row[0]) for row in found]


def _near(name: str, candidates: list[str]) -> str:
    close = difflib.get_close_matches(name, candidates, 1, 0.6)
    return (f" (mungkin {close[0]})" if close else "") + f"; yang ada: {', '.join(candidates)}"
