"""Says of each published number its unit and what it adds up over.

The models declare it (`meta` of their columns); a release carries it as a table and in the description of each column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from delivery.release.guard import Column

TABLE = "dim_measure"
DESCRIPTION = (
    "What each number of each table of this release counts, and over which columns it may be added up. "
    "Grain: table and column."
)
COLUMNS = (
    Column("table_name", "VARCHAR", "Table of the release."),
    Column("column_name", "VARCHAR", "Column that holds the number."),
    Column("unit", "VARCHAR", "What it counts; `column:` names the column of the same row that says so."),
    Column(
        "adds_over", "VARCHAR",
        "Columns over which it may be added up, joined by a comma; null: no sum of it is a true number.",
    ),
    Column("within", "VARCHAR", "Columns whose values must be kept apart even then; null: none."),
    Column(
        "metric_sql", "VARCHAR",
        "Expression that gives the number for any group of rows, and null where no true number is: for a BI tool.",
    ),
)  # fmt: skip


NAME = re.compile(r"\b[a-z_][a-z0-9_]*\b")


def names_in(formula: str) -> list[str]:
    """The words of a formula, columns among them."""
    return NAME.findall(formula)


@dataclass(frozen=True)
class Measure:
    """One number of a table: its unit and the columns it adds up over.

    `formula` makes a share or rate of other numbers of the same row.
    """

    column: str
    unit: str
    adds_over: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    formula: str = ""

    def sentence(self) -> str:
        """The end of the column's description."""
        unit = self.unit.replace("column:", "by column ")
        if not self.adds_over:
            return f"Unit: {unit}. Not to be added up."
        apart = f", each {', '.join(self.within)} apart" if self.within else ""
        return f"Unit: {unit}. Adds up over {', '.join(self.adds_over)}{apart}."


@dataclass(frozen=True)
class Meaning:
    """The key of a table's rows, and its numbers."""

    grain: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()

    def renamed(self, names: Mapping[str, str | None], left_out: Callable[[str], bool] = lambda _: False) -> Meaning:
        """The meaning of a table that calls keys otherwise; None drops a key."""

        def told(keys: Iterable[str]) -> tuple[str, ...]:
            new = (names.get(key, key) for key in keys)
            return tuple(name for name in new if name is not None)

        gone = {measure.column for measure in self.measures if left_out(measure.column)}
        kept = (measure for measure in self.measures if measure.column not in gone)
        return Meaning(
            told(self.grain),
            tuple(
                replace(
                    each, adds_over=told(each.adds_over), within=told(each.within),
                    formula="" if gone & set(names_in(each.formula)) else each.formula,
                )
                for each in kept
            ),
        )  # fmt: skip

    def described(self, column: Column) -> Column:
        """The column with what may be done with its number."""
        for measure in self.measures:
            if measure.column == column.name:
                return replace(column, description=f"{column.description} {measure.sentence()}".strip())
        return column


NOTHING_SAID = Meaning()


def declared_meaning(
    grain: Iterable[str], columns: Iterable[tuple[str, Mapping[str, Any]]], formulas: Mapping[str, str]
) -> Meaning:
    """The meaning of a table from the `meta` of its columns.

    `formulas` are those of its shares and rates.
    """
    measures = (
        Measure(name, told["unit"], tuple(told["adds_over"]), tuple(told.get("within", ())), formulas.get(name, ""))
        for name, told in columns
        if told.get("unit")
    )
    return Meaning(tuple(grain), tuple(measures))
