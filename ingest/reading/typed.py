"""The shapes between cells and stored columns: raw cells, typed columns, issues by position."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ingest.declarations.catalogue import Catalogue, EntitySchema
from ingest.declarations.contract import StoredType, Table
from ingest.parsers.codes import CodeList
from ingest.parsers.column import Parsed
from ingest.parsers.places import Regions
from ingest.submission import WordMet
from ingest.workbook import Cell

ARROW_TYPES: Mapping[StoredType, pa.DataType] = {
    "text": pa.string(), "integer": pa.int32(), "bigint": pa.int64(), "decimal": pa.decimal128(18, 3),
    "date": pa.date32(), "boolean": pa.bool_(),
}  # fmt: skip


@dataclass(frozen=True)
class FieldIssue:
    """One code found in one field at these positions of the column.

    `whole`: what is seen, for a finding about the column itself; its one position is then the first cell of that.
    """

    field: str
    code: str
    positions: Sequence[int]
    whole: str = ""


@dataclass(frozen=True)
class RawTable:
    """The cells of one list by field, of one length; `place_hint`: sheet, title or band.

    `blank_status`: the status of a row that states none; `sheet_status`: of those whose sheet's name states one.
    """

    length: int
    cells: Mapping[str, Sequence[Cell]]
    place_hint: Sequence[str | None] = ()
    district_hint: Sequence[str | None] = ()
    blank_status: str = "unknown"
    sheet_status: Sequence[str | None] = ()


@dataclass
class Typed:
    """Typed columns by name, and what was found on the way."""

    columns: dict[str, pa.Array] = field(default_factory=dict)
    issues: list[FieldIssue] = field(default_factory=list)
    words: tuple[WordMet, ...] = ()

    def take(self, parsed: Parsed, field_name: str, **outputs: str) -> None:
        """Keeps outputs of a parser as columns (`value="nik"`) and its issues under `field_name`."""
        for output, column in outputs.items():
            self.columns[column] = parsed.columns[output]
        self.issues += [FieldIssue(field_name, code, at) for code, at in parsed.issues.items() if at]


@dataclass(frozen=True)
class Reading:
    """The needs of reading the columns of one list."""

    table: Table
    schema: EntitySchema
    catalogue: Catalogue
    regions: Regions
    as_of: dt.date

    def codes(self, field_name: str) -> CodeList:
        """The closed list of a field, the list's own values first."""
        vocabulary = self.schema.fields[field_name].vocabulary or field_name
        return self.vocabulary(vocabulary, field_name)

    def vocabulary(self, name: str, field_name: str) -> CodeList:
        own = self.table.values.get(field_name, {})
        return CodeList.of(self.catalogue.vocabularies[name].spelled).with_overrides(own)
