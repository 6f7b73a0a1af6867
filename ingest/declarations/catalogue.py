"""All YAML of the house, loaded once and checked against each other: entities, vocabularies, agencies.

Every fault of every file is told at once, in words that say where it stands and what is known instead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import ValidationError

from ingest.declarations.agency_folders import HERE, REGIONS, AgencyFolder, agency_folders, validated
from ingest.declarations.checks import faults_of_table
from ingest.declarations.contract import (
    Dictionary,
    Entity,
    EntityField,
    FieldType,
    IssueCode,
    StoredColumn,
    StoredType,
    Table,
    Vocabulary,
    VocabularyCode,
)
from ingest.declarations.faults import place_of
from ingest.declarations.rulings import LostRulingsError, Ruling, in_force, load_rulings, with_more
from ingest.fold import fold_header
from ingest.yaml_files import read_yaml

__all__ = ["HERE", "AgencyFolder", "Catalogue", "CatalogueError", "EntitySchema", "load_catalogue"]

_STORED: dict[FieldType, StoredType] = {
    "integer": "integer", "age": "integer", "percentile": "integer", "decile": "integer", "year": "integer",
    "rupiah": "bigint", "decimal": "decimal", "date": "date", "yes_no": "boolean",
}  # fmt: skip


class CatalogueError(Exception):
    """The declarations do not fit; `problems` says each place in words."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class EntitySchema:
    """One entity with its fields and stored columns resolved from the dictionary."""

    entity: Entity
    fields: Mapping[str, EntityField]
    columns: Mapping[str, StoredColumn]
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def field_of_header(self) -> dict[str, str]:
        """Folded header -> field, for every spelling that is known everywhere."""
        return {fold_header(text): name for name, field in self.fields.items() for text in field.spellings}

    @cached_property
    def meant_beside(self) -> dict[str, tuple[frozenset[str], str]]:
        """Folded header -> folded headers beside it, and the field meant beside one of them."""
        return {
            fold_header(text): (frozenset(map(fold_header, neighbours)), name)
            for name, meant in self.beside.items()
            for text, neighbours in (meant.items() if name in self.fields else ())
        }


@dataclass(frozen=True)
class Catalogue:
    """Everything declared."""

    entities: Mapping[str, EntitySchema]
    vocabularies: Mapping[str, Vocabulary]
    agencies: Mapping[str, AgencyFolder]
    issue_codes: Mapping[str, IssueCode]
    ignored_headers: tuple[str, ...] = ()
    city_regions: Path = REGIONS

    @cached_property
    def programmes(self) -> dict[str, VocabularyCode]:
        """Programme code -> its attributes, those that agencies bring included."""
        codes: dict[str, VocabularyCode] = dict(self.vocabularies["programmes"].codes)
        for folder in self.agencies.values():
            codes.update(folder.agency.programmes)
        return codes

    def tables(self) -> Iterator[tuple[AgencyFolder, str, Table]]:
        """Every table of every agency, in order of their names."""
        for _, folder in sorted(self.agencies.items()):
            for table_id, table in sorted(folder.agency.tables.items()):
                yield folder, table_id, table

    def list_name(self, table_id: str, table: Table) -> str:
        """The name of a list for people: its own, its programme's, else its id."""
        programme = self.programmes[table.programme].label if table.programme else ""
        return table.title or programme or table_id.replace("_", " ")

    def region_rows(self) -> list[dict[str, str]]:
        """The rows of all region lists in use, one per code."""
        paths = {folder.regions_path for folder in self.agencies.values()} | {self.city_regions}
        rows: dict[str, dict[str, str]] = {}
        for path in sorted(paths):
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    rows.setdefault(row["region_code"], row)
        return [rows[code] for code in sorted(rows)]


def _dictionary(path: Path, problems: list[str]) -> Dictionary | None:
    dictionary = validated(Dictionary, path, problems)
    unknown = dictionary.meant_beside.keys() - dictionary.fields.keys() if dictionary else ()
    problems += [f"{path}: meant_beside: {name!r} tidak ada di dictionary.yml" for name in sorted(unknown)]
    return dictionary


