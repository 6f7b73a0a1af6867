"""Finds the columns that a column is computed from.

Read from the SQL that dbt compiled (its manifest).

Follows what a column is computed from, not what rows are chosen by: filters and joins are in `dbt_project/traces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer import build_scope, qualify
from sqlglot.optimizer.scope import Scope
from sqlglot.schema import MappingSchema

from delivery.tracing.declared import TraceError

_DIALECT = "duckdb"
_FILE = re.compile(r"read_parquet\('([^']*)'.*\)")


@dataclass(frozen=True)
class Column:
    """A column of a model, seed or source.

    It has the columns that it is computed from.
    """

    relation: str
    name: str
    kind: str
    parents: tuple[Column, ...] = ()

    def upstream(self) -> Iterator[Column]:
        """The column itself and every column before it, nearest first, each once."""
        seen, queue = set(), [self]
        while queue:
            column = queue.pop(0)
            if (column.relation, column.name) not in seen:
                seen.add((column.relation, column.name))
                yield column
                queue += column.parents


@dataclass
class _Reader:
    nodes: Mapping[str, Any]
    by_relation: Mapping[str, str]
    schema: MappingSchema
    scopes: dict[str, tuple[exp.Expr, Scope | None]] = field(default_factory=dict)
    resolved: dict[tuple[str, str], Column] = field(default_factory=dict)

    def column(self, unique_id: str, name: str) -> Column:
        key = (unique_id, name)
        if key not in self.resolved:
            node = self.nodes[unique_id]
            parents: tuple[Column, ...] = ()
            if node.get("compiled_code"):
                parents = tuple(self.column(*each) for each in self._read(unique_id, name))
            self.resolved[key] = Column(node["name"], name, node["resource_type"], parents)
        return self.resolved[key]

    def _read(self, unique_id: str, name: str) -> list[tuple[str, str]]:
        """(node, column) of the relations that the model reads, for one of its columns."""
        if unique_id not in self.scopes:
            parsed = sqlglot.parse_one(self.nodes[unique_id]["compiled_code"], dialect=_DIALECT)
            tree = qualify.qualify(
                parsed, dialect=_DIALECT, schema=self.schema, validate_qualify_columns=False, identify=False
            )
            self.scopes[unique_id] = tree, build_scope(tree)
        tree, scope = self.scopes[unique_id]
        found = lineage(name, tree, self.schema, dialect=_DIALECT, scope=scope, trim_selects=False, copy=False)
        return sorted(set(self._leaves(found)))  # sqlglot walks sets: another order in each process

    def _leaves(self, node: Node) -> Iterator[tuple[str, str]]:
        for each in node.walk():
            if not each.downstream and isinstance(each.expression, exp.Table):
                unique_id = self.by_relation.get(_bare(each.expression, self.by_relation))
                if unique_id:
                    yield unique_id, each.name.rsplit(".", 1)[-1].strip('"')


def column_lineage(manifest: Mapping[str, Any], model: str, column: str) -> Column:
    """The column with everything before it, down to seeds and sources.

    TraceError where dbt compiled no such model.
    """
    nodes = {**manifest["nodes"], **manifest["sources"]}
    models = {
        node["name"]: unique_id for unique_id, node in nodes.items() if node["resource_type"] in ("model", "seed")
    }
    if model not in models:
        raise TraceError([f"TRC-030 dbt tidak punya model {model}"])
    if not nodes[models[model]].get("compiled_code"):
        raise TraceError(["TRC-031 dbt belum menyusun gudang data ini; jalankan `sinergi run` dahulu"])
    if column not in nodes[models[model]]["columns"]:
        raise TraceError([f"TRC-032 {model} tidak punya kolom {column}"])
    relations = {uid: node for uid, node in nodes.items() if node["resource_type"] in ("model", "seed", "source")}
    by_relation = {_place(node): unique_id for unique_id, node in relations.items()}
    return _Reader(nodes, by_relation, _schema(relations)).column(models[model], column)


def _schema(relations: Mapping[str, Any]) -> MappingSchema:
    """The columns of every relation as dbt knows them.

    Without them a column of no stated table has no owner.
    """
    tables: dict[str, Any] = {}
    for node in relations.values():
        if node["resource_type"] != "source":
            columns = dict.fromkeys(node["columns"], "text")
            tables.setdefault(node["database"], {}).setdefault(node["schema"], {})[node["alias"]] = columns
    return MappingSchema(tables, dialect=_DIALECT)


def _place(node: Mapping[str, Any]) -> str:
    """The name of the relation in a query.

    A source is a file below any home.
    """
    if node["resource_type"] == "source":
        return _FILE.sub(r"\1", str(node["relation_name"])).removeprefix("$home")
    return f"{node['schema']}.{node['alias']}"


def _bare(table: exp.Table, places: Iterable[str]) -> str:
    if isinstance(table.this, exp.ReadParquet):
        file = str(table.this.expressions[0].name)
        return next((place for place in places if place.startswith("/") and file.endswith(place)), file)
    return f"{table.db}.{table.name}"
