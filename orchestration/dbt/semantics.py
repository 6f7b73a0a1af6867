"""The semantic models and metrics of dbt, derived from the marts and the traces.

`python -m orchestration.dbt.semantics` writes them; a test asks whether the file in the project is fresh. A metric is
the number for any group of rows and empty where no true number is, as `delivery.release.metrics` has it in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery.release.meanings import NAME, Meaning, Measure, declared_meaning
from delivery.release.metrics import kept_apart, metric_name
from delivery.tracing import declared_formulas
from ingest.yaml_files import read_yaml, yaml_text
from orchestration.dbt.dictionary import shared_texts, told_of
from orchestration.dbt.exposures import described_models
from orchestration.dbt.manifest import PROJECT

_NOTICE = "# derived by orchestration/dbt/semantics.py from the marts, traces/ and labels.yml: change it there\n"
# A semester as a day: MetricFlow knows days, months and quarters only.
_FIRST_DAY = (
    "cast(substr(semester, 1, 4) || case substr(semester, 6) when 'S1' then '-01-01' else '-07-01' end as date)"
)
# The things that marts are about: dimension, the name of what it is, its key.
_THINGS = {
    "dim_programme": ("programme", "programme_code"), "dim_village": ("village", "village_code"),
    "dim_agency": ("agency", "agency_id"), "dim_finding": ("finding", "finding_code"),
    "dim_list": ("list", "list_id"),
}  # fmt: skip
Labels = Mapping[str, Mapping[str, str]]


def semantics_path(project: Path = PROJECT) -> Path:
    """The path of the derived file."""
    return project / "models" / "semantics.yml"


def load_labels(project: Path = PROJECT) -> Labels:
    """The Indonesian names of `tables` and `columns`."""
    labels: Labels = read_yaml(project / "labels.yml")
    return labels


def render_semantics(project: Path = PROJECT) -> str:
    """The text of the derived file; ValueError with every name that labels.yml lacks."""
    labels, formulas = load_labels(project), declared_formulas(project / "traces")
    texts, marts = shared_texts(project / "models"), described_models(project / "models" / "marts")
    things = {name: described_models(project / "models" / "core")[name] for name in _THINGS}
    _refuse_unlabelled([*things.values(), *marts.values()], labels)
    meanings = {name: _meaning(mart, formulas.get(name, {})) for name, mart in marts.items()}
    content = {
        "version": 2,
        "semantic_models": [
            *(_thing(thing, labels) for thing in things.values()),
            *(_model(mart, meanings[name], labels) for name, mart in marts.items()),
        ],
        "metrics": [metric for name, mart in marts.items() for metric in _metrics(mart, meanings[name], labels, texts)],
    }
    return _NOTICE + yaml_text(content)


def _refuse_unlabelled(models: Iterable[Mapping[str, Any]], labels: Labels) -> None:
    named: dict[str, list[str]] = {"tables": [], "columns": []}
    for model in models:
        named["tables"].append(model["name"])
        named["columns"] += [column["name"] for column in model["columns"]]
    lacking = [f"{kind}: {name}" for kind, names in named.items() for name in sorted({*names} - {*labels[kind]})]
    if lacking:
        raise ValueError(f"dbt_project/labels.yml lacks an Indonesian name: {', '.join(lacking)}")


def _meaning(mart: Mapping[str, Any], formulas: Mapping[str, str]) -> Meaning:
    """The key of a mart's rows, and its numbers."""
    columns = ((column["name"], _meta(column)) for column in mart["columns"])
    return declared_meaning(mart["config"]["meta"]["grain"], columns, formulas)


