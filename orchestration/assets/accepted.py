"""What is admitted, one table per entity: the only thing that the warehouse reads of what the agencies sent."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow.parquet as pq

from ingest.accept import AcceptReport
from ingest.catalogue import Catalogue
from ingest.semester import Semester
from ingest.submission import Submission
from orchestration.assets.agencies import list_key
from orchestration.assets.described import CITY, entity_columns, plain_columns, schema_metadata
from orchestration.derive_dbt_sources import source_tables
from orchestration.progress import figure, step
from orchestration.reminders import missing_lists
from orchestration.stages import Workplace, accept_all

BALANCED, COMPLETE, NOTHING_HELD = "neraca_baris", "semua_daftar_masuk", "tidak_ada_yang_ditahan"


def accepted_key(name: str) -> dg.AssetKey:
    """The key of one table of accepted/."""
    return dg.AssetKey(["accepted", name])


def accepted_assets(place: Workplace, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """All tables of accepted/, made in one step."""
    submissions = accepted_key("submissions")

    @dg.multi_asset(
        name="accepted", specs=list(_specs(place.catalogue)), partitions_def=partitions,
        check_specs=[
            dg.AssetCheckSpec(BALANCED, asset=submissions, description="Do rows in equal accepted, rejected and furniture?",
                              blocking=True),
            dg.AssetCheckSpec(COMPLETE, asset=submissions, description="Has every list come that is awaited?"),
            dg.AssetCheckSpec(NOTHING_HELD, asset=submissions, description="Is every submission admitted?"),
        ],
        description="Admits or holds each submission; the last good one of a held list stays.",
    )  # fmt: skip
    def put_together(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        semester = context.partition_key
        with step("Menghimpun yang diterima", place.settings.home) as under_way:
            report = accept_all(place, semester)
            missing = missing_lists(place.catalogue, place.ledger, Semester.parse(semester), date.today())
            under_way.result = f"{figure(sum(report.rows.values()))} baris, {len(report.held)} kiriman ditahan"
        for spec in context.assets_def.specs:
            checks = _checks(report, [f"{one.agency_id}: {one.table_id}" for one in missing])
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"dagster/row_count": _rows(place, report, spec.key)},
                check_results=checks if spec.key == submissions else [],
            )  # fmt: skip

    return put_together


def _specs(catalogue: Catalogue) -> Iterator[dg.AssetSpec]:
    feeding: dict[str, list[dg.AssetKey]] = {name: [] for name in catalogue.entities}
    for folder, table_id, table in catalogue.tables():
        feeding[table.feeds].append(list_key(folder.agency.agency, table_id))
    all_lists = [key for keys in feeding.values() for key in keys]
    for table in source_tables(catalogue.entities):
        if table.source != "accepted":
            continue
        schema = catalogue.entities.get(table.name)
        columns = entity_columns(schema) if schema else plain_columns(table.columns)
        yield dg.AssetSpec(
            accepted_key(table.name), deps=feeding.get(table.name, all_lists if table.name in _FROM_LISTS else []),
            description=table.description, group_name="accepted", kinds={"parquet"}, owners=[CITY],
            metadata=schema_metadata(columns),
        )  # fmt: skip


# The tables beside the entities that come from what was sent; the others come from the declarations.
_FROM_LISTS = frozenset({"submissions", "record_issues"})


def _rows(place: Workplace, report: AcceptReport, key: dg.AssetKey) -> int:
    name = key.path[-1]
    if name in report.rows:
        return report.rows[name]
    return int(pq.read_metadata(place.store.accepted_part(name)).num_rows)


def _checks(report: AcceptReport, missing: list[str]) -> list[dg.AssetCheckResult]:
    warning, error = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
    unbalanced = [one.submission_id for one in report.submissions if not _balances(one)]
    held = [f"{one.agency_id}/{one.table_id or '?'}: {' '.join(one.hold_codes)}" for one in report.held]
    return [
        dg.AssetCheckResult(
            asset_key=accepted_key("submissions"), check_name=name, passed=not problems, severity=severity,
            metadata={"count": len(problems), "problems": ", ".join(problems)},
        )
        for name, problems, severity in (
            (BALANCED, unbalanced, error), (COMPLETE, missing, warning), (NOTHING_HELD, held, warning),
        )
    ]  # fmt: skip


def _balances(one: Submission) -> bool:
    return one.rows_in == one.rows_accepted + one.rows_rejected + one.rows_furniture
