"""Every metric, compiled to SQL by MetricFlow, against the mart that dbt built, cell by cell.

    python -m venv .venv-metrics && .venv-metrics/bin/pip install dbt-metricflow==0.15.0 "dbt-duckdb>=1.11.1,<1.12"
    .venv-metrics/bin/python -m tests.bench.metrics_compiled HOME

HOME is one that was run: its warehouse, and the `semantic_manifest.json` that dbt wrote into `dbt/target`. MetricFlow
has an environment of its own: the product needs no part of it.
"""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class Compiling:
    """A database for MetricFlow, which only compiles."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


def main(home: Path) -> None:
    """Prints what was asked, and what differs; ends with 1 where anything does."""
    begun = time.perf_counter()
    written = (home / "dbt" / "target" / "semantic_manifest.json").read_text(encoding="utf-8")
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest_json_string=written))
    engine = MetricFlowEngine(lookup, Compiling())
    asked, empty, wrong = 0, 0, []
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as warehouse:
        for model, metrics in metrics_by_model(lookup.semantic_manifest).items():
            for name, cells in compared(engine, warehouse, model, metrics).items():
                asked += len(cells)
                empty += sum(mart is None for mart, _ in cells)
                wrong += [(name, mart, metric) for mart, metric in cells if not same(mart, metric)]
    metrics, seconds = len(public(lookup.semantic_manifest)), time.perf_counter() - begun
    told = [f"{asked} cells of {metrics} metrics, {empty} of them empty: {len(wrong)} differ ({seconds:.0f} s)"]
    sys.stdout.write("\n".join([*told, *map(str, wrong[:20])]) + "\n")
    sys.exit(bool(wrong))


def public(manifest: Any) -> list[Any]:
    """The metrics that are meant to be asked, without the parts they are made of."""
    return [metric for metric in manifest.metrics if metric.type.value == "derived"]


def metrics_by_model(manifest: Any) -> dict[Any, list[str]]:
    """Semantic model -> its metrics."""
    found = defaultdict(list)
    longest_first = sorted(manifest.semantic_models, key=lambda model: -len(model.name))
    models = {model.name: model for model in longest_first}
    for metric in public(manifest):
        found[next(name for name in models if metric.name.startswith(f"{name}_"))].append(metric.name)
    return {models[name]: names for name, names in found.items()}


def compared(
    engine: MetricFlowEngine, warehouse: duckdb.DuckDBPyConnection, model: Any, metrics: list[str]
) -> dict[str, list[tuple[Any, Any]]]:
    """The mart's cell and the metric's number, of each metric over all rows of the mart."""
    cell = model.primary_entity_reference.element_name
    schema, _, table = model.node_relation.relation_name.replace('"', "").partition(".")[2].partition(".")
    keys = grain_of(warehouse, schema, table, [dimension.name for dimension in model.dimensions])
    group_by = [f"{cell}__{key}" for key in keys]
    request = MetricFlowQueryRequest.create(metric_names=metrics, group_by_names=group_by)
    compiled = engine.explain(request).sql_statement.sql
    columns = [metric.removeprefix(f"{model.name}_") for metric in metrics]
    join = " and ".join(f"mart.{key} is not distinct from metric.{cell}__{key}" for key in keys)
    pairs = ", ".join(f"mart.{column}, metric.{name}" for column, name in zip(columns, metrics, strict=True))
    rows = warehouse.execute(
        f"select {pairs} from {schema}.{table} as mart left join ({compiled}) as metric on {join}"
    ).fetchall()
    return {name: [(row[2 * at], row[2 * at + 1]) for row in rows] for at, name in enumerate(metrics)}


def grain_of(warehouse: duckdb.DuckDBPyConnection, schema: str, table: str, dimensions: list[str]) -> list[str]:
    """The fewest leading dimensions that tell the rows of a mart apart."""
    names = [name for name in dimensions if name != "semester_start"]
    (rows,) = warehouse.execute(f"select count(*) from {schema}.{table}").fetchone() or (0,)
    for number in range(1, len(names) + 1):
        told = ", ".join(names[:number])
        (kinds,) = warehouse.execute(f"select count(*) from (select distinct {told} from {schema}.{table})").fetchone()
        if kinds == rows:
            return names[:number]
    raise ValueError(f"{table} has rows that its dimensions do not tell apart")


def same(mart: Any, metric: Any) -> bool:
    """True for the same number; shares are made of rounded divisions."""
    if mart is None or metric is None:
        return mart is None and metric is None
    return math.isclose(float(mart), float(metric), rel_tol=1e-12, abs_tol=1e-12)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
