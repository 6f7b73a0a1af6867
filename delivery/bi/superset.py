"""The bundle that Superset imports: the database, tables with metrics, charts, a dashboard.

All from what the release says of itself (`semantic_model.yaml`): names in Indonesian, and metrics that are null where
no true number is. The database is `published/current`, opened read-only for each query: it follows the
releases.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery.bi.charts import CHARTS, FILTERS, Chart
from delivery.release.exchange import SEMANTIC_MODEL
from delivery.release.metrics import metric_name
from delivery.release.releases import CURRENT, Release
from delivery.release.tables import WAREHOUSE
from ingest.yaml_files import read_yaml, yaml_text

DASHBOARD = "sinergi"
_ROOT = "sinergi"
_NAMES = uuid.UUID("6d2f9a44-5f0e-4a55-9d4b-3f1c6a1f7701")
_VERSION = "1.0.0"
# What every bundle begins with; the time is no fact about it.
_METADATA = {"version": _VERSION, "type": "Dashboard", "timestamp": "2017-01-01T00:00:00+00:00"}
# The whole width for each table: seven columns and more are cut off in half of it.
_WIDTH, _HEIGHT = 12, 52
# Columns that a dashboard's filter looks for under another name than the table's own.
_ALSO = {"mart_targeting_village": {"village_name": "breakdown_name"}}


def write_bundle(release: Release, path: Path) -> Path:
    """Writes the bundle of a release; the same bytes for the same release."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in sorted(bundle_of(release).items()):
            bundle.writestr(zipfile.ZipInfo(f"{_ROOT}/{name}"), yaml_text(content))
    return path


def bundle_of(release: Release) -> dict[str, dict[str, Any]]:
    """The files of the bundle by name."""
    (model,) = read_yaml(release.path / SEMANTIC_MODEL)["semantic_model"]
    metrics = {metric["name"]: metric for metric in model["metrics"]}
    datasets = {dataset["name"]: dataset for dataset in model["datasets"]}
    charts = [chart for chart in CHARTS if chart.table in datasets]
    files = {f"datasets/Sinergi/{name}.yaml": _dataset(each, metrics) for name, each in datasets.items()}
    files |= {f"charts/{chart.name}.yaml": _chart(chart) for chart in charts}
    return files | {
        "metadata.yaml": _METADATA,
        "databases/Sinergi.yaml": _database(release.path.parent / CURRENT / WAREHOUSE),
        f"dashboards/{DASHBOARD}.yaml": _dashboard(charts, release.semester),
    }


def _id(kind: str, name: str) -> str:
    """The id of a thing, the same in every bundle."""
    return str(uuid.uuid5(_NAMES, f"{kind}/{name}"))


def _database(warehouse: Path) -> dict[str, Any]:
    return {
        "database_name": "Sinergi",
        "sqlalchemy_uri": f"duckdb:///{warehouse}",
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"engine_params": {"connect_args": {"read_only": True}}, "allows_virtual_table_explore": True},
        "uuid": _id("database", "sinergi"),
        "version": _VERSION,
    }


