"""The release that everybody reads, and those who read it, as assets."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.described import CITY, EACH_WINDOW, TOLD, page, written_in
from orchestration.assets.warehouse import relation_key
from orchestration.dagster_private.checks import check_of_partition
from orchestration.dbt.manifest import last_results
from orchestration.installation import Installation
from orchestration.progress import step
from orchestration.stages import Published, checks_told, publish_release

RELEASE = dg.AssetKey(["published", "release"])
SECOND_DOOR = "pintu_kedua"
# dbt's schemas of which tables are published; the allow-list of delivery says which.
PUBLISHED_SCHEMAS = frozenset({"core", "marts"})


def release_asset(
    site: Installation, manifest: Mapping[str, Any], partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The release. It depends on everything that is checked, so that nothing unchecked is published."""
    spec = dg.AssetSpec(
        RELEASE, deps=sorted(_keys(manifest, PUBLISHED_SCHEMAS)), group_name="published", kinds={"duckdb", "parquet"},
        owners=[CITY], freshness_policy=EACH_WINDOW,
        description="published/current: gudang data tanpa data pribadi, sebagai DuckDB dan Parquet.",
        metadata=written_in(sambungan=page("how-to/connect.md"), pertanyaan=page("questions.md")),
    )  # fmt: skip
    door = check_of_partition(SECOND_DOOR, RELEASE, "Apakah Postgres menerima rilis ini, bila dipasang?", partitions)

    @dg.multi_asset(
        name="publish", specs=[spec], check_specs=[door], partitions_def=partitions,
        description="Mengganti published/current seluruhnya, atau tidak sama sekali.",
    )  # fmt: skip
    def release(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with step("Menerbitkan", site.settings.home) as under_way:
            semester = context.partition_key
            checks = checks_told(site.store, semester, last_results(site.settings))
            published = publish_release(site, semester, checks)
            under_way.result = published.release.name + (", tidak berubah" if published.release.unchanged else "")
        yield _result(published)

    return release


def _result(published: Published) -> dg.MaterializeResult[None]:
    from delivery.pack.status import PAGE as STATUS_PAGE

    release, problem = published.release, published.postgres_problem
    return dg.MaterializeResult(
        asset_key=RELEASE,
        metadata={
            "rilis": release.name, "baru": release.is_new, "hash_isi": release.content_hash,
            "dagster/row_count": sum(release.tables.values()), "tabel": dg.MetadataValue.json(release.tables),
            "folder": dg.MetadataValue.path(str(release.path)),
            "keadaan": dg.MetadataValue.url((release.path.parent / STATUS_PAGE).resolve().as_uri()),
        },
        check_results=[
            dg.AssetCheckResult(
                asset_key=RELEASE, check_name=SECOND_DOOR, passed=not problem, severity=dg.AssetCheckSeverity.ERROR,
                metadata={TOLD: problem or published.postgres or "-"},
            )
        ],
    )  # fmt: skip


def exposures(manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """The readers of what is published, made outside; restricted lists are read from the warehouse."""
    return [_exposure(manifest, node) for _, node in sorted(manifest["exposures"].items())]


def _exposure(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> dg.AssetSpec:
    read = [manifest["nodes"][node_id] for node_id in node["depends_on"]["nodes"]]
    is_published = all(relation["schema"] in PUBLISHED_SCHEMAS for relation in read)
    return dg.AssetSpec(
        ["exposures", node["name"]], deps=[RELEASE] if is_published else sorted(map(relation_key, read)),
        description=f"{node['label'] or node['name']}. {node['description']}", group_name="exposures",
        kinds={node["type"]}, owners=[CITY],
        metadata={
            "membaca": ", ".join(sorted(relation["name"] for relation in read)), "kematangan": node["maturity"] or "-",
        },
    )  # fmt: skip


def _keys(manifest: Mapping[str, Any], schemas: frozenset[str]) -> set[dg.AssetKey]:
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed"))
    return {relation_key(node) for node in nodes if node["schema"] in schemas}
