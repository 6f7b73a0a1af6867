"""Takes a mart that stacks a total and its parts apart.

The total keeps the name of the mart; each part gets a table of its own, with its key under the name that its dimension
gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from delivery.release.guard import Column
from delivery.release.meanings import Meaning


@dataclass(frozen=True)
class Split:
    """The parts that a mart stacks.

    `column` says which part a row belongs to and `code` its key there; `parts` gives each part's own name of that key.
    Columns that fit `without` say nothing of a part and are left out of it.
    """

    column: str
    code: str
    parts: Mapping[str, str]
    without: tuple[str, ...] = ()

    def leaves_out(self, column: str) -> bool:
        """True when the tables of the parts do not have the column."""
        return any(fnmatchcase(column, pattern) for pattern in self.without)

    def table_of(self, mart: str, part: str) -> str:
        """The name of a part's table; the mart's own for the total."""
        return f"{mart}_{part}" if part in self.parts else mart

    def is_total(self) -> str:
        """Condition on the rows of the total."""
        return f"{self.column} not in ({', '.join(repr(part) for part in self.parts)})"

    def columns_of(self, columns: Iterable[Column], part: str) -> tuple[Column, ...]:
        """The columns of a part's table, its key under its own name."""
        key = self.parts[part]
        return tuple(
            replace(column, name=key) if column.name == self.code else column
            for column in columns
            if column.name != self.column and not self.leaves_out(column.name)
        )

    def relation_of(self, relation: str, columns: Iterable[Column], part: str) -> str:
        """The rows of a part, in the columns that `columns_of` gives."""
        key = self.parts[part]
        chosen = ", ".join(f"{self.code} as {key}" if column.name == key else column.name for column in columns)
        return f"(select {chosen} from {relation} where {self.column} = '{part}')"

    def place_of(self, mart: str, row: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The published table that holds a row of the mart, and the row's key there."""
        part = row[self.column]
        if part not in self.parts:
            return mart, dict(key)
        mine = {self.parts[part] if name == self.code else name: value for name, value in key.items()}
        mine.pop(self.column, None)
        return self.table_of(mart, part), mine

    def meaning_of(self, meaning: Meaning, part: str | None) -> Meaning:
        """The columns that a part's table adds over; the total's without a part."""
        if part is None:
            return meaning.renamed({self.code: None})
        return meaning.renamed({self.code: self.parts[part], self.column: None}, self.leaves_out)
