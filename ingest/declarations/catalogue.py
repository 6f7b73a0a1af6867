"""All YAML of the house, loaded once and checked against each other: entities, vocabularies, agencies.

Every fault of every file is told at once, in words that say where it stands and what is known instead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.declarations.contract import (
    Agency,
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
from ingest.declarations.faults import fault_lines, line_of
from ingest.fold import fold_header

HERE = Path(__file__).parents[1]
_STORED: dict[FieldType, StoredType] = {
    "integer": "integer", "age": "integer", "percentile": "integer", "decile": "integer", "year": "integer",
    "rupiah": "bigint", "decimal": "decimal", "date": "date", "yes_no": "boolean",
}  # fmt: skip
Model = TypeVar("Model", bound=BaseModel)


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

    @cached_property
    def field_of_header(self) -> dict[str, str]:
        """Folded header -> field, for every spelling that is known everywhere."""
        return {fold_header(text): name for name, field in self.fields.items() for text in field.spellings}


@dataclass(frozen=True)
class AgencyFolder:
    """One agency with the folder that declares it."""

    agency: Agency
    folder: Path

    @property
    def regions_path(self) -> Path:
        own = self.agency.regions
        return self.folder / own if own else HERE / "vocabularies" / "regions.csv"


@dataclass(frozen=True)
class Catalogue:
    """Everything declared."""

    entities: Mapping[str, EntitySchema]
    vocabularies: Mapping[str, Vocabulary]
    agencies: Mapping[str, AgencyFolder]
    issue_codes: Mapping[str, IssueCode]
    ignored_headers: tuple[str, ...] = ()

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

    def region_rows(self) -> list[dict[str, str]]:
        """The rows of all region lists in use, one per code."""
        paths = {folder.regions_path for folder in self.agencies.values()} | {HERE / "vocabularies" / "regions.csv"}
        rows: dict[str, dict[str, str]] = {}
        for path in sorted(paths):
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    rows.setdefault(row["region_code"], row)
        return [rows[code] for code in sorted(rows)]


def _validated(model: type[Model], path: Path, problems: list[str]) -> Model | None:
    """The YAML of `path` as `model`; each misfit is added to `problems`."""
    try:
        return model.model_validate(_read_yaml(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{mark.line + 1}: kolom {mark.column + 1}: " if mark else " "
        problems.append(f"{path}:{at}bukan YAML yang sah ({getattr(error, 'problem', 'galat')})")
    except ValidationError as error:
        problems += fault_lines(path, model, error)
    return None


def _read_yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same rules, in C
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


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
    return EntitySchema(entity, fields, columns)


def _doubled_spellings(fields: Mapping[str, EntityField], path: Path) -> list[str]:
    """A spelling that would mean two fields of one entity."""
    owner: dict[str, str] = {}
    doubled = []
    for name, field in fields.items():
        for text in field.spellings:
            other = owner.setdefault(fold_header(text), name)
            if other != name:
                doubled.append(f"{path}: ejaan {text!r} berarti {other!r} dan {name!r} sekaligus")
    return doubled


def _check_table(folder: AgencyFolder, table_id: str, table: Table, catalogue: Catalogue) -> list[str]:
    """Faults of one table that points at something not there, with its line."""
    faults = [*_faults_of_table(table, catalogue), *_faults_of_join(folder.agency, table, catalogue)]
    path = folder.folder / "agency.yml"
    line = line_of(path.read_text(encoding="utf-8"), ("tables", table_id)) if faults else 0
    return [f"{path}:{line}: tables.{table_id}{fault}" for fault in faults]


def _faults_of_table(table: Table, catalogue: Catalogue) -> list[str]:
    schema = catalogue.entities.get(table.feeds)
    if schema is None:
        return [f".feeds: {table.feeds!r} tidak dikenal; yang ada: {', '.join(sorted(catalogue.entities))}"]
    problems = []
    named = [*table.columns, *table.values, *table.blank_is, *table.role, *table.required, *table.totals, *table.unique]
    named += [name for change in table.changes.values() for name in change.columns]
    named += [unpivot.into for unpivot in table.unpivot]
    for name in named:
        if name not in schema.fields and name not in schema.columns:
            near = get_close_matches(name, [*schema.fields, *schema.columns], n=1)
            hint = f"; mungkin maksudnya {near[0]!r}" if near else ""
            problems.append(f": isian {name!r} tidak ada di {table.feeds}{hint}")
    for name in table.constants:
        if name not in schema.columns and name not in schema.fields:
            problems.append(f".constants: {name!r} tidak ada di {table.feeds}")
    if table.programme and table.programme not in catalogue.programmes:
        problems.append(f".programme: {table.programme!r} tidak dikenal")
    if table.feeds in ("reference_records", "reference_families") and not table.snapshot:
        problems.append(".snapshot: sumber acuan harus menyebut snapshot")
    for codes in table.receipt.status.values():
        status_codes = catalogue.vocabularies["enrolment_status"].codes
        problems += [f".receipt: {code!r} tidak dikenal" for code in codes if code not in status_codes]
    return problems


def _faults_of_join(agency: Agency, table: Table, catalogue: Catalogue) -> list[str]:
    """Faults of a list that takes columns from another: no such list, or no such number in both."""
    if table.join is None:
        return []
    other = agency.tables.get(table.join.table)
    if other is None:
        return [f".join.table: daftar {table.join.table!r} tidak ada di instansi ini"]
    entities = [catalogue.entities[name] for name in (table.feeds, other.feeds) if name in catalogue.entities]
    lacking = [schema.entity.entity for schema in entities if table.join.by not in schema.columns]
    return [f".join.by: kolom {table.join.by!r} tidak ada di {name}" for name in lacking]


def load_catalogue(agency_roots: tuple[Path, ...] = (HERE / "agencies",), root: Path = HERE) -> Catalogue:
    """The whole catalogue; CatalogueError lists every fault of every file."""
    return _load(tuple(agency_roots), root)


@lru_cache(maxsize=4)
def _load(agency_roots: tuple[Path, ...], root: Path) -> Catalogue:
    problems: list[str] = []
    dictionary = _validated(Dictionary, root / "entities" / "dictionary.yml", problems)
    entities: dict[str, EntitySchema] = {}
    for path in sorted((root / "entities").glob("*.yml")):
        if path.name != "dictionary.yml" and dictionary:
            entity = _validated(Entity, path, problems)
            if entity:
                entities[entity.entity] = _resolve(entity, dictionary, path, problems)
    vocabularies: dict[str, Vocabulary] = {}
    for path in sorted((root / "vocabularies").glob("*.yml")):
        if path.name != "issue_codes.yml":
            vocabulary = _validated(Vocabulary, path, problems)
            if vocabulary:
                vocabularies[vocabulary.vocabulary] = vocabulary
    codes = _issue_codes(root / "vocabularies" / "issue_codes.yml", problems)
    agencies = _agencies(agency_roots, problems)
    catalogue = Catalogue(entities, vocabularies, agencies, codes, dictionary.ignored if dictionary else ())
    if not problems:
        for folder, table_id, table in catalogue.tables():
            problems += _check_table(folder, table_id, table, catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _issue_codes(path: Path, problems: list[str]) -> dict[str, IssueCode]:
    codes: dict[str, IssueCode] = {}
    for code, content in _read_yaml(path).items():
        try:
            codes[code] = IssueCode.model_validate(content)
        except ValidationError as error:
            problems.append(f"{path}: {code}: {error.errors()[0]['msg']}")
    return codes


def _agencies(roots: tuple[Path, ...], problems: list[str]) -> dict[str, AgencyFolder]:
    agencies: dict[str, AgencyFolder] = {}
    for agency_root in roots:
        for path in sorted(agency_root.glob("*/agency.yml")):
            agency = _validated(Agency, path, problems)
            if agency is None:
                continue
            if agency.agency != path.parent.name:
                problems.append(f"{path}: agency: {agency.agency!r} harus sama dengan nama foldernya")
            if agency.agency in agencies:
                problems.append(f"{path}: instansi {agency.agency!r} dideklarasikan dua kali")
            agencies[agency.agency] = AgencyFolder(agency, path.parent)
    return agencies
