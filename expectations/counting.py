"""Counts by plain SQL what each rule looked at and what failed.

Great Expectations (suite.py) says whether the rule is kept; in a run the two must agree. Where the counts themselves
decide, it is the library that counts, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.database import Case

# Of these errors the message names tables, columns and files; of the others it may quote a value, so it is not shown.
_TOLD = ("BinderException", "CatalogException", "ParserException", "IOException")


@dataclass(frozen=True)
class Counted:
    """The counts of one rule."""

    checked: int
    failed: int
    seen: float | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Counted:
        """The counts that a query gave."""
        seen = row.get("seen")
        return cls(int(row["checked"]), int(row["failed"]), None if seen is None else float(seen))


@dataclass(frozen=True)
class Failure:
    """A check that could not be carried out."""

    submission_id: str
    code: str
    reason: str


def count(
    connection: duckdb.DuckDBPyConnection, case: Case, known: Mapping[str, Counted] | None = None
) -> tuple[dict[str, Counted], dict[str, str]]:
    """The counts of each rule by its code, and why others could not be counted.

    `connection` is to what `database.build` filled; what is `known` is not counted again.
    """
    counted = dict(known or {})
    reasons: dict[str, str] = {}
    for rule in case.rules:
        if rule.code in counted:
            continue
        try:
            found = connection.execute(case.sql(rule.counts))
        except duckdb.Error as error:
            reasons[rule.code] = without_values(type(error).__name__, str(error).splitlines()[0])
            continue
        names = [column[0] for column in found.description or ()]
        counted[rule.code] = Counted.of(dict(zip(names, found.fetchone() or (), strict=True)))
    return counted, reasons


def without_values(kind: str, message: str) -> str:
    """An error of DuckDB in words that quote no value."""
    return f"{kind}: {message}" if kind in _TOLD else kind
