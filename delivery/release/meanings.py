"""Says of each published number its unit and what it adds up over.

The models declare it (`meta` of their columns); a release carries it as a table and in the description of each column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

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
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """One number of a table: its unit and the columns it adds up over."""

    column: str
    unit: str
    adds_over: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

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

        kept = (measure for measure in self.measures if not left_out(measure.column))
        return Meaning(
            told(self.grain),
            tuple(replace(each, adds_over=told(each.adds_over), within=told(each.within)) for each in kept),
        )

    def described(self, column: Column) -> Column:
        """The column with what may be done with its number."""
        for measure in self.measures:
            if measure.column == column.name:
                return replace(column, description=f"{column.description} {measure.sentence()}".strip())
        return column


NOTHING_SAID = Meaning()


def rows(meanings: Mapping[str, Meaning]) -> list[tuple[str, str, str, str | None, str | None]]:
    """The rows of TABLE, of tables by name."""
    return [
        (table, each.column, each.unit, ", ".join(each.adds_over) or None, ", ".join(each.within) or None)
        for table, meaning in sorted(meanings.items())
        for each in sorted(meaning.measures, key=lambda measure: measure.column)
    ]
