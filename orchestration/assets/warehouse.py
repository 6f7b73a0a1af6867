"""The warehouse: dbt's seeds and models as assets, its tests as asset checks.

dbt runs as a program of its own, so that its memory goes back when it ends, and it alone writes the DuckDB file.
"""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

import dagster as dg
import duckdb

from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER
from orchestration import gates
from orchestration.assets.described import CITY, written_in
from orchestration.dagster_private.dbt import DagsterDbtTranslator, QuickDbt, dbt_assets
from orchestration.dbt.descriptions import describe
from orchestration.dbt.grains import TEST, asked_grains, is_grain
from orchestration.dbt.manifest import PROJECT, prepared_program, target_folder
from orchestration.installation import Installation
from orchestration.progress import Step, step

Manifest = Mapping[str, Any]
# Unit tests ask about made-up rows: they belong to the tests of the project, not to a run. The grain of each table is
# asked of all tables together (`grains`). dbt's own log file repeats all that it tells on its output.
_BUILD = ["--log-level-file", "none", "build", "--exclude-resource-type", "unit_test", "--exclude", f"test_name:{TEST}"]

# The question of each kind of dbt test that has no words of its own.
_KINDS = {
    "accepted_values": "Apakah setiap isi {columns} salah satu dari: {values}?",
    "relationships": "Apakah setiap {columns} ada di {to}?",
    "not_null": "Apakah {columns} selalu terisi?",
}


class _Translator(DagsterDbtTranslator):
    """dbt's names as ours: schema and table, so that sources meet their assets."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`marts/mart_targeting`, `accepted/enrolment_records`."""
        return relation_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer."""
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """As the model's YAML says it, without the SQL."""
        return str(dbt_resource_props["description"])

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """The metadata of dbt, and a link to the file that makes the asset."""
        made_by = PROJECT / dbt_resource_props["original_file_path"]
        return {**super().get_metadata(dbt_resource_props), **written_in(model=made_by)}

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The city: what is computed is no agency's any more."""
        return [CITY]


def relation_key(node: Mapping[str, Any]) -> dg.AssetKey:
    """The asset key of a dbt model, seed or source."""
    if node["resource_type"] == "source":
        return dg.AssetKey([node["source_name"], node["name"]])
    return dg.AssetKey([node["schema"], node["alias"]])


def prepared(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest without the tests that dbt is not asked in a run.

    Every test is described, and one of several models is a check of the first.
    """
    nodes = {key: node for key, node in manifest["nodes"].items() if not is_grain(node)}
    for node in nodes.values():
        if node["resource_type"] == "test":  # where dagster-dbt looks for the words of a check
            node["meta"] = {**node.get("meta", {}), "description": node["description"] or _question(node)}
        upstream = node["depends_on"]["nodes"] if node["resource_type"] == "test" else []
        if len(upstream) > 1 and not node.get("attached_node"):
            first = nodes.get(upstream[0])
            if first and "dagster" not in node["config"]["meta"]:
                node["config"]["meta"]["dagster"] = {"ref": {"name": first["name"]}}
    return {**manifest, "nodes": nodes}


def _question(test: Mapping[str, Any]) -> str:
    """The question of a test without words: by its kind, or its SQL's first comment."""
    told = test.get("test_metadata")
    if not told:
        first = takewhile(lambda line: line.startswith("--"), test["raw_code"].splitlines())
        return " ".join(line.removeprefix("--").strip() for line in first)
    asked = told["kwargs"]
    named = asked.get("columns") or [asked.get("column_name", "")]
    return _KINDS[told["name"]].format_map({**asked, "columns": ", ".join(named)})


def warehouse_assets(site: Installation, manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """All seeds and models as assets, made by one `dbt build`."""

    @dbt_assets(manifest=prepared(manifest), name="warehouse", dagster_dbt_translator=_Translator())
    def build_warehouse(context: dg.AssetExecutionContext) -> Iterator[Any]:
        with step("Menyusun gudang data", site.settings.home) as under_way:
            yield from _build(context, site, manifest, under_way)

    return build_warehouse


def _build(context: dg.AssetExecutionContext, site: Installation, manifest: Manifest, under_way: Step) -> Iterator[Any]:
    """The events of the build, with row counts.

    They come when dbt has ended: nobody else may open the file before.
    """
    _make_room(site, everything=not context.is_subset)
    site.settings.hand_on()
    invocation = _dbt().cli(_BUILD, context=context, target_path=target_folder(site.settings))
    events, failure = [], None
    try:
        for event in invocation.stream():
            events.append(event)
            if isinstance(event, dg.Output):
                under_way.say(event.output_name.replace("__", "."))
    except Exception as error:  # the failure is raised again when all that did succeed is told
        failure = error
    counts: Mapping[tuple[str, str], int] = {}
    if failure is None:
        grains = asked_grains(site.store.warehouse, manifest)
        counts, failure = grains.rows, grains.error
    describe(site.store.warehouse, manifest)
    counts = row_counts(site, counts)
    # a part of the models is not asked all questions, so what it made has not passed them
    gates.note(site, gates.BUILT, passed=failure is None and not context.is_subset)
    for event in events:
        yield _with_rows(event, manifest, counts) if isinstance(event, dg.Output) else event
    if failure is not None:
        raise failure
    failed = sum(isinstance(event, dg.AssetCheckResult) and not event.passed for event in events)
    models = sum(isinstance(event, dg.Output) for event in events)
    checks = sum(isinstance(event, dg.AssetCheckResult) for event in events)
    under_way.result = f"{models} tabel, {checks} pemeriksaan" + (f", {failed} peringatan" if failed else "")


def _make_room(site: Installation, *, everything: bool) -> None:
    """Makes a private file for the warehouse, empty when all of it is built.

    A model that is gone must not be published.
    """
    warehouse = site.store.warehouse
    warehouse.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    for path in (warehouse, warehouse.with_name(f"{warehouse.name}.wal")) if everything else ():
        path.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)):
        warehouse.chmod(PRIVATE_FILE)  # it holds the lists by name


def _dbt() -> QuickDbt:
    return QuickDbt(project_dir=str(PROJECT), profiles_dir=str(PROJECT), dbt_executable=prepared_program())


def row_counts(site: Installation, known: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """(schema, table) -> rows, for every table and view of the warehouse.

    Those `known` are not counted again.
    """
    if not site.store.warehouse.exists():
        return {}
    with duckdb.connect(str(site.store.warehouse), read_only=True) as database:
        found = database.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
        counts = [f"""select '{s}', '{t}', count(*) from "{s}"."{t}" """ for s, t in found if (s, t) not in known]
        rows = database.execute(" union all ".join(counts)).fetchall() if counts else []
    return {**known, **{(schema, table): count for schema, table, count in rows}}


def _with_rows(event: dg.Output[Any], manifest: Manifest, counts: Mapping[tuple[str, str], int]) -> dg.Output[Any]:
    unique_id = event.metadata["unique_id"].value
    node = manifest["nodes"][unique_id]
    rows = counts.get((node["schema"], node["alias"]))
    # the columns as the database has them lack the descriptions that the definition of the asset has
    metadata = {name: value for name, value in event.metadata.items() if name != "dagster/column_schema"}
    if rows is not None:
        metadata["dagster/row_count"] = dg.MetadataValue.int(rows)
    return event.with_metadata(metadata)
