"""Loads what each number of each mart counts, strict and cross-checked.

`dbt_project/traces/*.yml` declare it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.yaml_files import read_yaml

_REF = re.compile(r"ref\((\w+)\)")
_CTE = re.compile(r"cte\((\w+)\.(\w+)\)")
_RECORDS = "records.yml"
_LAST_LINE = "select * from final"


class TraceError(Exception):
    """Something asked for or declared cannot be; `problems` holds every sentence, each with its code."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class RecordPath(_Strict):
    """The way from a counted unit to rows of sheets.

    Without an entity it ends at files.
    """

    source: str = Field(alias="from")
    on: str
    entity: str | None = None
    semester: str = "record.semester"


class UnitSet(_Strict):
    """The relation whose rows a figure counts.

    `on` joins the mart's row (`figure`) to it (`unit`).
    """

    label: str
    source: str = Field(alias="from")
    unit: str
    on: str
    records: tuple[str, ...]


class Source(_Strict):
    """The origin of one number.

    A count or sum over a set, other numbers, a seed, or nothing that is counted.

    A column whose rows count different things has a source for each value (`cases`) of another column (`by`); `of` is
    the value that a case stands for.
    """

    set: str | None = None
    where: str = "true"
    unit: str | None = None
    sum: str | None = None
    parts: tuple[str, ...] = ()
    seed: str | None = None
    on: str | None = None
    otherwise: str | None = Field(default=None, alias="or")
    given: str | None = None
    by: str | None = None
    of: str | None = None
    cases: dict[str, Source] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_one_kind(self) -> Source:
        kinds = [bool(self.set), bool(self.parts), bool(self.seed), bool(self.given), bool(self.cases)]
        if sum(kinds) != 1 or bool(self.seed) != bool(self.on) or bool(self.by) != bool(self.cases):
            raise ValueError("say exactly one of set, parts, seed (with on), given, cases (with by)")
        return self


class Shortcut(_Strict):
    """A word for the meeting in place of a column: `kelurahan=Lapadde`."""

    value: tuple[str, ...]
    breakdown: str | None = None


class Stacked(_Strict):
    """The parts that a mart stacks below a total.

    `column` says which part a row belongs to, `code` its key there, `parts` that key's own name in each part. Columns
    that fit `without` say nothing of a part.
    """

    column: str
    code: str
    parts: dict[str, str]
    without: tuple[str, ...] = ()


class Below(_Strict):
    """The rows of a mart that are about less than the city.

    Their counts are protected at publication. `partition` are the columns within which they add up to the city;
    `city_totals` stay exact even there; `shown` gives shares and rates as SQL over the counts shown; `split` takes the
    parts stacked below the total apart, without it `part` is the column of the part. `bound` names, for such a column,
    counts that are empty in some parts by their meaning. `apart` has counts that no column shows and that shown ones
    tell, as SQL over these; `also` says whom they count.
    """

    rows: str
    partition: tuple[str, ...]
    city_totals: tuple[str, ...] = ()
    shown: dict[str, str] = Field(default_factory=dict)
    split: Stacked | None = None
    part: str | None = None
    bound: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    apart: dict[str, str] = Field(default_factory=dict)


class MartTrace(_Strict):
    """The declarations of one mart."""

    mart: str
    below_city: Below | None = None
    shortcuts: dict[str, Shortcut] = Field(default_factory=dict)
    sets: dict[str, UnitSet]
    columns: dict[str, Source]
    also: dict[str, Source] = Field(default_factory=dict)

    def formulas(self) -> dict[str, str]:
        """Shares and rates as SQL over other columns of the same row.

        As they are said for counts that are protected, which keeps them between 0 and 1; else a number of two parts is
        the first of the second.
        """
        plain = {
            name: f"{source.parts[0]} / nullif({source.parts[1]}, 0)"
            for name, source in self.columns.items()
            if len(source.parts) == 2 and all(part in self.columns for part in source.parts)
        }
        shown = self.below_city.shown if self.below_city else {}
        bounded = {name: f"case when {it} < 0 then 0 when {it} > 1 then 1 else {it} end" for name, it in shown.items()}
        return plain | bounded

    def source(self, column: str) -> Source:
        """The source of a column, or of a count that is part of one."""
        return self.columns[column] if column in self.columns else self.also[column]

    def counts(self) -> Iterator[tuple[str, Source]]:
        """(column, count or sum) for every number that counts units.

        The branches of a `by` are included.
        """
        for name, source in (self.columns | self.also).items():
            for value, branch in source.cases.items() if source.by else ((None, source),):
                if branch.set:
                    where = f"figure.{source.by} = '{value}' and ({branch.where})" if source.by else branch.where
                    yield name, branch.model_copy(update={"where": where, "by": source.by, "of": value})


