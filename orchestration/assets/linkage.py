"""Links, persons, families and the history of ids as assets, linkage's checks as asset checks."""

from collections.abc import Iterator

import dagster as dg
import pyarrow.parquet as pq

from linkage import checks as linkage_checks
from orchestration import gates
from orchestration.assets.accepted import accepted_key
from orchestration.assets.described import CITY, TOLD, check_name, plain_columns, schema_metadata
from orchestration.dagster_private.checks import check_of_partition
from orchestration.dbt.sources import source_tables
from orchestration.installation import Installation
from orchestration.progress import figure, step
from orchestration.stages import link, present
from orchestration.workbooks import begin

READ = ("enrolment_records", "reference_records", "civil_registry_records")


def linkage_key(name: str) -> dg.AssetKey:
    """The key of one table of linkage/."""
    return dg.AssetKey(["linkage", name])


def linkage_assets(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """All tables of linkage/, made in one step; a critical check stops the run."""
    links = linkage_key("person_links")
    specs = [
        dg.AssetSpec(
            linkage_key(table.name), deps=[accepted_key(name) for name in READ], description=table.description,
            group_name="linkage", kinds={"parquet", "duckdb"}, owners=[CITY],
            metadata=schema_metadata(plain_columns(table.columns)),
        )
        for table in source_tables(site.catalogue.entities)
        if table.source == "linkage"
    ]  # fmt: skip

    @dg.multi_asset(
        name="linkage", specs=specs, partitions_def=partitions,
        check_specs=[
            check_of_partition(check_name(code), links, f"{code} {text}", partitions, blocking=grave == "critical")
            for code, text, grave in linkage_checks.QUESTIONS
        ],
        description="Mencocokkan setiap baris yang diterima dengan orang dan keluarga, yang idnya tetap selamanya.",
    )  # fmt: skip
    def match(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with step("Mencocokkan orang dan keluarga", site.settings.home) as under_way:
            report = link(site, context.partition_key)
            # a number that is somebody else's elsewhere is asked of its office in its workbook
            begin(site, context.partition_key, present(site, context.partition_key))
            passed = all(check.passed for check in report.checks if check.severity == "critical")
            gates.note(site, gates.LINKED, passed=passed)
            rows, persons, families = map(figure, (report.rows, report.persons, report.families))
            under_way.result = f"{rows} baris, {persons} orang, {families} keluarga"
        checks = [
            dg.AssetCheckResult(
                asset_key=links, check_name=check_name(check.code), passed=check.passed,
                severity=dg.AssetCheckSeverity.ERROR if check.severity == "critical" else dg.AssetCheckSeverity.WARN,
                metadata={"kode": check.code, "ditemukan": check.found, "diizinkan": check.allowed,
                          "tindakan": check.action, TOLD: check.told or "-"},
            )
            for check in report.checks
        ]  # fmt: skip
        counts = {f"cara_{rung}": count for rung, count in report.rows_by_rung.items()}
        for spec in specs:
            rows = pq.read_metadata(site.store.linkage / f"{spec.key.path[-1]}.parquet").num_rows
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"dagster/row_count": rows, **(counts if spec.key == links else {})},
                check_results=checks if spec.key == links else [],
            )  # fmt: skip

    return match