def _dataset(dataset: Mapping[str, Any], metrics: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    name, schema = dataset["name"], dataset["source"].partition(".")[0]
    numbers = {
        field["name"]: metrics[full_name]
        for field in dataset["fields"]
        if (full_name := metric_name(name, field["name"])) in metrics
    }
    return {
        "table_name": name,
        "schema": schema,
        "description": f"{_label(dataset)}. {dataset['description']}",
        "filter_select_enabled": True,
        "uuid": _id("dataset", name),
        "metrics": [_metric(name, column, metric) for column, metric in numbers.items()],
        "columns": [
            *(_column(field, is_number=field["name"] in numbers) for field in dataset["fields"]),
            *(
                _column({"name": also, "description": ""}, is_number=False)
                | {"expression": own, "verbose_name": "Kelurahan"}
                for also, own in _ALSO.get(name, {}).items()
            ),
        ],
        "version": _VERSION,
        "database_uuid": _id("database", "sinergi"),
    }


def _metric(table: str, column: str, metric: Mapping[str, Any]) -> dict[str, Any]:
    expression = metric["expression"]["dialects"][0]["expression"].replace(f"{table}.", "")
    return {
        "metric_name": column,
        "verbose_name": _label(metric),
        "expression": expression,
        "description": metric["description"],
        "d3format": ".1%" if metric["description"].startswith("Unit: share.") else ",d",
    }


def _column(field: Mapping[str, Any], *, is_number: bool) -> dict[str, Any]:
    return {
        "column_name": field["name"],
        "verbose_name": _label(field),
        "is_dttm": False,
        "is_active": True,
        "groupby": not is_number,
        "filterable": True,
        "description": field["description"],
    }


def _label(thing: Mapping[str, Any]) -> str:
    return str(thing.get("ai_context", {}).get("synonyms", [thing["name"]])[0])


def _chart(chart: Chart) -> dict[str, Any]:
    params = {
        "viz_type": "table",
        "query_mode": "aggregate",
        "groupby": list(chart.by),
        "metrics": list(chart.metrics),
        "adhoc_filters": [],
        "row_limit": 1000,
        "order_desc": False,
        "server_pagination": False,
        "show_cell_bars": False,
    }
    return {
        "slice_name": chart.title,
        "description": chart.note,
        "viz_type": "table",
        "params": params,
        "uuid": _id("chart", chart.name),
        "version": _VERSION,
        "dataset_uuid": _id("dataset", chart.table),
    }


def _dashboard(charts: list[Chart], semester: str) -> dict[str, Any]:
    return {
        "dashboard_title": "Sinergi: program penanggulangan kemiskinan",
        "slug": DASHBOARD,
        "published": True,
        "uuid": _id("dashboard", DASHBOARD),
        "position": dict(_positions(charts)),
        "metadata": {
            "native_filter_configuration": [_filter(name, column, table, semester) for name, column, table in FILTERS],
            "cross_filters_enabled": False,
        },
        "version": _VERSION,
    }


def _positions(charts: list[Chart]) -> Iterator[tuple[str, Any]]:
    """One chart in a row, in order."""
    yield "DASHBOARD_VERSION_KEY", "v2"
    yield "ROOT_ID", {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]}
    rows = [f"ROW-{chart.name}" for chart in charts]
    yield "GRID_ID", {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]}
    # the number is of this bundle alone: Superset gives its own
    for number, (row, chart) in enumerate(zip(rows, charts, strict=True), start=1):
        parents, box = ["ROOT_ID", "GRID_ID"], f"CHART-{chart.name}"
        yield row, {"id": row, "type": "ROW", "children": [box], "parents": parents, "meta": _BACKGROUND}
        meta = {
            "chartId": number,
            "uuid": _id("chart", chart.name),
            "sliceName": chart.title,
            "width": _WIDTH,
            "height": _HEIGHT,
        }
        yield box, {"id": box, "type": "CHART", "children": [], "parents": [*parents, row], "meta": meta}


_BACKGROUND = {"background": "BACKGROUND_TRANSPARENT"}


def _filter(name: str, column: str, table: str, semester: str) -> dict[str, Any]:
    """A filter of the dashboard; that of semesters begins with the newest."""
    first = [semester] if column == "semester" else None
    mask: dict[str, Any] = {"filterState": {"value": first}, "extraFormData": {}}
    if first:
        mask["extraFormData"] = {"filters": [{"col": column, "op": "IN", "val": first}]}
    return {
        "id": f"NATIVE_FILTER-{column}",
        "name": name,
        "filterType": "filter_select",
        "type": "NATIVE_FILTER",
        "targets": [{"column": {"name": column}, "datasetUuid": _id("dataset", table)}],
        "defaultDataMask": mask,
        "controlValues": {"multiSelect": column != "semester", "enableEmptyFilter": column == "semester"},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
    }
