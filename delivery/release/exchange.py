"""The meaning of a release in the open format of semantic models.

BI tools read it.

Open Semantic Interchange, now Apache Ossie: tables with their keys, columns, how they hang together, and of each number
the expression that is true for any rows. github.com/open-semantic-interchange/OSI, core-spec, version 0.2.0.dev0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from delivery.release.guard import Column
from delivery.release.metrics import metric_name, metric_sql
from delivery.release.tables import PublishedTable
from ingest.yaml_files import yaml_text

SEMANTIC_MODEL = "semantic_model.yaml"
_VERSION = "0.2.0.dev0"
_KEY = re.compile(r"(\w+?)(?:_code|_id)?")
_TYPES = {
    "VARCHAR": "String", "BOOLEAN": "Boolean", "DATE": "Date", "DOUBLE": "Float", "TIMESTAMP": "DateTime",
    "BIGINT": "Integer", "INTEGER": "Integer", "HUGEINT": "Integer",
}  # fmt: skip
Labels = Mapping[str, Mapping[str, str]]


def write_semantic_model(tables: Sequence[PublishedTable], labels: Labels, folder: Path) -> Path:
    """The file in `folder` that says what the tables mean."""
    model = {"version": _VERSION, "semantic_model": [semantic_model(tables, labels)]}
    path = folder / SEMANTIC_MODEL
    path.write_text(yaml_text(model), encoding="utf-8")
    return path


def semantic_model(tables: Sequence[PublishedTable], labels: Labels) -> dict[str, Any]:
    """The tables of a release as one semantic model; `labels` are their Indonesian names."""
    return {
        "name": "sinergi",
        "description": "Poverty programmes of one city. A metric is null where no true number is.",
        "datasets": [_dataset(table, labels) for table in tables],
        "relationships": list(_relationships(tables)),
        "metrics": [metric for table in tables for metric in _metrics(table, labels)],
    }


def _dataset(table: PublishedTable, labels: Labels) -> dict[str, Any]:
    return {
        "name": table.name,
        "source": table.full_name,
        **({"primary_key": list(table.grain)} if table.grain else {}),
        "description": table.description,
        **_also(labels, "tables", table.name),
        "fields": [_field(column, labels) for column in table.columns],
    }


def _field(column: Column, labels: Labels) -> dict[str, Any]:
    return {
        "name": column.name,
        "expression": _expression(column.name),
        "dimension": {"is_time": column.name == "semester" or column.type in ("DATE", "TIMESTAMP")},
        "datatype": _TYPES.get(column.type, "Decimal" if column.type.startswith("DECIMAL") else "Opaque"),
        "description": column.description,
        **_also(labels, "columns", column.name),
    }


def _relationships(tables: Iterable[PublishedTable]) -> Iterator[dict[str, Any]]:
    """Each column that is the key of a dimension, to that dimension."""
    tables = list(tables)
    keys = {table.grain[0]: table for table in tables if len(table.grain) == 1 and _is_key_of(table.grain[0], table)}
    for table in tables:
        for column in table.columns:
            dimension = keys.get(column.name)
            if dimension and dimension is not table:
                yield {
                    "name": f"{table.name}_{column.name}",
                    "from": table.name,
                    "to": dimension.name,
                    "from_columns": [column.name],
                    "to_columns": [column.name],
                }


def _is_key_of(key: str, table: PublishedTable) -> bool:
    """True for the key that a dimension is named after: `village_code` of `dim_village`."""
    found = _KEY.fullmatch(key)
    return found is not None and table.name == f"dim_{found[1]}"


def _metrics(table: PublishedTable, labels: Labels) -> Iterator[dict[str, Any]]:
    for measure in table.meaning.measures:
        yield {
            "name": metric_name(table.name, measure.column),
            "expression": _expression(metric_sql(table.meaning, measure.column, table.name)),
            "description": measure.sentence(),
            **_also(labels, "columns", measure.column),
        }


def _expression(sql: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": sql}]}


def _also(labels: Labels, kind: str, name: str) -> dict[str, Any]:
    """The Indonesian name, where there is one."""
    label = labels.get(kind, {}).get(name)
    return {"ai_context": {"synonyms": [label]}} if label else {}
