"""Finds fields, programmes and codes of a declared table that are not there."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.declarations.contract import EntityField, Table

if TYPE_CHECKING:
    from ingest.declarations.catalogue import AgencyFolder, Catalogue, EntitySchema

Fault = tuple[tuple[str, ...], str]
STATUS = "enrolment_status"
_UNITS = ("person", "family", "house", "pupil", "case")
_LISTED = 12
_KINDS_OR_NONE = ("disability_code", "chronic_illness_code")  # any kind is stored; a list may say which word means none


def faults_of_table(folder: AgencyFolder, table: Table, catalogue: Catalogue) -> list[Fault]:
    """Every fault of one table: the keys under which it stands, and its words."""
    schema = catalogue.entities.get(table.feeds)
    if schema is None:
        return [(("feeds",), f"{table.feeds!r} tidak dikenal; yang ada: {', '.join(sorted(catalogue.entities))}")]
    faults = [*_unknown_names(table, schema), *_unknown_constants(table, schema, catalogue)]
    faults += [*_faults_of_join(folder, table, catalogue), *_unknown_alternatives(folder, table)]
    if table.programme and table.programme not in catalogue.programmes:
        faults.append((("programme",), f"{table.programme!r} tidak dikenal{_allowed(catalogue.programmes)}"))
    if table.feeds in ("reference_records", "reference_families") and not table.snapshot:
        faults.append((("snapshot",), "sumber acuan harus menyebut snapshot"))
    statuses = catalogue.vocabularies[STATUS].codes
    for way, codes in table.receipt.status.items():
        for code in codes:
            if code not in statuses:
                faults.append((("receipt", "status", way), f"{code!r} tidak dikenal{_allowed(statuses)}"))
    return [*faults, *_unknown_values(folder, table, schema, catalogue)]


def _unknown_names(table: Table, schema: EntitySchema) -> Iterator[Fault]:
    """Keys that should be fields of the entity and are none."""
    named = [("columns", name) for name in table.columns]
    named += [
        (key, name) for key in ("values", "blank_is", "role", "totals", "set_aside") for name in getattr(table, key)
    ]
    named += [(key, name) for key in ("required", "unique") for name in getattr(table, key)]
    named += [("changes", name) for change in table.changes.values() for name in change.columns]
    named += [("unpivot", unpivot.into) for unpivot in table.unpivot]
    for key, name in named:
        if name not in schema.fields and name not in schema.columns:
            near = get_close_matches(name, [*schema.fields, *schema.columns], n=1)
            hint = f"; mungkin maksudnya {near[0]!r}" if near else ""
            yield (key, name), f"isian {name!r} tidak ada di {table.feeds}{hint}"


def _faults_of_join(folder: AgencyFolder, table: Table, catalogue: Catalogue) -> Iterator[Fault]:
    """Faults of a join: its list is not there, or one side lacks the number."""
    if table.join is None:
        return
    other = folder.agency.tables.get(table.join.table)
    if other is None:
        known = [name for name, each in folder.agency.tables.items() if each is not table]
        yield ("join", "table"), f"{table.join.table!r} tidak dikenal{_allowed(known)}"
        return
    for feeds in (table.feeds, other.feeds):
        if feeds in catalogue.entities and table.join.by not in catalogue.entities[feeds].columns:
            yield ("join", "by"), f"isian {table.join.by!r} tidak ada di {feeds}"


def _unknown_alternatives(folder: AgencyFolder, table: Table) -> Iterator[Fault]:
    for name in table.alternatives:
        if name not in folder.agency.tables:
            known = [other for other, each in folder.agency.tables.items() if each is not table]
            yield ("alternatives",), f"{name!r} tidak dikenal{_allowed(known)}"


def _unknown_constants(table: Table, schema: EntitySchema, catalogue: Catalogue) -> Iterator[Fault]:
    for name, value in table.constants.items():
        column = schema.columns.get(name)
        if column is None and name not in schema.fields:
            yield ("constants", name), f"isian {name!r} tidak ada di {table.feeds}"
            continue
        vocabulary = column.vocabulary if column else schema.fields[name].vocabulary
        allowed = _codes(vocabulary, catalogue) if vocabulary else _UNITS if name == "unit" else None
        if allowed is not None and str(value) not in allowed:
            yield ("constants", name), f"{value!r} tidak dikenal{_allowed(allowed)}"


def _unknown_values(folder: AgencyFolder, table: Table, schema: EntitySchema, catalogue: Catalogue) -> Iterator[Fault]:
    for name, words in table.values.items():
        if name not in schema.fields:
            continue
        allowed = codes_of_field(name, schema.fields[name], folder, catalogue)
        if allowed is None:
            yield ("values", name), f"isian {name!r} tidak memakai kode"
            continue
        for word, code in words.items():
            if code not in allowed:
                yield ("values", name, word), f"{code!r} tidak dikenal{_allowed(allowed)}"


def codes_of_field(name: str, field: EntityField, folder: AgencyFolder, catalogue: Catalogue) -> Collection[str] | None:
    """Codes that a field's words can mean; None for free text."""
    if name in _KINDS_OR_NONE:
        return ("none",)
    if name in ("status_text", "note"):
        return catalogue.vocabularies[STATUS].codes
    if field.type == "programme":
        return catalogue.programmes
    if field.type in ("village", "area"):
        return village_codes(folder.regions_path)
    if field.type in ("code", "sex", "yes_no"):
        return _codes(field.vocabulary or name, catalogue)
    return None


def _codes(vocabulary: str, catalogue: Catalogue) -> Collection[str] | None:
    if vocabulary == "programmes":
        return catalogue.programmes
    found = catalogue.vocabularies.get(vocabulary)
    return found.codes if found else None


@lru_cache(maxsize=8)
def village_codes(regions: Path) -> dict[str, str]:
    """Code -> name of every kelurahan of a region list."""
    with regions.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["region_code"]: row["region_name"] for row in rows if row["region_level"] == "village"}


def _allowed(codes: Collection[str]) -> str:
    """The codes that could stand there, for a message."""
    listed = list(codes)
    more = f" dan {len(listed) - _LISTED} lagi" if len(listed) > _LISTED else ""
    return f"; yang ada: {', '.join(listed[:_LISTED])}{more}"