def _resolve(entity: Entity, dictionary: Dictionary, path: Path, problems: list[str]) -> EntitySchema:
    fields = {name: dictionary.fields[name] for name in entity.fields if name in dictionary.fields}
    columns: dict[str, StoredColumn] = {}
    for name in entity.columns:
        if name in dictionary.columns:
            columns[name] = dictionary.columns[name]
        elif name in dictionary.fields:
            field = dictionary.fields[name]
            columns[name] = StoredColumn(
                type=_STORED.get(field.type, "text"), description=field.description,
                personal_data=field.personal_data, unit=field.unit, vocabulary=field.vocabulary,
            )  # fmt: skip
        else:
            problems.append(f"{path}: columns: {name!r} tidak ada di dictionary.yml")
    problems += [f"{path}: fields: {n!r} tidak ada di dictionary.yml" for n in entity.fields if n not in fields]
    problems += _doubled_spellings(fields, path)
    return EntitySchema(
        entity, fields, columns, dictionary.abbreviations, dictionary.meant_beside, dictionary.ambiguous
    )


def _doubled_spellings(fields: Mapping[str, EntityField], path: Path) -> list[str]:
    """A spelling that would mean two fields of one entity."""
    owner: dict[str, str] = {}
    doubled = []
    for name, declared in fields.items():
        for text in declared.spellings:
            other = owner.setdefault(fold_header(text), name)
            if other != name:
                doubled.append(f"{path}: ejaan {text!r} berarti {other!r} dan {name!r} sekaligus")
    return doubled


def _check_tables(catalogue: Catalogue) -> Iterator[str]:
    """Faults of tables that point at nothing, each with file and line."""
    for folder, table_id, table in catalogue.tables():
        for steps, words in faults_of_table(folder, table, catalogue):
            where = ("tables", table_id, *steps)
            path, line = place_of(folder.paths, where)
            yield f"{path}:{line}: tables.{table_id}.{steps[0]}: {words}"


def load_catalogue(
    agency_roots: tuple[Path, ...] = (HERE / "agencies",),
    root: Path = HERE,
    rulings: Path | None = None,
    more: tuple[Ruling, ...] = (),
    city_regions: Path = REGIONS,
) -> Catalogue:
    """The whole catalogue; CatalogueError lists every fault of every file.

    A later root may amend the agencies of earlier ones; people's answers, kept in `rulings` or not yet kept (`more`),
    amend them all. `city_regions` is the region list of every agency that declares none.
    """
    paths = [path for each in agency_roots for path in sorted(each.glob("*/agency.yml"))] + [city_regions]
    stamp = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    try:
        history = with_more(load_rulings(rulings) if rulings else [], more)
    except LostRulingsError as error:
        raise CatalogueError(error.problems) from None
    return _load(tuple(agency_roots), root, tuple(in_force(history).values()), city_regions, stamp)


@lru_cache(maxsize=4)
def _load(
    agency_roots: tuple[Path, ...], root: Path, rulings: tuple[Ruling, ...], city_regions: Path, _stamp: object
) -> Catalogue:
    problems: list[str] = []
    dictionary = _dictionary(root / "entities" / "dictionary.yml", problems)
    entities: dict[str, EntitySchema] = {}
    for path in sorted((root / "entities").glob("*.yml")):
        if path.name != "dictionary.yml" and dictionary:
            entity = validated(Entity, path, problems)
            if entity:
                entities[entity.entity] = _resolve(entity, dictionary, path, problems)
    vocabularies: dict[str, Vocabulary] = {}
    for path in sorted((root / "vocabularies").glob("*.yml")):
        if path.name != "issue_codes.yml":
            vocabulary = validated(Vocabulary, path, problems)
            if vocabulary:
                vocabularies[vocabulary.vocabulary] = vocabulary
    codes = _issue_codes(root / "vocabularies" / "issue_codes.yml", problems)
    agencies = agency_folders(agency_roots, rulings, problems, city_regions)
    catalogue = Catalogue(
        entities, vocabularies, agencies, codes, dictionary.ignored if dictionary else (), city_regions
    )
    if not problems:
        problems += _check_tables(catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _issue_codes(path: Path, problems: list[str]) -> dict[str, IssueCode]:
    codes: dict[str, IssueCode] = {}
    for code, content in read_yaml(path).items():
        try:
            codes[code] = IssueCode.model_validate(content)
        except ValidationError as error:
            problems.append(f"{path}: {code}: {error.errors()[0]['msg']}")
    return codes
