"""Says what the columns of one found table mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ingest.parsers.masking import without_long_numbers
from ingest.sheets.locate import HeaderColumn


@dataclass(frozen=True)
class UnpivotColumn:
    """A column whose figure becomes a row: its field and the row's constants."""

    index: int
    into: str
    text: str
    constants: Mapping[str, str | int]


@dataclass(frozen=True)
class ColumnMap:
    """The place of each field in one found table, and the fate of other columns."""

    fields: Mapping[str, int]
    unpivots: tuple[UnpivotColumn, ...]
    fates: Mapping[int, tuple[HeaderColumn, str]]
    unknown: tuple[HeaderColumn, ...]
    doubled: tuple[tuple[str, HeaderColumn, HeaderColumn], ...]
    missing: tuple[str, ...]
    head_as_name: HeaderColumn | None = None  # the head of the family, where no other column gives a name
    slipped: tuple[tuple[HeaderColumn, str], ...] = ()  # headings read in spite of a slip, with their fields
    aside: tuple[HeaderColumn, ...] = ()  # columns that people have set aside in this file
    outdone: tuple[tuple[str, HeaderColumn, HeaderColumn], ...] = ()  # as `doubled`, the first the likelier one

    @property
    def unread(self) -> dict[str, int]:
        """Header -> place of each column that fills no field; a namesake has its letter."""
        found: dict[str, int] = {}
        second = (column for _, _, column in (*self.doubled, *self.outdone))
        for column in (*self.unknown, *second, *self.aside):
            text = without_long_numbers(column.text)
            found[f"{text} ({column.letter})" if text in found else text] = column.index
        return found

    def without(self, fields: Collection[str]) -> ColumnMap:
        """The columns with those of `fields` set aside, second ones of such a field too."""
        gone = [column for column, fate in self.fates.values() if fate in fields]
        gone += [second for field, _, second in (*self.doubled, *self.outdone) if field in fields]
        if not gone:
            return self
        return replace(
            self,
            fields={name: index for name, index in self.fields.items() if name not in fields},
            fates={**self.fates, **{column.index: (column, "ignored") for column in gone}},
            doubled=tuple(each for each in self.doubled if each[0] not in fields),
            outdone=tuple(each for each in self.outdone if each[0] not in fields),
            slipped=tuple(each for each in self.slipped if each[1] not in fields),
            aside=tuple(gone),
        )

    def renamed(self, field: str, other: str) -> ColumnMap:
        """The columns with those of `field` read as `other`."""
        name = {field: other}
        return replace(
            self,
            fields={name.get(each, each): index for each, index in self.fields.items()},
            fates={index: (column, name.get(fate, fate)) for index, (column, fate) in self.fates.items()},
            doubled=tuple((name.get(each, each), first, second) for each, first, second in self.doubled),
            outdone=tuple((name.get(each, each), first, second) for each, first, second in self.outdone),
            slipped=tuple((column, name.get(each, each)) for column, each in self.slipped),
        )

    @property
    def fits(self) -> bool:
        return not (self.unknown or self.doubled or self.missing)