def _thing(thing: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """The semantic model of a dimension: names to group by, no number."""
    entity, key = _THINGS[thing["name"]]
    names = [column["name"] for column in thing["columns"] if column["name"] != key and "unit" not in _meta(column)]
    return {
        "name": f"about_{entity}",
        "label": labels["tables"][thing["name"]],
        "description": thing["description"],
        "model": f"ref('{thing['name']}')",
        "entities": [{"name": entity, "type": "primary", "expr": key}],
        "dimensions": [_dimension(name, labels) for name in names],
    }


def _model(mart: Mapping[str, Any], meaning: Meaning, labels: Labels) -> dict[str, Any]:
    """The semantic model of a mart."""
    names = [column["name"] for column in mart["columns"]]
    numbers = {measure.column for measure in meaning.measures} - set(meaning.grain)
    return {
        "name": mart["name"].removeprefix("mart_"),
        "label": labels["tables"][mart["name"]],
        "description": mart["description"],
        "model": f"ref('{mart['name']}')",
        "defaults": {"agg_time_dimension": "semester_start"},
        "primary_entity": f"{mart['name'].removeprefix('mart_')}_cell",
        "entities": [{"name": e, "type": "foreign", "expr": key} for e, key in _THINGS.values() if key in names],
        "dimensions": [
            {
                "name": "semester_start", "type": "time", "label": "Awal semester", "expr": _FIRST_DAY,
                "type_params": {"time_granularity": "day"},
            },
            *(_dimension(name, labels) for name in names if name not in numbers),
        ],
        "measures": list(_measures(mart["name"], meaning)),
    }  # fmt: skip


def _dimension(name: str, labels: Labels) -> dict[str, Any]:
    return {"name": name, "type": "categorical", "label": labels["columns"][name]}


def _measures(table: str, meaning: Meaning) -> Iterator[dict[str, Any]]:
    """The parts of metrics: sums, how many are missing, how many kinds of rows."""
    yield {"name": metric_name(table, "cells"), "agg": "sum", "expr": "1", "create_metric": True}
    for number, keys in enumerate(_kinds(meaning)):
        told = " || '|' || ".join(f"coalesce(cast({key} as varchar), '')" for key in keys)
        yield {
            "name": metric_name(table, f"kinds_{number}"), "agg": "count_distinct", "expr": told or "1",
            "create_metric": True,
        }  # fmt: skip
    for measure in meaning.measures:
        if measure.formula:
            continue
        name, column = metric_name(table, measure.column), measure.column
        agg = "sum" if measure.adds_over else "max"
        yield {"name": f"{name}_any", "agg": agg, "expr": column, "create_metric": True}
        if measure.adds_over:
            missing = f"case when {column} is null then 1 else 0 end"
            yield {"name": f"{name}_missing", "agg": "sum", "expr": missing, "create_metric": True}


def _kinds(meaning: Meaning) -> list[tuple[str, ...]]:
    """Every set of columns that some sum must keep apart."""
    return sorted({kept_apart(each, meaning.grain) for each in meaning.measures if each.adds_over})


def _metrics(
    mart: Mapping[str, Any], meaning: Meaning, labels: Labels, texts: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The numbers of a mart, each empty where no true number is."""
    columns = {column["name"]: column for column in mart["columns"]}
    table = mart["name"]
    for measure in meaning.measures:
        expression, parts = _expression(table, meaning, measure)
        yield {
            "name": metric_name(table, measure.column),
            "label": f"{labels['columns'][measure.column]} ({labels['tables'][table]})",
            "description": f"{told_of(columns[measure.column], texts)} {measure.sentence()}",
            "type": "derived",
            "type_params": {"expr": expression, "metrics": [{"name": n, "alias": alias} for alias, n in parts.items()]},
            "config": {"meta": {"unit": measure.unit, "keeps_apart": list(kept_apart(measure, meaning.grain))}},
        }


def _expression(table: str, meaning: Meaning, measure: Measure) -> tuple[str, dict[str, str]]:
    """The expression of a number, and the metrics in it by their name there."""
    if measure.formula:
        columns = {each.column for each in meaning.measures}
        used = dict.fromkeys(word for word in NAME.findall(measure.formula) if word in columns)
        told = NAME.sub(lambda w: f"cast({w[0]} as double precision)" if w[0] in columns else w[0], measure.formula)
        return told, {column: metric_name(table, column) for column in used}
    name = metric_name(table, measure.column)
    if not measure.adds_over:
        return "case when cells = 1 then found end", {"found": f"{name}_any", "cells": metric_name(table, "cells")}
    kinds = metric_name(table, f"kinds_{_kinds(meaning).index(kept_apart(measure, meaning.grain))}")
    parts = {"found": f"{name}_any", "missing": f"{name}_missing", "kinds": kinds}
    return "case when kinds = 1 and missing = 0 then found end", parts


def _meta(column: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = (column.get("config") or {}).get("meta", {})
    return meta


if __name__ == "__main__":
    semantics_path().write_text(render_semantics(), encoding="utf-8")