@dataclass(frozen=True)
class Traces:
    """All declarations, for a warehouse whose relations are `relations` (name -> schema.name).

    `compiled` is the SQL that dbt ran for each model: `cte(model.step)` in a declaration is that query up to its step.
    """

    marts: Mapping[str, MartTrace]
    records: Mapping[str, RecordPath]
    relations: Mapping[str, str]
    compiled: Mapping[str, str]

    def sql(self, text: str) -> str:
        """`text` with the relation's full name for ref(name), and the query for cte(model.step)."""
        return _REF.sub(lambda found: self.relations[found[1]], _CTE.sub(self._step, text))

    def names(self, text: str) -> list[str]:
        """The relations that `text` reads, and the steps of models."""
        return list(
            dict.fromkeys(
                [found[1] for found in _REF.finditer(text)]
                + [f"{found[1]}.{found[2]}" for found in _CTE.finditer(text)]
            )
        )

    def _step(self, found: re.Match[str]) -> str:
        return f"({self.compiled[found[1]].rstrip().removesuffix(_LAST_LINE)} select * from {found[2]})"


def declared_formulas(folder: Path) -> dict[str, dict[str, str]]:
    """The shares and rates of each mart, as SQL over its other columns."""
    pages = map(read_yaml, _mart_files(folder))
    return {mart.mart: mart.formulas() for mart in map(MartTrace.model_validate, pages)}


def _mart_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("*.yml")) if file.name != _RECORDS]


def load_traces(folder: Path, relations: Mapping[str, str], compiled: Mapping[str, str]) -> Traces:
    """Everything declared in `folder`.

    TraceError lists every fault, relations and models that are not there included.

    `compiled` is the SQL of each model, whose last line is `select * from final`.
    """
    problems: list[str] = []
    marts: dict[str, MartTrace] = {}
    paths: dict[str, RecordPath] = {}
    for file in sorted(folder.glob("*.yml")):
        content = read_yaml(file)
        try:
            if file.name == _RECORDS:
                paths = {name: RecordPath.model_validate(path) for name, path in content.items()}
            else:
                marts[file.stem] = MartTrace.model_validate(content)
        except ValidationError as error:
            problems += [f"TRC-001 {file.name}: {each['loc']}: {each['msg']}" for each in error.errors()]
        text = file.read_text(encoding="utf-8")
        unknown = set(_REF.findall(text)) - set(relations)
        unknown |= {model for model, step in _CTE.findall(text) if f"{step} as (" not in compiled.get(model, "")}
        problems += [f"TRC-002 {file.name}: the warehouse has no {name}" for name in sorted(unknown)]
    problems += [f"TRC-003 {name}.yml: {fault}" for name, mart in marts.items() for fault in _faults(name, mart, paths)]
    if problems:
        raise TraceError(problems)
    return Traces(marts, paths, relations, compiled)


def _faults(name: str, mart: MartTrace, paths: Mapping[str, RecordPath]) -> Iterator[str]:
    if name != mart.mart:
        yield f"mart is {mart.mart}"
    for label, unit_set in mart.sets.items():
        yield from (f"{label}: no path {path} in {_RECORDS}" for path in unit_set.records if path not in paths)
    for column, source in mart.counts():
        if source.set not in mart.sets:
            yield f"{column}: no set {source.set}"
    apart = mart.below_city.apart if mart.below_city else {}
    yield from (f"{column}: not in also" for column in apart if column not in mart.also)
    declared_parts = mart.columns.keys() | mart.also.keys()
    for column, source in (mart.columns | mart.also).items():
        yield from (f"{column}: no part {part}" for part in source.parts if part not in declared_parts)
