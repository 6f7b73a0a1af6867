"""Tells a family's number from a person's by the rows that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.gather import Gathered
from ingest.workbook import Cell

OF_PERSON, OF_FAMILY = "source_person_id", "source_family_id"
_TELLS_PEOPLE = ("nik", "full_name")
_SHARED = 0.5  # of people who live alone a household's number is not shared


def with_numbers_of_families(gathered: Gathered, declared: DeclaredList) -> Gathered:
    """The rows, a person's number that several people have made their family's.

    `IDSEMESTA` is written for both. What the list declares, or people have answered, stands.
    """
    fields = gathered.fields
    who = next((fields[name] for name in _TELLS_PEOPLE if name in fields), None)
    if who is None or OF_FAMILY in fields or OF_FAMILY not in declared.schema.fields:
        return gathered
    if _is_declared(gathered, declared) or not _are_shared(fields.get(OF_PERSON, ()), who):
        return gathered
    fields[OF_FAMILY] = fields.pop(OF_PERSON)
    gathered.tables = [
        replace(headers, columns=headers.columns.renamed(OF_PERSON, OF_FAMILY)) for headers in gathered.tables
    ]
    for letters in gathered.letters:
        if OF_PERSON in letters:
            letters[OF_FAMILY] = letters.pop(OF_PERSON)
    return gathered


def _is_declared(gathered: Gathered, declared: DeclaredList) -> bool:
    """True where the list itself, or an answer, calls the heading a person's."""
    own = {fold_header(text) for text in declared.table.columns.get(OF_PERSON, ())}
    maps = [headers.columns for headers in gathered.tables if OF_PERSON in headers.columns.fields]
    return any(not own.isdisjoint(columns.fates[columns.fields[OF_PERSON]][0].folded) for columns in maps)


def _are_shared(numbers: Sequence[Cell], who: Sequence[Cell]) -> bool:
    """True where most numbers stand beside several people."""
    told = [(number, as_words(person)) for number, person in zip(map(as_words, numbers), who, strict=False) if number]
    people: dict[str, set[str]] = {}
    for number, person in told:
        people.setdefault(number, set()).add(person)
    shared = sum(len(people[number]) > 1 for number, _ in told)
    return shared > _SHARED * len(told)
